import { atLeast, atMost, boundedDetector, type Look, needed, neededPositive, sinceOpen, Unknown } from './bounded-detector.ts';
import { clockText, dollarText, sigmaText } from './figure-words.ts';

const BOUNDS = {
  /** Of the move still expected: a break by less is the edge's own noise. */
  break: atLeast('way beyond the first 30 minutes’ range', 'sigma', 0.1),
  /** A break that has run has no early bet left in it. */
  fresh: atMost('way beyond the range over its height', 'ratio', 0.75),
  /** Of a price that wanders, one quarter of an hour in eight goes as far. */
  push: atLeast('move of the last 15 minutes, the same way', 'sigma', 1.15),
  /** In place of the push: others take part, and it still goes that way. */
  volume: atLeast('volume of the last 15 minutes over what is ordinary', 'ratio', 1.5),
  along: atLeast('move of the last 15 minutes, the same way', 'sigma', 0.5),
};

export const openingRange = boundedDetector({
  id: 'opening_range',
  title: 'Opening-range break',
  what: 'The price leaves the range of the first 30 minutes, with a push or with volume: the bet is that it goes on that way. A push is enough without a volume; a weaker one needs a volume of its own. Needs the opening range, the expected move and the last 15 minutes.',
  outlooks: ['up', 'down'],
  // From the end of the range; past 11:45 a break is no longer one of the open.
  hours: [sinceOpen('at least', 31), sinceOpen('at most', 135)],
  bounds: BOUNDS,
  look: (state, underlying, { price, openingRange, expectedMove, momentum, volumeRatio }) => {
    if (openingRange === null) throw new Unknown(`${underlying}: the range of the first 30 minutes is not known: minutes of them are missing`);
    const { high, low } = openingRange;
    const height = neededPositive(high - low, `${underlying}: the range of the first 30 minutes has no height`);
    const sigma = neededPositive(expectedMove?.sigma ?? null, `${underlying}: its expected move is not known`);
    const quarter = needed(momentum.m15, `${underlying}: its move over the last 15 minutes against what options asked for is not known`);
    const direction = price < (high + low) / 2 ? -1 : 1;
    const beyond = direction > 0 ? price - high : low - price;
    const push = quarter * direction;
    const outside: readonly Look[] = [
      [BOUNDS.break, beyond / sigma],
      [BOUNDS.fresh, beyond / height],
    ];
    const byVolume = push < BOUNDS.push.value && push >= BOUNDS.along.value && beyond / sigma >= BOUNDS.break.value;
    const looks: readonly Look[] = byVolume
      ? [
          ...outside,
          [BOUNDS.volume, needed(volumeRatio, `${underlying}: its push of ${sigmaText(push)} alone is too weak, and its ordinary volume at ${clockText(state.time)} is not known`)],
          [BOUNDS.along, push],
        ]
      : [...outside, [BOUNDS.push, push]];
    return {
      looks,
      besides: [{ name: direction > 0 ? 'top of the range' : 'bottom of the range', value: direction > 0 ? high : low, unit: 'dollars', bound: null }],
      found: () => ({
        outlook: direction > 0 ? 'up' : 'down',
        strength: push,
        reason: `${underlying} at ${dollarText(price)} ${direction > 0 ? `broke above ${dollarText(high)}, the top` : `broke below ${dollarText(low)}, the bottom`} of its first 30 minutes, ${sigmaText(beyond / sigma)} of the move still expected beyond it; the last 15 minutes went ${sigmaText(push)} the same way${volumeRatio === null ? '' : ` on ${volumeRatio.toFixed(1)} times the ordinary volume`}.`,
      }),
    };
  },
});
