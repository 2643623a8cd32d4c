import { describe, expect, it } from 'vitest';
import { density } from '../../../src-core/pricing/normal.ts';
import { millsDifference, normalisedComplement, normalisedPrice } from '../../../src-core/pricing/normalised-black.ts';
import { totalVolatility } from '../../../src-core/pricing/total-volatility.ts';
import { relativeError } from './reference.ts';

const UNIT = Number.EPSILON / 2;

// |ln(forward / strike)|, total volatility, price, 1 - price, logarithm of the price: computed with 120 digits.
const EXACT: readonly (readonly [number, number, number, number, number])[] = [
  [1e-12, 1e-5, 3.9894223039997195e-6, 0.999996010577696, -12.431864123509984],
  [1e-12, 40, 1, 5.507248237215221e-89, -5.507248237215221e-89],
  [0.001, 2e-5, 0, 1, -1269.563461152921],
  [0.3, 0.01, 1.8960395679389838e-201, 1, -462.17983641902197],
  [1, 1e-5, 0, 1, -5000000034.957714],
  [2, 0.05, 0, 1, -810.2946127412473],
  [2.1, 0.05, 0, 1, -892.3420195088272],
  [10, 0.001, 0, 1, -50000021.247374706],
  [50, 38, 1, 5.1917238376592855e-70, -5.1917238376592855e-70],
  [100, 0.5, 0, 1, -19962.24004387807],
  [300, 12, 3.291899053130987e-81, 1, -185.31792791447103],
  [700, 1e-5, 0, 1, -2449999999999698],
  [700, 3, 0, 1, -26884.072498335936],
  [700, 36, 0.07055594537720078, 0.9294440546227992, -2.6513493324097355],
  [700, 40, 0.9933232450096551, 0.006676754990344969, -0.006699144232918063],
];

describe('total volatility', () => {
  it.each(EXACT)('at ln(forward / strike) %d is %d', (x, s, price, rest, logPrice) => {
    expect(relativeError(totalVolatility(x, price, rest, logPrice), s)).toBeLessThanOrEqual(limit(x, s));
  });

  it('ends where the price came from within its five steps, anywhere', () => {
    const worst = { units: 0, at: '' };
    let count = 0;
    for (const x of [0, ...geometric(1e-12, 700, 140)]) {
      for (const s of geometric(1e-5, 40, 140)) {
        count += 1;
        const z = x / s;
        const price = normalisedPrice(z, s);
        const found = totalVolatility(x, price, normalisedComplement(z, s), logPrice(z, s));
        const units = relativeError(found, s) / limit(x, s);
        if (units > worst.units) Object.assign(worst, { units, at: `x ${x}, s ${s}: ${found}` });
      }
    }
    expect(count).toBe(141 * 140);
    expect(worst.units, worst.at).toBeLessThanOrEqual(1);
  });
});

/** 1e-15 times what a unit in the price, whose exponential is of a rounded square, becomes in the total volatility. */
function limit(x: number, s: number): number {
  const z = x / s;
  const t = s / 2;
  const share = t - z > 1 ? normalisedComplement(z, s) / density(z - t) : millsDifference(z, t);
  return 1e-15 + 4 * UNIT * (1 + 0.5 * (z - t) ** 2) * (share / s);
}

function logPrice(z: number, s: number): number {
  const t = s / 2;
  if (t - z > 1) return Math.log1p(-normalisedComplement(z, s));
  return Math.log(millsDifference(z, t)) - 0.5 * (z - t) ** 2 - 0.5 * Math.log(2 * Math.PI);
}

function geometric(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => low * (high / low) ** (i / (count - 1)));
}
