import { afterEach, expect, it } from 'vitest';
import { newYorkTime } from '../../../../src-core/calendar/exchange-calendar.ts';
import type { Ticker } from '../../../../src-core/instruments/instrument.ts';
import { DAY, type EpochMs, HOUR, MINUTE, parseIsoDate, SECOND } from '../../../../src-core/time.ts';
import type { Point } from '../../../../src-main/stores/timeseries/measurements.ts';
import { describeTimeSeries, type TestSeries } from './time-series-adapters.ts';

const at = (date: string, clock: string): EpochMs => newYorkTime(parseIsoDate(date), clock);
const midnight = (date: string): EpochMs => at(date, '00:00');

function price(symbol: Ticker, time: EpochMs, value: number, volume?: number): Point {
  return { measurement: 'market_data', tags: { symbol, exchange: 'ARCA' }, fields: { price: value, bid: value - 0.01, ...(volume !== undefined && { volume }) }, time };
}

function correlation(time: EpochMs, value: number): Point {
  return { measurement: 'correlations', tags: { pair: 'SPY_QQQ' }, fields: { correlation: value, rolling_7d: Number.NaN }, time };
}

describeTimeSeries((newSeries) => {
  let series: TestSeries | undefined;
  const open = async () => (series = await newSeries()).open();
  afterEach(() => series?.remove());

  it('makes minute bars of the prices, with what the running volume grew by', async () => {
    const store = await open();
    const start = at('2026-08-21', '09:30');
    store.write([
      price('SPY', start - 1, 99),
      price('SPY', start, 100, 1_000),
      price('SPY', start + 20 * SECOND, 103, 1_200),
      price('SPY', start + 40 * SECOND, 98.5, 1_500),
      price('SPY', start + 59_999, 101, 1_600),
      price('QQQ', start + 30 * SECOND, 500, 7),
      price('SPY', start + MINUTE, 101.25, 1_900),
      // A minute without a price, and one whose running volume is not known.
      price('SPY', start + 3 * MINUTE, 102, 2_500),
      price('SPY', start + 4 * MINUTE, 102.5),
      price('SPY', start + 5 * MINUTE, 104),
    ]);
    await store.flush();
    expect(await store.bars('SPY', 'minute', start, start + 5 * MINUTE)).toEqual([
      { time: start, open: 100, high: 103, low: 98.5, close: 101, volume: 1_600 },
      { time: start + MINUTE, open: 101.25, high: 101.25, low: 101.25, close: 101.25, volume: 300 },
      { time: start + 3 * MINUTE, open: 102, high: 102, low: 102, close: 102, volume: null },
      { time: start + 4 * MINUTE, open: 102.5, high: 102.5, low: 102.5, close: 102.5, volume: null },
    ]);
    const later = await store.bars('SPY', 'minute', start + 1, start + 5 * MINUTE + 1);
    expect(later.map(({ time, volume }) => [time - start, volume])).toEqual([[MINUTE, null], [3 * MINUTE, null], [4 * MINUTE, null], [5 * MINUTE, null]]);
    expect(await store.bars('IWM', 'minute', start, start + HOUR)).toEqual([]);
  });

  it('lets a point replace the one of the same tags and time, field by field', async () => {
    const store = await open();
    const time = at('2026-08-21', '09:30');
    store.write([price('SPY', time, 100, 1_000)]);
    await store.flush();
    store.write([{ ...price('SPY', time, 107) }]);
    await store.flush();
    expect(await store.bars('SPY', 'minute', time, time + MINUTE)).toEqual([{ time, open: 107, high: 107, low: 107, close: 107, volume: 1_000 }]);
  });

  it('answers with the newest correlation of each minute', async () => {
    const store = await open();
    const start = at('2026-08-21', '10:00');
    store.write([correlation(start, 0.9), correlation(start + 30 * SECOND, 0.8), correlation(start + MINUTE, -0.25), correlation(start + 2 * MINUTE, Number.NaN), correlation(start + HOUR, 1)]);
    await store.flush();
    expect(await store.correlations('SPY_QQQ', start, start + HOUR)).toEqual([
      { time: start, correlation: 0.8 },
      { time: start + MINUTE, correlation: -0.25 },
    ]);
    expect(await store.correlations('SPY_IWM', start, start + HOUR)).toEqual([]);
  });

  it('makes each ended day once, and then bars of days of aggregates and of detail, over a change of the clocks', async () => {
    const store = await open();
    // New York leaves daylight saving time on 2026-11-01.
    const days = ['2026-10-29', '2026-10-30', '2026-11-02', '2026-11-03'];
    for (const [index, date] of days.entries()) {
      const base = 100 * (index + 1);
      store.write([
        price('SPY', at(date, '09:30'), base, 10),
        price('SPY', at(date, '11:00'), base + 5, 500),
        price('SPY', at(date, '15:10'), base - 5, 800),
        price('SPY', at(date, '16:14'), base + 1, 900),
        price('VIX', at(date, '12:00'), 17),
        correlation(at(date, '12:00'), 0.5),
      ]);
    }
    await store.flush();
    const before = await store.bars('SPY', 'day', midnight('2026-10-29'), midnight('2026-11-04'));
    expect(before).toEqual(
      days.map((date, index) => ({ time: midnight(date), open: 100 * (index + 1), high: 100 * (index + 1) + 5, low: 100 * (index + 1) - 5, close: 100 * (index + 1) + 1, volume: 900 })),
    );
    expect(await store.aggregate(midnight('2026-11-03') - 1)).toBe(2);
    expect(await store.aggregate(midnight('2026-11-03'))).toBe(1);
    expect(await store.aggregate(midnight('2026-11-03') + HOUR)).toBe(0);
    expect(await store.bars('SPY', 'day', midnight('2026-10-29'), midnight('2026-11-04'))).toEqual(before);
    // From the aggregates alone, and within the bounds.
    while ((await store.prune('detail', midnight('2026-11-03'), 5)) !== 0);
    expect(await store.bars('SPY', 'day', midnight('2026-10-29') + 1, midnight('2026-11-04'))).toEqual(before.slice(1));
    expect(await store.bars('SPY', 'minute', midnight('2026-10-29'), midnight('2026-11-03'))).toEqual([]);
    expect(await store.bars('VIX', 'day', midnight('2026-10-29'), midnight('2026-10-30'))).toEqual([{ time: midnight('2026-10-29'), open: 17, high: 17, low: 17, close: 17, volume: null }]);
  });

  it('removes what is older, and says when nothing is left', async () => {
    const store = await open();
    const start = at('2026-08-17', '10:00');
    const option = (time: EpochMs): Point => ({
      measurement: 'options_data',
      tags: { symbol: 'SPY   260817C00640000', underlying: 'SPY', option_type: 'call', strike: '640', expiration: '20260817' },
      fields: { bid: 1.2, iv: 0.18 },
      time,
    });
    const risk = (time: EpochMs): Point => ({
      measurement: 'risk_metrics',
      tags: { user_id: 'anna', account_id: 'DU 1=2,3', metric_type: 'var_95' },
      fields: { value: -2_100, threshold: -2_500, severity: 'medium "as set"' },
      time,
    });
    for (let day = 0; day < 3; day += 1) store.write([price('SPY', start + day * DAY, 100 + day), option(start + day * DAY), risk(start + day * DAY), correlation(start + day * DAY, 0.5)]);
    await store.flush();
    expect(await store.aggregate(start + 3 * DAY)).toBe(3);
    const limit = start + 2 * DAY;
    const removed: number[] = [];
    for (let count = await store.prune('detail', limit, 3); count !== 0; count = await store.prune('detail', limit, 3)) removed.push(count);
    expect(removed).toSatisfy((counts: number[]) => counts.every((count) => count === -1) || counts.reduce((sum, count) => sum + count, 0) === 8);
    expect((await store.bars('SPY', 'minute', start, start + 3 * DAY)).map(({ close }) => close)).toEqual([102]);
    while ((await store.prune('daily', start + DAY, 1_000)) !== 0);
    expect((await store.bars('SPY', 'day', midnight('2026-08-17'), midnight('2026-08-20'))).map(({ close }) => close)).toEqual([102]);
  });

  it('keeps what was written over a restart', async () => {
    const store = await open();
    const time = at('2026-08-21', '10:00');
    store.write([price('SPY', time, 100)]);
    await store.close();
    const again = await series?.open();
    expect(await again?.bars('SPY', 'minute', time, time + MINUTE)).toHaveLength(1);
  });
});
