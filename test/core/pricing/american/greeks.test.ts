import { describe, expect, it } from 'vitest';
import { americanPrice } from '../../../../src-core/pricing/american/american.ts';
import type { ModelledDividend } from '../../../../src-core/pricing/american/cash-dividend.ts';
import { americanGreeks, type AmericanGreeks } from '../../../../src-core/pricing/american/greeks.ts';
import { greeks as europeanGreeks, type VanillaOption } from '../../../../src-core/pricing/black-scholes.ts';
import { hasReference, readReference } from '../reference.ts';
import { dividendOf, optionOf, sharedReference } from './cases.ts';

const PUT: VanillaOption = { right: 'put', spot: 590, strike: 600, years: 30 / 365, rate: 0.043, dividendYield: 0.013 };
const CASES: readonly VanillaOption[] = [
  PUT,
  { ...PUT, spot: 610, dividendYield: 0 },
  { ...PUT, right: 'call', spot: 620, rate: 0.02, dividendYield: 0.05 },
];

function priceOf(option: VanillaOption, volatility: number, dividend: ModelledDividend | null): number {
  const american = americanPrice(option, volatility, dividend, 0);
  if (!american.ok) throw new Error(american.reason);
  return american.price;
}

function greeksOf(option: VanillaOption, volatility: number, dividend: ModelledDividend | null = null): AmericanGreeks {
  const result = americanGreeks(option, volatility, dividend, 0);
  if (!result.ok) throw new Error(result.reason);
  return result.greeks;
}

describe('americanGreeks', () => {
  it.skipIf(!hasReference)('has the delta of the shared reference values', () => {
    const rows = sharedReference(readReference('american_reference.csv')).filter(({ delta }) => !Number.isNaN(delta));
    expect(rows.length).toBeGreaterThan(300);
    for (const row of rows) {
      const { delta } = greeksOf(optionOf(row), row.volatility, dividendOf(row));
      expect(Math.abs(delta - row.delta), JSON.stringify(row)).toBeLessThan(3 * row.deltaError + 3e-8);
    }
  });

  it.each(CASES)('agrees with differences of the price: $right $spot', (option) => {
    const { delta, gamma, theta, vega, rho } = greeksOf(option, 0.2);
    const at = (change: Partial<VanillaOption>, volatility = 0.2): number => priceOf({ ...option, ...change }, volatility, null);
    const { spot, years, rate } = option;
    expect(delta).toBeCloseTo((at({ spot: spot + 0.1 }) - at({ spot: spot - 0.1 })) / 0.2, 6);
    expect(gamma).toBeCloseTo((at({ spot: spot + 0.5 }) - 2 * at({}) + at({ spot: spot - 0.5 })) / 0.25, 6);
    const day = 0.05 / 365;
    expect(theta / 365).toBeCloseTo((at({ years: years - day }) - at({ years: years + day })) / 0.1, 5);
    expect(vega).toBeCloseTo((at({}, 0.2001) - at({}, 0.1999)) / 0.0002, 3);
    expect(rho).toBeCloseTo((at({ rate: rate + 1e-5 }) - at({ rate: rate - 1e-5 })) / 2e-5, 3);
  });

  it('has the deltas of stock where it is exercised at once', () => {
    expect(greeksOf({ ...PUT, spot: 450 }, 0.2)).toEqual({ delta: -1, gamma: 0, theta: 0, vega: 0, rho: 0 });
    expect(greeksOf({ ...PUT, right: 'call', spot: 800, rate: 0.02, dividendYield: 0.05 }, 0.2).delta).toBe(1);
  });

  it('is European where the price is', () => {
    const call: VanillaOption = { ...PUT, right: 'call', dividendYield: 0 };
    expect(americanGreeks(call, 0.2)).toEqual({ ok: true, greeks: europeanGreeks(call, 0.2) });
  });

  it('takes differences with a cash dividend', () => {
    const dividend: ModelledDividend = { amount: 1.8, years: 1 / 365, model: 'spot' };
    const call: VanillaOption = { right: 'call', spot: 600, strike: 595, years: 5 / 365, rate: 0.043, dividendYield: 0 };
    const { delta, gamma, theta, vega } = greeksOf(call, 0.17, dividend);
    const at = (spot: number): number => priceOf({ ...call, spot }, 0.17, dividend);
    expect(delta).toBeCloseTo((at(600.02) - at(599.98)) / 0.04, 5);
    expect(gamma).toBeCloseTo((at(600.5) - 2 * at(600) + at(599.5)) / 0.25, 4);
    expect(vega).toBeGreaterThan(0);
    expect(theta).toBeLessThan(0);
  });

  it('says why there are none', () => {
    expect(americanGreeks({ ...PUT, years: 0 }, 0.2)).toEqual({ ok: false, reason: 'expired' });
    expect(americanGreeks(PUT, 0)).toEqual({ ok: false, reason: 'bad_input' });
    expect(americanGreeks({ ...PUT, rate: -0.02, dividendYield: -0.05 }, 0.2)).toEqual({ ok: false, reason: 'two_boundaries' });
  });
});
