import { expect, it } from 'vitest';
import { density, distribution, millsRatio, millsSlope } from '../../../src-core/pricing/normal.ts';
import { relativeError } from './reference.ts';

const UNIT = Number.EPSILON / 2;

// Correctly rounded values, computed with 60 digits.
it.each([
  [0, 0.5],
  [-0.3, 0.3820885778110474],
  [-1, 0.15865525393145705],
  [-3, 0.0013498980316300946],
  [-6, 9.86587645037698e-10],
  [-10, 7.619853024160525e-24],
  [-20, 2.7536241186062337e-89],
  [-37, 5.725571222524577e-300],
  [0.7, 0.758036347776927],
  [2.5, 0.9937903346742238],
  [5, 0.9999997133484281],
])('distribution(%d)', (z, expected) => {
  // The rounding of z² itself costs z²/2 units.
  expect(relativeError(distribution(z), expected)).toBeLessThanOrEqual((3 + z * z) * UNIT);
});

// z, the Mills ratio and its negative derivative, correctly rounded; computed with 80 digits. Series meet at 40.
it.each([
  [0, 1.2533141373155003, 1],
  [1e-300, 1.2533141373155003, 1],
  [1e-9, 1.2533141363155003, 0.9999999987466859],
  [0.1, 1.1592623996187363, 0.8840737600381263],
  [0.5, 0.8763644564536923, 0.5618177717731538],
  [1, 0.6556795424187984, 0.34432045758120156],
  [2, 0.4213692292880545, 0.15726154142389107],
  [4.5, 0.21257058044203178, 0.04343238801085694],
  [10, 0.09902859647173193, 0.009714035282680786],
  [25, 0.039936304769535594, 0.0015923807616101868],
  [39.999, 0.024985028053058814, 0.0006238629057004257],
  [40, 0.02498440420572057, 0.0006238317711771541],
  [40.001, 0.024983780389515688, 0.0006238006389830795],
  [100, 0.009999000299850106, 9.997001498950944e-5],
  [1e4, 9.999999900000004e-5, 9.999999700000015e-9],
  [1e8, 9.999999999999999e-9, 9.999999999999997e-17],
  [1e150, 1e-150, 1e-300],
])('Mills ratio and slope at %d', (z, ratio, slope) => {
  expect(relativeError(millsRatio(z), ratio)).toBeLessThanOrEqual(1e-15);
  expect(relativeError(millsSlope(z), slope)).toBeLessThanOrEqual(1e-15);
});

it('reaches 0 and 1 without leaving them', () => {
  expect(distribution(Number.NEGATIVE_INFINITY)).toBe(0);
  expect(distribution(Number.POSITIVE_INFINITY)).toBe(1);
  expect(distribution(-50)).toBe(0);
  expect(distribution(50)).toBe(1);
  expect(density(0)).toBeCloseTo(0.3989422804014327, 15);
  expect(density(Number.POSITIVE_INFINITY)).toBe(0);
});
