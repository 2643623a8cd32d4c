/**
 * The simulated smile: at the reference the underlying stands at forward + deviation · Z, where Z is a fixed mixture of
 * logistic distributions with mean 0 and variance 1. Its density is positive everywhere, so option values are convex and
 * monotone in the strike and obey put-call parity at every moment: no static arbitrage, by construction. The logistic
 * tails and the wide lower component give the smile its wings and its skew.
 */
interface Component {
  readonly weight: number;
  readonly mean: number;
  readonly scale: number;
}

const SHAPE: readonly Component[] = [
  { weight: 0.74, mean: 0.09, scale: 0.42 },
  { weight: 0.2, mean: -0.45, scale: 0.75 },
  { weight: 0.06, mean: 0.39, scale: 0.8 },
];

const [CORE, LOWER, UPPER] = standardised(SHAPE);

/** Value of a call in dollars. `deviation` is one standard deviation of the underlying at the reference, in dollars. */
export function fairCall(forward: number, deviation: number, strike: number): number {
  const x = (strike - forward) / deviation;
  // The out-of-the-money side is computed and the other taken from it by parity: nothing cancels.
  return deviation * (x > 0 ? upperPart(x) : lowerPart(x) - x);
}

/** Value of a put in dollars; fairCall - fairPut = forward - strike. */
export function fairPut(forward: number, deviation: number, strike: number): number {
  const x = (strike - forward) / deviation;
  return deviation * (x > 0 ? upperPart(x) + x : lowerPart(x));
}

/** E[max(Z - x, 0)]. */
function upperPart(x: number): number {
  return (
    CORE.weight * CORE.scale * softplus((CORE.mean - x) / CORE.scale) +
    LOWER.weight * LOWER.scale * softplus((LOWER.mean - x) / LOWER.scale) +
    UPPER.weight * UPPER.scale * softplus((UPPER.mean - x) / UPPER.scale)
  );
}

/** E[max(x - Z, 0)]. */
function lowerPart(x: number): number {
  return (
    CORE.weight * CORE.scale * softplus((x - CORE.mean) / CORE.scale) +
    LOWER.weight * LOWER.scale * softplus((x - LOWER.mean) / LOWER.scale) +
    UPPER.weight * UPPER.scale * softplus((x - UPPER.mean) / UPPER.scale)
  );
}

function softplus(t: number): number {
  return t > 36 ? t : Math.log1p(Math.exp(t));
}

function standardised(shape: readonly Component[]): [Component, Component, Component] {
  const mean = shape.reduce((sum, { weight, mean: m }) => sum + weight * m, 0);
  // A logistic distribution of scale s has variance s²π²/3.
  const variance = shape.reduce((sum, c) => sum + c.weight * ((c.mean - mean) ** 2 + (c.scale * Math.PI) ** 2 / 3), 0);
  const width = Math.sqrt(variance);
  const [core, lower, upper] = shape.map((c) => ({ weight: c.weight, mean: (c.mean - mean) / width, scale: c.scale / width }));
  if (core === undefined || lower === undefined || upper === undefined) throw new RangeError('the smile has three components');
  return [core, lower, upper];
}
