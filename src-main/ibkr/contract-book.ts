import { type Instrument, type InstrumentSymbol, isUnderlying, parseSymbol, symbolOf } from '../../src-core/instruments/instrument.ts';
import { fromDollars, toDollars } from '../../src-core/money.ts';
import { type IsoDate, parseIsoDate, SECOND } from '../../src-core/time.ts';
import type { Pacer } from '../market-data/session-pump.ts';
import type { Gateway, GatewayContract, GatewayMessage } from './gateway.ts';

/** Shares of a contract, as the gateway writes it. Adjusted options have others, or a trading class of their own. */
export const OPTION_MULTIPLIER = '100';
/** How long a contract is waited for. */
const ANSWER_MS = 10 * SECOND;

/** A contract of which only its route and its currency are said. */
export const SMART_DOLLARS: GatewayContract = {
  conId: 0,
  symbol: '',
  secType: '',
  exchange: 'SMART',
  currency: 'USD',
  expiry: '',
  strike: 0,
  right: '',
  multiplier: '',
  localSymbol: '',
  tradingClass: '',
  comboLegs: [],
};

/** VIX, which is watched and never traded. */
export const VIX_CONTRACT: GatewayContract = { ...SMART_DOLLARS, symbol: 'VIX', secType: 'IND', exchange: 'CBOE' };

export function gatewayDate(date: IsoDate): string {
  return date.replaceAll('-', '');
}

/** What to ask the gateway for, to be told of this instrument: its terms without the gateway's number. */
export function contractOfInstrument(instrument: Instrument): GatewayContract {
  const symbol = instrument.underlying;
  if (instrument.kind === 'shares') return { ...SMART_DOLLARS, symbol, secType: 'STK' };
  return {
    ...SMART_DOLLARS,
    symbol,
    secType: 'OPT',
    expiry: gatewayDate(instrument.expiry),
    strike: toDollars(instrument.strike),
    right: instrument.right === 'call' ? 'C' : 'P',
    multiplier: OPTION_MULTIPLIER,
    tradingClass: symbol,
  };
}

/** What to ask for to be told of every option of one expiry. */
export function contractsOfExpiry(underlying: string, expiry: IsoDate): GatewayContract {
  return { ...SMART_DOLLARS, symbol: underlying, secType: 'OPT', expiry: gatewayDate(expiry), tradingClass: underlying };
}

/**
 * The instrument that a contract of the gateway is; null for what this program does not model: other underlyings, kinds,
 * currencies, multipliers and trading classes, and whatever is not written as the gateway writes it. What the gateway
 * leaves out of currency, multiplier and trading class counts as the usual.
 */
