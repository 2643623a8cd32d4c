import type { Right, Underlying } from '../../../src-core/instruments/instrument.ts';
import type { EpochMs } from '../../../src-core/time.ts';

/** A contract that a segment's quotes are of. */
export interface SegmentContract {
  readonly underlying: Underlying;
  readonly right: Right;
  /** Dollars per share. */
  readonly strike: number;
}

export const SEGMENT_QUOTES = ['time', 'contract', 'bid', 'ask', 'bidSize', 'askSize', 'last', 'volume', 'openInterest'] as const;
/** `ticker` is an index into TICKERS. */
export const SEGMENT_TICKS = ['time', 'ticker', 'last', 'bid', 'ask', 'volume', 'previousClose'] as const;

export type SegmentColumns<Name extends string> = Readonly<Record<Name, Float64Array<ArrayBuffer>>>;

/** A stretch of a recorded session. Absent values are NaN; rows beyond a count mean nothing. */
export interface RecordedSegment {
  /** Its first and last moment. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** What `contract` of a quote is an index into. */
  readonly contracts: readonly SegmentContract[];
  readonly quoteCount: number;
  readonly quotes: SegmentColumns<(typeof SEGMENT_QUOTES)[number]>;
  readonly tickCount: number;
  readonly ticks: SegmentColumns<(typeof SEGMENT_TICKS)[number]>;
}

/** Columns that are written a value at a time: no row of its own is ever made. */
export class SegmentBuffer<Name extends string> {
  readonly #names: readonly Name[];
  #columns: Record<Name, Float64Array<ArrayBuffer>>;
  #capacity: number;
  count = 0;

  constructor(names: readonly Name[], capacity: number) {
    this.#names = names;
    this.#capacity = capacity;
    this.#columns = this.#sized(capacity);
  }

  get columns(): SegmentColumns<Name> {
    return this.#columns;
  }

  /** Makes sure of `rows` more. */
  reserve(rows: number): void {
    const needed = this.count + rows;
    if (needed <= this.#capacity) return;
    this.#capacity = Math.max(needed, this.#capacity * 2);
    const larger = this.#sized(this.#capacity);
    for (const name of this.#names) larger[name].set(this.#columns[name].subarray(0, this.count));
    this.#columns = larger;
  }

  #sized(capacity: number): Record<Name, Float64Array<ArrayBuffer>> {
    const columns: Partial<Record<Name, Float64Array<ArrayBuffer>>> = {};
    for (const name of this.#names) columns[name] = new Float64Array(capacity);
    return columns as Record<Name, Float64Array<ArrayBuffer>>;
  }
}
