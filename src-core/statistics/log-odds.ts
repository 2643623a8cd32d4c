/** Probabilities nearer to 0 or 1 count as this near: their log odds would outweigh all others. */
const NEAREST = 0.001;

/** Logarithm of the odds of a probability, 0.001 to 0.999 of it. Throws RangeError outside 0 to 1. */
export function logOdds(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`a probability must be 0 to 1, got ${probability}`);
  const inside = Math.min(1 - NEAREST, Math.max(NEAREST, probability));
  return Math.log(inside / (1 - inside));
}

/** The probability of which these are the log odds. */
export function probabilityOf(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}

/** log(1 + exp(odds)): the surprise of what was not expected. */
export function softPlus(odds: number): number {
  return Math.max(0, odds) + Math.log1p(Math.exp(-Math.abs(odds)));
}
