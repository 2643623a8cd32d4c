import { describe, expect, it } from 'vitest';
import { histogramOf } from '../../../src-core/performance/histogram.ts';
import { money } from '../../../src-core/money.ts';
import { type IsoDate, parseIsoDate } from '../../../src-core/time.ts';
import type { PerformanceView } from '../../../src-core/contract/performance.ts';
import type { Metric, MetricName } from '../../../src-core/performance/metric.ts';
import { calendarDays, calendarMonths, calendarWords, dayAfterKey } from '../../../src-renderer/panels/performance/calendar-data.ts';
import { comparedDays } from '../../../src-renderer/panels/performance/compare-data.ts';
import { binRows, binsOf, binWords } from '../../../src-renderer/panels/performance/distribution-data.ts';
import { axisDollars, axisPercent, dayTicks } from '../../../src-renderer/panels/performance/equity-data.ts';
import { leftOutWords, placedPoints, pointWords } from '../../../src-renderer/panels/performance/scatter-data.ts';
import { sliceBars, sliceNote } from '../../../src-renderer/panels/performance/slices-data.ts';
import { daysAfter, weekdayOf } from '../../../src-renderer/panels/performance/period.ts';

const date = parseIsoDate;

/** Every weekday from one day to another. */
function weekdays(from: IsoDate, to: IsoDate): readonly IsoDate[] {
  const dates: IsoDate[] = [];
  for (let day = from; day <= to; day = daysAfter(day, 1)) if (weekdayOf(day) % 6 !== 0) dates.push(day);
  return dates;
}

const flat = (day: IsoDate) => ({ date: day, net: 0, trades: null, winners: null, losers: null, state: null });

describe('the calendar', () => {
  it('puts each day in its month’s week and weekday', () => {
    const months = calendarMonths(weekdays(date('2026-10-30'), date('2026-12-01')).map(flat));
    expect(months.map(({ title, weeks, days }) => [title, weeks, days.length])).toEqual([
      ['Oct 2026', 5, 1],
      // November 2026 begins on a Sunday: its first trading week is its first.
      ['Nov 2026', 5, 21],
      ['Dec 2026', 1, 1],
    ]);
    const placeOf = (day: string) => months.flatMap(({ days }) => days).find((each) => each.date === day);
    expect(placeOf('2026-10-30')).toMatchObject({ week: 4, weekday: 4 });
    expect(placeOf('2026-11-02')).toMatchObject({ week: 0, weekday: 0 });
    expect(placeOf('2026-11-20')).toMatchObject({ week: 2, weekday: 4 });
    expect(placeOf('2026-12-01')).toMatchObject({ week: 0, weekday: 1 });
  });

  it('is of the account as booked, or of a slice’s trades; a net that is not known stays so', () => {
    const daily = [
      { date: date('2026-11-20'), underlying: null, net: null, trades: 2, winners: 1, losers: 1, state: 'restated' },
      { date: date('2026-11-20'), underlying: 'SPY', net: money(10_000), trades: 2, winners: 1, losers: 1, state: 'restated' },
    ].map((day) => ({ realised: money(0), unrealised: null, unrealisedAtEnd: null, commission: money(0), fees: money(0), ...day })) as PerformanceView['daily'];
    const days = [{ date: date('2026-11-20'), net: 12.5, equity: 0, drawdown: 0, drawdownShare: 0 }];
    const [booked] = calendarDays({ basis: 'account', days, daily });
    expect(booked).toEqual({ date: '2026-11-20', net: null, trades: 2, winners: 1, losers: 1, state: 'restated' });
    expect(booked && calendarWords(booked)).toBe('Fri 20 Nov 2026: – (a mark is not known), 2 trades, 1 won, 1 lost, restated');
    const [sliced] = calendarDays({ basis: 'trades', days, daily });
    expect(sliced && calendarWords(sliced)).toBe('Fri 20 Nov 2026: +$12.50');
  });

  it('is walked by day and by week, to the nearest day there is', () => {
    const days = weekdays(date('2026-11-02'), date('2026-11-20')).filter((day) => day !== '2026-11-11').map(flat);
    const from = (key: string, day: string | null) => dayAfterKey(key, days, day === null ? null : date(day));
    expect([from('ArrowDown', '2026-11-10'), from('ArrowUp', '2026-11-02'), from('Home', null), from('End', '2026-11-03')]).toEqual(['2026-11-12', '2026-11-02', '2026-11-02', '2026-11-20']);
    expect([from('ArrowRight', '2026-11-04'), from('ArrowLeft', '2026-11-18'), from('ArrowRight', '2026-11-19'), from('Tab', '2026-11-19')]).toEqual(['2026-11-12', '2026-11-10', '2026-11-20', undefined]);
  });
});

