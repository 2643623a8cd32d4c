import { describe, expect, it } from 'vitest';
import { type Box, overlapOf, placeCard } from '../../../src-renderer/tour/card-place.ts';

const CARD = { width: 330, height: 190 };
const VIEWS = [
  { width: 960, height: 600 },
  { width: 1440, height: 900 },
  { width: 2560, height: 1440 },
];

/** Places of a window of this size that a step speaks of. */
const targets = ({ width, height }: { readonly width: number; readonly height: number }): readonly Box[] => [
  { left: width - 430, top: 10, width: 56, height: 22 },
  { left: 0, top: 50, width: width / 2, height: height * 0.6 },
  { left: width * 0.75, top: 50, width: width * 0.25, height: height * 0.65 },
  { left: width / 2, top: height * 0.7, width: width / 2, height: height * 0.3 - 24 },
  { left: width - 70, top: height - 22, width: 60, height: 20 },
];

describe('placeCard', () => {
  it('keeps the card in the window and off what it speaks of, in windows of every size', () => {
    for (const view of VIEWS) {
      for (const target of targets(view)) {
        const { left, top } = placeCard(target, CARD, view);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(top).toBeGreaterThanOrEqual(0);
        expect(left + CARD.width).toBeLessThanOrEqual(view.width);
        expect(top + CARD.height).toBeLessThanOrEqual(view.height);
        expect(overlapOf({ left, top, ...CARD }, target), `${JSON.stringify(target)} in ${view.width}`).toBeNull();
      }
    }
  });

  it('covers least of what fills the window, and stands in the middle where nothing is to be seen', () => {
    const view = { width: 960, height: 600 };
    const whole = { left: 0, top: 50, width: 960, height: 500 };
    const { left, top } = placeCard(whole, CARD, view);
    const common = overlapOf({ left, top, ...CARD }, whole);
    expect((common?.width ?? 0) * (common?.height ?? 0)).toBeLessThan(CARD.width * CARD.height);
    expect(placeCard(null, CARD, view)).toEqual({ left: 315, top: 205 });
  });
});