export function symbolOfContract(contract: GatewayContract): InstrumentSymbol | null {
  const { symbol, secType, currency, expiry, strike, right, multiplier, tradingClass } = contract;
  if (!isUnderlying(symbol) || (currency !== '' && currency !== 'USD')) return null;
  if (secType === 'STK') return symbolOf({ kind: 'shares', underlying: symbol });
  if (secType !== 'OPT' || right === '') return null;
  if ((multiplier !== '' && multiplier !== OPTION_MULTIPLIER) || (tradingClass !== '' && tradingClass !== symbol)) return null;
  const date = /^(\d{4})(\d{2})(\d{2})$/.exec(expiry);
  if (date === null || !(strike > 0)) return null;
  try {
    return symbolOf({
      kind: 'option',
      underlying: symbol,
      expiry: parseIsoDate(`${date[1]}-${date[2]}-${date[3]}`),
      right: right === 'C' ? 'call' : 'put',
      strike: fromDollars(strike),
    });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

interface Asked {
  readonly symbol: InstrumentSymbol;
  readonly requestId: number;
  readonly answer: Promise<GatewayContract | null>;
  settle(contract: GatewayContract | null): void;
}

export interface ContractBookParts {
  readonly gateway: Gateway;
  readonly pacer: Pacer;
  /** Milliseconds a contract is waited for; 10 seconds unless told. */
  readonly answerMs?: number;
}

/**
 * The gateway's numbers of the instruments, by whichever message it named them in: contract details, open and completed
 * orders, executions and positions are all listened to. Numbers are the broker's own and the same in every connection,
 * so what is known stays known.
 */
export class ContractBook {
  readonly #gateway: Gateway;
  readonly #pacer: Pacer;
  readonly #answerMs: number;
  readonly #bySymbol = new Map<InstrumentSymbol, GatewayContract>();
  readonly #byConId = new Map<number, InstrumentSymbol>();
  readonly #listeners = new Set<(symbol: InstrumentSymbol, contract: GatewayContract) => void>();
  readonly #asked = new Map<number, Asked>();
  readonly #ends: readonly (() => void)[];
  #isClosed = false;

  constructor({ gateway, pacer, answerMs = ANSWER_MS }: ContractBookParts) {
    this.#gateway = gateway;
    this.#pacer = pacer;
    this.#answerMs = answerMs;
    this.#ends = [
      gateway.onMessage((message) => this.#hear(message)),
      gateway.onEvent((event) => {
        if (event.type === 'down') this.#giveUp();
        else if (event.type === 'unsent' && event.request.type === 'contracts') this.#asked.get(event.request.requestId)?.settle(null);
      }),
    ];
  }

  conIdOf(symbol: InstrumentSymbol): number | null {
    return this.#bySymbol.get(symbol)?.conId ?? null;
  }

  /** As orders and market data name it: the smart route, in dollars; null where it is not known. */
  contractOf(symbol: InstrumentSymbol): GatewayContract | null {
    return this.#bySymbol.get(symbol) ?? null;
  }

  /** null where the number is not known. */
  symbolOf(conId: number): InstrumentSymbol | null {
    return this.#byConId.get(conId) ?? null;
  }

  /**
   * Takes a contract that the gateway named. Answers which instrument it is, or null where this program does not model
   * it; without a number it is told what it is, and nothing is kept.
   */
  learn(contract: GatewayContract): InstrumentSymbol | null {
    const symbol = this.#byConId.get(contract.conId) ?? symbolOfContract(contract);
    if (symbol === null || !(contract.conId > 0) || this.#bySymbol.get(symbol)?.conId === contract.conId) return symbol;
    // What was heard in an execution or a position names the place where that was.
    const kept = { ...contractOfInstrument(parseSymbol(symbol)), conId: contract.conId, localSymbol: contract.localSymbol };
    this.#bySymbol.set(symbol, kept);
    this.#byConId.set(contract.conId, symbol);
    for (const listener of [...this.#listeners]) listener(symbol, kept);
    return symbol;
  }

  /** Hears of each instrument whose number became known; must not throw. The result ends it. */
  onKnown(listener: (symbol: InstrumentSymbol, contract: GatewayContract) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * What the gateway calls the instrument, asked for where it is not known. null where it knows no such contract, did not
   * answer in time or is not connected. Never rejects, but throws RangeError for what is no symbol.
   */
  resolve(symbol: InstrumentSymbol): Promise<GatewayContract | null> {
    const known = this.#bySymbol.get(symbol);
    if (known !== undefined) return Promise.resolve(known);
    for (const asked of this.#asked.values()) if (asked.symbol === symbol) return asked.answer;
    const contract = contractOfInstrument(parseSymbol(symbol));
    return this.#isClosed ? Promise.resolve(null) : this.#ask(symbol, contract);
  }

  close(): void {
    this.#isClosed = true;
    for (const end of this.#ends) end();
    this.#giveUp();
    this.#listeners.clear();
  }

  #ask(symbol: InstrumentSymbol, contract: GatewayContract): Promise<GatewayContract | null> {
    const requestId = this.#gateway.newRequestId();
    const { promise, resolve } = Promise.withResolvers<GatewayContract | null>();
    const cancelLimit = this.#pacer.after(this.#answerMs, () => settle(null));
    const settle = (found: GatewayContract | null): void => {
      cancelLimit();
      this.#asked.delete(requestId);
      resolve(found);
    };
    this.#asked.set(requestId, { symbol, requestId, answer: promise, settle });
    if (this.#gateway.send({ type: 'contracts', requestId, contract }) === 'down') settle(null);
    return promise;
  }

  #giveUp(): void {
    for (const asked of [...this.#asked.values()]) asked.settle(null);
  }

  #hear(message: GatewayMessage): void {
    switch (message.type) {
      case 'contract': {
        const symbol = this.learn(message.contract);
        const asked = this.#asked.get(message.requestId);
        if (asked !== undefined && asked.symbol === symbol) asked.settle(this.contractOf(symbol));
        return;
      }
      case 'contracts_end':
        this.#asked.get(message.requestId)?.settle(null);
        return;
      case 'error':
        this.#asked.get(message.requestId)?.settle(null);
        return;
      case 'open_order':
      case 'completed_order':
      case 'execution':
      case 'position':
        this.learn(message.contract);
    }
  }
}
