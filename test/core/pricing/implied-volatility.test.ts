import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EuropeanOption, price } from '../../../src-core/pricing/black.ts';
import { impliedTotalVolatility, impliedVolatility } from '../../../src-core/pricing/implied-volatility.ts';
import { normalisedComplement, normalisedPrice } from '../../../src-core/pricing/normalised-black.ts';
import { hasReference, readNumber, readReference, relativeError } from './reference.ts';

const OPTION: EuropeanOption = { right: 'call', forward: 612, strike: 600, years: 1 / 1460, discount: 1 };

describe('impliedVolatility', () => {
  it.each([
    [{}, 11.99, 'below_intrinsic'],
    [{}, 12, 'at_intrinsic'],
    [{ strike: 612 }, 0, 'at_intrinsic'],
    [{ strike: 612 }, -0.01, 'below_intrinsic'],
    [{}, 612, 'at_maximum'],
    [{}, 613, 'above_maximum'],
    [{ right: 'put' as const }, 600.01, 'above_maximum'],
    [{ years: 0 }, 15, 'expired'],
    [{ years: -1 }, 15, 'expired'],
    [{ forward: 0 }, 15, 'bad_input'],
    [{ strike: -600 }, 15, 'bad_input'],
    [{ discount: 0 }, 15, 'bad_input'],
    [{ forward: Number.POSITIVE_INFINITY }, 15, 'bad_input'],
    [{ years: Number.NaN }, 15, 'bad_input'],
    [{}, Number.NaN, 'bad_input'],
  ])('%j at %d: %s', (change, value, reason) => {
    expect(impliedVolatility({ ...OPTION, ...change }, value)).toEqual({ ok: false, reason });
  });

  it('gives back the volatility that made a price', () => {
    const inputs = fc.record({
      right: fc.constantFrom('call' as const, 'put' as const),
      strike: fc.double({ min: 560, max: 660, noNaN: true }),
      hours: fc.double({ min: 0.02, max: 6.5, noNaN: true }),
      volatility: fc.double({ min: 0.05, max: 2, noNaN: true }),
    });
    fc.assert(
      fc.property(inputs, ({ right, strike, hours, volatility }) => {
        const option: EuropeanOption = { right, forward: 612, strike, years: hours / 8_760, discount: 0.99998 };
        const value = price(option, volatility);
        const timeValue = value - option.discount * Math.max(0, right === 'call' ? 612 - strike : strike - 612);
        fc.pre(timeValue > 1e-4);
        const result = impliedVolatility(option, value);
        expect(result.ok && Math.abs(result.volatility / volatility - 1)).toBeLessThan(1e-9);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('impliedTotalVolatility', () => {
  it('is exact to the last places over the whole plane', () => {
    for (const s of [1e-6, 1e-4, 0.004, 0.05, 0.2, 0.21, 1, 3]) {
      for (let h = 0; h <= 36; h += 0.21) {
        const value = normalisedPrice(-h * s, s);
        if (!(value > 0 && value < 0.9)) continue;
        expect(relativeError(impliedTotalVolatility(-h * s, value), s), `s ${s}, h ${h}`).toBeLessThan(2e-12);
      }
    }
  });

  it('is as exact as a price near the maximum can tell', () => {
    for (let s = 2; s < 15; s += 0.37) {
      for (const x of [0, -0.01, -0.5, -2]) {
        const value = normalisedPrice(x, s);
        if (value < 0.5 || value === 1) continue;
        const solved = impliedTotalVolatility(x, value);
        expect(Math.abs(normalisedComplement(x, solved) - (1 - value))).toBeLessThan(3e-16);
      }
    }
  });

  it('ends, and answers a number, for every price between 0 and 1', () => {
    const x = fc.double({ min: -700, max: 0, noNaN: true });
    const value = fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(x, value, (logMoneyness, share) => {
        expect(impliedTotalVolatility(logMoneyness, share)).toBeGreaterThan(0);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([0, 1, -0.1, 1.1, Number.NaN])('is absent for a price of %d', (value) => {
    expect(impliedTotalVolatility(-0.01, value)).toBeNaN();
  });
});

describe.skipIf(!hasReference)('values computed with 80 digits (skipped without ../shared/reference)', () => {
  const rows = hasReference ? readReference('iv_reference.csv') : [];

  function read(row: Record<string, string>): { readonly option: EuropeanOption; readonly value: number } {
    const [spot, strike, years, rate, dividends, value] = ['spot', 'strike', 'years_to_expiry', 'rate', 'dividend_yield', 'price'].map(
      (column) => readNumber(row[column]),
    ) as [number, number, number, number, number, number];
    const forward = spot * Math.exp((rate - dividends) * years);
    const right = row['type'] === 'call' ? 'call' : 'put';
    return { option: { right, forward, strike, years, discount: Math.exp(-rate * years) }, value };
  }

  // Relative errors. In-the-money prices and prices near the maximum leave fewer digits: their limit is in units of
  // what the rounding of the inputs alone does (vol_condition), the forward and the discount being inputs here.
  it.each([
    ['ordinary', 1e-13, 0],
    ['zero_dte', 1e-12, 0],
    ['zero_dte_tail', 1e-12, 0],
    ['near_the_money', 1e-12, 0],
    ['tail', 1e-12, 0],
    ['tick_rounded', 1e-9, 0],
    ['in_the_money', 1e-13, 1_000],
    ['near_maximum', 1e-13, 4],
  ])('%s', (category, limit, units) => {
    const chosen = rows.filter((row) => row['category'] === category && row['status'] === 'ok');
    expect(chosen.length).toBeGreaterThan(50);
    for (const row of chosen) {
      const { option, value } = read(row);
      const result = impliedVolatility(option, value);
      const allowed = limit + units * Number.EPSILON * readNumber(row['vol_condition']);
      const error = result.ok ? relativeError(result.volatility, readNumber(row['vol'])) : Number.POSITIVE_INFINITY;
      expect(error, `row ${row['id']}`).toBeLessThan(allowed);
    }
  });

  it('has none for the reasons given, but within two units in the last place of the intrinsic value', () => {
    for (const row of rows) {
      if (row['status'] === 'ok') continue;
      const { option, value } = read(row);
      const result = impliedVolatility(option, value);
      const intrinsic = option.discount * (option.right === 'call' ? option.forward - option.strike : option.strike - option.forward);
      if (Math.abs(value - intrinsic) < 4 * Number.EPSILON * option.forward && row['status'] === 'below_intrinsic') continue;
      const expected = option.years <= 0 ? 'expired' : row['status'];
      expect(result, `row ${row['id']}`).toEqual({ ok: false, reason: expected });
    }
  });
});
