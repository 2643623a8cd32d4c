import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY, HOUR } from '../../../../src-core/time.ts';
import type { RelationalStore } from '../../../../src-main/stores/relational/relational-store.ts';
import { embeddedTasks } from '../../../../src-main/stores/retention/embedded-rows.ts';
import { RecordedDays } from '../../../../src-main/stores/retention/recorded-days.ts';
import { Retention } from '../../../../src-main/stores/retention/retention.ts';
import { RetentionRuns } from '../../../../src-main/stores/retention/retention-runs.ts';
import type { RetentionTask } from '../../../../src-main/stores/retention/retention-task.ts';
import { serverTasks } from '../../../../src-main/stores/retention/server-partitions.ts';
import { describeDatabases, type TestStores } from '../store-adapters.ts';
import { dateOf, FakeTimeSeries } from './fake-time-series.ts';
import { audit, chain, datesIn, daysBefore, NOW, prices, withTickers } from './records.ts';

let ids = 0;

function tasksOf(store: RelationalStore, timeSeries: FakeTimeSeries, clock: { now(): number }): readonly RetentionTask[] {
  const days = new RecordedDays(store, timeSeries);
  return store.kind === 'sqlite'
    ? embeddedTasks({ store, days, clock, monotonic: () => 0 })
    : serverTasks({ server: () => ({ store, days }), maintainsServer: () => true, clock });
}

function retentionOf(store: RelationalStore, timeSeries: FakeTimeSeries, now = NOW): Retention {
  const clock = { now: () => now };
  return new Retention({
    tasks: tasksOf(store, timeSeries, clock),
    standing: [],
    runs: new RetentionRuns(store),
    clock,
    newId: () => `run ${(ids += 1)}`,
    after: () => () => {},
    wait: () => Promise.resolve(),
  });
}

// Dates a month and more apart lie in months, weeks and days of their own, so that both stores come to the same.
describeDatabases('Retention of records', (newStores) => {
  let stores: TestStores;
  let store: RelationalStore;
  let timeSeries: FakeTimeSeries;
  beforeEach(async () => {
    stores = await newStores();
    store = await withTickers(await stores.open());
    timeSeries = new FakeTimeSeries();
  });
  afterEach(() => stores.remove());

  test('records go 30 days after they were recorded, whatever date their session had', async () => {
    const old = daysBefore(90);
    const replayed = Date.UTC(2021, 5, 1, 15);
    const replayedLongAgo = Date.UTC(2020, 5, 1, 15);
    const ahead = Date.UTC(2027, 5, 1, 15);
    for (const records of [prices, chain]) {
      await store.commit(records(store, old, old));
      await store.commit(records(store, replayedLongAgo, daysBefore(40)));
      await store.commit(records(store, ahead, daysBefore(31)));
      await store.commit(records(store, replayed, daysBefore(2)));
      await store.commit(records(store, daysBefore(0), daysBefore(0)));
    }
    const retention = retentionOf(store, timeSeries);
    await retention.run();
    for (const table of ['market_data_snapshots', 'options_chains'] as const) expect(await datesIn(store, table)).toEqual(['2021-06-01', dateOf(daysBefore(0))]);
    const removed = retention.view().map(({ data, days, last }) => [data, days, last?.removed]);
    expect(removed).toEqual([['Prices each minute', 30, 9], ['Option chains each five minutes', 30, 9], ['Audit log', 2_557, 0]]);
    await retention.run();
    expect(retention.view().map(({ last }) => last?.removed)).toEqual([0, 0, 0]);
  });

  test('no price goes before the time series have a bar of its day', async () => {
    const old = daysBefore(90);
    await store.commit(prices(store, old, old));
    timeSeries.failure = new Error('InfluxDB does not answer');
    const retention = retentionOf(store, timeSeries);
    await retention.run();
    expect(await datesIn(store, 'market_data_snapshots')).toEqual([dateOf(old)]);
    expect(retention.view()[0]?.last?.detail).toBe('older than 2026-10-21; failed: InfluxDB does not answer; the next run goes on');
    timeSeries.failure = null;
    await retention.run();
    expect(await datesIn(store, 'market_data_snapshots')).toEqual([]);
    expect(timeSeries.asked).toEqual(['flush']);
    expect(timeSeries.points.map((point) => [point.tags, point.fields])).toMatchObject([
      [{ symbol: 'SPY', exchange: 'ARCA' }, { price: 600, volume: 10, change_percent: 0 }],
      [{ symbol: 'SPY' }, { price: 601, volume: 20 }],
      [{ symbol: 'SPY' }, { price: 602, volume: 30 }],
    ]);
  });

  test('a day that the time series know is not given to them again', async () => {
    const old = daysBefore(90);
    await store.commit(prices(store, old, old));
    const midnight = Math.floor(old / DAY) * DAY + 5 * HOUR;
    timeSeries.daily.set(`SPY ${dateOf(old)}`, { time: midnight, open: 1, high: 1, low: 1, close: 1, volume: null });
    await retentionOf(store, timeSeries).run();
    expect(await datesIn(store, 'market_data_snapshots')).toEqual([]);
    expect(timeSeries.points).toEqual([]);
  });

  test('the audit is kept for seven years', async () => {
    const years = (count: number) => NOW - count * 365.25 * DAY;
    await store.commit([audit(store, 1, years(7.1)), audit(store, 2, years(8)), audit(store, 3, years(6.9)), audit(store, 4, NOW)]);
    await retentionOf(store, timeSeries).run();
    const left = await store.db.selectFrom('audit_logs').select('created_at').orderBy('created_at').execute();
    expect(left.map(({ created_at }) => created_at)).toEqual([years(6.9), NOW]);
  });

  test('a run is a row that tells how far it came; the newest is told of after a start', async () => {
    await store.commit(chain(store, daysBefore(90), daysBefore(90)));
    await retentionOf(store, timeSeries).run();
    const rows = () => store.db.selectFrom('retention_runs').select(['rule', 'removed', 'finished_at', 'detail']).orderBy('rule').orderBy('removed').execute();
    const expected = [
      { rule: 'audit_logs', removed: 0, finished_at: NOW, detail: 'older than 2019-11-20' },
      { rule: 'market_data_snapshots', removed: 0, finished_at: NOW, detail: 'older than 2026-10-21' },
      { rule: 'options_chains', removed: 3, finished_at: NOW, detail: 'older than 2026-10-21' },
    ];
    expect(await rows()).toEqual(expected);
    const later = retentionOf(store, timeSeries, NOW + HOUR);
    await later.start();
    expect(later.view()[1]?.last).toEqual({ startedAt: NOW, finishedAt: NOW, removed: 3, detail: 'older than 2026-10-21' });
    await later.run();
    // Runs that took nothing do not pile up.
    expect((await rows()).map(({ rule, removed }) => [rule, removed])).toEqual([['audit_logs', 0], ['market_data_snapshots', 0], ['options_chains', 0], ['options_chains', 3]]);
  });

  test('a run that a program left unfinished is ended by the next start', async () => {
    const runs = new RetentionRuns(store);
    await runs.save({ id: 'left', rule: 'options_chains', store: store.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL', startedAt: NOW - HOUR, finishedAt: null, removed: 4_000, detail: '' });
    const retention = retentionOf(store, timeSeries);
    await retention.start();
    expect(retention.view()[1]?.last).toEqual({ startedAt: NOW - HOUR, finishedAt: NOW, removed: 4_000, detail: 'interrupted; the next run goes on' });
  });
});