describe('names under days', () => {
  it('are days where they are few, months where they are many, and never too many', () => {
    const week = weekdays(date('2026-11-16'), date('2026-11-20'));
    expect(dayTicks(week, 9).map(({ label }) => label)).toEqual(['16 Nov', '17 Nov', '18 Nov', '19 Nov', '20 Nov']);
    expect(dayTicks(week, 3).map(({ at }) => at)).toEqual(['2026-11-16', '2026-11-18', '2026-11-20']);
    const half = weekdays(date('2026-06-03'), date('2026-11-20'));
    expect(dayTicks(half, 9).map(({ at, label }) => `${at} ${label}`)).toEqual(['2026-07-01 Jul 2026', '2026-08-03 Aug 2026', '2026-09-01 Sep 2026', '2026-10-01 Oct 2026', '2026-11-02 Nov 2026']);
    expect(dayTicks(half, 2)).toHaveLength(2);
    expect([axisDollars(-1204), axisDollars(2_500_000), axisPercent(-0.025), axisPercent(0.1)]).toEqual(['−1,204', '2.50 m', '−2.5 %', '10 %']);
  });
});

describe('two accounts', () => {
  it('are compared from the same start on every day of either', () => {
    const view = (startEquity: number, ...days: readonly (readonly [string, number])[]) => ({ startEquity, days: days.map(([day, equity]) => ({ date: date(day), net: 0, equity, drawdown: 0, drawdownShare: 0 })) });
    expect(comparedDays(view(20_000, ['2026-11-18', 20_500], ['2026-11-20', 19_000]), view(50_000, ['2026-11-19', 51_000], ['2026-11-20', 50_000]))).toEqual([
      { date: '2026-11-18', first: 0.02499999999999991, second: null },
      { date: '2026-11-19', first: null, second: 0.020000000000000018 },
      { date: '2026-11-20', first: -0.050000000000000044, second: 0 },
    ]);
    expect(comparedDays(view(0, ['2026-11-18', 0]), view(-5, ['2026-11-18', 1]))).toEqual([]);
  });
});

describe('a distribution', () => {
  it('has the histogram’s bins, each on its side of zero', () => {
    const bins = binsOf(histogramOf('net', [-30, -10, 10, 20, 30]));
    expect(binRows(bins).reduce((sum, { count }) => sum + Number(count), 0)).toBe(5);
    expect(bins.filter(({ side }) => side === 'loss').reduce((sum, { count }) => sum + count, 0)).toBe(2);
    expect(bins.some(({ side }) => side === 'both')).toBe(false);
    expect(binsOf({ what: 'net', edges: [], counts: [] })).toEqual([]);
    expect(binWords({ from: -0.05, to: 0.1, count: 1, side: 'both' }, 'return_on_risk')).toBe('−5 % to 10 %: 1 trade');
    expect(binWords({ from: 0, to: 5_400_000, count: 3, side: 'none' }, 'holding_time')).toBe('0 s to 1 h 30 min: 3 trades');
  });
});

describe('results by slice', () => {
  const metric = (name: MetricName, value: number | null, low: number | null = null, high: number | null = null): Metric => ({ name, value, low, high, sample: 12, because: value === null ? 'too few' : null });

  it('are sorted by result, without keys of which no trade ended, and have the share that won', () => {
    const rows = [
      { key: 'a', title: 'A', metrics: [metric('net_result', -12), metric('trades', 3), metric('win_rate', null)] },
      { key: 'b', title: 'B', metrics: [metric('net_result', 40.5), metric('trades', 34), metric('win_rate', 0.612, 0.44, 0.76), metric('expectancy', 1.19)] },
      { key: 'c', title: 'C', metrics: [metric('net_result', 0), metric('trades', 0)] },
    ];
    const bars = sliceBars({ rows });
    expect(bars.map(({ key, net, winRate, expectancy }) => [key, net, winRate, expectancy])).toEqual([
      ['b', 40.5, 0.612, 1.19],
      ['a', -12, null, null],
    ]);
    expect(bars.map(sliceNote)).toEqual(['34 · 61 % (44–76)', '3']);
  });
});

describe('the scatter', () => {
  const point = (id: string, risk: number | null) => ({ id, strategy: 'iron condor', underlying: 'SPY' as const, date: date('2026-11-20'), risk, net: 58 });

  it('draws what has a bounded loss, and says what it does not draw', () => {
    const scatter = { total: 5, points: [point('a', 222), point('b', null)] };
    expect(placedPoints(scatter).map(({ id }) => id)).toEqual(['a']);
    expect(leftOutWords(scatter)).toBe('2 of 5, evenly picked; 1 without a bounded loss is in the table only');
    expect(leftOutWords({ total: 1, points: [point('a', 222)] })).toBe('');
    expect(scatter.points.map(pointWords)).toEqual(['SPY iron condor, 20 Nov: risked $222.00, +$58.00', 'SPY iron condor, 20 Nov: loss without bound, +$58.00']);
  });
});
