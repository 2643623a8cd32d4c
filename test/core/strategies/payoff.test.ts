import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromDollars, money, toDollars, ZERO } from '../../../src-core/money.ts';
import type { Holding } from '../../../src-core/strategies/holding.ts';
import { payoff, payoffProfile } from '../../../src-core/strategies/payoff.ts';
import { CONDOR, option, shares } from './holdings.ts';

describe('payoff', () => {
  it('is exact to the ten-thousandth', () => {
    expect(payoff([option(-3, 600, 'call')], fromDollars(601.0001))).toBe(fromDollars(-300.03));
    expect(payoff([option(2, 600, 'put'), shares(7)], fromDollars(599.99))).toBe(fromDollars(2 + 7 * 599.99));
  });
});

describe('payoffProfile', () => {
  it('of an iron condor sold for 1.00 with 2.60 of fees', () => {
    const profile = payoffProfile(CONDOR, fromDollars(-100 + 2.6), fromDollars(611));
    expect(profile.maximumGain).toBe(fromDollars(97.4));
    expect(profile.maximumLoss).toBe(fromDollars(202.6));
    expect(profile.breakEvens).toEqual([599.026, 620.974]);
    expect(profile.points.map(({ price }) => price)).toEqual([590.5, 597, 599.026, 600, 611, 620, 620.974, 623, 629.5]);
    expect(profile.points.map(({ result }) => result)).toEqual([-202.6, -202.6, 0, 97.4, 97.4, 97.4, 0, -202.6, -202.6]);
  });

  it('of a long call gains without bound and loses what was paid', () => {
    const profile = payoffProfile([option(2, 600, 'call')], fromDollars(300));
    expect(profile.maximumGain).toBeNull();
    expect(profile.maximumLoss).toBe(fromDollars(300));
    expect(profile.breakEvens).toEqual([601.5]);
  });

  it('of a short call loses without bound', () => {
    const profile = payoffProfile([option(-1, 600, 'call')], fromDollars(-150));
    expect(profile.maximumGain).toBe(fromDollars(150));
    expect(profile.maximumLoss).toBeNull();
    expect(profile.breakEvens).toEqual([601.5]);
  });

  it('of a short put is bounded by an underlying at 0', () => {
    const profile = payoffProfile([option(-1, 600, 'put')], fromDollars(-150));
    expect(profile.maximumLoss).toBe(fromDollars(60_000 - 150));
    expect(profile.breakEvens).toEqual([598.5]);
  });

  it('of shares turns at their cost', () => {
    const profile = payoffProfile([shares(100)], fromDollars(61_234));
    expect(profile.maximumLoss).toBe(fromDollars(61_234));
    expect(profile.breakEvens).toEqual([612.34]);
    expect(profile.points.length).toBeGreaterThan(1);
  });

  it('breaks even once where a flat stretch at zero ends, and where a peak touches zero', () => {
    const spread = [option(1, 600, 'call'), option(-1, 605, 'call')];
    expect(payoffProfile(spread, ZERO).breakEvens).toEqual([600]);
    const butterfly = [option(1, 595, 'call'), option(-2, 600, 'call'), option(1, 605, 'call')];
    expect(payoffProfile(butterfly, fromDollars(500)).breakEvens).toEqual([600]);
  });

  it('may lose or gain at every price', () => {
    const spread = [option(1, 600, 'call'), option(-1, 605, 'call')];
    expect(payoffProfile(spread, fromDollars(600)).maximumGain).toBe(fromDollars(-100));
    expect(payoffProfile(spread, fromDollars(-50)).maximumLoss).toBe(fromDollars(-50));
    expect(payoffProfile(spread, fromDollars(600)).breakEvens).toEqual([]);
  });

  it('refuses two underlyings', () => {
    const other: Holding = { instrument: { kind: 'shares', underlying: 'QQQ' }, quantity: 1 };
    expect(() => payoffProfile([shares(1), other], ZERO)).toThrow(RangeError);
  });

  it('bounds every result, and finds zero at every break-even', () => {
    const leg = fc.record({
      quantity: fc.integer({ min: -4, max: 4 }),
      strike: fc.integer({ min: 590, max: 630 }),
      right: fc.constantFrom('call' as const, 'put' as const),
    });
    fc.assert(
      fc.property(fc.array(leg, { minLength: 1, maxLength: 5 }), fc.integer({ min: -1_000, max: 1_000 }), (legs, cost) => {
        const holdings = legs.map(({ quantity, strike, right }) => option(quantity, strike, right));
        const netCost = fromDollars(cost);
        const { maximumGain, maximumLoss, breakEvens } = payoffProfile(holdings, netCost);
        const slack = 4 * 5 * 100;
        for (const price of breakEvens) {
          const result = payoff(holdings, money(Math.round(price * 10_000))) - netCost;
          expect(Math.abs(result)).toBeLessThanOrEqual(slack);
        }
        for (let dollars = 0; dollars <= 1_000; dollars += 12.5) {
          const result = payoff(holdings, fromDollars(dollars)) - netCost;
          if (maximumGain !== null) expect(result).toBeLessThanOrEqual(maximumGain);
          if (maximumLoss !== null) expect(-result).toBeLessThanOrEqual(maximumLoss);
        }
        const far = toDollars(payoff(holdings, fromDollars(1e6)));
        if (maximumGain === null) expect(far).toBeGreaterThan(0);
        if (maximumLoss === null) expect(far).toBeLessThan(0);
      }),
    );
  });
});
