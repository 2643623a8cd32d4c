import type { Right, Underlying } from '../instruments/instrument.ts';
import type { EpochMs, IsoDate } from '../time.ts';
import type { ParityCarry } from './implied-carry.ts';

/** What one row of a chain holds, in the order of a frame's columns. Absent values are NaN. */
export const CHAIN_FIELDS = [
  'bid', // dollars per share
  'ask',
  'bidSize', // contracts
  'askSize',
  'last',
  'volume', // contracts today
  'openInterest', // contracts, as of last night
  'mid',
  'iv', // annualised on the chain's clock, 1.00 = 100 %
  'delta', // per 1.00 of the underlying
  'gamma', // per 1.00 of the underlying
  'theta', // dollars per calendar day, at the clock's pace of now
  'vega', // dollars per 1 % of volatility
  'rho', // dollars per 1 % of rate
  'charm', // change of delta per calendar day, at the clock's pace of now
  'vanna', // change of delta per 1 % of volatility
  'vomma', // change of vega per 1 % of volatility
  'speed', // change of gamma per 1.00 of the underlying
  'probability', // of ending in the money, risk-neutral at the row's own volatility, 1.00 = certain
] as const;
export type ChainField = (typeof CHAIN_FIELDS)[number];

/**
 * Why a row is or is not priced. The code is the array's index. The last ones are of quotes fit to trade on whose mid
 * has no implied volatility, and why.
 */
export const QUOTE_STATUSES = [
  'absent',
  'priced',
  'stale',
  'one_sided',
  'crossed',
  'locked',
  'bad_input',
  'expired',
  'below_intrinsic',
  'at_intrinsic',
  'at_maximum',
  'above_maximum',
] as const;
export type QuoteStatus = (typeof QUOTE_STATUSES)[number];

export interface ContractListing {
  /** Dollars per share. */
  readonly strike: number;
  readonly right: Right;
}

/** The two rows of one strike; -1 where that side is not listed. */
export interface StrikePair {
  readonly strike: number;
  readonly call: number;
  readonly put: number;
}

/**
 * One underlying's options of one expiry as columns of typed arrays: row i of each column is contract i.
 * Rows are only ever appended, so a row number is stable; `layoutVersion` counts the appends.
 */
export class Chain {
  readonly underlying: Underlying;
  readonly expiry: IsoDate;
  layoutVersion = 0;
  count = 0;
  /** True for calls. */
  isCall = new Uint8Array(0);
  strike = new Float64Array(0);
  /** When the row was last quoted, changed or not; NaN before the first quote. */
  quoteTime = new Float64Array(0);
  /** Grows by one whenever the feed renews the row's quote. */
  refresh = new Uint32Array(0);
  /** Index into QUOTE_STATUSES. */
  status = new Uint8Array(0);
  columns: Record<ChainField, Float64Array> = emptyColumns();
  /** When any row was last quoted; NaN before the first. */
  lastUpdate: EpochMs = Number.NaN;
  /** Implied by put-call parity, or spot carried at the configured rate; NaN before the first price. */
  forward = Number.NaN;
  forwardSource: 'parity' | 'spot' | 'none' = 'none';
  /** What put-call parity said last; null where it said nothing. */
  carry: ParityCarry | null = null;
  /** Strikes in ascending order. */
  ladder: readonly StrikePair[] = [];
  readonly #rowByKey = new Map<string, number>();

  constructor(underlying: Underlying, expiry: IsoDate) {
    this.underlying = underlying;
    this.expiry = expiry;
  }

  /** Appends the contracts that are new. Returns true when the layout changed. */
  list(contracts: readonly ContractListing[]): boolean {
    const fresh = contracts.filter((contract) => this.row(contract.strike, contract.right) === undefined);
    if (fresh.length === 0) return false;
    this.#grow(this.count + fresh.length);
    for (const { strike, right } of fresh) {
      const key = rowKey(strike, right);
      if (this.#rowByKey.has(key)) continue;
      this.#rowByKey.set(key, this.count);
      this.strike[this.count] = strike;
      this.isCall[this.count] = right === 'call' ? 1 : 0;
      this.count += 1;
    }
    this.ladder = this.#buildLadder();
    this.layoutVersion += 1;
    return true;
  }

  row(strike: number, right: Right): number | undefined {
    return this.#rowByKey.get(rowKey(strike, right));
  }

  statusAt(row: number): QuoteStatus {
    return QUOTE_STATUSES[this.status[row] ?? 0] ?? 'absent';
  }

  /** Index in the ladder of the strike nearest to the price, -1 when nothing is listed. */
  nearestStrike(price: number): number {
    const { ladder } = this;
    let low = 0;
    let high = ladder.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((ladder[middle] as StrikePair).strike <= price) low = middle;
      else high = middle;
    }
    const below = ladder[low];
    const above = ladder[high];
    if (below === undefined || above === undefined) return -1;
    return price - below.strike <= above.strike - price ? low : high;
  }

  #buildLadder(): readonly StrikePair[] {
    const strikes = [...new Set(this.strike.subarray(0, this.count))].sort((left, right) => left - right);
    return strikes.map((strike) => ({ strike, call: this.row(strike, 'call') ?? -1, put: this.row(strike, 'put') ?? -1 }));
  }

  #grow(capacity: number): void {
    if (capacity <= this.strike.length) return;
    const size = Math.max(capacity, this.strike.length * 2);
    this.isCall = copyInto(new Uint8Array(size), this.isCall);
    this.status = copyInto(new Uint8Array(size), this.status);
    this.strike = copyInto(new Float64Array(size), this.strike);
    this.quoteTime = copyInto(new Float64Array(size).fill(Number.NaN), this.quoteTime);
    this.refresh = copyInto(new Uint32Array(size), this.refresh);
    for (const field of CHAIN_FIELDS) {
      this.columns[field] = copyInto(new Float64Array(size).fill(Number.NaN), this.columns[field]);
    }
  }
}

function rowKey(strike: number, right: Right): string {
  return `${right}${strike}`;
}

function copyInto<T extends Uint8Array | Uint32Array | Float64Array>(target: T, source: T): T {
  target.set(source);
  return target;
}

function emptyColumns(): Record<ChainField, Float64Array> {
  const columns: Partial<Record<ChainField, Float64Array>> = {};
  for (const field of CHAIN_FIELDS) columns[field] = new Float64Array(0);
  return columns as Record<ChainField, Float64Array>;
}
