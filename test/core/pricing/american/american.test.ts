import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { americanPrice, type AmericanPrice } from '../../../../src-core/pricing/american/american.ts';
import { price as europeanPrice, type VanillaOption } from '../../../../src-core/pricing/black-scholes.ts';
import { hasReference, readReference } from '../reference.ts';
import { dividendOf, optionOf, ownReference, sharedReference } from './cases.ts';

const PUT: VanillaOption = { right: 'put', spot: 590, strike: 600, years: 30 / 365, rate: 0.043, dividendYield: 0.013 };

function solved(option: VanillaOption, volatility: number): number {
  const american = americanPrice(option, volatility, null, 0);
  if (!american.ok) throw new Error(american.reason);
  return american.price;
}

const options = fc.record({
  right: fc.constantFrom('call' as const, 'put' as const),
  spot: fc.double({ min: 450, max: 750, noNaN: true }),
  strike: fc.double({ min: 450, max: 750, noNaN: true }),
  years: fc.double({ min: 0.0001, max: 0.2, noNaN: true }),
  rate: fc.double({ min: 0, max: 0.08, noNaN: true }),
  dividendYield: fc.double({ min: 0, max: 0.08, noNaN: true }),
});
const volatilities = fc.double({ min: 0.05, max: 0.9, noNaN: true });

