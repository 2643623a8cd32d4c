import { expect, test } from 'vitest';
import { DAY, type EpochMs } from '../../../../src-core/time.ts';
import { timeSeriesTasks } from '../../../../src-main/stores/retention/time-series-detail.ts';
import type { RecordedDays } from '../../../../src-main/stores/retention/recorded-days.ts';
import type { Point } from '../../../../src-main/stores/timeseries/measurements.ts';
import { dateOf, FakeTimeSeries } from './fake-time-series.ts';
import { daysBefore, NOW } from './records.ts';

function spy(time: EpochMs): Point {
  return { measurement: 'market_data', tags: { symbol: 'SPY', exchange: 'ARCA' }, fields: { price: 600 }, time };
}

function recordedSince(first: EpochMs | null): Pick<RecordedDays, 'firstSince'> {
  return { firstSince: () => Promise.resolve(first) };
}

async function run(timeSeries: FakeTimeSeries, rule: string, before: EpochMs, days: Pick<RecordedDays, 'firstSince'> | null): Promise<number> {
  const task = timeSeriesTasks({ timeSeries, days: () => days, isDue: () => true }).find((each) => each.rule === rule);
  let removed = 0;
  for await (const piece of task?.remove(before) ?? []) removed += piece;
  return removed;
}

test('detail is aggregated by the day before it goes', async () => {
  const timeSeries = new FakeTimeSeries();
  timeSeries.write([spy(daysBefore(40)), spy(daysBefore(40) + 1), spy(daysBefore(3))]);
  expect(await run(timeSeries, 'time_series_detail', NOW - 30 * DAY, recordedSince(null))).toBe(2);
  expect(timeSeries.asked).toEqual(['aggregate', 'prune detail', 'prune detail']);
  expect([...timeSeries.daily.keys()]).toEqual([`SPY ${dateOf(daysBefore(40))}`]);
  expect(timeSeries.points.map(({ time }) => time)).toEqual([daysBefore(3)]);
});

test('a day goes whole, when it is over', async () => {
  const timeSeries = new FakeTimeSeries();
  const open = Date.UTC(2026, 9, 21, 13, 30);
  timeSeries.write([spy(open - DAY), spy(open), spy(open + 1)]);
  expect(await run(timeSeries, 'time_series_detail', open + 1, recordedSince(null))).toBe(1);
  expect([...timeSeries.daily.keys()]).toEqual(['SPY 2026-10-20']);
  expect(await run(timeSeries, 'time_series_detail', open + DAY, recordedSince(open + 1))).toBe(0);
});

test('a server that takes nothing away is not asked for ever', async () => {
  const timeSeries = new FakeTimeSeries('influxdb');
  timeSeries.prune = () => Promise.resolve(-1);
  const task = timeSeriesTasks({ timeSeries, days: () => recordedSince(null), isDue: () => true })[0];
  const pieces = task?.remove(NOW);
  let last = await pieces?.next();
  while (last?.done === false) last = await pieces?.next();
  expect(last?.value).toBe('InfluxDB still shows what it was asked to take away');
});

test('nothing goes where it could not be aggregated, or where it is not known what was recorded lately', async () => {
  const timeSeries = new FakeTimeSeries();
  timeSeries.write([spy(daysBefore(40))]);
  timeSeries.failure = new Error('no answer');
  await expect(run(timeSeries, 'time_series_detail', NOW - 30 * DAY, recordedSince(null))).rejects.toThrow('no answer');
  timeSeries.failure = null;
  await expect(run(timeSeries, 'time_series_detail', NOW - 30 * DAY, null)).rejects.toThrow('is not known');
  expect(timeSeries.points).toHaveLength(1);
});

test('a past session that was recorded lately keeps its detail and its aggregates', async () => {
  const replayed = Date.UTC(2021, 5, 1, 15);
  const timeSeries = new FakeTimeSeries();
  timeSeries.write([spy(replayed - 40 * DAY), spy(replayed), spy(daysBefore(40))]);
  expect(await run(timeSeries, 'time_series_detail', NOW - 30 * DAY, recordedSince(replayed))).toBe(1);
  expect(await run(timeSeries, 'daily_aggregates', NOW - 731 * DAY, recordedSince(replayed))).toBe(1);
  expect(timeSeries.points.map(({ time }) => time)).toEqual([replayed, daysBefore(40)]);
  expect(await run(timeSeries, 'time_series_detail', NOW - 30 * DAY, recordedSince(null))).toBe(2);
});

test('daily aggregates are kept for two years', async () => {
  const timeSeries = new FakeTimeSeries();
  const bar = (time: EpochMs) => ({ time, open: 1, high: 1, low: 1, close: 1, volume: null });
  timeSeries.daily.set('SPY 1', bar(daysBefore(740)));
  timeSeries.daily.set('SPY 2', bar(daysBefore(720)));
  expect(await run(timeSeries, 'daily_aggregates', NOW - 731 * DAY, recordedSince(null))).toBe(1);
  expect([...timeSeries.daily.keys()]).toEqual(['SPY 2']);
});
