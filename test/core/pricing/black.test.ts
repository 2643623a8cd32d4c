import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EuropeanOption, greeks, price } from '../../../src-core/pricing/black.ts';
import { hasReference, readNumber, readReference, relativeError } from './reference.ts';

const OPTION: EuropeanOption = { right: 'call', forward: 612, strike: 615, years: 1 / 1460, discount: 0.99997 };

describe('price', () => {
  it('is the discounted intrinsic value at expiry and at zero volatility', () => {
    for (const option of [{ ...OPTION, years: 0 }, { ...OPTION, years: 0, strike: 600 }, { ...OPTION, right: 'put' as const, years: 0 }]) {
      const intrinsic = option.right === 'call' ? option.forward - option.strike : option.strike - option.forward;
      expect(price(option, 0.2)).toBe(option.discount * Math.max(0, intrinsic));
      expect(price({ ...option, years: 1 }, 0)).toBe(option.discount * Math.max(0, intrinsic));
    }
  });

  it('lies between its bounds, keeps parity and grows with volatility, everywhere', () => {
    const inputs = fc.record({
      strike: fc.double({ min: 1, max: 10_000, noNaN: true }),
      years: fc.double({ min: 0, max: 30, noNaN: true }),
      discount: fc.double({ min: 0.2, max: 1.1, noNaN: true }),
    });
    const volatility = fc.double({ min: 0, max: 20, noNaN: true });
    fc.assert(
      fc.property(inputs, volatility, volatility, ({ strike, years, discount }, one, other) => {
        const call: EuropeanOption = { right: 'call', forward: 600, strike, years, discount };
        const low = price(call, Math.min(one, other));
        const high = price(call, Math.max(one, other));
        const put = price({ ...call, right: 'put' }, Math.min(one, other));
        expect(low).toBeGreaterThanOrEqual(discount * Math.max(0, 600 - strike));
        expect(high).toBeLessThanOrEqual(discount * 600 * (1 + 1e-15));
        expect(high).toBeGreaterThanOrEqual(low * (1 - 1e-12));
        expect(Math.abs(low - put - discount * (600 - strike))).toBeLessThan(1e-11 * (600 + strike));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('greeks', () => {
  it('are finite at the extremes', () => {
    for (const years of [0, 1e-12, 1e-6, 50]) {
      for (const strike of [1e-3, 612, 1e6]) {
        for (const volatility of [0, 1e-8, 0.2, 50]) {
          for (const right of ['call', 'put'] as const) {
            const values = Object.values(greeks({ right, forward: 612, strike, years, discount: 0.9999 }, volatility, 611));
            expect([years, strike, volatility, ...values].every(Number.isFinite)).toBe(true);
          }
        }
      }
    }
  });

  it('step at expiry', () => {
    const expired = { ...OPTION, years: 0, discount: 1 };
    expect(greeks({ ...expired, strike: 600 }, 0.2, 612).delta).toBe(1);
    expect(greeks({ ...expired, strike: 612 }, 0.2, 612).delta).toBe(0.5);
    expect(greeks({ ...expired, right: 'put' }, 0.2, 612).delta).toBe(-1);
    expect(greeks(expired, 0.2, 612)).toEqual({ delta: 0, gamma: 0, theta: 0, vega: 0, rho: 0 });
  });

  it.each(['call', 'put'] as const)('of a %s are the derivatives of the price', (right) => {
    const [spot, strike, years, rate, dividends, volatility] = [612, 615, 0.02, 0.045, 0.012, 0.17];
    const value = (s: number, t: number, r: number, v: number): number =>
      price({ right, forward: s * Math.exp((r - dividends) * t), strike, years: t, discount: Math.exp(-r * t) }, v);
    const option: EuropeanOption = {
      right,
      forward: spot * Math.exp((rate - dividends) * years),
      strike,
      years,
      discount: Math.exp(-rate * years),
    };
    const result = greeks(option, volatility, spot);
    const slope = (f: (step: number) => number, step: number): number => (f(step) - f(-step)) / (2 * step);
    expect(result.delta).toBeCloseTo(slope((step) => value(spot + step, years, rate, volatility), 1e-3), 7);
    const gamma = (value(spot + 0.1, years, rate, volatility) - 2 * value(spot, years, rate, volatility) + value(spot - 0.1, years, rate, volatility)) / 0.01;
    expect(result.gamma).toBeCloseTo(gamma, 6);
    expect(result.theta).toBeCloseTo(-slope((step) => value(spot, years + step, rate, volatility), 1e-6), 4);
    expect(result.vega).toBeCloseTo(slope((step) => value(spot, years, rate, volatility + step), 1e-5), 5);
    expect(result.rho).toBeCloseTo(slope((step) => value(spot, years, rate + step, volatility), 1e-5), 5);
  });
});

/** Prices within what the rounding of their inputs alone does (price_condition), Greeks within a relative error by category. */
describe.skipIf(!hasReference)('values computed with 80 digits (skipped without ../shared/reference)', () => {
  const rows = hasReference ? readReference('european_reference.csv') : [];
  // Below this, doubles themselves lose digits.
  const SUBNORMAL = 1e-300;

  it.each([
    ['ordinary', 1e-11],
    ['zero_dte', 1e-10],
    ['near_the_money', 1e-10],
    ['tail', 1e-9],
    ['extreme_vol', 1e-9],
    ['rates', 1e-10],
    ['long_dated', 1e-12],
    ['scale', 1e-12],
  ])('%s', (category, limit) => {
    const chosen = rows.filter((row) => row['category'] === category);
    expect(chosen.length).toBeGreaterThan(50);
    for (const row of chosen) {
      const [spot, strike, years, rate, dividends, volatility] = ['spot', 'strike', 'years_to_expiry', 'rate', 'dividend_yield', 'vol'].map(
        (column) => readNumber(row[column]),
      ) as [number, number, number, number, number, number];
      const option: EuropeanOption = {
        right: row['type'] === 'call' ? 'call' : 'put',
        forward: spot * Math.exp((rate - dividends) * years),
        strike,
        years,
        discount: Math.exp(-rate * years),
      };
      const expected = readNumber(row['price']);
      if (expected > SUBNORMAL) {
        const allowed = 2 * Number.EPSILON * Math.max(1, readNumber(row['price_condition']));
        expect(relativeError(price(option, volatility), expected), `price of row ${row['id']}`).toBeLessThan(allowed);
      }
      const result = greeks(option, volatility, spot);
      for (const name of ['delta', 'gamma', 'vega', 'rho'] as const) {
        const value = readNumber(row[name]);
        if (Math.abs(value) > SUBNORMAL) {
          expect(relativeError(result[name], value), `${name} of row ${row['id']}`).toBeLessThan(limit);
        }
      }
      // Theta is a sum of terms of either sign, and takes the rates from the discount and the forward, which hold
      // them to the spacing of doubles at 1 over the years.
      const theta = readNumber(row['theta']);
      const carries = Math.abs(rate * strike) + Math.abs(dividends * spot) + ((spot + strike) * Number.EPSILON) / years;
      const allowed = limit * (Math.abs(theta) + carries) + (2 * (spot + strike) * Number.EPSILON) / years;
      expect(Math.abs(result.theta - theta), `theta of row ${row['id']}`).toBeLessThan(allowed);
    }
  });
});
