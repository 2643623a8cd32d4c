import { describe, expect, it } from 'vitest';
import { cumulativeAt, densityAt, moveAlong, nearestStrike, readingWords, smileReadings, standingOf } from '../../../src-renderer/panels/smile/smile-reading.ts';
import { smileView, strikesFrom } from './smile-fixture.ts';

const logistic = (price: number): number => 1 / (1 + Math.exp(-(price - 612) / 2));
const curve = Array.from({ length: 11 }, (_, index) => {
  const strike = 602 + 2 * index;
  const cumulative = logistic(strike);
  return { strike, cumulative, density: (cumulative * (1 - cumulative)) / 2 };
});

describe('cumulativeAt', () => {
  it('is the curve at its points, close to the truth between them, and absent beyond its ends', () => {
    expect(cumulativeAt(curve, 612)).toBe(0.5);
    for (const price of [603.1, 609, 611.7, 616.4]) expect(Math.abs((cumulativeAt(curve, price) ?? Number.NaN) - logistic(price))).toBeLessThan(1e-3);
    expect(cumulativeAt(curve, 602)).toBe(curve[0]?.cumulative);
    expect(cumulativeAt(curve, 601.9)).toBeNull();
    expect(cumulativeAt(curve, 622.1)).toBeNull();
    expect(cumulativeAt([], 612)).toBeNull();
  });
});

it('reads the density on the line between two points', () => {
  expect(densityAt(curve, 612)).toBe(0.125);
  const middle = ((curve[5]?.density ?? 0) + (curve[6]?.density ?? 0)) / 2;
  expect(densityAt(curve, 613)).toBeCloseTo(middle, 12);
});

it('finds the nearest strike', () => {
  const strikes = [{ strike: 610 }, { strike: 611 }, { strike: 613 }];
  expect(nearestStrike(strikes, 0)).toBe(0);
  expect(nearestStrike(strikes, 611.4)).toBe(1);
  expect(nearestStrike(strikes, 612)).toBe(2);
  expect(nearestStrike([], 612)).toBe(-1);
});

it('moves along the strikes and stops at the ends', () => {
  expect(moveAlong('ArrowRight', 3, 10)).toBe(4);
  expect(moveAlong('ArrowLeft', 0, 10)).toBe(0);
  expect(moveAlong('PageUp', 7, 10)).toBe(9);
  expect(moveAlong('Home', 7, 10)).toBe(0);
  expect(moveAlong('Enter', 7, 10)).toBeNull();
});

describe('a reading', () => {
  it('has the fitted volatility and both probabilities', () => {
    const [reading] = smileReadings(smileView([612]));
    expect(reading?.fitted).toBeCloseTo(0.2, 12);
    expect(reading?.below).toBeCloseTo(0.5, 9);
    expect(reading && readingWords(reading)).toBe(
      'Strike 612; quoted 20.10 percent, give or take 0.20; fitted 20.00; residual +0.10 points, +0.50 half-spreads, within its bid and ask; probability below 50.0 %, above 50.0 %',
    );
  });

  it('says nothing of a smile that is not there', () => {
    const points = smileView(strikesFrom(611, 613)).points.map((point) => ({ ...point, residual: null, residualHalfSpreads: null }));
    const [reading] = smileReadings(smileView([], { points, fit: { state: 'absent', reason: 'arbitrage' } }));
    expect(reading).toMatchObject({ strike: 611, fitted: null, below: null });
    expect(reading && readingWords(reading)).toBe('Strike 611; quoted 20.14 percent, give or take 0.20');
    expect(reading && standingOf(reading)).toBeNull();
  });

  it('is rich or cheap only beyond the quote’s own bid and ask', () => {
    expect([1.01, 1, -1, -1.01].map((halfSpreads) => standingOf({ halfSpreads }))).toEqual(['rich', 'within', 'within', 'cheap']);
  });
});
