import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceTicks } from '../../../src-renderer/panels/ticket/payoff-curve.ts';

describe('priceTicks', () => {
  it('stands on round prices', () => {
    expect(priceTicks(605.9, 618.1, 6)).toEqual([610, 615]);
    expect(priceTicks(609.2, 614.9, 6)).toEqual([610, 611, 612, 613, 614]);
  });

  it('stays inside the range and within the room', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 800, noNaN: true }), fc.double({ min: 0.5, max: 300, noNaN: true }), (first, width) => {
        const ticks = priceTicks(first, first + width, 6);
        expect(ticks.length).toBeLessThanOrEqual(7);
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(first - 1e-9);
          expect(tick).toBeLessThanOrEqual(first + width + 1e-9);
        }
      }),
    );
  });
});
