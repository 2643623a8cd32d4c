import { expect, it } from 'vitest';
import { priceRows, type PricingBatch } from '../../../src-core/pricing/batch.ts';
import { type EuropeanOption, greeks, price } from '../../../src-core/pricing/black.ts';

const years = 4 / (365 * 24);
const discount = Math.exp(-0.045 * years);
const forward = 612.02;
const spot = 612;
const strikes = [590, 605, 611, 612, 613, 620, 640];

function optionAt(row: number): EuropeanOption {
  return { right: row % 2 === 0 ? 'call' : 'put', forward, strike: strikes[row >> 1] ?? Number.NaN, years, discount };
}

function smile(strike: number): number {
  return 0.16 + 0.3 * ((strike - forward) / forward) ** 2;
}

function batchOf(rows: readonly number[], change: Partial<PricingBatch> = {}): PricingBatch {
  const size = strikes.length * 2;
  const column = (): Float64Array => new Float64Array(size).fill(-7);
  const all = Array.from({ length: size }, (_, row) => optionAt(row));
  return {
    rows: Uint16Array.from(rows),
    count: rows.length,
    isCall: Uint8Array.from(all, ({ right }) => (right === 'call' ? 1 : 0)),
    strike: Float64Array.from(all, ({ strike }) => strike),
    mid: Float64Array.from(all, (option) => price(option, smile(option.strike))),
    forward,
    discount,
    spot,
    years,
    iv: column(),
    delta: column(),
    gamma: column(),
    theta: column(),
    vega: column(),
    rho: column(),
    ok: new Uint8Array(size).fill(9),
    ...change,
  };
}

it('agrees with the scalar functions, in the units of a chain', () => {
  const batch = batchOf([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  priceRows(batch);
  for (const row of batch.rows) {
    const option = optionAt(row);
    const expected = greeks(option, smile(option.strike), spot);
    expect(batch.ok[row]).toBe(1);
    expect(batch.iv[row]).toBeCloseTo(smile(option.strike), 6);
    expect(batch.delta[row]).toBeCloseTo(expected.delta, 7);
    expect(batch.gamma[row]).toBeCloseTo(expected.gamma, 6);
    expect(batch.theta[row]).toBeCloseTo(expected.theta / 365, 5);
    expect(batch.vega[row]).toBeCloseTo(expected.vega / 100, 7);
    expect(batch.rho[row]).toBeCloseTo(expected.rho / 100, 7);
  }
});

it('gives a call and a put of one strike the same volatility and gamma', () => {
  const batch = batchOf([4, 5, 8, 9]);
  priceRows(batch);
  for (const row of [4, 8]) {
    expect(batch.iv[row]).toBeCloseTo(batch.iv[row + 1] ?? Number.NaN, 8);
    expect((batch.delta[row] ?? 0) - (batch.delta[row + 1] ?? 0)).toBeCloseTo((discount * forward) / spot, 8);
  }
});

it('touches only the rows listed', () => {
  const batch = batchOf([4, 6], { count: 1 });
  priceRows(batch);
  expect([...batch.ok].filter((value) => value !== 9)).toEqual([1]);
  expect([...batch.iv].filter((value) => value !== -7)).toHaveLength(1);
});

it.each([
  ['a mid below the intrinsic value', { mid: new Float64Array(14).fill(0.5) }, 0],
  ['a mid of 0', { mid: new Float64Array(14) }, 12],
  ['an absent mid', { mid: new Float64Array(14).fill(Number.NaN) }, 6],
  ['a mid above the maximum', { mid: new Float64Array(14).fill(700) }, 6],
  ['an expired session', { years: 0, discount: 1 }, 6],
  ['an absent forward', { forward: Number.NaN }, 6],
  ['an absent spot', { spot: Number.NaN }, 6],
])('leaves everything absent for %s', (_, change, row) => {
  const batch = batchOf([row], change);
  priceRows(batch);
  expect(batch.ok[row]).toBe(0);
  const { iv, delta, gamma, theta, vega, rho } = batch;
  for (const column of [iv, delta, gamma, theta, vega, rho]) expect(column[row]).toBeNaN();
});
