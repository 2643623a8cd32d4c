import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Chain } from '../../../src-core/market/chain.ts';
import { chainStraddleMove, densityMove, type Straddle, straddleMove } from '../../../src-core/market/expected-move.ts';
import { lognormalDistribution } from '../../../src-core/market/lognormal-distribution.ts';
import { parseIsoDate } from '../../../src-core/time.ts';

const FORWARD = 612.34;
const SESSION = 0.007559289460184544;

function straddlesOf(forward: number, s: number, strikes: readonly number[], discount = 1): Straddle[] {
  const { call } = lognormalDistribution(forward, s);
  return strikes.map((strike) => ({ strike, price: discount * (2 * call(strike) - forward + strike) }));
}

describe('straddleMove', () => {
  it('is the straddle struck at the forward, between strikes, and a sigma is 1.2533 of it', () => {
    const inputs = [fc.double({ min: 611, max: 613, noNaN: true }), fc.double({ min: 0.0008, max: 0.02, noNaN: true })] as const;
    fc.assert(
      fc.property(...inputs, fc.double({ min: 0.99, max: 1, noNaN: true }), (forward, s, discount) => {
        const result = straddleMove(forward, discount, straddlesOf(forward, s, [609, 610, 611, 612, 613, 614], discount));
        if (!result.ok) throw new Error(result.reason);
        const { meanMove, sigma, strikes } = result.move;
        expect(Math.abs(meanMove / (2 * lognormalDistribution(forward, s).call(forward)) - 1)).toBeLessThan(1e-8);
        expect(sigma / meanMove).toBeCloseTo(1.2533141373155003, 14);
        expect(Math.abs(sigma / (forward * s) - 1)).toBeLessThan(1e-4);
        expect(strikes[0]).toBeLessThanOrEqual(forward);
        expect(strikes[1]).toBeGreaterThan(forward);
      }),
    );
  });

  it('stays right in the last minutes, where straddles interpolated in price are a third too dear', () => {
    const [below, above] = straddlesOf(612.5, 0.0009, [612, 613]) as [Straddle, Straddle];
    const result = straddleMove(612.5, 1, [below, above]);
    const exact = 2 * lognormalDistribution(612.5, 0.0009).call(612.5);
    expect(result.ok && Math.abs(result.move.meanMove / exact - 1)).toBeLessThan(1e-9);
    expect((below.price + above.price) / 2 / exact).toBeGreaterThan(4 / 3);
  });

  it('goes by one side when the other has no quote or no time value', () => {
    const [below, above] = straddlesOf(FORWARD, SESSION, [612, 613]) as [Straddle, Straddle];
    const exact = 2 * lognormalDistribution(FORWARD, SESSION).call(FORWARD);
    const absent = { strike: 613, price: Number.NaN };
    const worthless = { strike: 613, price: 0.6 };
    for (const straddles of [[below], [below, absent], [below, worthless], [above], [{ strike: 612, price: 0.1 }, above]]) {
      const result = straddleMove(FORWARD, 1, straddles);
      if (!result.ok) throw new Error(result.reason);
      expect(Math.abs(result.move.meanMove / exact - 1)).toBeLessThan(1e-9);
      expect(result.move.strikes).toHaveLength(1);
    }
  });

  it('says why there is none', () => {
    const straddles = straddlesOf(FORWARD, SESSION, [612, 613]);
    expect(straddleMove(Number.NaN, 1, straddles)).toEqual({ ok: false, reason: 'no_forward' });
    expect(straddleMove(FORWARD, 1, [])).toEqual({ ok: false, reason: 'not_quoted' });
    expect(straddleMove(FORWARD, 1, [{ strike: 612, price: 0.2 }])).toEqual({ ok: false, reason: 'no_time_value' });
  });

  it('reads the mids of a chain', () => {
    const chain = new Chain('SPY', parseIsoDate('2026-08-21'));
    const strikes = Array.from({ length: 21 }, (_, i) => 602 + i);
    chain.list(strikes.flatMap((strike) => [{ strike, right: 'put' as const }, { strike, right: 'call' as const }]));
    expect(chainStraddleMove(chain, 1)).toEqual({ ok: false, reason: 'no_forward' });
    chain.forward = FORWARD;
    expect(chainStraddleMove(chain, 1)).toEqual({ ok: false, reason: 'not_quoted' });
    const { call } = lognormalDistribution(FORWARD, SESSION);
    for (const pair of chain.ladder) {
      chain.columns.mid[pair.call] = call(pair.strike);
      chain.columns.mid[pair.put] = call(pair.strike) - FORWARD + pair.strike;
    }
    chain.columns.mid[chain.row(612, 'put') ?? -1] = Number.NaN;
    const result = chainStraddleMove(chain, 1);
    if (!result.ok) throw new Error(result.reason);
    expect(result.move.strikes).toEqual([611, 613]);
    expect(result.move.meanMove).toBeCloseTo(2 * call(FORWARD), 9);
  });
});