describe('americanPrice', () => {
  it('agrees with an independent solution to 1e-8 dollars', () => {
    const rows = ownReference();
    expect(rows.length).toBeGreaterThan(55);
    for (const row of rows) {
      const american = americanPrice(optionOf(row), row.volatility, dividendOf(row), 0);
      if (!american.ok) throw new Error(american.reason);
      expect(Math.abs(american.price - row.price), JSON.stringify(row)).toBeLessThan(1e-8 + row.error);
      expect(Math.abs(american.price - american.premium - row.european)).toBeLessThan(1e-9);
    }
  });

  it.skipIf(!hasReference)('agrees with the shared reference values to 1e-8 dollars', () => {
    const rows = sharedReference(readReference('american_reference.csv'));
    expect(rows.length).toBe(485);
    for (const row of rows) {
      const american = americanPrice(optionOf(row), row.volatility, dividendOf(row), 0);
      if (!american.ok) throw new Error(american.reason);
      expect(Math.abs(american.price - row.price), JSON.stringify(row)).toBeLessThan(1e-8);
    }
  });

  it('takes the European price only where that is within the tolerance', () => {
    fc.assert(
      fc.property(options, volatilities, (option, volatility) => {
        const quick = americanPrice(option, volatility);
        if (!quick.ok) throw new Error(quick.reason);
        expect(Math.abs(quick.price - solved(option, volatility))).toBeLessThanOrEqual(1.01e-4);
      }),
    );
  });

  it('is never below the European price, the intrinsic value, or above the strike or spot', () => {
    fc.assert(
      fc.property(options, volatilities, (option, volatility) => {
        const value = solved(option, volatility);
        const { right, spot, strike } = option;
        expect(value).toBeGreaterThanOrEqual(europeanPrice(option, volatility));
        expect(value).toBeGreaterThanOrEqual(right === 'call' ? spot - strike : strike - spot);
        expect(value).toBeLessThanOrEqual(right === 'call' ? spot : strike);
      }),
    );
  });

  it('prices a call as the put with spot and strike, and rate and yield, exchanged', () => {
    fc.assert(
      fc.property(options, volatilities, (option, volatility) => {
        const { right, spot, strike, rate, dividendYield } = option;
        const mirrored: VanillaOption = {
          ...option,
          right: right === 'call' ? 'put' : 'call',
          spot: strike,
          strike: spot,
          rate: dividendYield,
          dividendYield: rate,
        };
        expect(solved(mirrored, volatility)).toBeCloseTo(solved(option, volatility), 9);
      }),
    );
  });

  it('grows with volatility and time, and changes with the spot by no more than the spot', () => {
    fc.assert(
      fc.property(options, volatilities, (option, volatility) => {
        const value = solved(option, volatility);
        expect(solved(option, volatility * 1.02)).toBeGreaterThan(value - 1e-7);
        expect(solved({ ...option, years: option.years * 1.02 }, volatility)).toBeGreaterThan(value - 1e-7);
        const change = solved({ ...option, spot: option.spot + 0.5 }, volatility) - value;
        const sign = option.right === 'call' ? 1 : -1;
        expect(sign * change).toBeGreaterThan(-1e-7);
        expect(sign * change).toBeLessThan(0.5 + 1e-7);
      }),
    );
  });

  it.each<[Partial<VanillaOption>, number]>([
    [{ right: 'call', dividendYield: 0 }, 0.2],
    [{ rate: 0 }, 0.2],
    [{ rate: -0.01, dividendYield: 0.01 }, 0.2],
    [{ rate: -0.02, dividendYield: -0.01 }, 0.2],
    [{ rate: 0, dividendYield: 0 }, 0.2],
  ])('is European where exercise never pays: %j', (change, volatility) => {
    const option = { ...PUT, ...change };
    const european = europeanPrice(option, volatility);
    expect(americanPrice(option, volatility, null, 0)).toEqual({
      ok: true,
      price: Math.max(european, option.right === 'call' ? 0 : option.strike - option.spot),
      premium: Math.max(0, (option.right === 'call' ? 0 : option.strike - option.spot) - european),
      method: 'european',
    });
  });

  it('is worth exercise at once deep in the money, and at no volatility the best certain time', () => {
    expect(americanPrice({ ...PUT, spot: 400 }, 0.2)).toMatchObject({ ok: true, price: 200 });
    expect(americanPrice({ ...PUT, years: 0 }, 0.2)).toMatchObject({ ok: true, price: 10, premium: 0 });
    expect(americanPrice({ ...PUT, spot: 601, dividendYield: 0 }, 0)).toMatchObject({ ok: true, price: 0 });
    // The spot grows towards its yield's pace: the certain put is worth most when rate·strike·e^(-rt) = yield·spot·e^(-qt).
    const turning: VanillaOption = { ...PUT, spot: 595, rate: 0.02, dividendYield: 0.05, years: 60 };
    const time = Math.log((0.02 * 600) / (0.05 * 595)) / (0.02 - 0.05);
    const best = 600 * Math.exp(-0.02 * time) - 595 * Math.exp(-0.05 * time);
    const certain = americanPrice(turning, 0, null, 0);
    expect(certain.ok && certain.price).toBeCloseTo(best, 9);
  });

  it('is the plain price with a dividend that is not before expiry, or of nothing', () => {
    const plain = americanPrice(PUT, 0.2);
    for (const model of ['spot', 'escrowed'] as const) {
      expect(americanPrice(PUT, 0.2, { amount: 2, years: 31 / 365, model })).toEqual(plain);
      expect(americanPrice(PUT, 0.2, { amount: 2, years: 0, model })).toEqual(plain);
      expect(americanPrice(PUT, 0.2, { amount: 0, years: 0.01, model })).toEqual(plain);
    }
  });

  it.each<[Partial<VanillaOption>, number, AmericanPrice]>([
    [{ spot: 0 }, 0.2, { ok: false, reason: 'bad_input' }],
    [{ strike: Number.NaN }, 0.2, { ok: false, reason: 'bad_input' }],
    [{ years: -1 }, 0.2, { ok: false, reason: 'bad_input' }],
    [{ rate: Number.POSITIVE_INFINITY }, 0.2, { ok: false, reason: 'bad_input' }],
    [{}, -0.1, { ok: false, reason: 'bad_input' }],
    [{}, Number.NaN, { ok: false, reason: 'bad_input' }],
    [{ rate: -0.02, dividendYield: -0.05 }, 0.2, { ok: false, reason: 'two_boundaries' }],
    [{ right: 'call', rate: -0.05, dividendYield: -0.02 }, 0.2, { ok: false, reason: 'two_boundaries' }],
  ])('%j at %d: says why not', (change, volatility, expected) => {
    expect(americanPrice({ ...PUT, ...change }, volatility)).toEqual(expected);
  });

  it('says when exercise before the ex-date may pay, and when the dividend is more than the spot', () => {
    const put = { ...PUT, dividendYield: 0, years: 0.5 };
    expect(americanPrice(put, 0.2, { amount: 1, years: 0.4, model: 'spot' })).toEqual({ ok: false, reason: 'exercise_before_dividend' });
    expect(americanPrice(put, 0.2, { amount: 600, years: 0.1, model: 'spot' })).toEqual({ ok: false, reason: 'bad_input' });
  });

  it('gives a finite price or a reason for anything that can be written', () => {
    const any = fc.oneof(fc.double(), fc.double({ min: -2, max: 2 }));
    const input = fc.record({
      right: fc.constantFrom('call' as const, 'put' as const),
      spot: any,
      strike: any,
      years: any,
      rate: any,
      dividendYield: any,
    });
    const positive = (least: number, most: number): fc.Arbitrary<number> =>
      fc.double({ min: Math.log(least), max: Math.log(most), noNaN: true }).map(Math.exp);
    const wide = fc.record({
      right: fc.constantFrom('call' as const, 'put' as const),
      spot: positive(1e-3, 1e6),
      strike: positive(1e-3, 1e6),
      years: positive(1e-9, 100),
      rate: fc.double({ min: -1, max: 1, noNaN: true }),
      dividendYield: fc.double({ min: -1, max: 1, noNaN: true }),
    });
    const dividends = fc.option(
      fc.record({ amount: positive(1e-4, 1e3), years: positive(1e-9, 10), model: fc.constantFrom('spot' as const, 'escrowed' as const) }),
    );
    fc.assert(
      fc.property(fc.oneof(wide, input), fc.oneof(positive(1e-6, 100), any), dividends, (option, volatility, dividend) => {
        const american = americanPrice(option, volatility, dividend, 0);
        if (!american.ok) return;
        expect(american.price).toBeGreaterThanOrEqual(0);
        expect(american.price).toBeLessThan(Number.POSITIVE_INFINITY);
        expect(american.premium).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 20_000 },
    );
  }, 20_000);
});
