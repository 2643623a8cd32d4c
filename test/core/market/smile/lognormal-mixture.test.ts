import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LognormalMixture } from '../../../../src-core/market/smile/lognormal-mixture.ts';
import { integrate } from './examples.ts';

const mixture = fc
  .record({
    forward: fc.double({ min: 5, max: 5000, noNaN: true }),
    parts: fc.array(
      fc.record({
        odds: fc.double({ min: 0.001, max: 1, noNaN: true }),
        shift: fc.double({ min: -2, max: 2, noNaN: true }),
        width: fc.double({ min: 0.2, max: 5, noNaN: true }),
      }),
      { minLength: 1, maxLength: 5 },
    ),
    scale: fc.double({ min: 1e-4, max: 0.4, noNaN: true }),
  })
  .map(({ forward, parts, scale }) => {
    const odds = parts.reduce((sum, part) => sum + part.odds, 0);
    const mean = parts.reduce((sum, part) => sum + (part.odds / odds) * Math.exp(scale * part.shift), 0);
    return new LognormalMixture(
      forward,
      parts.map(({ odds: own, shift, width }) => ({
        weight: own / odds,
        forward: (forward * Math.exp(scale * shift)) / mean,
        totalVolatility: scale * width,
      })),
    );
  });
const probability = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });

describe('mixture of lognormals', () => {
  it('has probability one and the forward as its mean', () => {
    fc.assert(
      fc.property(mixture, (mixed) => {
        expect(Math.abs(integrate(mixed, () => 1) - 1)).toBeLessThan(1e-9);
        expect(Math.abs(integrate(mixed, (price) => price) / mixed.forward - 1)).toBeLessThan(1e-9);
      }),
      { numRuns: 30 },
    );
  });

  it('has a quantile that is the inverse of the cumulative, far out in both tails', () => {
    fc.assert(
      fc.property(mixture, probability, (mixed, p) => {
        const price = mixed.quantile(p);
        const slack = 4e-15 * (1 + price * mixed.density(price) * Math.abs(Math.log(price)));
        expect(Math.abs(mixed.cumulative(price) - p)).toBeLessThan(1e-9 * Math.min(p, 1 - p) + slack);
      }),
    );
    const one = new LognormalMixture(600, [{ weight: 1, forward: 600, totalVolatility: 0.01 }]);
    expect(one.quantile(0.5)).toBeCloseTo(600 * Math.exp(-0.00005), 9);
    expect(one.cumulative(one.quantile(1e-300)) / 1e-300).toBeCloseTo(1, 9);
    expect(one.quantile(0.8413447460685429)).toBeCloseTo(600 * Math.exp(0.01 - 0.00005), 9);
  });

  it('has a cumulative that is 1 + dC/dK, and a density that is its derivative', () => {
    fc.assert(
      fc.property(mixture, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (mixed, p) => {
        const strike = mixed.quantile(p);
        const width = (1e-3 * Math.min(p, 1 - p)) / mixed.density(strike);
        const slope = (mixed.call(strike + width) - mixed.call(strike - width)) / (2 * width);
        expect(mixed.cumulative(strike)).toBeCloseTo(1 + slope, 4);
        const rise = mixed.cumulative(strike + width) - mixed.cumulative(strike - width);
        expect(rise / (2 * width) / mixed.density(strike)).toBeCloseTo(1, 2);
      }),
    );
  });

  it('keeps calls between their bounds', () => {
    fc.assert(
      fc.property(mixture, fc.double({ min: 0.01, max: 20, noNaN: true }), (mixed, share) => {
        const strike = mixed.forward * share;
        const call = mixed.call(strike);
        expect(call).toBeGreaterThanOrEqual(Math.max(0, mixed.forward - strike));
        expect(call).toBeLessThanOrEqual(mixed.forward);
      }),
    );
  });

  it('answers at and below a price of zero', () => {
    const mixed = new LognormalMixture(600, [{ weight: 1, forward: 600, totalVolatility: 0.01 }]);
    expect([mixed.density(0), mixed.cumulative(0), mixed.density(-5), mixed.cumulative(-5)]).toEqual([0, 0, 0, 0]);
    expect([mixed.call(0), mixed.call(-5)]).toEqual([600, 605]);
    expect([mixed.density(1e-300), mixed.density(1e300), mixed.cumulative(1e300), mixed.call(1e300)]).toEqual([0, 0, 1, 0]);
    const end = Number.POSITIVE_INFINITY;
    expect([mixed.density(end), mixed.cumulative(end), mixed.call(end)]).toEqual([0, 1, 0]);
  });

  it('refuses what is no distribution of the forward, and a probability that has no quantile', () => {
    const part = { weight: 1, forward: 600, totalVolatility: 0.01 };
    const half = { ...part, weight: 0.5 };
    expect(() => new LognormalMixture(600, [])).toThrow(RangeError);
    expect(() => new LognormalMixture(600, [half])).toThrow(RangeError);
    expect(() => new LognormalMixture(601, [part])).toThrow(RangeError);
    expect(() => new LognormalMixture(600, [{ ...part, weight: 1.5 }, { ...part, weight: -0.5 }])).toThrow(RangeError);
    expect(() => new LognormalMixture(600, [{ ...part, totalVolatility: 0 }])).toThrow(RangeError);
    expect(() => new LognormalMixture(600, [{ ...part, totalVolatility: Number.NaN }])).toThrow(RangeError);
    const mixed = new LognormalMixture(600, [half, half]);
    for (const p of [0, 1, -1, 2, Number.NaN]) expect(() => mixed.quantile(p)).toThrow(RangeError);
  });
});
