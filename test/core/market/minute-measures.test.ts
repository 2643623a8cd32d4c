import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flatClock } from '../../../src-core/calendar/expiry-clock.ts';
import { densityMove } from '../../../src-core/market/expected-move.ts';
import { lognormalDistribution } from '../../../src-core/market/lognormal-distribution.ts';
import { minuteSlope, shareBelow } from '../../../src-core/market/minute-trend.ts';
import { ordinaryVolumes } from '../../../src-core/market/ordinary-volume.ts';
import { priceCone } from '../../../src-core/market/price-cone.ts';
import { RealisedVariance, realisedVolatility } from '../../../src-core/market/realised-variance.ts';
import { MINUTE } from '../../../src-core/time.ts';
import { tradingSession } from '../../main/market-data/session.ts';

test('realised volatility counts the squares of known minutes and the time of those alone', () => {
  const variance = new RealisedVariance();
  // The first minute has no return; the missing one takes its own and the next one's.
  const prices = [100, 101, Number.NaN, 103, 102];
  prices.forEach((price, minute) => variance.minute(price, minute + 1));
  const squares = Math.log(101 / 100) ** 2 + Math.log(102 / 103) ** 2;
  expect(variance.day.returns).toBe(2);
  expect(realisedVolatility(variance.day, 2)).toBeCloseTo(Math.sqrt(squares / (2 + 5)), 12);
  expect(variance.over(2).years).toBe(5);
  expect(realisedVolatility(variance.over(2), 2)).toBeNaN();
});

test('a slope is that of least squares', () => {
  const value = fc.option(fc.integer({ min: 1_000, max: 4_000 }).map((units) => units / 100), { nil: Number.NaN });
  fc.assert(
    fc.property(fc.array(value, { minLength: 30, maxLength: 60 }), (values) => {
      const slope = minuteSlope(Float64Array.from(values), values.length - 1, 30);
      const known = values.map((y, x) => ({ x, y })).slice(-30).filter(({ y }) => !Number.isNaN(y));
      const [first, last] = [known[0]?.x ?? 0, known.at(-1)?.x ?? 0];
      if (known.length < 10 || last - first < 14.5) return expect(slope).toBeNaN();
      const x = known.reduce((sum, point) => sum + point.x, 0) / known.length;
      const products = known.reduce((sum, point) => sum + (point.x - x) * point.y, 0);
      expect(slope).toBeCloseTo(products / known.reduce((sum, point) => sum + (point.x - x) ** 2, 0), 9);
    }),
  );
});

test('a percentile is the share below, and needs days', () => {
  expect(shareBelow([1, 2, 3, 3], 3, 4)).toBe(0.5);
  expect(shareBelow([1, 2, 3], 3, 4)).toBeNaN();
});

test('ordinary volume is the mean of the days that know the whole window', () => {
  const day = (shares: readonly number[]) => Float64Array.from(shares);
  const volumes = ordinaryVolumes([day([1, 2, 3, 4]), day([10, 20, Number.NaN, 40]), day([5, 5, 5, 5])], 2, 2);
  expect([...volumes]).toEqual([Number.NaN, (3 + 30 + 10) / 3, (5 + 10) / 2, (7 + 10) / 2]);
  expect(ordinaryVolumes([], 2, 2)).toHaveLength(0);
});

test('a cone opens with the root of the variance gone by and ends where the options say', () => {
  const session = tradingSession('2026-11-20');
  const clock = flatClock(session);
  const end = densityMove(lognormalDistribution(600, 0.005));
  const cone = priceCone(end, clock, session.open, session.reference, 24);
  expect(cone).toHaveLength(25);
  expect(cone[0]).toEqual({ time: session.open, low95: 600, low68: 600, high68: 600, high95: 600 });
  expect(cone[6]?.high68).toBeCloseTo(600 + (end.interval68.high - 600) / 2, 9);
  expect(cone[24]?.time).toBe(session.reference);
  expect(cone[24]?.low95).toBeCloseTo(end.interval95.low, 9);
  expect(priceCone(end, clock, session.reference, session.reference + MINUTE, 24)).toEqual([]);
});
