import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lognormalDistribution } from '../../../src-core/market/lognormal-distribution.ts';

/** 12 % a year over one minute, one hour and one session of 252 times 390 minutes. */
const MINUTE = 0.00038277950117547637;
const HOUR = 0.0029649972666444045;
const SESSION = 0.007559289460184544;

/**
 * Forward, total volatility, price; the distribution function, the call and the density there. Computed with 60 digits in
 * mpmath from these doubles: y = ln(price/forward)/s + s/2, N(y), forward·N(s-y) - price·N(-y), n(y)/(price·s), N by erfc.
 */
const VALUES: readonly (readonly [number, number, number, number, number, number])[] = [
  [612.34, MINUTE, 612.34, 0.500076353463078795, 0.093508559163339097, 1.7020360556226597],
  [612.34, MINUTE, 612.5, 0.752608645131358978, 0.0344961659946266274, 1.34784835305737913],
  [612.34, MINUTE, 611, 5.23261815692644928e-9, 1.34000000020244043, 1.31743018621388772e-7],
  [612.34, MINUTE, 614, 0.999999999999240734, 2.43109595557191059e-14, 2.32891186579798269e-11],
  [612.34, HOUR, 615, 0.928321140876679771, 0.05812767672960058, 0.0749860862552323724],
  [612.34, SESSION, 600, 0.00357973301676837592, 12.344967875947295, 0.00236459183656103349],
  [612.34, SESSION, 630, 0.999916724673791872, 0.0000941878004067092458, 0.0000699812014006678271],
  [612.34, 0.25, 500, 0.24644536918056875, 128.581306782342035, 0.00252287263425963433],
  [612.34, 1.5, 900, 0.842969664779786828, 280.627768880131845, 0.000178029879690504494],
];

describe('lognormalDistribution', () => {
  it.each(VALUES)('of %d, %d at %d', (forward, s, price, cumulative, call, density) => {
    const distribution = lognormalDistribution(forward, s);
    expect(Math.abs(distribution.cumulative(price) - cumulative)).toBeLessThan(3e-16);
    expect(Math.abs(distribution.call(price) - call)).toBeLessThan(3e-16 * (1 + call));
    expect(Math.abs(distribution.density(price) / density - 1)).toBeLessThan(2e-14);
  });

  it('has the density as its slope, its own quantiles, and prices with parity', () => {
    const s = fc.double({ min: 1e-4, max: 0.5, noNaN: true });
    const sigmas = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(s, sigmas, (s, sigmas) => {
        const distribution = lognormalDistribution(600, s);
        const price = 600 * Math.exp(sigmas * s);
        const step = 600 * s * 1e-4;
        const slope = (distribution.cumulative(price + step) - distribution.cumulative(price - step)) / (2 * step);
        expect(Math.abs(distribution.density(price) - slope) * 600 * s).toBeLessThan(1e-7);
        const callSlope = (distribution.call(price + step) - distribution.call(price - step)) / (2 * step);
        expect(Math.abs(callSlope + 1 - distribution.cumulative(price))).toBeLessThan(1e-6);
        if (sigmas < 4) expect(Math.abs(distribution.quantile(distribution.cumulative(price)) / price - 1)).toBeLessThan(1e-11);
        expect(distribution.call(price)).toBeGreaterThanOrEqual(Math.max(0, 600 - price));
      }),
    );
  });

  it('of no volatility is the forward alone', () => {
    const point = lognormalDistribution(600, 0);
    expect([599.99, 600, 600.01].map(point.cumulative)).toEqual([0, 1, 1]);
    expect([1e-9, 0.5, 1 - 1e-9].map(point.quantile)).toEqual([600, 600, 600]);
    expect([590, 600, 610].map(point.call)).toEqual([10, 0, 0]);
    expect(point.density(600)).toBe(0);
  });

  it('is finite and within bounds for anything finite', () => {
    const positive = fc.double({ min: 0, minExcluded: true, noNaN: true, noDefaultInfinity: true });
    const any = fc.double({ noNaN: true });
    const probability = fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true });
    const volatility = fc.oneof(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), fc.double({ min: 0, max: 100, noNaN: true }));
    fc.assert(
      fc.property(positive, volatility, any, probability, (forward, s, price, probability) => {
        fc.pre(Number.isFinite(forward + s));
        const distribution = lognormalDistribution(forward, s);
        const below = distribution.cumulative(price);
        expect(below >= 0 && below <= 1).toBe(true);
        expect(distribution.density(price)).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(distribution.density(price))).toBe(true);
        expect(distribution.quantile(probability)).toBeGreaterThanOrEqual(0);
        const strike = Math.abs(price);
        const call = distribution.call(strike);
        expect(call >= Math.max(0, forward - strike) && call <= forward * (1 + 1e-12)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it('refuses what has no distribution', () => {
    for (const [forward, s] of [[0, 0.1], [-1, 0.1], [600, -0.1], [Number.NaN, 0.1], [600, Number.NaN], [600, Number.POSITIVE_INFINITY]] as const) {
      expect(() => lognormalDistribution(forward, s)).toThrow(RangeError);
    }
  });
});
