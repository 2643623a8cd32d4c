import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pixelOf, smileAxes, steadyRange, valueAt } from '../../../src-renderer/panels/smile/smile-axes.ts';
import { smileView, strikesFrom } from './smile-fixture.ts';

describe('smileAxes', () => {
  it('are absent without points', () => expect(smileAxes(smileView([]), null)).toBeNull());

  it('show the quoted strikes within four sigmas of the forward', () => {
    const axes = smileAxes(smileView(strikesFrom(560, 640)), null);
    expect(axes?.strikes.low).toBeGreaterThanOrEqual(596);
    expect(axes?.strikes.low).toBeLessThanOrEqual(612 - 4 * 3.63);
    expect(axes?.strikes.high).toBeLessThanOrEqual(628);
    expect(smileAxes(smileView(strikesFrom(609, 615)), null)?.strikes).toEqual({ low: 608, high: 616 });
  });

  it('hold every quote and the whole curve in sight', () => {
    const view = smileView(strikesFrom(600, 624));
    const axes = smileAxes(view, null);
    for (const { iv } of view.points) {
      expect(iv).toBeGreaterThanOrEqual(axes?.volatilities.low ?? Number.NaN);
      expect(iv).toBeLessThanOrEqual(axes?.volatilities.high ?? Number.NaN);
    }
    expect(axes?.greatestDensity).toBeGreaterThan(0.125);
  });

  it('stay while the market moves a little, and follow when it moves much', () => {
    const axes = smileAxes(smileView(strikesFrom(600, 624)), null);
    expect(smileAxes(smileView(strikesFrom(601, 623), { forward: 612.3 }), axes)).toEqual(axes);
    expect(smileAxes(smileView(strikesFrom(609, 614)), axes)?.strikes).not.toEqual(axes?.strikes);
  });

  it('show the quotes alone where no smile is fitted', () => {
    const axes = smileAxes(smileView(strikesFrom(605, 619), { fit: { state: 'absent', reason: 'arbitrage' }, straddle: null }), null);
    expect(axes).toMatchObject({ strikes: { low: 604, high: 620 }, greatestDensity: 0 });
  });
});

const range = fc.tuple(fc.double({ min: 0, max: 800, noNaN: true }), fc.double({ min: 0, max: 100, noNaN: true })).map(([low, width]) => ({ low, high: low + width }));

describe('steadyRange', () => {
  it('always has width and holds what is wanted', () => {
    fc.assert(
      fc.property(fc.option(range), range, (before, wanted) => {
        const kept = before === null || before.high === before.low ? null : before;
        const now = steadyRange(kept, wanted, 0.05, 1);
        expect(now.low).toBeLessThanOrEqual(wanted.low);
        expect(now.high).toBeGreaterThanOrEqual(wanted.high);
        expect(now.high).toBeGreaterThan(now.low);
        expect(steadyRange(now, wanted, 0.05, 1).high - now.low).toBeGreaterThan(0);
      }),
    );
  });
});

it('reads a value back from its pixel', () => {
  const axis = { low: 596, high: 628 };
  expect(pixelOf(axis, 612, 40, 340)).toBe(190);
  expect(pixelOf(axis, 628, 300, 20)).toBe(20);
  expect(valueAt(axis, pixelOf(axis, 607.25, 40, 340), 40, 340)).toBeCloseTo(607.25, 9);
});
