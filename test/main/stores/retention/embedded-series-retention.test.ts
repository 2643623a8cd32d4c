import { afterEach, beforeEach, expect, test } from 'vitest';
import { newYorkTime } from '../../../../src-core/calendar/exchange-calendar.ts';
import { DAY, type EpochMs, MINUTE, parseIsoDate } from '../../../../src-core/time.ts';
import type { RelationalStore } from '../../../../src-main/stores/relational/relational-store.ts';
import { Retention } from '../../../../src-main/stores/retention/retention.ts';
import { retentionPlan } from '../../../../src-main/stores/retention/retention-plan.ts';
import { RetentionRuns } from '../../../../src-main/stores/retention/retention-runs.ts';
import type { TimeSeriesStore } from '../../../../src-main/stores/timeseries/time-series-store.ts';
import { TestDirectory } from '../test-store.ts';
import { SeriesDirectory } from '../timeseries/time-series-adapters.ts';
import { datesIn, NOW, prices, withTickers } from './records.ts';

let directory: TestDirectory;
let series: SeriesDirectory;
let store: RelationalStore;
let timeSeries: TimeSeriesStore;
beforeEach(async () => {
  directory = new TestDirectory();
  series = new SeriesDirectory();
  store = await withTickers(await directory.open());
  timeSeries = await series.embedded();
});
afterEach(async () => {
  await series.remove();
  await directory.remove();
});

async function retain(now: EpochMs): Promise<void> {
  const clock = { now: () => now };
  const retention = new Retention({
    ...retentionPlan({ embedded: store, timeSeries, realtime: 'memory', recordingsGigabytes: 5, desk: null, clock, monotonic: () => 0 }),
    runs: new RetentionRuns(store),
    clock,
    newId: () => crypto.randomUUID(),
    after: () => () => {},
    wait: () => Promise.resolve(),
  });
  await retention.run();
  expect(retention.view().map(({ last }) => last?.detail ?? '').filter((detail) => /fail/.test(detail))).toEqual([]);
}

const openOf = (date: string) => newYorkTime(parseIsoDate(date), '09:30');
const bars = async (every: 'minute' | 'day', date: string) => {
  const from = newYorkTime(parseIsoDate(date), '00:00');
  return (await timeSeries.bars('SPY', every, from, from + DAY)).map(({ close, high, low }) => ({ close, high, low }));
};
const record = async (date: string, recorded: EpochMs, both = true) => {
  await store.commit(prices(store, openOf(date), recorded));
  const point = (minute: number) => ({ measurement: 'market_data', tags: { symbol: 'SPY', exchange: 'ARCA' }, fields: { price: 600 + minute }, time: openOf(date) + minute * MINUTE }) as const;
  if (both) timeSeries.write([point(0), point(1), point(2)]);
};
const DAY_BAR = { close: 602, high: 602, low: 600 };

test('after 30 days a day is left, also of prices that were recorded before there were time series', async () => {
  await record('2026-10-01', openOf('2026-10-01'));
  await record('2026-10-02', openOf('2026-10-02'), false);
  await record('2026-11-19', openOf('2026-11-19'));
  await retain(NOW);
  expect(await datesIn(store, 'market_data_snapshots')).toEqual(['2026-11-19']);
  expect([await bars('minute', '2026-10-01'), await bars('minute', '2026-10-02')]).toEqual([[], []]);
  expect(await bars('minute', '2026-11-19')).toHaveLength(3);
  for (const date of ['2026-10-01', '2026-10-02', '2026-11-19']) expect(await bars('day', date)).toEqual([DAY_BAR]);
});

test('a session of 2021 that is replayed today is kept as long as one of today', async () => {
  await record('2021-06-01', NOW - DAY);
  await record('2026-11-19', NOW - DAY);
  await retain(NOW);
  expect([await bars('minute', '2021-06-01'), await bars('day', '2021-06-01')]).toEqual([expect.objectContaining({ length: 3 }), [DAY_BAR]]);
  await retain(NOW + 28 * DAY);
  expect(await bars('minute', '2021-06-01')).toHaveLength(3);
  await retain(NOW + 31 * DAY);
  expect([await bars('minute', '2021-06-01'), await bars('minute', '2026-11-19')]).toEqual([[], []]);
  expect(await datesIn(store, 'market_data_snapshots')).toEqual([]);
  expect(await bars('day', '2026-11-19')).toEqual([DAY_BAR]);
});
