import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { americanPrice } from '../../../../src-core/pricing/american/american.ts';
import type { ModelledDividend } from '../../../../src-core/pricing/american/cash-dividend.ts';
import { americanVolatility } from '../../../../src-core/pricing/american/implied-volatility.ts';
import type { VanillaOption } from '../../../../src-core/pricing/black-scholes.ts';

const PUT: VanillaOption = { right: 'put', spot: 590, strike: 600, years: 30 / 365, rate: 0.043, dividendYield: 0.013 };

function priceOf(option: VanillaOption, volatility: number, dividend: ModelledDividend | null): number {
  const american = americanPrice(option, volatility, dividend, 0);
  if (!american.ok) throw new Error(american.reason);
  return american.price;
}

const inputs = fc.record({
  right: fc.constantFrom('call' as const, 'put' as const),
  deviations: fc.double({ min: -2.5, max: 2.5, noNaN: true }),
  years: fc.double({ min: 0.0002, max: 0.2, noNaN: true }),
  rate: fc.double({ min: 0, max: 0.06, noNaN: true }),
  dividendYield: fc.double({ min: 0, max: 0.03, noNaN: true }),
  volatility: fc.double({ min: 0.06, max: 0.9, noNaN: true }),
});

describe('americanVolatility', () => {
  it('gives the volatility whose price it was given', () => {
    fc.assert(
      fc.property(inputs, ({ right, deviations, years, rate, dividendYield, volatility }) => {
        const strike = 600 * Math.exp(deviations * volatility * Math.sqrt(years));
        const option: VanillaOption = { right, spot: 600, strike, years, rate, dividendYield };
        const price = priceOf(option, volatility, null);
        const solved = americanVolatility(option, price);
        if (!solved.ok) {
          expect(solved.reason).toBe('at_intrinsic');
          return;
        }
        // 1e-4 where the European volatility is taken.
        expect(Math.abs(priceOf(option, solved.volatility, null) - price)).toBeLessThan(1.01e-4);
      }),
    );
  });

  it('is exact to 1e-10 dollars where the price is solved', () => {
    for (const volatility of [0.08, 0.15, 0.4, 1.1]) {
      for (const spot of [560, 590, 600, 640]) {
        const option = { ...PUT, spot };
        const price = priceOf(option, volatility, null);
        const solved = americanVolatility(option, price);
        if (price === 600 - spot) {
          expect(solved).toEqual({ ok: false, reason: 'at_intrinsic' });
          continue;
        }
        if (!solved.ok) throw new Error(solved.reason);
        expect(Math.abs(priceOf(option, solved.volatility, null) - price)).toBeLessThan(1e-10);
      }
    }
  });

  it.each(['spot', 'escrowed'] as const)('goes with a cash dividend, model %s', (model) => {
    const dividend: ModelledDividend = { amount: 1.8, years: 1 / 365, model };
    const call: VanillaOption = { right: 'call', spot: 600, strike: 590, years: 5 / 365, rate: 0.043, dividendYield: 0 };
    for (const option of [call, { ...call, right: 'put' as const, strike: 610 }]) {
      const price = priceOf(option, 0.17, dividend);
      const solved = americanVolatility(option, price, dividend);
      expect(solved.ok && solved.volatility).toBeCloseTo(0.17, 9);
    }
  });

  it.each<[Partial<VanillaOption>, number, string]>([
    [{}, 9.99, 'below_intrinsic'],
    [{}, 10, 'at_intrinsic'],
    [{}, 600, 'at_maximum'],
    [{}, 601, 'above_maximum'],
    [{ right: 'call' }, 590, 'at_maximum'],
    [{ right: 'call' }, 591, 'above_maximum'],
    [{ years: 0 }, 12, 'expired'],
    [{ spot: -1 }, 12, 'bad_input'],
    [{}, Number.NaN, 'bad_input'],
    [{ rate: -0.02, dividendYield: -0.05 }, 12, 'two_boundaries'],
  ])('%j at %d: %s', (change, price, reason) => {
    expect(americanVolatility({ ...PUT, ...change }, price)).toEqual({ ok: false, reason });
  });

  it('gives a finite volatility or a reason for any price', () => {
    fc.assert(
      fc.property(inputs, fc.double({ min: -10, max: 700, noNaN: true }), ({ right, deviations, years, rate, dividendYield }, price) => {
        const option: VanillaOption = { right, spot: 600, strike: 600 + 20 * deviations, years, rate, dividendYield };
        const solved = americanVolatility(option, price);
        if (solved.ok) {
          expect(solved.volatility).toBeGreaterThan(0);
          expect(solved.volatility).toBeLessThan(Number.POSITIVE_INFINITY);
        } else {
          expect(solved.reason).not.toBe('bad_input');
        }
      }),
      { numRuns: 300 },
    );
  });
});
