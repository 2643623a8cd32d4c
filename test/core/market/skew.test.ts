import { describe, expect, it } from 'vitest';
import { skewOf } from '../../../src-core/market/skew.ts';
import { LognormalMixture } from '../../../src-core/market/smile/lognormal-mixture.ts';
import { MixtureSmile, type Smile } from '../../../src-core/market/smile/smile.ts';
import { normalQuantile } from '../../../src-core/market/normal-quantile.ts';
import { greeks } from '../../../src-core/pricing/black-scholes.ts';

const YEARS = 6 / (365 * 24);
const FORWARD = 612;

/** σ(K) = atm + slope · ln(K/F) + bend · ln²(K/F). */
function parabola(atm: number, slope: number, bend: number): Smile {
  return {
    forward: FORWARD,
    years: YEARS,
    at(strike) {
      const x = Math.log(strike / FORWARD);
      return { volatility: atm + slope * x + bend * x * x, slope: (slope + 2 * bend * x) / strike, curvature: (2 * bend - slope - 2 * bend * x) / (strike * strike) };
    },
  };
}

describe('skew', () => {
  it('is nothing on a flat smile, whose quarter deltas are where Black has them', () => {
    const skew = skewOf(parabola(0.15, 0, 0));
    expect(skew).not.toBeNull();
    expect(skew).toMatchObject({ atm: 0.15, riskReversal: 0, butterfly: 0, slopePerPercent: 0, slopePerSigma: 0 });
    const total = 0.15 * Math.sqrt(YEARS);
    expect(skew?.call25.strike).toBeCloseTo(FORWARD * Math.exp(-normalQuantile(0.25) * total + (total * total) / 2), 8);
    expect(skew?.put25.strike).toBeCloseTo(FORWARD * Math.exp(-normalQuantile(0.75) * total + (total * total) / 2), 8);
  });

  it('has the deltas, the lean and the bend of a known smile', () => {
    const smile = parabola(0.15, -0.9, 60);
    const skew = skewOf(smile);
    if (skew === null) throw new Error('expected a skew');
    for (const [{ strike, volatility }, delta] of [[skew.call25, 0.25], [skew.put25, 0.75]] as const) {
      expect(volatility).toBe(smile.at(strike).volatility);
      expect(greeks({ right: 'call', spot: FORWARD, strike, years: YEARS, rate: 0, dividendYield: 0 }, volatility).delta).toBeCloseTo(delta, 9);
    }
    expect(skew.riskReversal).toBeLessThan(0);
    expect(skew.riskReversal).toBe(skew.call25.volatility - skew.put25.volatility);
    expect(skew.butterfly).toBeGreaterThan(0);
    expect(skew.slopePerPercent).toBeCloseTo(-0.9 * Math.log(1.01), 12);
    expect(skew.slopePerSigma).toBeCloseTo(-0.9 * 0.15 * Math.sqrt(YEARS), 12);
  });

  it('agrees with the slope of a fitted mixture by differences', () => {
    const total = 0.006;
    const smile = new MixtureSmile(
      new LognormalMixture(FORWARD, [
        { weight: 0.7, forward: FORWARD * 1.001, totalVolatility: total * 0.8 },
        { weight: 0.3, forward: FORWARD * (1 - (0.7 * 0.001) / 0.3), totalVolatility: total * 1.5 },
      ]),
      YEARS,
    );
    const skew = skewOf(smile);
    const step = 0.05;
    const slope = (smile.volatilityAt(FORWARD + step) - smile.volatilityAt(FORWARD - step)) / (2 * step);
    expect(skew?.slopePerPercent).toBeCloseTo(slope * FORWARD * Math.log(1.01), 5);
    expect(skew?.riskReversal).toBeLessThan(0);
  });

  it('is absent without a volatility', () => {
    expect(skewOf(parabola(Number.NaN, 0, 0))).toBeNull();
  });
});
