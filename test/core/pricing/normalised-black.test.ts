import { expect, it } from 'vitest';
import { density, millsRatio } from '../../../src-core/pricing/normal.ts';
import { millsDifference, normalisedComplement, normalisedPrice } from '../../../src-core/pricing/normalised-black.ts';
import { relativeError } from './reference.ts';

const UNIT = Number.EPSILON / 2;

// z, s, the price and 1 - price, computed with 80 digits and rounded once.
it.each([
  [0, 1e-8, 3.989422804014327e-9, 0.9999999960105772],
  [0, 0.2, 0.07965567455405796, 0.920344325445942],
  [0, 3, 0.8663855974622838, 0.13361440253771614],
  [0, 20, 1, 1.523970604832105e-23],
  [0.001, 4, 0.9544086615300224, 0.0455913384699776],
  [0.3, 1, 0.29328483372878034, 0.7067151662712197],
  [0.5, 0.001, 0.00019784600011015397, 0.9998021539998898],
  [1, 0.01, 0.0008373242674773423, 0.9991626757325227],
  [1, 1, 0.12693673750664394, 0.8730632624933561],
  [2, 1.6, 0.052385858232935026, 0.9476141417670649],
  [3, 0.4, 0.00027375203449922926, 0.9997262479655008],
  [3, 2, 0.009973041067026997, 0.990026958932973],
  [5, 10, 0.460493305898614, 0.539506694101386],
  [8, 13, 0.057916844993761506, 0.9420831550062385],
  [10, 0.05, 4.7972913626623176e-26, 1],
  [20, 1, 2.6647067053654977e-86, 1],
  [30, 61, 0.6856447882268992, 0.3143552117731008],
  [37, 0.2, 1.2437575627234696e-300, 1],
  [100, 150, 2.6193435728590478e-138, 1],
  [1e6, 1e-5, 0, 1],
])('normalised price at z %d, s %d', (z, s, price, complement) => {
  // d1 and its square are rounded too.
  const distance = (z - s / 2) ** 2;
  expect(relativeError(normalisedPrice(z, s), price)).toBeLessThanOrEqual((8 + distance) * UNIT);
  expect(relativeError(normalisedComplement(z, s), complement)).toBeLessThanOrEqual((8 + distance) * UNIT);
});

it('is 0 without volatility', () => {
  expect(normalisedPrice(1, 0)).toBe(0);
  expect(normalisedPrice(0, 0)).toBe(0);
});

it('does not jump where the series ends', () => {
  for (const [z, t] of [[1, 0.5], [2.9, 0.5], [3, 0.5], [15, 0.1], [150, 0.01]] as const) {
    const below = millsDifference(z, t * (1 - 1e-13));
    const above = millsDifference(z, t * (1 + 1e-13));
    // The step itself, and what is lost in the difference of the two ratios.
    expect(relativeError(above, below)).toBeLessThan(3e-13 * (1 + z * t) + (8 * UNIT * millsRatio(z - t)) / below);
    // Its derivative in s is the density at d1.
    const step = 1e-5 * t;
    const slope = (normalisedPrice(z / (1 + step / t), 2 * (t + step)) - normalisedPrice(z / (1 - step / t), 2 * (t - step))) / (4 * step);
    expect(relativeError(slope, density(z - t))).toBeLessThan(1e-8 * (1 + z * z));
  }
});
