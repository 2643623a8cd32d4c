import { describe, expect, it } from 'vitest';
import { type Greeks, greeks, price, type VanillaOption } from '../../../src-core/pricing/black-scholes.ts';
import { categories, type Valuation, valuationFaults } from './accuracy.ts';
import { hasReference, readOwnReference, readReference, type ReferenceRow } from './reference.ts';

const OPTION: VanillaOption = { right: 'call', spot: 612, strike: 615, years: 1 / 1460, rate: 0.045, dividendYield: 0.012 };

const evaluate = (option: VanillaOption, volatility: number): Valuation => ({
  price: price(option, volatility),
  ...greeks(option, volatility),
});

function agrees(rows: readonly ReferenceRow[], least: number): void {
  it('in every category', () => {
    expect(categories(rows).length).toBeGreaterThanOrEqual(8);
  });

  it.each(categories(rows))('%s', (category) => {
    const chosen = rows.filter((row) => row['category'] === category);
    expect(chosen.length).toBeGreaterThanOrEqual(least);
    expect(valuationFaults(chosen, evaluate)).toEqual([]);
  });
}

describe('agrees with the values computed with 80 digits', () => {
  agrees(readOwnReference('european.csv'), 10);
});

describe.skipIf(!hasReference)('agrees with the larger set computed with 80 digits (skipped without ../shared/reference)', () => {
  agrees(hasReference ? readReference('european_reference.csv') : [], 50);
});

describe('price', () => {
  it('is the discounted intrinsic value without time or volatility', () => {
    for (const right of ['call', 'put'] as const) {
      for (const strike of [600, 612, 615]) {
        const sign = right === 'call' ? 1 : -1;
        expect(price({ ...OPTION, right, strike, years: 0 }, 0.2)).toBe(Math.max(0, sign * (612 - strike)));
        const discounted = 612 * Math.exp(-0.012) - strike * Math.exp(-0.045);
        expect(price({ ...OPTION, right, strike, years: 1 }, 0)).toBeCloseTo(Math.max(0, sign * discounted), 11);
      }
    }
  });

  it('of an option on a forward is that of the forward with the rate for a yield', () => {
    const years = 0.3;
    const onSpot = price({ ...OPTION, years }, 0.2);
    const forward = OPTION.spot * Math.exp((OPTION.rate - OPTION.dividendYield) * years);
    expect(price({ ...OPTION, years, spot: forward, dividendYield: OPTION.rate }, 0.2)).toBeCloseTo(onSpot, 11);
  });
});

describe('greeks', () => {
  it('step at expiry, half a step at the money, and nothing else is left', () => {
    const expired: VanillaOption = { ...OPTION, years: 0, rate: 0, dividendYield: 0 };
    expect(greeks({ ...expired, strike: 600 }, 0.2).delta).toBe(1);
    expect(greeks({ ...expired, strike: 612 }, 0.2).delta).toBe(0.5);
    expect(greeks({ ...expired, strike: 612, right: 'put' }, 0.2).delta).toBe(-0.5);
    expect(greeks({ ...expired, right: 'put' }, 0.2).delta).toBe(-1);
    for (const strike of [600, 612, 615]) {
      const { delta: _, ...others } = greeks({ ...expired, strike }, 0.2);
      for (const [name, value] of Object.entries(others)) expect(Math.abs(value), name).toBe(0);
    }
  });

  it('of a call and a put of one strike are the same but for what parity adds', () => {
    const call = greeks({ ...OPTION, years: 0.2 }, 0.3);
    const put = greeks({ ...OPTION, years: 0.2, right: 'put' }, 0.3);
    for (const name of ['gamma', 'vega', 'vanna', 'vomma', 'speed'] as const) expect(put[name], name).toBe(call[name]);
    const parity: Partial<Greeks> = {
      delta: Math.exp(-0.0024),
      rho: 0.2 * 615 * Math.exp(-0.009),
      charm: 0.012 * Math.exp(-0.0024),
      theta: 0.012 * 612 * Math.exp(-0.0024) - 0.045 * 615 * Math.exp(-0.009),
    };
    for (const [name, value] of Object.entries(parity)) {
      expect(call[name as keyof Greeks] - put[name as keyof Greeks], name).toBeCloseTo(value, 11);
    }
  });
});

describe.each([
  ['spot', { spot: 0 }],
  ['spot', { spot: -1 }],
  ['spot', { spot: Number.NaN }],
  ['spot', { spot: Number.POSITIVE_INFINITY }],
  ['strike', { strike: 0 }],
  ['strike', { strike: -600 }],
  ['strike', { strike: Number.NaN }],
  ['strike', { strike: Number.POSITIVE_INFINITY }],
  ['years', { years: -1e-9 }],
  ['years', { years: Number.NaN }],
  ['years', { years: Number.POSITIVE_INFINITY }],
  ['rate', { rate: Number.NaN }],
  ['rate', { rate: Number.NEGATIVE_INFINITY }],
  ['rate', { rate: 601, years: 1 }],
  ['dividendYield', { dividendYield: Number.NaN }],
  ['dividendYield', { dividendYield: Number.POSITIVE_INFINITY }],
  ['dividendYield', { dividendYield: -601, years: 1 }],
  ['rate', { rate: Number.NaN, years: 0 }],
])('a bad %s (%j)', (field, change: Partial<VanillaOption>) => {
  it('is refused by its name', () => {
    const option = { ...OPTION, ...change };
    expect(() => price(option, 0.2)).toThrow(RangeError);
    expect(() => price(option, 0.2)).toThrow(new RegExp(`^${field} `));
    expect(() => greeks(option, 0.2)).toThrow(new RegExp(`^${field} `));
  });
});

it.each([-0.01, Number.NaN, Number.POSITIVE_INFINITY])('a volatility of %d is refused', (volatility) => {
  expect(() => price(OPTION, volatility)).toThrow(RangeError);
  expect(() => price(OPTION, volatility)).toThrow(/^volatility /);
  expect(() => greeks(OPTION, volatility)).toThrow(/^volatility /);
});
