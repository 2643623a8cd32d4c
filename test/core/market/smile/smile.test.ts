import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LognormalMixture } from '../../../../src-core/market/smile/lognormal-mixture.ts';
import { MixtureSmile } from '../../../../src-core/market/smile/smile.ts';
import { price } from '../../../../src-core/pricing/black-scholes.ts';
import { density, distribution } from '../../../../src-core/pricing/normal.ts';
import { HOUR } from './examples.ts';

const skewed = new LognormalMixture(600, [
  { weight: 0.7, forward: 601, totalVolatility: 0.004 },
  { weight: 0.25, forward: 600, totalVolatility: 0.006 },
  { weight: 0.05, forward: (600 - 0.7 * 601 - 0.25 * 600) / 0.05, totalVolatility: 0.012 },
]);
const smile = new MixtureSmile(skewed, 3 * HOUR);
const strike = fc.double({ min: 560, max: 630, noNaN: true });

describe('smile of a mixture', () => {
  it('prices every strike as the mixture does', () => {
    fc.assert(
      fc.property(strike, (at) => {
        const right = at >= 600 ? 'call' : 'put';
        const option = { right, spot: 600, strike: at, years: smile.years, rate: 0, dividendYield: 0 } as const;
        expect(price(option, smile.volatilityAt(at)) / skewed.outOfTheMoney(at)).toBeCloseTo(1, 10);
      }),
    );
  });

  it('has the derivatives that differences show', () => {
    fc.assert(
      fc.property(strike, (at) => {
        const { volatility, slope, curvature } = smile.at(at);
        const h = 0.01;
        const above = smile.at(at + h);
        const below = smile.at(at - h);
        expect(volatility).toBe(smile.volatilityAt(at));
        expect(slope).toBeCloseTo((above.volatility - below.volatility) / (2 * h), 6);
        expect(curvature).toBeCloseTo((above.slope - below.slope) / (2 * h), 5);
      }),
    );
  });

  it('gives a cumulative with the term of the skew', () => {
    for (const at of [590, 597, 600, 603, 608]) {
      const { volatility, slope } = smile.at(at);
      const root = Math.sqrt(smile.years);
      const d1 = Math.log(600 / at) / (volatility * root) + (volatility * root) / 2;
      const skewTerm = 600 * density(d1) * root * slope;
      expect(skewed.cumulative(at)).toBeCloseTo(distribution(volatility * root - d1) + skewTerm, 11);
      if (at < 600) expect(Math.abs(skewTerm)).toBeGreaterThan(1e-4);
    }
  });

  it('is flat for a single lognormal', () => {
    const flat = new MixtureSmile(new LognormalMixture(600, [{ weight: 1, forward: 600, totalVolatility: 0.01 }]), HOUR);
    for (const at of [500, 590, 600, 611, 700]) {
      expect(flat.at(at).volatility * Math.sqrt(HOUR)).toBeCloseTo(0.01, 12);
      expect(Math.abs(flat.at(at).slope)).toBeLessThan(1e-9);
      expect(Math.abs(flat.at(at).curvature)).toBeLessThan(1e-6);
    }
  });

  it('is a volatility at any strike, however far', () => {
    const widest = 0.012 / Math.sqrt(smile.years);
    for (const at of [-1, 0, 1e-300, 1, 100, 400, 900, 1e4, 1e300, Number.POSITIVE_INFINITY]) {
      const { volatility, slope, curvature } = smile.at(at);
      expect(volatility).toBeGreaterThan(0.5 * widest);
      expect(volatility).toBeLessThan(1.5 * widest);
      expect(Number.isFinite(slope + curvature)).toBe(true);
    }
  });

  it('refuses years and widths it cannot work with', () => {
    for (const years of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => new MixtureSmile(skewed, years)).toThrow(RangeError);
    const vast = new LognormalMixture(600, [{ weight: 1, forward: 600, totalVolatility: 11 }]);
    expect(() => new MixtureSmile(vast, 1)).toThrow(RangeError);
  });
});
