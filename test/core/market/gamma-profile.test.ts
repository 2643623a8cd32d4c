import { describe, expect, it } from 'vitest';
import { Chain } from '../../../src-core/market/chain.ts';
import { chainExposure } from '../../../src-core/market/gamma-exposure.ts';
import { gammaLevels } from '../../../src-core/market/gamma-levels.ts';
import { gammaBook, type GammaBook, gammaProfile, netExposureAt } from '../../../src-core/market/gamma-profile.ts';
import { price as priceOf } from '../../../src-core/pricing/black-scholes.ts';
import { priceRows } from '../../../src-core/pricing/batch.ts';
import { density } from '../../../src-core/pricing/normal.ts';
import { parseIsoDate } from '../../../src-core/time.ts';

const YEARS = 5 / (365 * 24);
const SPOT = 600;
const VOLATILITY = 0.16;
const SIGMA = SPOT * VOLATILITY * Math.sqrt(YEARS);

/** By the formula itself: φ(d1) / (S σ √T). */
function bruteNet({ strikes, years }: GammaBook, price: number): number {
  return strikes.reduce((net, { strike, calls, puts, volatility }) => {
    const total = volatility * Math.sqrt(years);
    const d1 = Math.log(price / strike) / total + total / 2;
    return net + (density(d1) / (price * total)) * (calls - puts) * 100 * price * price * 0.01;
  }, 0);
}

const book = (rows: readonly (readonly [strike: number, calls: number, puts: number])[]): GammaBook => ({
  strikes: rows.map(([strike, calls, puts]) => ({ strike, calls, puts, volatility: VOLATILITY + ((600 - strike) / 600) * 0.5 })),
  years: YEARS,
});

describe('exposure at other prices', () => {
  it('is the formula’s, and flips where a fine search finds the sign to change', () => {
    const uneven = book([[590, 200, 4_000], [595, 900, 3_000], [598, 1_500, 2_600], [602, 3_200, 1_000], [605, 4_500, 300], [612, 2_000, 100]]);
    const { flips, points } = gammaProfile(uneven, SPOT, SIGMA);
    for (const { price, net } of points) expect(net).toBeCloseTo(bruteNet(uneven, price), 2);
    const step = 0.001;
    const found: number[] = [];
    const low = points[0]?.price ?? SPOT;
    for (let at = low; at < (points.at(-1)?.price ?? SPOT); at += step) if (bruteNet(uneven, at) > 0 !== bruteNet(uneven, at + step) > 0) found.push(at);
    expect(found).toHaveLength(1);
    expect(flips).toHaveLength(1);
    expect(Math.abs((flips[0] ?? 0) - (found[0] ?? 0))).toBeLessThan(step);
    // Above it the calls weigh more.
    expect(netExposureAt(uneven, (flips[0] ?? 0) + 1)).toBeGreaterThan(0);
  });

  it('tells several flips from the nearest on, and none where one side weighs more everywhere', () => {
    const three = gammaProfile(book([[593, 0, 3_000], [599, 2_500, 0], [607, 0, 3_000]]), SPOT, SIGMA);
    expect(three.flips.length).toBeGreaterThan(1);
    expect(three.flips.map((flip) => Math.abs(flip - SPOT))).toEqual(three.flips.map((flip) => Math.abs(flip - SPOT)).toSorted((left, right) => left - right));
    expect(gammaProfile(book([[595, 3_000, 10], [605, 2_000, 5]]), SPOT, SIGMA).flips).toEqual([]);
    expect(gammaProfile({ strikes: [], years: YEARS }, SPOT, SIGMA)).toEqual({ flips: [], points: [] });
    expect(gammaProfile(book([[595, 3_000, 10]]), SPOT, Number.NaN).points).toEqual([]);
  });
});

describe('exposure by strike', () => {
  /** A chain priced by the kernel at one volatility a strike. */
  function pricedChain(): Chain {
    const chain = new Chain('SPY', parseIsoDate('2026-11-20'));
    const strikes = Array.from({ length: 31 }, (_, index) => 585 + index);
    chain.list(strikes.flatMap((strike) => [{ strike, right: 'call' as const }, { strike, right: 'put' as const }]));
    chain.forward = SPOT;
    const mids = new Float64Array(chain.count);
    for (let row = 0; row < chain.count; row += 1) {
      const strike = chain.strike[row] ?? 0;
      const right = chain.isCall[row] === 1 ? 'call' : 'put';
      mids[row] = priceOf({ right, spot: SPOT, strike, years: YEARS, rate: 0, dividendYield: 0 }, VOLATILITY);
      chain.columns.openInterest[row] = right === 'call' ? 100 * (strike - 580) : 80 * (616 - strike);
    }
    priceRows({
      rows: Uint16Array.from({ length: chain.count }, (_, row) => row),
      count: chain.count,
      isCall: chain.isCall,
      strike: chain.strike,
      mid: mids,
      market: { spot: SPOT, rate: 0, dividendYield: 0, years: YEARS, varianceYears: YEARS, variancePace: 1 },
      columns: chain.columns,
      solution: new Uint8Array(chain.count),
    });
    return chain;
  }

  it('adds up to that of the chain, which is that of the profile at the price of now', () => {
    const chain = pricedChain();
    const exposure = chainExposure(chain, SPOT, SIGMA);
    if (!exposure.ok) throw new Error(exposure.reason);
    const { calls, puts, strikes } = exposure.value;
    expect(strikes.reduce((sum, strike) => sum + strike.calls, 0)).toBeCloseTo(calls, 3);
    expect(strikes.reduce((sum, strike) => sum + strike.puts, 0)).toBeCloseTo(puts, 3);
    expect(netExposureAt(gammaBook(chain, YEARS), SPOT) / (calls - puts)).toBeCloseTo(1, 6);
  });

  it('names the strikes with the most calls, puts and both, and nothing where there is none', () => {
    const chain = pricedChain();
    const exposure = chainExposure(chain, SPOT, SIGMA);
    if (!exposure.ok) throw new Error(exposure.reason);
    const { strikes } = exposure.value;
    const most = (of: (strike: (typeof strikes)[number]) => number): number => Math.max(...strikes.map(of));
    const levels = gammaLevels(strikes, 601.5);
    expect(levels.map(({ kind }) => kind)).toEqual(['call_wall', 'put_wall', 'heaviest', 'flip']);
    expect(strikes.find(({ strike }) => strike === levels[0]?.price)?.calls).toBe(most(({ calls }) => calls));
    expect(strikes.find(({ strike }) => strike === levels[1]?.price)?.puts).toBe(most(({ puts }) => puts));
    expect(strikes.find(({ strike }) => strike === levels[2]?.price)).toMatchObject({ strike: strikes.find(({ calls, puts }) => calls + puts === most((strike) => strike.calls + strike.puts))?.strike });
    expect(gammaLevels([{ strike: 600, calls: 5, puts: 0, openInterest: 1 }], null)).toEqual([{ kind: 'call_wall', price: 600 }, { kind: 'heaviest', price: 600 }]);
  });
});