describe('densityMove', () => {
  it('of a lognormal distribution has its closed forms', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 0.5, noNaN: true }), (s) => {
        const distribution = lognormalDistribution(FORWARD, s);
        const move = densityMove(distribution);
        expect(Math.abs(move.sigma / (FORWARD * Math.sqrt(Math.expm1(s * s))) - 1)).toBeLessThan(1e-11);
        // E|S - F| = 2F·(2N(s/2) - 1) = 4F/sqrt(2π)·(s/2 - (s/2)³/6 + ...)
        const half = s / 2;
        const series = half - half ** 3 / 6 + half ** 5 / 40 - half ** 7 / 336;
        expect(Math.abs(move.meanMove / ((4 * FORWARD * series) / Math.sqrt(2 * Math.PI)) - 1)).toBeLessThan(1e-7);
        const { interval68, interval95 } = move;
        expect(Math.abs(Math.log(interval68.high / interval68.low) / (2 * s) - 1)).toBeLessThan(1e-11);
        expect(distribution.cumulative(interval95.high) - distribution.cumulative(interval95.low)).toBeCloseTo(0.95, 11);
        expect(distribution.cumulative(interval95.low)).toBeCloseTo(0.025, 11);
      }),
    );
  });

  it('of a skewed distribution has its closed forms too', () => {
    // 640 less a lognormal amount.
    const amount = lognormalDistribution(28, 0.2);
    const { sigma, interval95 } = densityMove({
      forward: 612,
      variance: amount.variance,
      density: (price) => amount.density(640 - price),
      cumulative: (price) => 1 - amount.cumulative(640 - price),
      quantile: (probability) => 640 - amount.quantile(1 - probability),
      call: (strike) => amount.call(640 - strike) + 612 - strike,
    });
    expect(Math.abs(sigma / (28 * Math.sqrt(Math.expm1(0.04))) - 1)).toBeLessThan(1e-10);
    expect(612 - interval95.low).toBeGreaterThan(1.3 * (interval95.high - 612));
  });

  it('agrees with the straddle, which is 0.8 of a sigma', () => {
    const move = densityMove(lognormalDistribution(FORWARD, SESSION));
    const straddle = straddleMove(FORWARD, 1, straddlesOf(FORWARD, SESSION, [612, 613]));
    expect(straddle.ok && straddle.move.meanMove).toBeCloseTo(move.meanMove, 9);
    expect(move.meanMove / move.sigma).toBeCloseTo(0.7979, 4);
  });

  it('is nothing where the distribution is a point, and finite where it is immense', () => {
    expect(densityMove(lognormalDistribution(600, 0))).toMatchObject({ meanMove: 0, sigma: 0, interval68: { low: 600, high: 600 } });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1_000, noNaN: true }), (s) => {
        const { meanMove, sigma, interval68, interval95 } = densityMove(lognormalDistribution(600, s));
        expect([meanMove, sigma, interval68.low, interval68.high, interval95.low, interval95.high].every(Number.isFinite)).toBe(true);
      }),
    );
  });
});
