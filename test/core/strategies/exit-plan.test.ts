import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lognormalDistribution } from '../../../src-core/market/lognormal-distribution.ts';
import type { PriceDistribution } from '../../../src-core/market/price-distribution.ts';
import { LognormalMixture } from '../../../src-core/market/smile/lognormal-mixture.ts';
import { touchProbability } from '../../../src-core/market/touch-probability.ts';
import { fromDollars, toDollars, ZERO } from '../../../src-core/money.ts';
import { distribution as normal } from '../../../src-core/pricing/normal.ts';
import { BassLattice, bassLatticeOf } from '../../../src-core/strategies/bass-lattice.ts';
import { exitPlan, type ExitTerms } from '../../../src-core/strategies/exit-plan.ts';
import type { Holding } from '../../../src-core/strategies/holding.ts';
import { expiryOutlook } from '../../../src-core/strategies/probability.ts';
import { CONDOR, option, shares } from './holdings.ts';

const FORWARD = 611.2;
const WIDTH = 0.006;
const LOGNORMAL = lognormalDistribution(FORWARD, WIDTH);
const SKEWED = skewed();

function skewed(): PriceDistribution {
  const parts = [
    { weight: 0.6, ratio: 1.0005, totalVolatility: 0.0045 },
    { weight: 0.3, ratio: 0.9985, totalVolatility: 0.007 },
    { weight: 0.1, ratio: 1.0015, totalVolatility: 0.01 },
  ];
  const mean = parts.reduce((sum, { weight, ratio }) => sum + weight * ratio, 0);
  return new LognormalMixture(FORWARD, parts.map(({ weight, ratio, totalVolatility }) => ({ weight, forward: (FORWARD * ratio) / mean, totalVolatility })));
}

const PACKAGES: readonly [name: string, holdings: readonly Holding[], cost: number][] = [
  ['an iron condor', CONDOR, -60],
  ['a call', [option(1, 612, 'call')], 150],
  ['a butterfly', [option(1, 610, 'call'), option(-2, 612, 'call'), option(1, 614, 'call')], 53.9],
  ['a bull put spread', [option(-1, 609, 'put'), option(1, 606, 'put')], -60],
  ['a straddle', [option(1, 611, 'call'), option(1, 611, 'put')], 300],
];

function plan(rest: Partial<ExitTerms> & Pick<ExitTerms, 'holdings'>, distribution: PriceDistribution = LOGNORMAL) {
  return exitPlan({ netCost: ZERO, exitCost: ZERO, target: null, stop: null, looks: 360, ...rest }, bassLatticeOf(distribution));
}

describe.each(PACKAGES)('%s', (_, holdings, cost) => {
  it.each([['lognormal', LOGNORMAL], ['skewed', SKEWED]])('kept to the end of a %s price is its expiry outlook', (_, distribution) => {
    const netCost = fromDollars(cost);
    const kept = plan({ holdings, netCost }, distribution);
    const outlook = expiryOutlook(holdings, netCost, distribution);
    // Dollars: less than a cent.
    expect(Math.abs(kept.expected - outlook.expectedResult)).toBeLessThan(0.002);
    expect(Math.abs(kept.profit - outlook.profitProbability)).toBeLessThan(2e-5);
    expect(kept.meanGain).toBeCloseTo(outlook.expectedGain ?? Number.NaN, 1);
    expect(kept.meanLoss).toBeCloseTo(-(outlook.expectedLoss ?? Number.NaN), 1);
    expect(kept).toMatchObject({ target: 0, stop: 0 });
    expect(kept.expiry).toBeCloseTo(1, 9);
  });

  it('costs an early exit and nothing else: no target or stop makes money of a fair game', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 120 }), fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 400 }), (target, stop, exit, looks) => {
        const netCost = fromDollars(cost);
        const closed = plan({ holdings, netCost, exitCost: fromDollars(exit), target: fromDollars(target), stop: fromDollars(stop), looks }, SKEWED);
        const early = closed.target + closed.stop;
        expect(early + closed.expiry).toBeCloseTo(1, 9);
        expect(closed.expected).toBeCloseTo(expiryOutlook(holdings, netCost, SKEWED).expectedResult - exit * early, 2);
        expect(closed.profit).toBeGreaterThanOrEqual(closed.target - 1e-12);
        expect(closed.profit).toBeLessThanOrEqual(closed.target + closed.expiry + 1e-12);
        expect(closed.profit * (closed.meanGain ?? 0) + (1 - closed.profit) * (closed.meanLoss ?? 0)).toBeCloseTo(closed.expected, 3);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a target', () => {
  it.each([612, 613, 615, 618])('of shares at %i, watched all the time, is a touch of it (reflection principle)', (level) => {
    const { target } = plan({ holdings: [shares(100)], netCost: fromDollars(FORWARD * 100), target: fromDollars((level - FORWARD) * 100), looks: 1e9 });
    // The last step to the end is not watched, which costs the furthest levels most.
    expect(Math.abs(target - touchProbability({ spot: FORWARD, forward: FORWARD, totalVolatility: WIDTH }, level, 'above'))).toBeLessThan(0.007);
  });

  it('is met less often when it is looked at less often', () => {
    const looked = [5, 30, 360].map((looks) => plan({ holdings: [shares(100)], netCost: fromDollars(FORWARD * 100), target: fromDollars(200), looks }).target);
    expect(looked[0]).toBeLessThan((looked[1] ?? 0) - 0.02);
    expect(looked[1]).toBeLessThan((looked[2] ?? 0) - 0.02);
  });

  it('that is too far is never met', () => {
    expect(plan({ holdings: [option(-1, 609, 'put'), option(1, 606, 'put')], netCost: fromDollars(-60), target: fromDollars(61), stop: fromDollars(241) })).toMatchObject({ target: 0, stop: 0 });
  });
});

