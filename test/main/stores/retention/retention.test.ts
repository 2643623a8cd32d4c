import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY, HOUR } from '../../../../src-core/time.ts';
import type { RelationalStore } from '../../../../src-main/stores/relational/relational-store.ts';
import { Retention } from '../../../../src-main/stores/retention/retention.ts';
import { retentionPlan } from '../../../../src-main/stores/retention/retention-plan.ts';
import { RetentionRuns } from '../../../../src-main/stores/retention/retention-runs.ts';
import type { RetentionTask } from '../../../../src-main/stores/retention/retention-task.ts';
import { TestDirectory } from '../test-store.ts';
import { FakeTimeSeries } from './fake-time-series.ts';
import { chain, datesIn, daysBefore, NOW, prices, withTickers } from './records.ts';

let directory: TestDirectory;
let store: RelationalStore;
beforeEach(async () => {
  directory = new TestDirectory();
  store = await withTickers(await directory.open());
});
afterEach(() => directory.remove());

/** Runs what waits when it is told to. */
class Timer {
  readonly waiting: { readonly delay: number; readonly run: () => void }[] = [];
  readonly after = (delay: number, run: () => void): (() => void) => {
    const entry = { delay, run };
    this.waiting.push(entry);
    return () => void this.waiting.splice(this.waiting.indexOf(entry), 1);
  };
}

function retentionOf(tasks: readonly RetentionTask[], parts: { readonly timer?: Timer; readonly wait?: (milliseconds: number) => Promise<void> } = {}): Retention {
  const { timer = new Timer(), wait = () => Promise.resolve() } = parts;
  return new Retention({ tasks, standing: [], runs: new RetentionRuns(store), clock: { now: () => NOW }, newId: () => crypto.randomUUID(), after: timer.after, wait });
}

function taskOf(pieces: readonly number[], note: string | null = null): RetentionTask & { readonly asked: number[] } {
  const asked: number[] = [];
  return {
    rule: 'options_chains',
    store: 'SQLite',
    asked,
    isDue: () => true,
    async *remove(before) {
      asked.push(before);
      yield* pieces;
      return note;
    },
  };
}

test('it begins in a while, goes on every hour, and ends when it is stopped', async () => {
  const timer = new Timer();
  const task = taskOf([]);
  const retention = retentionOf([task], { timer });
  await retention.start();
  expect([timer.waiting.map(({ delay }) => delay), task.asked]).toEqual([[30_000], []]);
  timer.waiting.shift()?.run();
  await retention.run();
  await expect.poll(() => timer.waiting.map(({ delay }) => delay)).toEqual([HOUR]);
  expect(task.asked).toEqual([NOW - 30 * DAY]);
  await retention.stop();
  expect(timer.waiting).toEqual([]);
});

test('one run at a time, with a pause after each piece', async () => {
  const task = taskOf([2_000, 2_000, 7]);
  const pauses: number[] = [];
  const retention = retentionOf([task], { wait: async (milliseconds) => void pauses.push(milliseconds) });
  await Promise.all([retention.run(), retention.run()]);
  expect([task.asked.length, pauses]).toEqual([1, [50, 50, 50]]);
  expect(retention.view()[0]?.last?.removed).toBe(4_007);
});

test('a run under way shows how far it came, in memory and on disk', async () => {
  const seen: unknown[] = [];
  const retention = retentionOf([taskOf([5, 5])], {
    wait: async () => {
      const row = await store.db.selectFrom('retention_runs').select(['removed', 'finished_at']).executeTakeFirst();
      seen.push([retention.view()[0]?.last?.removed, retention.view()[0]?.last?.finishedAt, row]);
    },
  });
  await retention.run();
  expect(seen[0]).toEqual([5, null, { removed: 5, finished_at: null }]);
});

test('what the store does not count is said, and a store that fails does not keep the others from theirs', async () => {
  const failing: RetentionTask = { ...taskOf([]), rule: 'audit_logs', remove: () => { throw new Error('disk full'); } };
  const retention = retentionOf([failing, taskOf([-1, -1], 'one part waits')]);
  await retention.run();
  const details = retention.view().map(({ last }) => [last?.removed, last?.detail]);
  expect(details).toEqual([
    [0, 'older than 2026-10-21; one part waits; the store does not count what went'],
    [0, 'older than 2019-11-20; failed: disk full; the next run goes on'],
  ]);
});

test('a plan has every rule on every store there is, and takes records before the points that outlast them', async () => {
  const timeSeries = new FakeTimeSeries();
  const parts = { embedded: store, timeSeries, clock: { now: () => NOW }, monotonic: () => 0 };
  const local = retentionPlan({ ...parts, realtime: 'memory', recordingsGigabytes: 5, desk: null });
  const retention = new Retention({ ...local, runs: new RetentionRuns(store), clock: parts.clock, newId: () => crypto.randomUUID(), after: () => () => {}, wait: () => Promise.resolve() });
  expect(retention.view().map(({ data, store: where, days }) => `${data}: ${where} ${days}`)).toEqual([
    'Real-time cache: memory 1',
    'Prices each minute: SQLite 30',
    'Option chains each five minutes: SQLite 30',
    'Time series in detail: SQLite 30',
    'Daily aggregates: SQLite 731',
    'Recorded sessions: files null',
    'Signals and what became of them, orders, fills, trades, the ledger, what the broker told and how it compared, risk events and alerts: SQLite null',
    'Audit log: SQLite 2557',
  ]);
  await store.commit([...prices(store, daysBefore(40), daysBefore(40)), ...chain(store, daysBefore(40), daysBefore(40)), ...prices(store, daysBefore(1), daysBefore(1))]);
  await retention.run();
  expect(await datesIn(store, 'market_data_snapshots')).toHaveLength(1);
  expect([timeSeries.daily.size, timeSeries.points.length]).toEqual([1, 0]);
  expect(retention.view().map(({ last }) => last?.removed ?? null)).toEqual([null, 3, 3, 3, 0, null, null, 0]);

  let maintains = false;
  const influx = new FakeTimeSeries('influxdb');
  const desk = retentionPlan({ ...parts, timeSeries: influx, realtime: 'redis', recordingsGigabytes: 5, desk: { server: () => store, maintainsServer: () => maintains } });
  const due = () => desk.tasks.filter((task) => task.isDue()).map((task) => `${task.rule} ${task.store}`);
  expect(due()).toEqual(['market_data_snapshots SQLite', 'options_chains SQLite', 'audit_logs SQLite']);
  maintains = true;
  expect(due()).toEqual([
    'market_data_snapshots SQLite', 'options_chains SQLite', 'audit_logs SQLite',
    'market_data_snapshots PostgreSQL', 'options_chains PostgreSQL', 'audit_logs PostgreSQL',
    'time_series_detail InfluxDB', 'daily_aggregates InfluxDB',
  ]);
});
