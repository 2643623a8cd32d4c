import { expect, it } from 'vitest';
import { density, distribution, tailRatio } from '../../../src-core/pricing/normal.ts';

// Correctly rounded values of the standard normal distribution function.
it.each([
  [0, 0.5],
  [-0.3, 0.38208857781104733],
  [-1, 0.15865525393145705],
  [-3, 0.0013498980316300946],
  [-6, 9.865876450376982e-10],
  [-10, 7.619853024160527e-24],
  [-20, 2.7536241186062337e-89],
  [-37, 5.725571222524576e-300],
])('distribution(%d)', (z, expected) => {
  expect(Math.abs(distribution(z) / expected - 1)).toBeLessThan(2e-13);
  expect(distribution(-z)).toBeCloseTo(1 - expected, 15);
});

it('is continuous where the approximations meet', () => {
  for (const z of [0, -0.46875 * Math.SQRT2, -4 * Math.SQRT2]) {
    expect(Math.abs(tailRatio(z * (1 + 1e-15) - 1e-15) / tailRatio(z * (1 - 1e-15) + 1e-15) - 1)).toBeLessThan(2e-14);
  }
});

it('tailRatio is the distribution over the density, where both are representable', () => {
  for (let z = -37; z < 8; z += 0.37) {
    expect(Math.abs((tailRatio(z) * density(z)) / distribution(z) - 1)).toBeLessThan(1e-13);
  }
});

it('reaches 0 and 1 without leaving them', () => {
  expect(distribution(Number.NEGATIVE_INFINITY)).toBe(0);
  expect(distribution(Number.POSITIVE_INFINITY)).toBe(1);
  expect(distribution(-50)).toBe(0);
  expect(distribution(50)).toBe(1);
});
