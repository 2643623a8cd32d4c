/** Beyond every logarithm of a quotient of doubles that is itself a double. */
const LIMIT = 745;

/**
 * ln(price / base) for positive finite numbers, to the last place also when both are nearly the same, where the
 * quotient would be rounded first. Held within ±745.
 */
export function logRatio(price: number, base: number): number {
  const change = (price - base) / base;
  const log = Math.abs(change) < 0.5 ? Math.log1p(change) : Math.log(price / base);
  return Math.max(-LIMIT, Math.min(LIMIT, log));
}