/** What a lognormal price, looked at so many times, makes of it by walking: its option values are Black's formula at every look. */
function walked(terms: ExitTerms, walks: number) {
  let state = 1;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const gauss = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const result = (price: number, left: number): number =>
    terms.holdings.reduce((sum, { instrument, quantity }) => {
      if (instrument.kind !== 'option') throw new Error('options only');
      const strike = toDollars(instrument.strike);
      const side = instrument.right === 'call' ? 1 : -1;
      const d1 = left > 0 ? Math.log(price / strike) / left + left / 2 : 0;
      const value = left > 0 ? side * (price * normal(side * d1) - strike * normal(side * (d1 - left))) : Math.max(0, side * (price - strike));
      return sum + 100 * quantity * value;
    }, -toDollars(terms.netCost));
  const [target, stop, exit] = [terms.target ?? ZERO, terms.stop ?? ZERO, terms.exitCost].map(toDollars) as [number, number, number];
  const ends = { target: 0, stop: 0, profit: 0 };
  for (let walk = 0; walk < walks; walk += 1) {
    let x = 0;
    for (let look = 1; ; look += 1) {
      x += gauss() / Math.sqrt(terms.looks);
      const t = look / terms.looks;
      const now = result(FORWARD * Math.exp(WIDTH * x - (WIDTH * WIDTH * t) / 2), look === terms.looks ? 0 : WIDTH * Math.sqrt(1 - t));
      const closed = now - exit;
      if (look === terms.looks) ends.profit += now > 0 ? 1 : 0;
      else if (closed >= target) {
        ends.target += 1;
        ends.profit += 1;
      } else if (closed <= -stop) ends.stop += 1;
      else continue;
      break;
    }
  }
  return { target: ends.target / walks, stop: ends.stop / walks, profit: ends.profit / walks };
}

it.each<[string, Omit<ExitTerms, 'looks' | 'exitCost'>]>([
  ['a bull put spread', { holdings: [option(-1, 609, 'put'), option(1, 606, 'put')], netCost: fromDollars(-60), target: fromDollars(30), stop: fromDollars(60) }],
  ['a call', { holdings: [option(1, 613, 'call')], netCost: fromDollars(85), target: fromDollars(42), stop: fromDollars(42) }],
  ['a straddle', { holdings: [option(1, 611, 'call'), option(1, 611, 'put')], netCost: fromDollars(300), target: fromDollars(100), stop: fromDollars(150) }],
])('%s ends as often at target and stop as on simulated paths looked at 60 times', (_, rest) => {
  const terms = { ...rest, exitCost: fromDollars(4), looks: 60 };
  const simulated = walked(terms, 12_000);
  const planned = plan(terms);
  // Three standard errors are 1.4 points.
  for (const end of ['target', 'stop', 'profit'] as const) expect(Math.abs(planned[end] - simulated[end])).toBeLessThan(0.016);
});

it('needs a distribution with a width, and shares one lattice for each', () => {
  expect(() => new BassLattice(lognormalDistribution(600, 0))).toThrow(/width/);
  expect(bassLatticeOf(SKEWED)).toBe(bassLatticeOf(SKEWED));
});

it('takes a price of two possible places, between which there is next to nothing', () => {
  const split = new LognormalMixture(600, [
    { weight: 0.5, forward: 590, totalVolatility: 0.001 },
    { weight: 0.5, forward: 610, totalVolatility: 0.001 },
  ]);
  const holdings = [option(1, 600, 'call')];
  const kept = plan({ holdings, netCost: fromDollars(500) }, split);
  expect(kept.expected).toBeCloseTo(expiryOutlook(holdings, fromDollars(500), split).expectedResult, 1);
  expect(kept.profit).toBeCloseTo(0.5, 3);
});
