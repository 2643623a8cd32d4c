import { atLeast, atMost, boundedDetector, neededPositive, sinceOpen, toReference } from './bounded-detector.ts';
import { sigmaText, volatilityText } from './figure-words.ts';
import { varianceDeviation } from './variance-deviation.ts';
import { vixTrend } from './vix-trend.ts';

/** Minute returns of the window that is looked at. */
const RETURNS = 30;

const BOUNDS = {
  /** Normal returns go as far once in 160 independent half-hours, real ones some times as often. */
  beyondImplied: atLeast('variance of the last 30 minutes against what options ask for', 'sigma', 2.5),
  /** It is news, not the day's own pace. */
  pace: atLeast('volatility of the last 30 minutes over that since the open', 'ratio', 1.15),
  /** What options have taken up already cannot be had from them. */
  taken: atMost('implied volatility over that of 15 minutes ago', 'ratio', 1.06),
  vix: atLeast('VIX, change an hour', 'percent', -0.1),
};

export const volatilityExpansion = boundedDetector({
  id: 'volatility_expansion',
  title: 'Volatility expansion',
  what: 'The last half-hour was wilder than options ask for and than the day before it, and options have not taken it up: the bet is on a larger move than is paid for. Needs 30 minutes of returns, the implied volatility of now and of 15 minutes ago, and VIX.',
  outlooks: ['wild'],
  hours: [sinceOpen('at least', 45), toReference('at least', 45)],
  bounds: BOUNDS,
  look: (state, underlying, { variance }) => {
    const { vix, slope } = vixTrend(state);
    const recent = neededPositive(variance.realised30, `${underlying}: the volatility of the last 30 minutes is not known: returns are missing`);
    const day = neededPositive(variance.realised, `${underlying}: the volatility since the open is not known: returns are missing`);
    const implied = neededPositive(variance.implied, `${underlying}: the volatility implied by its same-day options is not known`);
    const before = neededPositive(variance.implied15, `${underlying}: the volatility implied 15 minutes ago is not known`);
    const beyond = varianceDeviation((recent / implied) ** 2, RETURNS);
    return {
      looks: [
        [BOUNDS.beyondImplied, beyond],
        [BOUNDS.pace, recent / day],
        [BOUNDS.taken, implied / before],
        [BOUNDS.vix, slope],
      ],
      besides: [
        { name: 'volatility of the last 30 minutes', value: recent, unit: 'volatility', bound: null },
        { name: 'implied volatility', value: implied, unit: 'volatility', bound: null },
      ],
      found: () => ({
        outlook: 'wild',
        strength: beyond,
        reason: `${underlying} moved at ${volatilityText(recent)} a year in the last 30 minutes, where its options ask for ${volatilityText(implied)} (${sigmaText(beyond)} more) and the day had ${volatilityText(day)}; implied volatility was ${volatilityText(before)} 15 minutes ago, VIX is at ${vix.toFixed(1)}.`,
      }),
    };
  },
});
