import type { Bar } from '../../../../src-core/contract/connections.ts';
import type { Ticker } from '../../../../src-core/instruments/instrument.ts';
import type { EpochMs } from '../../../../src-core/time.ts';
import type { Point } from '../measurements.ts';

/** What the main thread asks of the thread that owns timeseries.sqlite. Requests are worked in order. */
export type Request =
  | { readonly kind: 'open'; readonly file: string }
  | { readonly kind: 'write'; readonly points: readonly Point[] }
  | { readonly kind: 'bars'; readonly ticker: Ticker; readonly every: 'minute' | 'day'; readonly from: EpochMs; readonly to: EpochMs }
  | { readonly kind: 'correlations'; readonly pair: string; readonly from: EpochMs; readonly to: EpochMs }
  /** Makes one day at most, so that writes pass in between. */
  | { readonly kind: 'aggregate'; readonly before: EpochMs }
  | { readonly kind: 'prune'; readonly of: 'detail' | 'daily'; readonly before: EpochMs; readonly most: number }
  | { readonly kind: 'close' };

export interface CorrelationValue {
  readonly time: EpochMs;
  readonly correlation: number;
}

/** The file was damaged: what was wrong, and where it lies now. */
export interface SetAside {
  readonly damage: string;
  readonly file: string;
}

export type Answer =
  | { readonly kind: 'done' }
  | { readonly kind: 'bars'; readonly bars: readonly Bar[] }
  | { readonly kind: 'correlations'; readonly values: readonly CorrelationValue[] }
  /** Days made, or rows removed. */
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'failed'; readonly failure: Failure };

export type Failure =
  | { readonly kind: 'newer'; readonly found: number; readonly known: number }
  | { readonly kind: 'in_use'; readonly pid: number | null }
  | { readonly kind: 'not_writable'; readonly reason: string }
  | { readonly kind: 'other'; readonly message: string };

export interface NumberedRequest {
  readonly id: number;
  readonly request: Request;
  /** Machine time. */
  readonly now: EpochMs;
}

export interface NumberedAnswer {
  readonly id: number;
  readonly answer: Answer;
  /** Not null where the file was begun anew for this request. */
  readonly setAside: SetAside | null;
}
