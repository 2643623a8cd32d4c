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
  const midnight = Date.UTC(2021, 5, 1);
  const timeSeries = new FakeTimeSeries();
  timeSeries.write([spy(replayed - 40 * DAY), spy(replayed), spy(daysBefore(40))]);
  expect(await run(timeSeries, 'time_series_detail', NOW - 30 * DAY, recordedSince(midnight))).toBe(1);
  expect(await run(timeSeries, 'daily_aggregates', NOW - 731 * DAY, recordedSince(midnight))).toBe(1);
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
