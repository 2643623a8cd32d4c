import { expect, it } from 'vitest';
import { straddleMove } from '../../../src-core/market/expected-move.ts';
import { decayedStraddle, straddleVolatility } from '../../../src-core/market/straddle-decay.ts';
import { price } from '../../../src-core/pricing/black-scholes.ts';

const YEARS = 6.5 / (365 * 24);
const straddleAt = (years: number, volatility: number): number =>
  (['call', 'put'] as const).reduce((sum, right) => sum + price({ right, spot: 612, strike: 612, years, rate: 0, dividendYield: 0 }, volatility), 0);

it('a straddle has the volatility that it was priced at, and decays with the root of the variance left', () => {
  const open = straddleAt(YEARS, 0.14);
  expect(straddleVolatility(open, 612, YEARS)).toBeCloseTo(0.14, 9);
  const move = straddleMove(612, 1, [{ strike: 612, price: open }]);
  expect(move.ok && straddleVolatility(move.move.meanMove, 612, YEARS)).toBeCloseTo(0.14, 8);
  expect(decayedStraddle(open, YEARS, YEARS / 4)).toBeCloseTo(open / 2, 12);
  expect(straddleAt(YEARS / 4, 0.14) / decayedStraddle(open, YEARS, YEARS / 4)).toBeCloseTo(1, 4);
  expect(decayedStraddle(open, YEARS, 0)).toBe(0);
});

it('says nothing of a straddle that no volatility has', () => {
  expect(straddleVolatility(0, 612, YEARS)).toBeNaN();
  expect(straddleVolatility(2_000, 612, YEARS)).toBeNaN();
  expect(straddleVolatility(3, 612, 0)).toBeNaN();
  expect(decayedStraddle(3, 0, 0)).toBeNaN();
});
