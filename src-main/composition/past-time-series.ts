import type { EpochMs } from '../../src-core/time.ts';
import type { TimeSeriesStore } from '../stores/timeseries/time-series-store.ts';

/** Time series as they were before a moment, for a session that lies in the past: nothing later is read of them, and nothing is written. */
export function pastTimeSeries(timeSeries: TimeSeriesStore, before: EpochMs): TimeSeriesStore {
  return {
    get kind() {
      return timeSeries.kind;
    },
    write() {
      // A practised day is not measured a second time.
    },
    bars: (ticker, every, from, to) => (from >= before ? Promise.resolve([]) : timeSeries.bars(ticker, every, from, Math.min(to, before))),
    correlations: (pair, from, to) => (from >= before ? Promise.resolve([]) : timeSeries.correlations(pair, from, Math.min(to, before))),
    aggregate: () => Promise.resolve(0),
    prune: () => Promise.resolve(0),
    status: () => null,
    flush: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
