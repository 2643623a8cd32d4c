import type { Right, Underlying } from '../../../src-core/instruments/instrument.ts';
import type { EpochMs } from '../../../src-core/time.ts';

/** A contract that a segment's quotes are of. */
export interface SegmentContract {
  readonly underlying: Underlying;
  readonly right: Right;
  /** Dollars per share. */
  readonly strike: number;
}

/** What a row of a segment's quotes and prices has, in order. `ticker` is an index into TICKERS, `contract` one into the segment's contracts. */
export const SEGMENT_QUOTES = ['time', 'contract', 'bid', 'ask', 'bidSize', 'askSize', 'last', 'volume', 'openInterest'] as const;
export const SEGMENT_TICKS = ['time', 'ticker', 'last', 'bid', 'ask', 'volume', 'previousClose'] as const;

/** A stretch of a recorded session. Absent values are NaN; what is behind the counted rows means nothing. */
export interface RecordedSegment {
  /** Its first and last moment. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** What `contract` of a quote is an index into. */
  readonly contracts: readonly SegmentContract[];
  readonly quoteCount: number;
  /** Row after row: whoever writes them touches one stretch of memory and not nine. */
  readonly quotes: Float64Array<ArrayBuffer>;
  readonly tickCount: number;
  readonly ticks: Float64Array<ArrayBuffer>;
}

/** A segment's memory, to be filled again once it is written. */
export type SpentMemory = Pick<RecordedSegment, 'quotes' | 'ticks'>;

/** Rows of numbers that are written a value at a time: no object is ever made for one. */
export class SegmentBuffer {
  readonly #width: number;
  values: Float64Array<ArrayBuffer>;
  /** Rows. */
  count = 0;

  /** `spent` is the memory of an earlier one. */
  constructor(width: number, capacity: number, spent: Float64Array<ArrayBuffer> | null = null) {
    this.#width = width;
    this.values = spent ?? new Float64Array(capacity * width);
  }

  /** Makes sure of `rows` more. */
  reserve(rows: number): void {
    const needed = (this.count + rows) * this.#width;
    if (needed <= this.values.length) return;
    const larger = new Float64Array(Math.max(needed, this.values.length * 2));
    larger.set(this.values.subarray(0, this.count * this.#width));
    this.values = larger;
  }
}
