import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { QuoteBatch } from './feed.ts';

/** An empty batch that can hold `capacity` rows, to be filled again and again. */
export function newQuoteBatch(underlying: Underlying, capacity: number): QuoteBatch {
  return {
    underlying,
    time: Number.NaN,
    count: 0,
    row: new Uint16Array(capacity),
    bid: new Float64Array(capacity),
    ask: new Float64Array(capacity),
    bidSize: new Float64Array(capacity),
    askSize: new Float64Array(capacity),
    last: new Float64Array(capacity),
    volume: new Float64Array(capacity),
    openInterest: new Float64Array(capacity),
  };
}
