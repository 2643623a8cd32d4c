import { type Ticker, TICKERS, type Underlying, UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import { type EpochMs, type IsoDate, MINUTE, SECOND } from '../../../src-core/time.ts';
import { meaningOf } from '../codes.ts';
import { contractOfInstrument, contractsOfExpiry, gatewayDate, OPTION_MULTIPLIER, symbolOfContract, VIX_CONTRACT } from '../contract-book.ts';
import type { Gateway, GatewayContract, GatewayMessage } from '../gateway.ts';

/** A chain has some hundred contracts, which come one by one. */
const ANSWER_MS = 30 * SECOND;
const FIRST_RETRY_MS = 5 * SECOND;
const LONGEST_RETRY_MS = MINUTE;
/** Strikes are added during the day. */
const AGAIN_MS = 10 * MINUTE;

type What = { readonly kind: 'ticker'; readonly ticker: Ticker } | { readonly kind: 'options'; readonly underlying: Underlying };

interface Reading {
  readonly what: What;
  /** 0 while nothing is asked. */
  requestId: number;
  askedAt: EpochMs;
  found: GatewayContract[];
  attempts: number;
  /** Infinity where it is not to be asked again. */
  nextTry: EpochMs;
}

export interface DayContractsParts {
  readonly gateway: Gateway;
  readonly date: IsoDate;
  onTicker(ticker: Ticker, contract: GatewayContract): void;
  /** The options that expire on the date, with the gateway's numbers; none where there are none. `leftOut` are of another multiplier or trading class. */
  onOptions(underlying: Underlying, contracts: readonly GatewayContract[], leftOut: number): void;
  /** It could not be read; it is tried again. */
  onFailure(subject: string, problem: string, code: number): void;
}

/** Reads what is traded on one date from the gateway's contract details: the tickers, and the options that expire then. */
export class DayContracts {
  readonly #parts: DayContractsParts;
  readonly #readings: readonly Reading[];
  readonly #byRequest = new Map<number, Reading>();

  constructor(parts: DayContractsParts) {
    this.#parts = parts;
    const blank = { requestId: 0, askedAt: Number.NaN, attempts: 0, nextTry: Number.POSITIVE_INFINITY };
    this.#readings = [
      ...TICKERS.map((ticker) => ({ ...blank, what: { kind: 'ticker', ticker } as const, found: [] })),
      ...UNDERLYINGS.map((underlying) => ({ ...blank, what: { kind: 'options', underlying } as const, found: [] })),
    ];
  }

  /** Reads everything anew. */
  begin(now: EpochMs): void {
    this.stop();
    for (const reading of this.#readings) {
      reading.attempts = 0;
      reading.nextTry = now;
    }
    this.step(now);
  }

  /** Whatever was asked for is not waited for any more. */
  stop(): void {
    this.#byRequest.clear();
    for (const reading of this.#readings) {
      reading.requestId = 0;
      reading.nextTry = Number.POSITIVE_INFINITY;
    }
  }

  /** Asks for what is due, and gives up what was not answered. */
  step(now: EpochMs): void {
    for (const reading of this.#readings) {
      if (reading.requestId !== 0 && now - reading.askedAt >= ANSWER_MS) this.#fail(reading, 'its contract details were not answered', 0, now);
      if (reading.requestId === 0 && now >= reading.nextTry) this.#ask(reading, now);
    }
  }

  /** Takes a message; false where it answers nothing that was asked here. */
  hear(message: GatewayMessage, now: EpochMs): boolean {
    if (message.type !== 'contract' && message.type !== 'contracts_end' && message.type !== 'error') return false;
    const reading = this.#byRequest.get(message.requestId);
    if (reading === undefined) return false;
    switch (message.type) {
      case 'contract':
        reading.found.push(message.contract);
        return true;
      case 'contracts_end':
        this.#end(reading, now);
        return true;
      case 'error': {
        const { kind } = meaningOf(message.code, message.text);
        if (kind === 'no_contract') this.#end(reading, now);
        else if (kind !== 'notice' && kind !== 'unknown') this.#fail(reading, message.text, message.code, now);
        return true;
      }
    }
  }

  #ask(reading: Reading, now: EpochMs): void {
    const { what } = reading;
    const requestId = this.#parts.gateway.newRequestId();
    reading.requestId = requestId;
    reading.askedAt = now;
    reading.found = [];
    this.#byRequest.set(requestId, reading);
    if (this.#parts.gateway.send({ type: 'contracts', requestId, contract: queryOf(what, this.#parts.date) }) === 'down') this.stop();
  }

  #close(reading: Reading): void {
    this.#byRequest.delete(reading.requestId);
    reading.requestId = 0;
  }

  #fail(reading: Reading, problem: string, code: number, now: EpochMs): void {
    this.#close(reading);
    reading.nextTry = now + Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** reading.attempts);
    reading.attempts += 1;
    this.#parts.onFailure(subjectOf(reading.what), problem, code);
  }

  #end(reading: Reading, now: EpochMs): void {
    const { found, what } = reading;
    if (what.kind === 'ticker') {
      const contract = found.find((contract) => contract.conId > 0 && isTicker(contract, what.ticker));
      if (contract === undefined) return this.#fail(reading, 'the gateway knows no such contract', 200, now);
      this.#close(reading);
      reading.nextTry = Number.POSITIVE_INFINITY;
      // The place where it is listed is not where its quotes are asked for.
      this.#parts.onTicker(what.ticker, { ...queryOf(what, this.#parts.date), conId: contract.conId, localSymbol: contract.localSymbol });
      return;
    }
    this.#close(reading);
    reading.attempts = 0;
    reading.nextTry = now + AGAIN_MS;
    const taken = found.filter((contract) => isOptionOfDay(contract, what.underlying, this.#parts.date));
    this.#parts.onOptions(what.underlying, taken, found.length - taken.length);
  }
}

export function subjectOf(what: What): string {
  return what.kind === 'ticker' ? what.ticker : `${what.underlying} options`;
}

function queryOf(what: What, date: IsoDate): GatewayContract {
  if (what.kind === 'options') return contractsOfExpiry(what.underlying, date);
  return what.ticker === 'VIX' ? VIX_CONTRACT : contractOfInstrument({ kind: 'shares', underlying: what.ticker });
}

function isTicker({ secType, symbol }: GatewayContract, ticker: Ticker): boolean {
  return symbol === ticker && secType === (ticker === 'VIX' ? 'IND' : 'STK');
}

function isOptionOfDay(contract: GatewayContract, underlying: Underlying, date: IsoDate): boolean {
  const { conId, expiry, multiplier, secType, symbol, tradingClass } = contract;
  const isWhole = conId > 0 && secType === 'OPT' && symbol === underlying && tradingClass === underlying;
  return isWhole && multiplier === OPTION_MULTIPLIER && expiry === gatewayDate(date) && symbolOfContract(contract) !== null;
}
