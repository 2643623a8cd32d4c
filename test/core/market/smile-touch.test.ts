import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lognormalDistribution } from '../../../src-core/market/lognormal-distribution.ts';
import type { PriceDistribution } from '../../../src-core/market/price-distribution.ts';
import { smileTouchEitherProbability, smileTouchProbability } from '../../../src-core/market/smile-touch.ts';
import { type LevelSide, touchEitherProbability, touchProbability } from '../../../src-core/market/touch-probability.ts';

const SPOT = 612;
/** Dollars: one standard deviation. */
const SIGMA = 4.6;

/**
 * A price that a fixed `roof` exceeds by a lognormal amount: its volatility rises as it falls, the more so the lower
 * the roof, and its touches are those of the amount.
 */
function skewed(roof: number): { distribution: PriceDistribution; touch: (lower: number, upper: number) => number } {
  const gap = roof - SPOT;
  const totalVolatility = SIGMA / gap;
  const amount = lognormalDistribution(gap, totalVolatility);
  return {
    distribution: {
      forward: SPOT,
      variance: amount.variance,
      density: (price) => amount.density(roof - price),
      cumulative: (price) => 1 - amount.cumulative(roof - price),
      quantile: (probability) => roof - amount.quantile(1 - probability),
      call: (strike) => amount.call(roof - strike) + SPOT - strike,
    },
    touch: (lower, upper) => touchEitherProbability({ spot: gap, forward: gap, totalVolatility }, roof - upper, roof - lower),
  };
}

describe('smileTouchProbability', () => {
  // The volatility at 605 is a third, a fifth and a tenth higher than at the money.
  it.each([
    [1.015, 0.025],
    [1.03, 0.006],
    [1.06, 0.0015],
  ])('of a price under a roof at %d times the spot is within a share of %d', (roof, share) => {
    const { distribution, touch } = skewed(SPOT * roof);
    for (const level of [594, 600, 605, 609, 611]) {
      const found = smileTouchProbability(distribution, SPOT, level, 'below');
      expect(Math.abs(found / touch(level, SPOT * roof - 1e-12) - 1)).toBeLessThan(share);
    }
    for (const level of [613, 615, 618]) {
      const found = smileTouchProbability(distribution, SPOT, level, 'above');
      expect(Math.abs(found / touch(1e-9, level) - 1)).toBeLessThan(share);
    }
    for (const [lower, upper] of [[594, 620], [600, 618], [605, 616], [609, 614.5]] as const) {
      const found = smileTouchEitherProbability(distribution, SPOT, lower, upper);
      expect(Math.abs(found / touch(lower, upper) - 1)).toBeLessThan(share);
    }
  });

  it('beats twice the probability of ending beyond by far under a skew', () => {
    const { distribution, touch } = skewed(SPOT * 1.03);
    const exact = touch(605, SPOT * 1.03 - 1e-12);
    expect(Math.abs(smileTouchProbability(distribution, SPOT, 605, 'below') - exact)).toBeLessThan(
      Math.abs(2 * distribution.cumulative(605) - exact) / 15,
    );
  });

  it('of a lognormal day is that of its path', () => {
    const sigmas = fc.double({ min: 0.01, max: 5, noNaN: true });
    const total = fc.double({ min: 3e-4, max: 0.0076, noNaN: true });
    fc.assert(
      fc.property(sigmas, sigmas, total, fc.double({ min: -0.02, max: 0.02, noNaN: true }), (down, up, s, carry) => {
        const path = { spot: SPOT, forward: SPOT * Math.exp(carry * s), totalVolatility: s };
        const distribution = lognormalDistribution(path.forward, s);
        const lower = SPOT * Math.exp(-down * s);
        const upper = SPOT * Math.exp(up * s);
        const limit = 0.001;
        expect(Math.abs(smileTouchProbability(distribution, SPOT, lower, 'below') / touchProbability(path, lower, 'below') - 1)).toBeLessThan(limit);
        expect(Math.abs(smileTouchProbability(distribution, SPOT, upper, 'above') / touchProbability(path, upper, 'above') - 1)).toBeLessThan(limit);
        expect(Math.abs(smileTouchEitherProbability(distribution, SPOT, lower, upper) - touchEitherProbability(path, lower, upper))).toBeLessThan(limit);
      }),
    );
  });

  it('is a probability, at least that of ending beyond, falls with the distance, and reaches 1 at the spot', () => {
    const total = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 100, noNaN: true }));
    const price = fc.double({ min: 1, max: 2_000, noNaN: true });
    const sides = fc.constantFrom<LevelSide>('above', 'below');
    fc.assert(
      fc.property(total, price, price, price, sides, (s, forward, one, other, side) => {
        const distribution = lognormalDistribution(forward, s);
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const [near, far] = side === 'above' ? [low, high] : [high, low];
        const touch = smileTouchProbability(distribution, SPOT, near, side);
        const below = distribution.cumulative(near);
        expect(touch).toBeGreaterThanOrEqual((side === 'below' ? below : 1 - below) - 1e-15);
        expect(touch).toBeLessThanOrEqual(1);
        expect(smileTouchProbability(distribution, SPOT, far, side)).toBeLessThanOrEqual(touch + 1e-14);
        const either = smileTouchEitherProbability(distribution, SPOT, low, high);
        expect(either >= 0 && either <= 1).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    const day = lognormalDistribution(SPOT, 0.0076);
    expect(smileTouchProbability(day, SPOT, SPOT, 'above')).toBe(1);
    expect(smileTouchProbability(day, SPOT, SPOT * (1 - 1e-9), 'below')).toBeCloseTo(1, 5);
    expect(() => smileTouchProbability(day, Number.NaN, 600, 'below')).toThrow(RangeError);
  });
});
