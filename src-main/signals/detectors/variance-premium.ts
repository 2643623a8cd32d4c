import type { UnderlyingState } from '../../../src-core/signals/market-state.ts';
import { atLeast, atMost, boundedDetector, type Look, needed, neededPositive, sinceOpen, toReference, Unknown } from './bounded-detector.ts';
import { sigmaText, volatilityText } from './figure-words.ts';
import { varianceDeviation } from './variance-deviation.ts';
import { eventsAhead, vixTrend } from './vix-trend.ts';

/** Fewer leave the realised variance too uncertain: 90 know it to 15 %. */
const LEAST_RETURNS = 90;

const BOUNDS = {
  /** Beyond what so many returns scatter by: once in 740 days for normal returns, if options asked for the right thing. */
  beyond: atLeast('variance since the open against what options ask for', 'sigma', 3),
  /** Options ask for some 10 % more on most days: that alone is no evidence. */
  rich: atLeast('variance options ask for over what came', 'ratio', 1.3),
  cheap: atLeast('variance that came over what options ask for', 'ratio', 1.3),
  /** The last half-hour agrees: what was calm or wild this morning may be over. */
  stillCalm: atMost('variance of the last 30 minutes over what options ask for', 'ratio', 1),
  stillWild: atLeast('variance of the last 30 minutes over what options ask for', 'ratio', 1),
  vixForCalm: atMost('VIX, change an hour', 'percent', 0.1),
  vixForWild: atLeast('VIX, change an hour', 'percent', -0.1),
  /** Before an event options are meant to ask for more than came so far. */
  events: atMost('known events still to come', 'count', 0),
};

export const variancePremium = boundedDetector({
  id: 'variance_premium',
  title: 'Variance premium',
  what: 'Options ask, now and at the open, for another variance than came, by more than so many returns scatter, and the last half-hour agrees: the bet is on calm where they ask for too much, on a larger move where they ask for too little. Needs 90 minute returns, implied volatilities of now and of the open, and VIX.',
  outlooks: ['calm', 'wild'],
  hours: [sinceOpen('at least', LEAST_RETURNS), toReference('at least', 120)],
  bounds: BOUNDS,
  look: (state, underlying, { variance }) => {
    const { slope } = vixTrend(state);
    if (variance.returns < LEAST_RETURNS) {
      throw new Unknown(`${underlying}: only ${variance.returns} minute returns since the open, ${LEAST_RETURNS} are needed`);
    }
    const { realised, recent, implied, atOpen } = volatilities(underlying, variance);
    const calm = realised < implied;
    // Volatility comes and goes, and options with it: what they ask is too much only if it is so against both.
    const asked = calm ? Math.min(implied, atOpen) : Math.max(implied, atOpen);
    const ratio = (realised / asked) ** 2;
    const deviation = varianceDeviation(ratio, variance.returns);
    const recentRatio = (recent / implied) ** 2;
    const looks: readonly Look[] = calm
      ? [
          [BOUNDS.beyond, -deviation],
          [BOUNDS.rich, 1 / ratio],
          [BOUNDS.stillCalm, recentRatio],
          [BOUNDS.vixForCalm, slope],
          [BOUNDS.events, eventsAhead(state).length],
        ]
      : [
          [BOUNDS.beyond, deviation],
          [BOUNDS.cheap, ratio],
          [BOUNDS.stillWild, recentRatio],
          [BOUNDS.vixForWild, slope],
        ];
    return {
      looks,
      besides: [
        { name: 'volatility since the open', value: realised, unit: 'volatility', bound: null },
        { name: 'implied volatility', value: implied, unit: 'volatility', bound: null },
        { name: 'implied volatility at the open', value: atOpen, unit: 'volatility', bound: null },
        { name: 'minute returns', value: variance.returns, unit: 'count', bound: LEAST_RETURNS },
      ],
      found: () => ({
        outlook: calm ? 'calm' : 'wild',
        strength: Math.abs(deviation),
        reason: `${underlying} options ask for ${volatilityText(implied)} a year now and asked for ${volatilityText(atOpen)} at the open, where ${volatilityText(realised)} came in ${variance.returns} minutes: ${(calm ? 1 / ratio : ratio).toFixed(2)} times ${calm ? 'the variance that came' : 'as much came as they ask for'}, ${sigmaText(Math.abs(deviation))} of what so many returns scatter by; the last 30 minutes had ${volatilityText(recent)}.`,
      }),
    };
  },
});

function volatilities(underlying: string, { realised, realised30, implied, impliedAtOpen }: UnderlyingState['variance']) {
  return {
    realised: neededPositive(realised, `${underlying}: the volatility since the open is not known: returns are missing`),
    recent: needed(realised30, `${underlying}: the volatility of the last 30 minutes is not known: returns are missing`),
    implied: neededPositive(implied, `${underlying}: the volatility implied by its same-day options is not known`),
    atOpen: neededPositive(impliedAtOpen, `${underlying}: the volatility implied at the open is not known`),
  };
}
