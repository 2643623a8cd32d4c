/**
 * What a straddle at the money would cost once `left` of the years that there were is left, at the same volatility: its
 * price goes with the root of the variance left. Years on the clock of the volatilities; dollars.
 */
export function decayedStraddle(price: number, yearsThen: number, yearsLeft: number): number {
  return yearsThen > 0 && yearsLeft >= 0 ? price * Math.sqrt(yearsLeft / yearsThen) : Number.NaN;
}
