import { describe, expect, it } from 'vitest';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { PricePath } from '../../../src-main/market-data/price-path.ts';
import { tradingSession } from './session.ts';

const session = tradingSession('2026-08-21');
const closes = { SPY: 612, QQQ: 548, IWM: 231, VIX: 16.8 };
const paths = Array.from({ length: 12 }, (_, seed) => new PricePath(seed, session, closes));
const MINUTE_STEPS = 240;

function returns(prices: Float64Array): number[] {
  const result: number[] = [];
  for (let step = MINUTE_STEPS; step < 390 * MINUTE_STEPS; step += MINUTE_STEPS) {
    result.push(Math.log((prices[step] ?? Number.NaN) / (prices[step - MINUTE_STEPS] ?? Number.NaN)));
  }
  return result;
}

function correlation(left: readonly number[], right: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [a, b] = [mean(left), mean(right)];
  const sum = (of: (i: number) => number): number => left.reduce((total, _, i) => total + of(i), 0);
  const x = (i: number): number => (left[i] ?? Number.NaN) - a;
  const y = (i: number): number => (right[i] ?? Number.NaN) - b;
  return sum((i) => x(i) * y(i)) / Math.sqrt(sum((i) => x(i) ** 2) * sum((i) => y(i) ** 2));
}

const all = (of: (path: PricePath) => Float64Array): number[] => paths.flatMap((path) => returns(of(path)));
const priceOf = (underlying: Underlying) => (path: PricePath): Float64Array => path.underlyings[underlying].price;

describe('price path', () => {
  it('correlates by the minute as the market does, and VIX falls when prices rise', () => {
    const [spy, qqq, iwm] = [all(priceOf('SPY')), all(priceOf('QQQ')), all(priceOf('IWM'))];
    expect(correlation(spy, qqq)).toBeGreaterThan(0.92);
    expect(correlation(spy, qqq)).toBeLessThan(0.97);
    expect(correlation(spy, iwm)).toBeGreaterThan(0.8);
    expect(correlation(spy, iwm)).toBeLessThan(0.9);
    expect(correlation(spy, all((path) => path.vix))).toBeLessThan(-0.7);
  });

  it('is livelier at the open and the close than at noon, and opens with a gap', () => {
    const squares = paths.map((path) => returns(path.underlyings.SPY.price).map((value) => value * value));
    const level = (from: number, to: number): number =>
      squares.flatMap((day) => day.slice(from, to)).reduce((sum, value) => sum + value, 0) / (to - from);
    expect(level(0, 20)).toBeGreaterThan(1.6 * level(160, 240));
    expect(level(375, 389)).toBeGreaterThan(1.2 * level(160, 240));
    expect(new Set(paths.map((path) => path.underlyings.SPY.price[0])).size).toBe(paths.length);
    for (const path of paths) expect(path.underlyings.SPY.price[0]).not.toBeCloseTo(612, 3);
  });

  it('implies a deviation that shrinks to the end and stays above zero', () => {
    for (const path of paths) {
      expect(path.deviation('SPY', 0)).toBeGreaterThan(2);
      expect(path.deviation('SPY', 0)).toBeLessThan(10);
      expect(path.deviation('SPY', path.steps - 1)).toBeGreaterThan(0);
      expect(path.deviation('SPY', path.steps - 1)).toBeLessThan(0.1);
    }
  });
});
