import type { Bar, ServerStatus } from '../../../src-core/contract/connections.ts';
import type { Ticker } from '../../../src-core/instruments/instrument.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { Point } from './measurements.ts';

/** The measurements of the schema document over time. Writing never waits and never fails; status says what became of it. */
export interface TimeSeriesStore {
  readonly kind: 'sqlite' | 'influxdb';
  /** Keeps the points; one of the same measurement, tags and time replaces the one before. */
  write(points: readonly Point[]): void;
  /** Bars of market_data with `from` <= time < `to`, oldest first: of minutes from the detail, of days from the daily aggregates and the detail that is not aggregated yet. */
  bars(ticker: Ticker, every: 'minute' | 'day', from: EpochMs, to: EpochMs): Promise<readonly Bar[]>;
  /** The newest stored values of a pair's correlation, minute by minute, oldest first. */
  correlations(pair: string, from: EpochMs, to: EpochMs): Promise<readonly { readonly time: EpochMs; readonly correlation: number }[]>;
  /** Makes daily aggregates of each New York day that ended before `before` and has none. Returns how many days were made; doing it again makes none. */
  aggregate(before: EpochMs): Promise<number>;
  /** Removes up to `most` points of detail, or daily aggregates, that are older than `before`; returns how many (-1: some, uncounted), 0 when none are left. */
  prune(kind: 'detail' | 'daily', before: EpochMs, most: number): Promise<number>;
  /** null where there is no server. */
  status(): ServerStatus | null;
  /** Resolves when everything written so far is at the server or on this machine's disk. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
