import type { GammaExposure } from '../../../src-core/signals/market-state.ts';
import { atLeast, atMost, boundedDetector, needed, neededMeasure, neededPositive, toReference, Unknown } from './bounded-detector.ts';
import { dollarText, percentText, sigmaText } from './figure-words.ts';
import { eventsAhead, vixTrend } from './vix-trend.ts';

/** Calendar days: a long weekend's open interest is still that of the last close, an older one belongs to other hands. */
const OLDEST_INTEREST = 4;
/** Strikes on either side over which even interest is spread: more than the gamma of a day reaches. */
const GRID = 60;

const BOUNDS = {
  /** Of all gamma, whoever holds it: less does not move anybody. */
  concentration: atLeast('share of all gamma at the heaviest strike', 'ratio', 0.2),
  /** Late in the day gamma gathers next to the price by itself: what counts is more interest than its neighbours have. */
  uneven: atLeast('interest at the heaviest strike over its neighbours’, weighted by gamma', 'ratio', 4),
  distance: atMost('distance to the heaviest strike', 'sigma', 0.5),
  /** A price that is on its way somewhere is not held. */
  drift: atMost('size of the move of the last 30 minutes', 'sigma', 1),
  events: atMost('known events still to come', 'count', 0),
};

export const pin = boundedDetector({
  id: 'pin',
  title: 'Pin',
  what: 'Late in the day the price stands next to a strike that holds far more of the gamma than even open interest would put there: the bet is that it stays near that strike. Whether those who hold the gamma hedge towards or away from it is not known: calls less puts and the reverse are both shown. Needs gamma exposure with its open interest, the expected move and VIX.',
  outlooks: ['calm'],
  hours: [toReference('at most', 150), toReference('at least', 20)],
  bounds: BOUNDS,
  look: (state, underlying, { price, gamma, expectedMove, momentum }) => {
    const { vix } = vixTrend(state);
    const exposure = neededMeasure(gamma);
    const { ageDays, asOf, callsLessPuts, putsLessCalls, concentration, heaviest } = exposure;
    if (ageDays > OLDEST_INTEREST) throw new Unknown(`${underlying}: the open interest is of ${asOf}, ${ageDays} days old; at most ${OLDEST_INTEREST} are of use`);
    const strike = neededPositive(heaviest[0]?.strike ?? null, `${underlying}: no strike has gamma`);
    const sigma = neededPositive(expectedMove?.sigma ?? null, `${underlying}: its expected move is not known`);
    const half = needed(momentum.m30, `${underlying}: its move over the last 30 minutes against what options asked for is not known`);
    const distance = Math.abs(price - strike) / sigma;
    const uneven = odds(concentration) / odds(evenShare(underlying, exposure, strike, price, sigma));
    return {
      looks: [
        [BOUNDS.concentration, concentration],
        [BOUNDS.uneven, uneven],
        [BOUNDS.distance, distance],
        [BOUNDS.drift, Math.abs(half)],
        [BOUNDS.events, eventsAhead(state).length],
      ],
      besides: [
        { name: 'heaviest strike', value: strike, unit: 'dollars', bound: null },
        { name: 'gamma exposure, calls less puts, for 1 %', value: callsLessPuts, unit: 'dollars', bound: null },
        { name: 'gamma exposure, puts less calls, for 1 %', value: putsLessCalls, unit: 'dollars', bound: null },
        { name: 'age of the open interest, days', value: ageDays, unit: 'count', bound: OLDEST_INTEREST },
      ],
      found: () => ({
        outlook: 'calm',
        attraction: strike,
        // No record of how interest scatters is at hand: a factor of two is taken as one deviation.
        strength: Math.log2(uneven),
        reason: `${underlying} at ${dollarText(price)} is ${sigmaText(distance)} of the move still expected from ${strike}, which holds ${percentText(concentration, 0)} of the gamma with ${uneven.toFixed(1)} times the interest of its neighbours (of ${asOf}); the last 30 minutes went ${sigmaText(Math.abs(half))}, VIX is at ${vix.toFixed(1)}.`,
      }),
    };
  },
});

/** A share over the rest; one strike alone with all of it counts as a thousand to one. */
function odds(share: number): number {
  return share / Math.max(1 - share, 0.001);
}

/** The share of all gamma at `strike` if every strike had the same interest: gamma falls off as the normal density does. */
function evenShare(underlying: string, { heaviest }: GammaExposure, strike: number, price: number, sigma: number): number {
  const strikes = heaviest.map((each) => each.strike).sort((left, right) => left - right);
  const steps = strikes.slice(1).map((each, i) => each - (strikes[i] ?? Number.NaN));
  const spacing = neededPositive(
    steps.filter((step) => step > 0).reduce<number | null>((least, step) => (least === null ? step : Math.min(least, step)), null),
    `${underlying}: fewer than two strikes have gamma`,
  );
  const weight = (at: number): number => Math.exp(-0.5 * ((at - price) / sigma) ** 2);
  let all = 0;
  for (let away = -GRID; away <= GRID; away += 1) all += weight(strike + away * spacing);
  return weight(strike) / all;
}
