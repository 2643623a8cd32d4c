import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lognormalDistribution } from '../../../src-core/market/lognormal-distribution.ts';
import type { PriceDistribution } from '../../../src-core/market/price-distribution.ts';
import { fromDollars, money, toDollars, ZERO } from '../../../src-core/money.ts';
import type { Holding } from '../../../src-core/strategies/holding.ts';
import { payoff, payoffProfile } from '../../../src-core/strategies/payoff.ts';
import { type ExpiryOutlook, expiryOutlook, probabilityInTheMoney } from '../../../src-core/strategies/probability.ts';
import { CONDOR, option, shares } from './holdings.ts';

/**
 * Holdings, cost, forward, total volatility; profit, loss, expected result, gain and loss. Computed in mpmath with 40
 * digits from these doubles: probabilities by erfc at the break-evens, means by quadrature of the payoff over the normal
 * density, panel by panel between strikes and break-evens.
 */
const VALUES: readonly {
  name: string;
  holdings: readonly Holding[];
  cost: number;
  forward: number;
  s: number;
  expected: readonly [number, number, number, number, number];
}[] = [
  {
    name: 'an iron condor',
    holdings: CONDOR,
    cost: -97.4,
    forward: 611.2,
    s: 0.006,
    expected: [0.995537725961684194, 0.00446227403831580587, 96.31326870553721, 97.178667197799, 96.757985914666],
  },
  {
    name: 'two calls with a minute left',
    holdings: [option(2, 612, 'call')],
    cost: 33.2,
    forward: 611.9,
    s: 0.00038,
    expected: [0.126328574661948842, 0.873671425338051158, -22.95629167393065, 23.156960590969, 29.624040283653],
  },
  {
    name: 'a short put',
    holdings: [option(-1, 605, 'put')],
    cost: -48.65,
    forward: 611.2,
    s: 0.006,
    expected: [0.966402878254336911, 0.0335971217456630892, 41.96618083981123, 48.376294812196, 142.4172505668],
  },
  {
    name: 'a butterfly',
    holdings: [option(1, 610, 'call'), option(-2, 612, 'call'), option(1, 614, 'call')],
    cost: 53.9,
    forward: 611.5,
    s: 0.003,
    expected: [0.55683742094299857, 0.44316257905700143, 22.93368229588207, 76.535635265237, 44.417611923219],
  },
  {
    name: 'a ratio spread',
    holdings: [option(1, 610, 'call'), option(-2, 613, 'call')],
    cost: -21,
    forward: 611.5,
    s: 0.004,
    expected: [0.97258461669916215, 0.0274153833008378499, 130.3266680990232, 136.66179497118, 94.417479122646],
  },
  {
    name: 'a covered call',
    holdings: [shares(100), option(-1, 614, 'call')],
    cost: 61_120,
    forward: 611.5,
    s: 0.004,
    expected: [0.548027479739435474, 0.451972520260564526, 10.34513552375155, 170.85935994828, 184.28219673749],
  },
];

const DAY = lognormalDistribution(611.2, 0.006);

describe('probabilityInTheMoney', () => {
  it('of a call and a put of one strike add up to 1, and move with the strike', () => {
    const strike = fc.double({ min: 1, max: 2_000, noNaN: true });
    fc.assert(
      fc.property(strike, strike, fc.double({ min: 1e-5, max: 2, noNaN: true }), (one, other, s) => {
        const distribution = lognormalDistribution(600, s);
        const call = probabilityInTheMoney(distribution, 'call', one);
        expect(call + probabilityInTheMoney(distribution, 'put', one)).toBeCloseTo(1, 15);
        expect(call >= 0 && call <= 1).toBe(true);
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        expect(probabilityInTheMoney(distribution, 'call', high)).toBeLessThanOrEqual(probabilityInTheMoney(distribution, 'call', low));
        expect(probabilityInTheMoney(distribution, 'put', high)).toBeGreaterThanOrEqual(probabilityInTheMoney(distribution, 'put', low));
      }),
    );
  });
});

