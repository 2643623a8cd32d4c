import type { GatewayContract } from '../../../src-main/ibkr/gateway.ts';

/** An instrument of the stand-in, with what its contract details say beside. */
export interface ModelContract extends GatewayContract {
  readonly longName: string;
  readonly primaryExchange: string;
  /** conId of the underlying of an option; 0 for others. */
  readonly underlyingId: number;
  /** Dollars. */
  readonly tick: number;
}

export interface OptionChain {
  readonly symbol: string;
  /** YYYYMMDD. */
  readonly expiry: string;
  readonly strikes: readonly number[];
}

const NO_CONTRACT: GatewayContract = {
  conId: 0,
  symbol: '',
  secType: '',
  exchange: '',
  currency: '',
  expiry: '',
  strike: 0,
  right: '',
  multiplier: '',
  localSymbol: '',
  tradingClass: '',
  comboLegs: [],
};

/** A contract of which only what is given is known: a query, or a BAG. */
export function contractOf(parts: Partial<GatewayContract>): GatewayContract {
  return { ...NO_CONTRACT, ...parts };
}

interface KnownUnderlying {
  readonly conId: number;
  readonly secType: 'STK' | 'IND';
  readonly exchange: string;
  readonly primaryExchange: string;
  readonly longName: string;
  readonly price: number;
}

/** conIds are those of the real gateway. */
const UNDERLYINGS: Readonly<Record<string, KnownUnderlying>> = {
  SPY: { conId: 756_733, secType: 'STK', exchange: 'SMART', primaryExchange: 'ARCA', longName: 'SS SPDR S&P 500 ETF TRUST-US', price: 601.25 },
  QQQ: { conId: 320_227_571, secType: 'STK', exchange: 'SMART', primaryExchange: 'NASDAQ', longName: 'INVESCO QQQ TRUST SERIES 1', price: 512.4 },
  IWM: { conId: 9_579_970, secType: 'STK', exchange: 'SMART', primaryExchange: 'ARCA', longName: 'ISHARES RUSSELL 2000 ETF', price: 231.1 },
  VIX: { conId: 13_455_763, secType: 'IND', exchange: 'CBOE', primaryExchange: '', longName: 'CBOE Volatility Index', price: 14.2 },
};

const DAY_MS = 86_400_000;

/** Every strike from the first to the last, both kept. */
export function strikesFrom(first: number, last: number, step = 1): readonly number[] {
  const strikes: number[] = [];
  for (let strike = first; strike <= last + 1e-9; strike += step) strikes.push(Math.round(strike * 100) / 100);
  return strikes;
}

/**
 * What can be traded at the stand-in. One book may serve any number of models: it has no state but its instruments,
 * and an option has the same conId in each of them.
 */
export class ContractBook {
  readonly #byId = new Map<number, ModelContract>();
  readonly #chains = new Map<string, ModelContract[]>();

