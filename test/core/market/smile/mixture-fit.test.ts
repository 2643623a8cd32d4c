import { describe, expect, it } from 'vitest';
import { blackPrice } from '../../../../src-core/market/smile/lognormal-mixture.ts';
import { componentsOf, fitMixture, PARAMETERS, type PriceTargets, writePrior } from '../../../../src-core/market/smile/mixture-fit.ts';
import { sameDay, strikesAround } from './examples.ts';

const FORWARD = 600.3;
const SCALE = 0.0032;

function targets(count: number): PriceTargets {
  const strike = Float64Array.from(strikesAround(FORWARD, SCALE, count, -4, 3.5));
  const price = strike.map((k) => blackPrice(k >= FORWARD, FORWARD, k, SCALE * sameDay(1)(Math.log(k / FORWARD) / SCALE)));
  return { forward: FORWARD, scale: SCALE, count, strike, price, error: new Float64Array(count).fill(0.005) };
}

describe('fit of a mixture', () => {
  it('finds about the same least loss from starts all around', () => {
    const given = targets(40);
    const best = new Float64Array(PARAMETERS);
    writePrior(best);
    const least = fitMixture(given, best);
    expect(least).toBeLessThan(6);
    for (let j = 0; j < PARAMETERS; j += 1) {
      for (const shift of [-0.4, 0.4]) {
        const start = best.slice();
        start[j] = (start[j] ?? 0) + shift;
        expect(Math.abs(fitMixture(given, start) - least)).toBeLessThan(0.4);
      }
    }
  });

  it('reproduces exact prices of a mixture', () => {
    const given = targets(40);
    const source = new Float64Array(PARAMETERS);
    writePrior(source);
    for (let j = 0; j < PARAMETERS; j += 1) {
      const truth = source.slice();
      truth[j] = (truth[j] ?? 0) + 0.2;
      const parts = componentsOf(truth, given);
      const price = given.strike.map((strike) =>
        parts.reduce((sum, part) => sum + part.weight * blackPrice(strike >= FORWARD, part.forward, strike, part.totalVolatility), 0),
      );
      const loss = fitMixture({ ...given, price, error: new Float64Array(given.count).fill(1e-4) }, source.slice());
      // The prior's share is at most 0.04; 40 prices within 6 % of their errors of a hundredth of a cent add 0.16.
      expect(loss).toBeLessThan(0.2);
    }
  });

  it('makes a distribution of any parameters', () => {
    for (const value of [-25, -3, 0, 3, 25]) {
      const parts = componentsOf(new Float64Array(PARAMETERS).fill(value), { forward: FORWARD, scale: 0.02 });
      expect(parts.reduce((sum, part) => sum + part.weight, 0)).toBeCloseTo(1, 13);
      expect(parts.reduce((sum, part) => sum + part.weight * part.forward, 0) / FORWARD).toBeCloseTo(1, 13);
      expect(Math.min(...parts.map((part) => part.totalVolatility))).toBeGreaterThan(0);
    }
  });

  it('rests on the prior where there is nothing to fit', () => {
    const parameters = new Float64Array(PARAMETERS);
    writePrior(parameters);
    const prior = parameters.slice();
    expect(fitMixture(targets(0), parameters)).toBe(0);
    expect(parameters).toEqual(prior);
  });
});
