import { atLeast, boundedDetector, needed, sinceOpen, toReference } from './bounded-detector.ts';
import { percentText, sigmaText } from './figure-words.ts';

const BOUNDS = {
  /** Some 1 hour in 20 goes as far by itself; of continuation only such hours say anything. */
  hour: atLeast('size of the move of the last 60 minutes', 'sigma', 2),
  /** The newer half carries its part of it: half an hour's share of 2 sigma is 1.4. */
  half: atLeast('move of the last 30 minutes, the same way', 'sigma', 1),
  /** And it has not begun to come back. */
  quarter: atLeast('move of the last 15 minutes, the same way', 'sigma', 0.5),
};

export const momentum = boundedDetector({
  id: 'momentum',
  title: 'Momentum continuation',
  what: 'The price has gone further in the last hour than options asked for, and is still going: the bet is that it goes on. Needs the returns of the last 60 minutes and the volatility that options asked for in them.',
  outlooks: ['up', 'down'],
  // A whole hour since the open, and an hour left to go on in.
  hours: [sinceOpen('at least', 60), toReference('at least', 60)],
  bounds: BOUNDS,
  look: (_, underlying, { momentum, returns }) => {
    const unknown = (minutes: number): string =>
      `${underlying}: its move over the last ${minutes} minutes against what options asked for is not known: a minute or a volatility is missing`;
    const hour = needed(momentum.m60, unknown(60));
    const half = needed(momentum.m30, unknown(30));
    const quarter = needed(momentum.m15, unknown(15));
    const share = needed(returns.m60, unknown(60));
    const direction = hour < 0 ? -1 : 1;
    return {
      looks: [
        [BOUNDS.hour, hour * direction],
        [BOUNDS.half, half * direction],
        [BOUNDS.quarter, quarter * direction],
      ],
      found: () => ({
        outlook: direction > 0 ? 'up' : 'down',
        strength: Math.abs(hour),
        reason: `${underlying} ${direction > 0 ? 'rose' : 'fell'} ${percentText(Math.abs(share))} in the last hour, ${sigmaText(Math.abs(hour))} of what options asked for, and the last 15 minutes went the same way (${sigmaText(Math.abs(quarter))}).`,
      }),
    };
  },
});
