import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkArbitrage } from '../../../../src-core/market/smile/arbitrage.ts';
import { fitSmile, type FittedSmile } from '../../../../src-core/market/smile/fit-smile.ts';
import type { SmilePoints } from '../../../../src-core/market/smile/smile-points.ts';
import { HOUR, integrate, mustFit, noisyPoints, pointsOf, requote, sameDay, strikesAround } from './examples.ts';

const YEARS = 4 * HOUR;
const truth = sameDay(0.15);
const strikes = Array.from({ length: 31 }, (_, i) => 592.5 + i / 2);

describe('fit of a smile', () => {
  it('recovers the smile that the points were made with, at and between the strikes', () => {
    const fit = mustFit(pointsOf(600.3, YEARS, strikes, truth));
    expect(fit.points).toBe(31);
    expect(fit.withinSpread).toBe(1);
    expect(fit.rootMeanSquare.halfSpreads).toBeLessThan(0.2);
    const between = pointsOf(600.3, YEARS, [593.75, 596.25, 598.75, 600.3, 601.25, 603.75, 605.25], truth);
    for (const [i, strike] of between.strike.entries()) {
      const off = Math.abs(fit.smile.volatilityAt(strike) - (between.volatility[i] ?? Number.NaN));
      expect(off / (between.halfSpread[i] ?? Number.NaN)).toBeLessThan(0.4);
    }
  });

  it('recovers a mixture from its own prices', () => {
    const source = mustFit(pointsOf(600.3, YEARS, strikes, truth)).smile;
    const points = pointsOf(600.3, YEARS, strikes, truth);
    for (const [i, strike] of strikes.entries()) points.volatility[i] = source.volatilityAt(strike);
    const fit = mustFit(points);
    expect(fit.rootMeanSquare.halfSpreads).toBeLessThan(0.2);
    for (const p of [0.01, 0.1, 0.5, 0.9, 0.99]) {
      expect(Math.abs(fit.smile.distribution.quantile(p) - source.distribution.quantile(p))).toBeLessThan(0.1);
    }
  });

  it.each([
    ['a near strike', 12],
    ['the strike at the money', 16],
    ['a far strike', 5],
  ])('is not bent by a gross outlier at %s', (_, at) => {
    const clean = mustFit(pointsOf(600.3, YEARS, strikes, truth));
    for (const factor of [0.5, 1.5, 3]) {
      const points = pointsOf(600.3, YEARS, strikes, truth);
      requote(points, at, (points.volatility[at] ?? Number.NaN) * factor);
      const fit = mustFit(points);
      for (const [i, strike] of strikes.entries()) {
        const moved = Math.abs(fit.smile.volatilityAt(strike) - clean.smile.volatilityAt(strike));
        if (i !== at) expect(moved / (points.halfSpread[i] ?? Number.NaN)).toBeLessThan(0.5);
      }
      expect(Math.sign(fit.residuals.volatility[at] ?? Number.NaN)).toBe(factor > 1 ? 1 : -1);
      expect(Math.abs(fit.residuals.halfSpreads[at] ?? 0)).toBeGreaterThan(2);
    }
  });

  it('gives residuals row by row: rich is positive, a row without a volatility has none', () => {
    const points = pointsOf(600.3, YEARS, strikes, truth);
    points.volatility[13] = (points.volatility[13] ?? 0) + 2 * (points.halfSpread[13] ?? 0);
    points.volatility[20] = Number.NaN;
    points.error[21] = 0;
    const fit = mustFit(points);
    expect(fit.points).toBe(29);
    expect(fit.residuals.halfSpreads[13]).toBeGreaterThan(1);
    expect(fit.residuals.volatility[13]).toBeCloseTo((points.volatility[13] ?? 0) - fit.smile.volatilityAt(599), 14);
    expect([fit.residuals.volatility[20], fit.residuals.halfSpreads[21]]).toEqual([Number.NaN, Number.NaN]);
    expect(fit.withinSpread).toBeCloseTo(28 / 29, 12);
  });

  it('pays more heed to the surer points', () => {
    const points = pointsOf(600.3, YEARS, strikes, truth);
    for (let i = 0; i < 31; i += 1) {
      const sure = i % 2 === 0;
      points.error[i] = (points.error[i] ?? 0) * (sure ? 1 : 20);
      if (!sure) points.volatility[i] = (points.volatility[i] ?? 0) + 5 * (points.halfSpread[i] ?? 0);
    }
    const fit = mustFit(points);
    for (let i = 0; i < 31; i += 2) expect(Math.abs(fit.residuals.halfSpreads[i] ?? 9)).toBeLessThan(1);
  });

  it('starts from an earlier fit and ends where it would have ended without', () => {
    let previous: FittedSmile | undefined;
    for (let minute = 0; minute < 30; minute += 1) {
      const years = YEARS * (1 - minute / 240);
      const forward = 600.3 + 0.07 * minute;
      const points = pointsOf(forward, years, strikes, sameDay(0.15 + 0.001 * minute));
      const warm: FittedSmile = mustFit(points, previous);
      const cold = mustFit(points);
      for (const [i, strike] of strikes.entries()) {
        const apart = Math.abs(warm.smile.volatilityAt(strike) - cold.smile.volatilityAt(strike));
        expect(apart / (points.halfSpread[i] ?? Number.NaN)).toBeLessThan(0.3);
      }
      previous = warm;
    }
  });

  it('recovers from an earlier fit of another world', () => {
    const odd = mustFit(pointsOf(50, 1, strikesAround(50, 0.8, 12, -1, 1), (z) => 0.8 + 0.3 * z));
    const points = pointsOf(600.3, YEARS, strikes, truth);
    const fit = mustFit(points, odd);
    expect(fit.withinSpread).toBe(1);
  });

  it('leaves its input as it is', () => {
    const points = pointsOf(600.3, YEARS, strikes, truth);
    const before = structuredClone(points);
    const first = mustFit(points);
    const parameters = first.parameters.slice();
    mustFit(points, first);
    expect(points).toEqual(before);
    expect(first.parameters).toEqual(parameters);
  });

  it('is flat where every volatility is the same', () => {
    const fit = mustFit(pointsOf(600.3, YEARS, strikes, () => 0.2));
    for (const strike of [595, 597, 599, 601, 603, 605]) expect(fit.smile.volatilityAt(strike)).toBeCloseTo(0.2, 2);
    expect(fit.withinSpread).toBe(1);
  });

  it.each([
    ['five minutes', 5 / 60, 0.3],
    ['half a minute', 1 / 120, 0.3],
    ['two years', 2 * 365 * 24, 0.25],
    ['two years of great volatility', 2 * 365 * 24, 1.5],
  ])('works with %s left', (_, hours, level) => {
    const years = hours * HOUR;
    const total = level * Math.sqrt(years);
    const points = pointsOf(640, years, strikesAround(640, total, 25, -3, 2.5), sameDay(level));
    // Errors of a hundredth of the volatility, whatever the price.
    for (let i = 0; i < points.count; i += 1) points.error[i] = points.halfSpread[i] = 0.01 * level;
    const fit = mustFit(points);
    expect(fit.withinSpread).toBeGreaterThan(0.95);
    expect(fit.smile.volatilityAt(640)).toBeCloseTo(level, 2);
    expect(checkArbitrage(fit.smile)).toEqual({ ok: true });
  });

  it('takes any number of points in any order', () => {
    const many = strikesAround(600.3, 0.0032, 600, -4, 3.5);
    const ordered = mustFit(pointsOf(600.3, YEARS, many, truth));
    const reversed = mustFit(pointsOf(600.3, YEARS, many.toReversed(), truth));
    expect(ordered.points).toBe(600);
    expect(ordered.withinSpread).toBe(1);
    expect(reversed.smile.volatilityAt(597)).toBeCloseTo(ordered.smile.volatilityAt(597), 4);
  });

  it('says why there is no smile', () => {
    const points = pointsOf(600.3, YEARS, strikes, truth);
    expect(fitSmile({ ...points, count: 0 })).toEqual({ ok: false, reason: 'too_few_points' });
    expect(fitSmile({ ...points, count: 2 })).toEqual({ ok: false, reason: 'too_few_points' });
    expect(fitSmile({ ...points, count: 5 }).ok).toBe(true);
    const same: SmilePoints = { ...points, strike: points.strike.slice().fill(600) };
    expect(fitSmile(same)).toEqual({ ok: false, reason: 'too_few_points' });
    const absent: SmilePoints = { ...points, volatility: points.volatility.slice().fill(Number.NaN) };
    expect(fitSmile(absent)).toEqual({ ok: false, reason: 'too_few_points' });
    for (const years of [0, -1, Number.NaN]) expect(fitSmile({ ...points, years })).toEqual({ ok: false, reason: 'bad_input' });
    for (const forward of [0, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(fitSmile({ ...points, forward })).toEqual({ ok: false, reason: 'bad_input' });
    }
  });

  it('is free of arbitrage whatever the points are', () => {
    fc.assert(
      fc.property(noisyPoints, (points) => {
        const { smile } = mustFit(points);
        const { distribution } = smile;
        expect(checkArbitrage(smile)).toEqual({ ok: true });
        expect(Math.abs(integrate(distribution, () => 1) - 1)).toBeLessThan(1e-9);
        expect(Math.abs(integrate(distribution, (price) => price) / points.forward - 1)).toBeLessThan(1e-9);
        const low = distribution.quantile(1e-6);
        const step = (distribution.quantile(1 - 1e-6) - low) / 400;
        const rounding = 1e-12 * points.forward;
        for (let i = 1; i < 400; i += 1) {
          const strike = low + i * step;
          const [before, call, after] = [strike - step, strike, strike + step].map((at) => distribution.call(at));
          expect(distribution.density(strike)).toBeGreaterThanOrEqual(0);
          expect(call).toBeLessThanOrEqual((before ?? Number.NaN) + rounding);
          expect((before ?? Number.NaN) + (after ?? Number.NaN) - 2 * (call ?? Number.NaN)).toBeGreaterThanOrEqual(-rounding);
        }
      }),
      { numRuns: 60 },
    );
  });
});
