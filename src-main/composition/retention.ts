import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../src-core/time.ts';
import type { SealBeginning } from '../audit/audit-seal.ts';
import type { RealtimeStore } from '../stores/realtime/realtime-store.ts';
import type { RelationalStore } from '../stores/relational/relational-store.ts';
import { Retention } from '../stores/retention/retention.ts';
import { retentionPlan } from '../stores/retention/retention-plan.ts';
import { RetentionRuns } from '../stores/retention/retention-runs.ts';
import type { TimeSeriesStore } from '../stores/timeseries/time-series-store.ts';
import { realPacer } from './real-pacer.ts';

export interface KeptStores {
  /** This machine's own. */
  readonly embedded: RelationalStore;
  readonly timeSeries: TimeSeriesStore;
  readonly realtime: RealtimeStore;
  /** What recordings may take together. */
  readonly recordingsGigabytes: number;
  /** null in the local profile. */
  readonly desk: { readonly server: () => RelationalStore | null; readonly maintainsServer: () => boolean } | null;
  readonly machineClock: Clock;
  /** Of this workstation's audit. */
  readonly sealBeginning?: SealBeginning;
}

/** Keeps everything for as long as its rule says, by itself from now on. */
export async function keepingTime({ embedded, timeSeries, realtime, recordingsGigabytes, desk, machineClock, sealBeginning }: KeptStores): Promise<Retention> {
  const retention = new Retention({
    ...retentionPlan({ embedded, timeSeries, realtime: realtime.kind, recordingsGigabytes, desk, clock: machineClock, monotonic: () => realPacer.now(), sealBeginning }),
    runs: new RetentionRuns(embedded),
    clock: machineClock,
    newId: randomUUID,
    after: (delay, run) => realPacer.after(delay, run),
    wait: (milliseconds) => wait(milliseconds),
  });
  await retention.start();
  return retention;
}
