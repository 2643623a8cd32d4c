import { expect, it } from 'vitest';
import { LognormalMixture } from '../../../../src-core/market/smile/lognormal-mixture.ts';
import { money, MONEY_SCALE, toDollars } from '../../../../src-core/money.ts';
import { OUTLOOKS } from '../../../../src-core/signals/evidence.ts';
import type { Holding } from '../../../../src-core/strategies/holding.ts';
import { payoff } from '../../../../src-core/strategies/payoff.ts';
import { breakEvenTilt } from '../../../../src-main/signals/strategist/break-even-tilt.ts';
import { CONDOR, option } from '../../../core/strategies/holdings.ts';

const DISTRIBUTION = new LognormalMixture(610, [
  { weight: 0.7, forward: 611, totalVolatility: 0.006 },
  { weight: 0.3, forward: (610 - 0.7 * 611) / 0.3, totalVolatility: 0.011 },
]);
const SIGMA = Math.sqrt(DISTRIBUTION.variance);

/** Mean payoff where each price is moved, by adding up the density. */
function mean(holdings: readonly Holding[], moved: (price: number) => number): number {
  let sum = 0;
  for (let cents = 54_000; cents < 68_000; cents += 1) {
    const price = cents / 100;
    sum += 0.01 * DISTRIBUTION.density(price) * toDollars(payoff(holdings, money(Math.round(moved(price) * MONEY_SCALE))));
  }
  return sum;
}

const PACKAGES: Readonly<Record<(typeof OUTLOOKS)[number], readonly Holding[]>> = {
  up: [option(-1, 607, 'put'), option(1, 605, 'put')],
  down: [option(1, 609, 'put'), option(-1, 605, 'put')],
  calm: CONDOR,
  wild: [option(1, 608, 'put'), option(1, 612, 'call')],
};

it.each(OUTLOOKS.flatMap((outlook) => [null, 612].map((attraction) => [outlook, attraction] as const)))('of %s about %s makes up what it says', (outlook, attraction) => {
  const holdings = PACKAGES[outlook];
  const centre = attraction ?? 610;
  // One step of it: a tenth of a sigma, or a tenth of the move.
  const moved = (price: number): number => {
    if (outlook === 'up' || outlook === 'down') return price + (outlook === 'up' ? 0.1 : -0.1) * SIGMA;
    return centre + (outlook === 'calm' ? 0.9 : 1.1) * (price - centre);
  };
  const gain = mean(holdings, moved) - mean(holdings, (price) => price);
  expect(gain).toBeGreaterThan(0);
  expect(breakEvenTilt(holdings, gain, DISTRIBUTION, { outlook, attraction })).toBeCloseTo(0.1, 3);
});

it('is none where nothing is to be made up, and endless where the evidence speaks against the package', () => {
  expect(breakEvenTilt(PACKAGES.up, 0, DISTRIBUTION, { outlook: 'down', attraction: null })).toBe(0);
  expect(breakEvenTilt(PACKAGES.up, 5, DISTRIBUTION, { outlook: 'down', attraction: null })).toBe(Number.POSITIVE_INFINITY);
  expect(breakEvenTilt(CONDOR, 5, DISTRIBUTION, { outlook: 'wild', attraction: null })).toBe(Number.POSITIVE_INFINITY);
});
