import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../src-core/market/normal-quantile.ts';
import { distribution } from '../../../src-core/pricing/normal.ts';

// Roots of erfc(-z/sqrt(2))/2 = p for these doubles p, found with 60 digits in mpmath, rounded to 18.
const VALUES: readonly (readonly [number, number])[] = [
  [1e-300, -37.0470962993611992],
  [1e-100, -21.2734535609653243],
  [1e-20, -9.26234008979840758],
  [1e-10, -6.3613409024040562],
  [1e-5, -4.26489079392282461],
  [0.01, -2.32634787404084109],
  [0.025, -1.95996398454005421],
  [0.0749, -1.44023826752796366],
  [0.0751, -1.43882539275253998],
  [0.15865525393145707, -0.999999999999999906],
  [0.3, -0.524400512708040816],
  [0.4999999, -2.50662827470310651e-7],
  [0.51, 0.025068908258711058],
  [0.6827, 0.475262337515298452],
  [0.975, 1.95996398454005386],
  [0.999999, 4.75342430881708777],
  [1 - 1e-12, 7.03448691004783521],
];

describe('normalQuantile', () => {
  it.each(VALUES)('of %d is exact to 5e-16 in proportion', (probability, z) => {
    expect(Math.abs(normalQuantile(probability) / z - 1)).toBeLessThan(5e-16);
  });

  it('is the inverse of the distribution, rises, and is odd about 1/2', () => {
    const probability = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });
    fc.assert(
      fc.property(probability, probability, (one, other) => {
        expect(Math.abs(distribution(normalQuantile(one)) - one)).toBeLessThan(1e-15);
        expect(normalQuantile(1 - (1 - one))).toBe(-normalQuantile(1 - one));
        if (one < other) expect(normalQuantile(one)).toBeLessThanOrEqual(normalQuantile(other));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is infinite at 0 and 1, and nothing outside', () => {
    expect([0, 1].map(normalQuantile)).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect([-0.1, 1.1, Number.NaN].map(normalQuantile)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});
