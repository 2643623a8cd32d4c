/**
 * How far the variance of so many returns lies from the expected one, in standard deviations; `ratio` is realised over
 * expected. Returns that are normal give a relative deviation of sqrt(2/returns); the cube root takes its skew away, so
 * that both sides are equally improbable. E. B. Wilson and M. M. Hilferty, "The distribution of chi-square", PNAS 17
 * (1931). Returns with fat tails scatter more: bounds leave room for that.
 */
export function varianceDeviation(ratio: number, returns: number): number {
  const spread = 2 / (9 * returns);
  return (Math.cbrt(ratio) - (1 - spread)) / Math.sqrt(spread);
}
