import type { Clock } from '../../../src-core/time.ts';
import type { SealBeginning } from '../../audit/audit-seal.ts';
import type { RealtimeStore } from '../realtime/realtime-store.ts';
import type { RelationalStore } from '../relational/relational-store.ts';
import type { TimeSeriesStore } from '../timeseries/time-series-store.ts';
import { embeddedTasks } from './embedded-rows.ts';
import { RecordedDays } from './recorded-days.ts';
import type { RetentionParts } from './retention.ts';
import { serverTasks } from './server-partitions.ts';
import { timeSeriesTasks } from './time-series-detail.ts';

type Relational = Pick<RelationalStore, 'kind' | 'db' | 'commit'>;

export interface RetentionPlanParts {
  /** This machine's own store, past any outbox. */
  readonly embedded: Relational;
  readonly timeSeries: Pick<TimeSeriesStore, 'kind' | 'bars' | 'write' | 'flush' | 'aggregate' | 'prune'>;
  readonly realtime: RealtimeStore['kind'];
  /** What recordings may take together. */
  readonly recordingsGigabytes: number;
  /** null in the local profile. */
  readonly desk: {
    /** PostgreSQL; null while there is no connection. */
    readonly server: () => Relational | null;
    /** This workstation sees to the servers: the one that holds the trading lease does. */
    readonly maintainsServer: () => boolean;
  } | null;
  /** The machine's. */
  readonly clock: Clock;
  /** Milliseconds from an arbitrary start, monotonic. */
  readonly monotonic: () => number;
  /** Of this workstation's audit; absent where there is no key. */
  readonly sealBeginning?: SealBeginning | undefined;
}

/** Every rule on every store there is: records before the time series, which keep a bar of what goes. */
export function retentionPlan({ embedded, timeSeries, realtime, recordingsGigabytes, desk, clock, monotonic, sealBeginning }: RetentionPlanParts): Pick<RetentionParts, 'tasks' | 'standing'> {
  const embeddedDays = new RecordedDays(embedded, timeSeries);
  let connected: { readonly store: Relational; readonly days: RecordedDays } | null = null;
  const server = (): typeof connected => {
    const store = desk?.server() ?? null;
    if (store === null) return null;
    if (connected?.store !== store) connected = { store, days: new RecordedDays(store, timeSeries) };
    return connected;
  };
  const maintainsServer = (): boolean => desk !== null && desk.maintainsServer();
  const series = timeSeriesTasks({
    timeSeries,
    // Those of a server are written by every workstation, and so is PostgreSQL.
    days: () => (timeSeries.kind === 'sqlite' ? embeddedDays : (server()?.days ?? null)),
    isDue: () => timeSeries.kind === 'sqlite' || (maintainsServer() && server() !== null),
  });
  return {
    tasks: [
      ...embeddedTasks({ store: embedded, days: embeddedDays, clock, monotonic, sealBeginning }),
      ...(desk === null ? [] : serverTasks({ server, maintainsServer, clock })),
      ...series,
    ],
    standing: [
      { rule: 'realtime_cache', store: realtime === 'redis' ? 'Redis' : 'memory' },
      { rule: 'session_recordings', store: 'files', kept: `up to ${recordingsGigabytes} GB` },
      { rule: 'trade_history', store: 'SQLite' },
      ...(desk === null ? [] : [{ rule: 'trade_history', store: 'PostgreSQL' } as const]),
    ],
  };
}
