import { atLeast, atMost, boundedDetector, sinceOpen, toReference } from './bounded-detector.ts';
import { sigmaText } from './figure-words.ts';
import { runaway } from './runaway.ts';

const BOUNDS = {
  /** Of the part of a half-hour's return that the other does not explain: by itself it goes as far less than once in two days. */
  gap: atLeast('gap now', 'sigma', 2.75),
  /** It is at its greatest, and still grew in the last 5 minutes. */
  turned: atMost('gap closed since its greatest', 'sigma', 0.2),
  growing: atLeast('gap gained in the last 5 minutes', 'sigma', 0.3),
  correlation: atMost('20-minute correlation against its baseline', 'sigma', -1.25),
  /** The one that goes stands away from the third as well, and the other two are ordinary without it. */
  third: atLeast('gap against the third underlying, the same way', 'sigma', 0.25),
  went: atLeast('odds that it went and not its partner', 'ratio', 2),
};

export const correlationDivergence = boundedDetector({
  id: 'correlation_divergence',
  title: 'Correlation divergence',
  what: 'One underlying is running away from what another explains, their correlation is below its baseline, and nothing turns yet: the bet is that the one that runs goes on. Needs the relations of all three underlyings over the last half-hour and the baseline of the time of day.',
  outlooks: ['up', 'down'],
  hours: [sinceOpen('at least', 45), toReference('at least', 45)],
  bounds: BOUNDS,
  look: (state, underlying) => {
    const { direction, gapZ, extreme, gained, againstThird, odds, correlationZ, words } = runaway(state, underlying);
    return {
      looks: [
        [BOUNDS.gap, gapZ],
        [BOUNDS.turned, extreme - gapZ],
        [BOUNDS.growing, gained],
        [BOUNDS.correlation, correlationZ],
        [BOUNDS.third, againstThird],
        [BOUNDS.went, odds],
      ],
      found: () => ({
        outlook: direction > 0 ? 'up' : 'down',
        strength: gapZ,
        reason: `${words()}, and the gap still grows (${sigmaText(gained)} in the last 5 minutes).`,
      }),
    };
  },
});