describe('expiryOutlook', () => {
  it.each(VALUES)('of $name', ({ holdings, cost, forward, s, expected }) => {
    const outlook = expiryOutlook(holdings, fromDollars(cost), lognormalDistribution(forward, s));
    const [profit, loss, result, gain, lost] = expected;
    expect(Math.abs(outlook.profitProbability - profit)).toBeLessThan(1e-13);
    expect(Math.abs(outlook.lossProbability - loss)).toBeLessThan(1e-13);
    expect(outlook.evenProbability).toBe(0);
    expect(Math.abs(outlook.expectedResult - result)).toBeLessThan(2e-11);
    expect(Math.abs((outlook.expectedGain ?? 0) - gain)).toBeLessThan(1e-9);
    expect(Math.abs((outlook.expectedLoss ?? 0) - lost)).toBeLessThan(1e-9);
  });

  it('gives the greatest results the probability of the flat stretches that have them', () => {
    const condor = expiryOutlook(CONDOR, fromDollars(-97.4), DAY);
    expect(condor.maximumGainProbability).toBeCloseTo(0.990435982914064662, 13);
    expect(condor.maximumLossProbability).toBeCloseTo(0.000756478174060110508, 13);
    const butterfly = [option(1, 610, 'call'), option(-2, 612, 'call'), option(1, 614, 'call')];
    expect(expiryOutlook(butterfly, fromDollars(53.9), DAY).maximumGainProbability).toBe(0);
    const call = expiryOutlook([option(1, 612, 'call')], fromDollars(100), DAY);
    expect(call.maximumGainProbability).toBeNull();
    expect(call.maximumLossProbability).toBeCloseTo(DAY.cumulative(612), 14);
    expect(expiryOutlook([option(-1, 612, 'call')], fromDollars(-100), DAY).maximumLossProbability).toBeNull();
  });

  it('is even where the payoff lies flat at its cost, and only there', () => {
    const free = expiryOutlook([option(1, 612, 'call'), option(-1, 615, 'call')], ZERO, DAY);
    expect(free.evenProbability).toBeCloseTo(DAY.cumulative(612), 14);
    expect(free.profitProbability).toBeCloseTo(1 - DAY.cumulative(612), 14);
    expect(free.lossProbability).toBe(0);
    expect(free.expectedLoss).toBeNull();
    // A peak that reaches zero is no profit.
    const butterfly = [option(1, 610, 'call'), option(-2, 612, 'call'), option(1, 614, 'call')];
    const peak = expiryOutlook(butterfly, fromDollars(200), DAY);
    expect(peak).toMatchObject({ profitProbability: 0, evenProbability: 0, expectedGain: null });
    expect(peak.lossProbability).toBeCloseTo(1, 14);
    expect(expiryOutlook([], ZERO, DAY)).toMatchObject({ profitProbability: 0, evenProbability: 1, lossProbability: 0, expectedResult: 0 });
    expect(expiryOutlook([], fromDollars(1), DAY)).toMatchObject({ profitProbability: 0, evenProbability: 0, lossProbability: 1, expectedLoss: 1 });
  });

  it('of a price that is certain is its result', () => {
    const at = (price: number, cost: number): ExpiryOutlook => expiryOutlook(CONDOR, fromDollars(cost), lognormalDistribution(price, 0));
    expect(at(600, -97.4)).toEqual({
      definition: 'risk_neutral_at_expiry',
      profitProbability: 1,
      lossProbability: 0,
      evenProbability: 0,
      maximumGainProbability: 1,
      maximumLossProbability: 0,
      expectedResult: 97.4,
      expectedGain: 97.4,
      expectedLoss: null,
    });
    expect(at(599, -100)).toMatchObject({ profitProbability: 0, lossProbability: 0, evenProbability: 1, expectedResult: 0 });
    expect(at(590, -100)).toMatchObject({ profitProbability: 0, lossProbability: 1, maximumLossProbability: 1, expectedResult: -200, expectedLoss: 200 });
  });

  const leg = fc.record({
    quantity: fc.integer({ min: -4, max: 4 }),
    strike: fc.integer({ min: 590, max: 630 }),
    right: fc.constantFrom('call' as const, 'put' as const),
  });
  const holdings = fc
    .tuple(fc.array(leg, { minLength: 1, maxLength: 4 }), fc.constantFrom(0, 100, -100))
    .map(([legs, held]) => [...legs.map(({ quantity, strike, right }) => option(quantity, strike, right)), ...(held === 0 ? [] : [shares(held)])]);
  const market = fc.tuple(fc.double({ min: 595, max: 625, noNaN: true }), fc.double({ min: 1e-4, max: 0.05, noNaN: true }));

  it('adds up to 1, with means within the bounds of the payoff', () => {
    fc.assert(
      fc.property(holdings, market, fc.integer({ min: -1_000, max: 1_000 }), (holdings, [forward, s], cost) => {
        const netCost = fromDollars(cost);
        const outlook = expiryOutlook(holdings, netCost, lognormalDistribution(forward, s));
        const { profitProbability: profit, lossProbability: loss, evenProbability: even, expectedGain, expectedLoss, expectedResult } = outlook;
        const { maximumGainProbability: maximumGain, maximumLossProbability: maximumLoss } = outlook;
        expect(Math.abs(profit + loss + even - 1)).toBeLessThan(1e-14);
        for (const value of [profit, loss, even, maximumGain ?? 0, maximumLoss ?? 0]) expect(value >= 0 && value <= 1).toBe(true);
        const profile = payoffProfile(holdings, netCost);
        expect(maximumGain === null).toBe(profile.maximumGain === null);
        expect(maximumLoss === null).toBe(profile.maximumLoss === null);
        const slack = 1e-3;
        if (expectedGain !== null && profile.maximumGain !== null) expect(expectedGain).toBeLessThan(toDollars(profile.maximumGain) + slack);
        if (expectedLoss !== null && profile.maximumLoss !== null) expect(expectedLoss).toBeLessThan(toDollars(profile.maximumLoss) + slack);
        expect((expectedGain ?? 0) > -slack && (expectedLoss ?? 0) > -slack).toBe(true);
        const sum = profit * (expectedGain ?? 0) - loss * (expectedLoss ?? 0);
        expect(Math.abs(sum - expectedResult)).toBeLessThan(1e-2);
      }),
      { numRuns: 500 },
    );
  });

  it('expects nothing of what is bought at its fair value', () => {
    fc.assert(
      fc.property(holdings, market, (holdings, [forward, s]) => {
        const distribution = lognormalDistribution(forward, s);
        const fair = holdings.reduce((sum, holding) => sum + fairValue(holding, distribution), 0);
        const netCost = fromDollars(fair);
        const rounding = fair - toDollars(netCost);
        expect(Math.abs(expiryOutlook(holdings, netCost, distribution).expectedResult - rounding)).toBeLessThan(1e-9);
      }),
      { numRuns: 500 },
    );
  });

  it('expects what numeric integration does, and wins as often', () => {
    fc.assert(
      fc.property(holdings, market, fc.integer({ min: -1_000, max: 1_000 }), (holdings, [forward, s], cost) => {
        const distribution = lognormalDistribution(forward, s);
        const netCost = fromDollars(cost);
        const steps = 20_000;
        let mean = 0;
        let wins = 0;
        // Every quantile with the same weight.
        for (let i = 0; i < steps; i += 1) {
          const price = money(Math.round(distribution.quantile((i + 0.5) / steps) * 10_000));
          const result = toDollars(payoff(holdings, price)) - toDollars(netCost);
          mean += result / steps;
          if (result > 0) wins += 1 / steps;
        }
        const outlook = expiryOutlook(holdings, netCost, distribution);
        // Up to 1,700 shares in effect; the last quantile leaves out the mean of a tail of 1/40,000.
        expect(Math.abs(outlook.expectedResult - mean)).toBeLessThan(1_700 * (forward * s * 2e-4 + 1e-4));
        // A step for every crossing, and for what the rounding of prices moves across it.
        expect(Math.abs(outlook.profitProbability - wins)).toBeLessThan(8 / steps + 1e-4 / (forward * s));
      }),
      { numRuns: 15 },
    );
  });

  it('has no hole for any cost and any width', () => {
    const total = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e-6, noNaN: true }), fc.double({ min: 0, max: 50, noNaN: true }));
    fc.assert(
      fc.property(holdings, fc.double({ min: 0.01, max: 1e6, noNaN: true }), total, fc.integer({ min: -1e9, max: 1e9 }), (holdings, forward, s, cost) => {
        const outlook = expiryOutlook(holdings, money(cost), lognormalDistribution(forward, s));
        const figures = Object.values(outlook).filter((value) => typeof value === 'number');
        expect(figures.every(Number.isFinite)).toBe(true);
        expect(outlook.profitProbability + outlook.lossProbability + outlook.evenProbability).toBeCloseTo(1, 12);
      }),
      { numRuns: 2_000 },
    );
  });
});

function fairValue({ instrument, quantity }: Holding, { forward, call }: PriceDistribution): number {
  if (instrument.kind === 'shares') return quantity * forward;
  const strike = toDollars(instrument.strike);
  return 100 * quantity * (instrument.right === 'call' ? call(strike) : call(strike) - forward + strike);
}