  constructor(chains: readonly OptionChain[]) {
    for (const symbol of Object.keys(UNDERLYINGS)) {
      const known = UNDERLYINGS[symbol];
      if (known === undefined) continue;
      this.#keep({
        ...NO_CONTRACT,
        conId: known.conId,
        symbol,
        secType: known.secType,
        exchange: known.exchange,
        currency: 'USD',
        localSymbol: symbol,
        tradingClass: symbol === 'QQQ' ? 'NMS' : symbol,
        longName: known.longName,
        primaryExchange: known.primaryExchange,
        underlyingId: 0,
        tick: 0.01,
      });
    }
    for (const chain of chains) this.list(chain);
  }

  /** SPY, QQQ and IWM with strikes a dollar apart, thirty to each side. */
  static ofDays(expiries: readonly string[]): ContractBook {
    return new ContractBook(
      expiries.flatMap((expiry) => ['SPY', 'QQQ', 'IWM'].map((symbol) => ({ symbol, expiry, strikes: strikesFrom(Math.round(priceOf(symbol)) - 30, Math.round(priceOf(symbol)) + 30) }))),
    );
  }

  /** Lists a chain. Throws RangeError where the underlying is unknown or two options would have one number. */
  list(chain: OptionChain): void {
    const underlying = UNDERLYINGS[chain.symbol];
    if (underlying === undefined) throw new RangeError(`no underlying "${chain.symbol}"; known: ${Object.keys(UNDERLYINGS).join(', ')}`);
    for (const strike of chain.strikes) {
      for (const right of ['C', 'P'] as const) {
        this.#keep({
          ...NO_CONTRACT,
          conId: optionId(chain.symbol, chain.expiry, strike, right),
          symbol: chain.symbol,
          secType: 'OPT',
          exchange: 'SMART',
          currency: 'USD',
          expiry: chain.expiry,
          strike,
          right,
          multiplier: '100',
          localSymbol: `${chain.symbol.padEnd(6)}${chain.expiry.slice(2)}${right}${String(Math.round(strike * 1000)).padStart(8, '0')}`,
          tradingClass: chain.symbol,
          longName: underlying.longName,
          primaryExchange: '',
          underlyingId: underlying.conId,
          tick: 0.01,
        });
      }
    }
  }

  get(conId: number): ModelContract | null {
    return this.#byId.get(conId) ?? null;
  }

  /** Throws RangeError where there is none. */
  underlying(symbol: string): ModelContract {
    const known = UNDERLYINGS[symbol];
    const contract = known === undefined ? null : this.get(known.conId);
    if (contract === null) throw new RangeError(`no underlying "${symbol}"; known: ${Object.keys(UNDERLYINGS).join(', ')}`);
    return contract;
  }

  /** Throws RangeError where there is none. */
  option(symbol: string, expiry: string, strike: number, right: 'C' | 'P'): ModelContract {
    const contract = this.get(optionId(symbol, expiry, strike, right));
    if (contract === null) throw new RangeError(`no option ${symbol} ${expiry} ${strike} ${right} is listed`);
    return contract;
  }

  /** Everything a description means: by conId alone where it has one; what it leaves open is any. */
  matching(query: GatewayContract): readonly ModelContract[] {
    if (query.conId > 0) {
      const found = this.get(query.conId);
      return found === null ? [] : [found];
    }
    const pool = query.secType === 'OPT' && query.symbol !== '' ? (this.#chains.get(query.symbol) ?? []) : [...this.#byId.values()];
    return pool.filter(
      (contract) =>
        (query.symbol === '' || contract.symbol === query.symbol) &&
        (query.secType === '' || contract.secType === query.secType) &&
        (query.expiry === '' || contract.expiry.startsWith(query.expiry)) &&
        (query.strike === 0 || contract.strike === query.strike) &&
        (query.right === '' || contract.right === query.right) &&
        (query.currency === '' || contract.currency === query.currency) &&
        (query.tradingClass === '' || contract.tradingClass === query.tradingClass) &&
        (query.localSymbol === '' || contract.localSymbol === query.localSymbol) &&
        (query.multiplier === '' || contract.multiplier === query.multiplier) &&
        (query.exchange === '' || query.exchange === contract.exchange || query.exchange === contract.primaryExchange),
    );
  }

  #keep(contract: ModelContract): void {
    const other = this.#byId.get(contract.conId);
    if (other !== undefined && other.localSymbol !== contract.localSymbol) {
      throw new RangeError(`${contract.localSymbol} and ${other.localSymbol} would both have the number ${contract.conId}`);
    }
    if (other !== undefined) return;
    this.#byId.set(contract.conId, contract);
    if (contract.secType === 'OPT') {
      const chain = this.#chains.get(contract.symbol);
      if (chain === undefined) this.#chains.set(contract.symbol, [contract]);
      else chain.push(contract);
    }
  }
}

/** Where an underlying stands before any quote is set. Dollars. */
export function priceOf(symbol: string): number {
  return UNDERLYINGS[symbol]?.price ?? 100;
}

function optionId(symbol: string, expiry: string, strike: number, right: 'C' | 'P'): number {
  const place = Object.keys(UNDERLYINGS).indexOf(symbol);
  const day = Math.floor(Date.UTC(Number(expiry.slice(0, 4)), Number(expiry.slice(4, 6)) - 1, Number(expiry.slice(6, 8))) / DAY_MS) % 4000;
  return 600_000_000 + ((place * 4000 + day) * 4000 + (Math.round(strike * 4) % 4000)) * 2 + (right === 'P' ? 1 : 0);
}

const plainContracts = new WeakMap<ModelContract, GatewayContract>();

/** The contract as the gateway port has it, without what only its details say. */
export function plain(contract: ModelContract): GatewayContract {
  let made = plainContracts.get(contract);
  if (made === undefined) {
    const { longName: _name, primaryExchange: _exchange, underlyingId: _underlying, tick: _tick, ...rest } = contract;
    made = rest;
    plainContracts.set(contract, made);
  }
  return made;
}
