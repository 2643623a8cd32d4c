import { normalQuantile } from './normal-quantile.ts';

/**
 * What a straddle at the money would cost once `left` of the years that there were is left, at the same volatility: its
 * price goes with the root of the variance left. Years on the clock of the volatilities; dollars.
 */
export function decayedStraddle(price: number, yearsThen: number, yearsLeft: number): number {
  return yearsThen > 0 && yearsLeft >= 0 ? price * Math.sqrt(yearsLeft / yearsThen) : Number.NaN;
}

/**
 * The annual volatility at which a straddle struck at the forward is worth `price` undiscounted dollars: the inverse of
 * price = 2 · forward · (2 N(v/2) − 1), v the volatility times the root of the years. NaN for a price that no volatility has.
 */
export function straddleVolatility(price: number, forward: number, years: number): number {
  const share = (price / (2 * forward) + 1) / 2;
  return share > 0.5 && share < 1 && years > 0 ? (2 * normalQuantile(share)) / Math.sqrt(years) : Number.NaN;
}
