import { atLeast, atMost, boundedDetector, needed, neededPositive, sinceOpen, toReference } from './bounded-detector.ts';
import { sigmaText, volatilityText } from './figure-words.ts';
import { varianceDeviation } from './variance-deviation.ts';
import { eventsAhead, vixTrend } from './vix-trend.ts';

/** Minute returns of the window that is looked at. */
const RETURNS = 30;

const BOUNDS = {
  /** Options ask for somewhat more than comes on most days: this is beyond that too. */
  belowImplied: atMost('variance of the last 30 minutes against what options ask for', 'sigma', -2.5),
  pace: atMost('volatility of the last 30 minutes over that since the open', 'ratio', 0.9),
  /** The day has not gone far for its hour. */
  range: atMost('range so far over what options asked for', 'ratio', 1),
  /** Options have not given in yet. */
  given: atLeast('implied volatility over that of 15 minutes ago', 'ratio', 0.97),
  vix: atMost('VIX, change an hour', 'percent', 0.1),
  /** A known event is a reason for a calm before it. */
  events: atMost('known events still to come', 'count', 0),
};

export const volatilityContraction = boundedDetector({
  id: 'volatility_contraction',
  title: 'Volatility contraction',
  what: 'The last half-hour was calmer than options ask for and than the day before it, in a narrow day without an event to come: the bet is on a smaller move than is paid for. Needs 30 minutes of returns, the range, the implied volatility of now and of 15 minutes ago, and VIX.',
  outlooks: ['calm'],
  hours: [sinceOpen('at least', 60), toReference('at least', 60)],
  bounds: BOUNDS,
  look: (state, underlying, { variance, rangeRatio }) => {
    const { vix, slope } = vixTrend(state);
    const recent = needed(variance.realised30, `${underlying}: the volatility of the last 30 minutes is not known: returns are missing`);
    const day = neededPositive(variance.realised, `${underlying}: the volatility since the open is not known: returns are missing`);
    const implied = neededPositive(variance.implied, `${underlying}: the volatility implied by its same-day options is not known`);
    const before = neededPositive(variance.implied15, `${underlying}: the volatility implied 15 minutes ago is not known`);
    const range = needed(rangeRatio, `${underlying}: its range against what options asked for is not known`);
    const below = varianceDeviation((recent / implied) ** 2, RETURNS);
    return {
      looks: [
        [BOUNDS.belowImplied, below],
        [BOUNDS.pace, recent / day],
        [BOUNDS.range, range],
        [BOUNDS.given, implied / before],
        [BOUNDS.vix, slope],
        [BOUNDS.events, eventsAhead(state).length],
      ],
      besides: [
        { name: 'volatility of the last 30 minutes', value: recent, unit: 'volatility', bound: null },
        { name: 'implied volatility', value: implied, unit: 'volatility', bound: null },
      ],
      found: () => ({
        outlook: 'calm',
        strength: -below,
        reason: `${underlying} moved at only ${volatilityText(recent)} a year in the last 30 minutes, where its options ask for ${volatilityText(implied)} (${sigmaText(-below)} less) and the day had ${volatilityText(day)}; its range is ${range.toFixed(2)} of what was asked for, and VIX at ${vix.toFixed(1)} is not rising.`,
      }),
    };
  },
});
