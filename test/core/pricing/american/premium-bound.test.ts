import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { americanPrice } from '../../../../src-core/pricing/american/american.ts';
import type { ModelledDividend } from '../../../../src-core/pricing/american/cash-dividend.ts';
import { premiumBound } from '../../../../src-core/pricing/american/premium-bound.ts';
import type { VanillaOption } from '../../../../src-core/pricing/black-scholes.ts';

const OPTION: VanillaOption = { right: 'put', spot: 600, strike: 600, years: 6.5 / 8760, rate: 0.043, dividendYield: 0 };

const options = fc.record({
  right: fc.constantFrom('call' as const, 'put' as const),
  spot: fc.double({ min: 80, max: 700, noNaN: true }),
  strike: fc.double({ min: 80, max: 700, noNaN: true }),
  years: fc.double({ min: -11, max: 0.5, noNaN: true }).map(Math.exp),
  rate: fc.double({ min: -0.03, max: 0.1, noNaN: true }),
  dividendYield: fc.double({ min: -0.03, max: 0.1, noNaN: true }),
});
/** Spots near the strike as often as far from it. */
const near = fc.tuple(options, fc.double({ min: -4, max: 4, noNaN: true }), fc.boolean());
const volatilities = fc.double({ min: 0.05, max: 1.5, noNaN: true });

describe('premiumBound', () => {
  it('is never below the premium', () => {
    fc.assert(
      fc.property(near, volatilities, ([option, deviations, close], volatility) => {
        const spot = close ? option.strike * Math.exp(deviations * volatility * Math.sqrt(option.years)) : option.spot;
        const american = americanPrice({ ...option, spot }, volatility, null, 0);
        if (!american.ok) return;
        expect(american.premium).toBeLessThanOrEqual(premiumBound({ ...option, spot }, volatility) + 2e-6);
      }),
      { numRuns: 3000 },
    );
  });

  it('is never below what a cash dividend adds', () => {
    const dividends = fc.record({
      share: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      yielded: fc.double({ min: 0.0005, max: 0.03, noNaN: true }),
      model: fc.constantFrom('spot' as const, 'escrowed' as const),
    });
    fc.assert(
      fc.property(near, volatilities, dividends, ([option, deviations], volatility, { share, yielded, model }) => {
        const spot = option.strike * Math.exp(deviations * volatility * Math.sqrt(option.years));
        const dividend: ModelledDividend = { amount: yielded * spot, years: share * option.years, model };
        const american = americanPrice({ ...option, spot }, volatility, dividend, 0);
        if (!american.ok || american.method === 'european') return;
        expect(american.premium).toBeLessThanOrEqual(premiumBound({ ...option, spot }, volatility, dividend) + 2e-6);
      }),
      { numRuns: 2000 },
    );
  });

  it.each<[Partial<VanillaOption>]>([
    [{ right: 'call' }],
    [{ right: 'call', dividendYield: -0.01 }],
    [{ rate: 0 }],
    [{ rate: -0.01 }],
    [{ years: 0 }],
  ])('is nothing where exercise never pays: %j', (change) => {
    expect(premiumBound({ ...OPTION, ...change }, 0.15)).toBe(0);
  });

  it('is nothing for a dividend below the interest on the strike', () => {
    const call: VanillaOption = { ...OPTION, right: 'call', years: 0.5 };
    expect(premiumBound(call, 0.15, { amount: 600 * (1 - Math.exp(-0.043 * 0.4)) - 1e-9, years: 0.1, model: 'spot' })).toBe(0);
    expect(premiumBound(call, 0.15, { amount: 12, years: 0.1, model: 'spot' })).toBeGreaterThan(0);
  });

  it('leaves same-day puts four deviations out of the money European', () => {
    expect(premiumBound({ ...OPTION, strike: 590 }, 0.15)).toBeLessThan(1e-4);
    expect(premiumBound({ ...OPTION, strike: 610 }, 0.15)).toBeGreaterThan(1e-2);
  });
});
