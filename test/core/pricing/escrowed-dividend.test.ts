import { expect, test } from 'vitest';
import { greeks, price, type VanillaOption } from '../../../src-core/pricing/black-scholes.ts';
import { type CashDividend, greeksWithDividend, withoutDividend } from '../../../src-core/pricing/escrowed-dividend.ts';

const option: VanillaOption = { right: 'call', spot: 600, strike: 605, years: 0.1, rate: 0.045, dividendYield: 0.002 };
const dividend: CashDividend = { amount: 1.8, years: 0.04 };
const VOLATILITY = 0.17;

const value = (changed: Partial<VanillaOption>, paid: CashDividend = dividend): number =>
  price(withoutDividend({ ...option, ...changed }, paid), VOLATILITY);

test('a dividend lowers a call by about delta times its present value, and raises the put', () => {
  const held = dividend.amount * Math.exp(-option.rate * dividend.years);
  expect(value({})).toBeLessThan(price(option, VOLATILITY));
  expect(withoutDividend(option, dividend).spot).toBeCloseTo(600 - held, 12);
  // Parity holds with the escrow taken out.
  const forwardValue = (600 - held) * Math.exp(-option.dividendYield * option.years) - 605 * Math.exp(-option.rate * option.years);
  expect(value({}) - value({ right: 'put' })).toBeCloseTo(forwardValue, 11);
});

test('a dividend that is past or after the expiry changes nothing', () => {
  for (const years of [-0.01, 0.1001, 3]) {
    expect(withoutDividend(option, { amount: 1.8, years })).toEqual(option);
    expect(greeksWithDividend(option, { amount: 1.8, years }, VOLATILITY)).toEqual(greeks(option, VOLATILITY));
  }
});

test.each(['call', 'put'] as const)('the derivatives of a %s are those of its price', (right) => {
  const at = { ...option, right };
  const result = greeksWithDividend(at, dividend, VOLATILITY);
  const slope = (up: number, down: number, step: number): number => (up - down) / (2 * step);
  expect(result.delta).toBeCloseTo(slope(value({ right, spot: 600.01 }), value({ right, spot: 599.99 }), 0.01), 6);
  const rate = 1e-5;
  expect(result.rho).toBeCloseTo(slope(value({ right, rate: option.rate + rate }), value({ right, rate: option.rate - rate }), rate), 4);
  // A calendar year passing shortens both times.
  const time = 1e-6;
  const later = value({ right, years: option.years - time }, { ...dividend, years: dividend.years - time });
  const earlier = value({ right, years: option.years + time }, { ...dividend, years: dividend.years + time });
  expect(result.theta).toBeCloseTo(slope(later, earlier, time), 3);
  const deltaAt = (by: number): number =>
    greeksWithDividend({ ...at, years: option.years - by }, { ...dividend, years: dividend.years - by }, VOLATILITY).delta;
  expect(result.charm).toBeCloseTo(slope(deltaAt(time), deltaAt(-time), time), 4);
});

test('a dividend worth the whole spot, or no number, is refused by name', () => {
  expect(() => withoutDividend(option, { amount: 700, years: 0.01 })).toThrow(/dividend amount .* got 700/);
  expect(() => withoutDividend(option, { amount: -1, years: 0.01 })).toThrow(/dividend amount .* got -1/);
  expect(() => withoutDividend(option, { amount: 1, years: Number.NaN })).toThrow(/dividend years/);
});
