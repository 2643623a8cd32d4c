import type { EpochMs } from '../../../src-core/time.ts';
import { newYorkDay } from '../timeseries/daily-aggregates.ts';
import type { TimeSeriesStore } from '../timeseries/time-series-store.ts';
import type { RecordedDays } from './recorded-days.ts';
import type { RetentionTask } from './retention-task.ts';

export interface TimeSeriesDetailParts {
  readonly timeSeries: Pick<TimeSeriesStore, 'kind' | 'aggregate' | 'prune'>;
  /** Of the relational store that is filled beside these time series; null while it is not there, and then nothing is taken. */
  readonly days: () => Pick<RecordedDays, 'firstSince'> | null;
  readonly isDue: () => boolean;
}

const POINTS_A_PIECE = 5_000;
/** More pieces than there can be days: a server that says yes and does nothing is not asked for ever. */
const MOST_UNCOUNTED = 2_000;

/** Thins the time series out: first to daily aggregates, then those too. */
export function timeSeriesTasks({ timeSeries, days, isDue }: TimeSeriesDetailParts): readonly RetentionTask[] {
  const store = timeSeries.kind === 'sqlite' ? 'SQLite' : 'InfluxDB';
  /**
   * Points carry the time of their session alone: the relational store knows which sessions were recorded lately. Days of
   * New York go whole, for a day is aggregated when it is over.
   */
  const bound = async (before: EpochMs): Promise<EpochMs> => {
    const recorded = days();
    if (recorded === null) throw new Error('which sessions were recorded lately is not known');
    return newYorkDay(Math.min(before, (await recorded.firstSince(before)) ?? before)).start;
  };
  async function* pruned(kind: 'detail' | 'daily', before: EpochMs): AsyncGenerator<number, string | null, undefined> {
    for (let pieces = 0; pieces < MOST_UNCOUNTED; ) {
      const removed = await timeSeries.prune(kind, before, POINTS_A_PIECE);
      if (removed === 0) return null;
      if (removed < 0) pieces += 1;
      yield removed;
    }
    return `${store} still shows what it was asked to take away`;
  }
  return [
    {
      rule: 'time_series_detail',
      store,
      isDue,
      async *remove(before) {
        const until = await bound(before);
        await timeSeries.aggregate(until);
        return yield* pruned('detail', until);
      },
    },
    {
      rule: 'daily_aggregates',
      store,
      isDue,
      async *remove(before) {
        return yield* pruned('daily', await bound(before));
      },
    },
  ];
}
