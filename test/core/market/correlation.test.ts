import fc from 'fast-check';
import { expect, test } from 'vitest';
import { correlationOf, merged, momentsOf, NO_PAIRS } from '../../../src-core/market/co-moments.ts';
import { correlationOverDays, DayCorrelation, RollingCorrelation } from '../../../src-core/market/correlation.ts';
import { DAY, type IsoDate, parseIsoDate } from '../../../src-core/time.ts';

type Pair = readonly [x: number, y: number];

/** By the definition, from all pairs at once. */
function direct(pairs: readonly Pair[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(pairs.map(([value]) => value));
  const y = mean(pairs.map(([, value]) => value));
  const sum = (of: (pair: Pair) => number) => pairs.reduce((total, pair) => total + of(pair), 0);
  return sum(([a, b]) => (a - x) * (b - y)) / Math.sqrt(sum(([a]) => (a - x) ** 2) * sum(([, b]) => (b - y) ** 2));
}

const isConstant = (values: readonly number[]) => new Set(values).size < 2;
const isGap = (pair: Pair) => pair.some(Number.isNaN);

/** Returns of minutes as they come: small, sometimes a jump ten thousand times as large, sometimes none at all, sometimes absent. */
const minuteReturn = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -2_000, max: 2_000 }).map((units) => units * 1e-6) },
  { weight: 1, arbitrary: fc.integer({ min: -9, max: 9 }) },
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);

test('a rolling correlation is that of its last pairs, whatever went through before', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(minuteReturn, minuteReturn), { maxLength: 200 }), fc.integer({ min: 2, max: 60 }), (pairs, window) => {
      const rolling = new RollingCorrelation(window, 2);
      const seen: Pair[] = [];
      for (const pair of pairs) {
        rolling.push(...pair);
        if (!isGap(pair)) seen.push(pair);
        const last = seen.slice(-window);
        expect(rolling.count).toBe(last.length);
        if (last.length < 2 || isConstant(last.map(([x]) => x)) || isConstant(last.map(([, y]) => y))) expect(rolling.value).toBeNaN();
        else expect(rolling.value).toBeCloseTo(direct(last), 9);
      }
    }),
    { numRuns: 200 },
  );
});

test('a series that does not move has no correlation, and has one again once the window has moved past', () => {
  const rolling = new RollingCorrelation(20);
  for (let minute = 0; minute < 200; minute += 1) rolling.push(0.1, Math.sin(minute));
  expect(rolling.value).toBeNaN();
  for (let minute = 0; minute < 20; minute += 1) rolling.push(Math.sin(minute) * 1e-9, Math.sin(minute));
  expect(rolling.value).toBeCloseTo(1, 12);
});

test('too few returns say nothing', () => {
  const rolling = new RollingCorrelation(60);
  for (let minute = 0; minute < 19; minute += 1) rolling.push(minute % 3, minute % 2);
  expect(rolling.value).toBeNaN();
  rolling.push(1, 0);
  expect(rolling.value).not.toBeNaN();
  expect(() => new RollingCorrelation(1)).toThrow('not 1');
});

test('moments of parts are those of the whole', () => {
  const pair = fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -500, max: 500 }));
  const all = (pairs: readonly Pair[]) => pairs.reduce((sum, [x, y]) => merged(sum, momentsOf(x, y)), NO_PAIRS);
  fc.assert(
    fc.property(fc.array(pair, { minLength: 2 }), fc.array(pair), (left, right) => {
      const together = correlationOf(merged(all(left), all(right)));
      const whole = correlationOf(all([...left, ...right]));
      if (Number.isNaN(whole)) expect(together).toBeNaN();
      else expect(together).toBeCloseTo(whole, 10);
    }),
  );
});

test('a missing minute is left out of both series, and so is the return after it', () => {
  const x = [100, 101, Number.NaN, 103, 104, 102, 105];
  const y = [50, 50.2, 50.1, 50.5, Number.NaN, 50.4, 50.9];
  const day = new DayCorrelation([2]);
  x.forEach((price, minute) => day.minute(price, y[minute] ?? Number.NaN));
  expect(day.moments.count).toBe(2);
  expect(day.moments.meanX).toBeCloseTo((Math.log(101 / 100) + Math.log(105 / 102)) / 2, 14);
  expect(day.moments.meanY).toBeCloseTo((Math.log(50.2 / 50) + Math.log(50.9 / 50.4)) / 2, 14);
  expect(() => day.over(60)).toThrow('kept are 2');
});

const TODAY = parseIsoDate('2026-11-20');
const daysBack = (days: number): IsoDate => parseIsoDate(new Date(Date.parse(TODAY) - days * DAY).toISOString().slice(0, 10));
const momentsOfDay = (day: number, slope: number) => {
  let moments = NO_PAIRS;
  for (let minute = 0; minute < 30; minute += 1) {
    const x = Math.sin(minute + day);
    moments = merged(moments, momentsOf(x, slope * x + Math.cos(3 * minute)));
  }
  return moments;
};

test('a window of days ends with today, counts calendar days, and needs half of its weekdays', () => {
  const former = new Map([1, 2, 3, 6, 7, 8, 29, 30].map((days) => [daysBack(days), momentsOfDay(days, days > 6 ? -5 : 5)]));
  const today = momentsOfDay(0, 5);
  const week = [1, 2, 3, 6].reduce((sum, days) => merged(sum, momentsOfDay(days, 5)), today);
  expect(correlationOverDays(former, TODAY, today, 7)).toBeCloseTo(correlationOf(week), 12);
  expect(correlationOverDays(former, TODAY, today, 30)).toBeNaN();
  expect(correlationOverDays(new Map(), TODAY, today, 7)).toBeNaN();
  const month = new Map(Array.from({ length: 30 }, (_, days) => [daysBack(days + 1), momentsOfDay(days, -5)]));
  expect(correlationOverDays(month, TODAY, NO_PAIRS, 30)).toBeLessThan(-0.9);
});
