import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fairCall, fairPut } from '../../../src-main/market-data/smile.ts';

const forward = fc.double({ min: 150, max: 900, noNaN: true });
/** From seconds before the end to a wild morning. */
const deviation = fc.double({ min: 0.01, max: 40, noNaN: true });
const strike = fc.integer({ min: 140, max: 950 });
const exact = 1e-9;

describe('smile', () => {
  it('holds put-call parity', () => {
    fc.assert(
      fc.property(forward, deviation, strike, (f, d, k) => {
        expect(Math.abs(fairCall(f, d, k) - fairPut(f, d, k) - (f - k))).toBeLessThan(exact);
      }),
    );
  });

  it('is bounded, falls in the strike by no more than its step, and is convex', () => {
    fc.assert(
      fc.property(forward, deviation, strike, fc.integer({ min: 1, max: 20 }), (f, d, k, step) => {
        const [low, middle, high] = [fairCall(f, d, k - step), fairCall(f, d, k), fairCall(f, d, k + step)];
        expect(middle).toBeGreaterThanOrEqual(Math.max(0, f - k) - exact);
        expect(middle).toBeLessThanOrEqual(f);
        expect(low - middle).toBeGreaterThanOrEqual(-exact);
        expect(low - middle).toBeLessThanOrEqual(step + exact);
        expect(low - 2 * middle + high).toBeGreaterThanOrEqual(-exact);
      }),
      { numRuns: 500 },
    );
  });

  it('has mean zero and the variance it is given', () => {
    // E[Z²]/2 is the integral of the out-of-the-money values on both sides of the mean.
    let sum = 0;
    for (let x = -40; x < 40; x += 0.001) sum += 0.001 * (x < 0 ? fairPut(0, 1, x) : fairCall(0, 1, x));
    expect(2 * sum).toBeCloseTo(1, 3);
  });

  it('asks more for downside than for upside', () => {
    expect(fairPut(612, 4, 604)).toBeGreaterThan(1.15 * fairCall(612, 4, 620));
  });
});
