import { atLeast, atMost, boundedDetector, sinceOpen, toReference } from './bounded-detector.ts';
import { sigmaText } from './figure-words.ts';
import { runaway } from './runaway.ts';

const BOUNDS = {
  /** Of the part of a half-hour's return that the other does not explain: by itself it goes as far less than once in two days. */
  extreme: atLeast('greatest gap of the last 15 minutes', 'sigma', 2.5),
  /** Something is left to come back. */
  left: atLeast('gap now', 'sigma', 1.25),
  /** It is closing: from its greatest, and by what the two did in the last 5 minutes, not by old minutes that leave the window. */
  closed: atLeast('gap closed since its greatest', 'sigma', 0.3),
  turned: atMost('gap gained in the last 5 minutes', 'sigma', -0.25),
  /** Of the baseline of this minute of the day: a relation that holds has no break to mend. */
  correlation: atMost('20-minute correlation against its baseline', 'sigma', -1.1),
  /** The one that went stands away from the third as well, and the other two are ordinary without it. */
  third: atLeast('gap against the third underlying, the same way', 'sigma', 0.25),
  went: atLeast('odds that it went and not its partner', 'ratio', 2),
};

export const correlationReversion = boundedDetector({
  id: 'correlation_reversion',
  title: 'Correlation reversion',
  what: 'One underlying ran away from what another explains, their correlation fell below its baseline, and the gap has begun to close: the bet is that the one that ran away comes back. Needs the relations of all three underlyings over the last half-hour and the baseline of the time of day.',
  outlooks: ['up', 'down'],
  hours: [sinceOpen('at least', 45), toReference('at least', 45)],
  bounds: BOUNDS,
  look: (state, underlying) => {
    const { direction, gapZ, extreme, gained, againstThird, odds, correlationZ, words } = runaway(state, underlying);
    return {
      looks: [
        [BOUNDS.extreme, extreme],
        [BOUNDS.left, gapZ],
        [BOUNDS.closed, extreme - gapZ],
        [BOUNDS.turned, gained],
        [BOUNDS.correlation, correlationZ],
        [BOUNDS.third, againstThird],
        [BOUNDS.went, odds],
      ],
      found: () => ({
        outlook: direction > 0 ? 'down' : 'up',
        strength: extreme,
        reason: `${words()}, and the gap is closing (${sigmaText(-gained)} of it in the last 5 minutes).`,
      }),
    };
  },
});
