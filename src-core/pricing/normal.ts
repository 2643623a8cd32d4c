import { millsRatioPart, millsSlopePart } from './kernel/mills-polynomials.ts';

const ROOT_TWO_PI = 2.5066282746310005;

/** Standard normal density. */
export function density(z: number): number {
  return Math.exp(-0.5 * z * z) / ROOT_TWO_PI;
}

/** Standard normal distribution function, with full relative precision in the lower tail. */
export function distribution(z: number): number {
  return z <= 0 ? density(z) * millsRatio(-z) : 1 - density(z) * millsRatio(z);
}

/** (1 - distribution(z)) / density(z) for z >= 0, to about one unit in the last place. */
export function millsRatio(z: number): number {
  if (z > 40) return farMillsRatio(z);
  const ratio = millsRatioPart(z, z * z);
  return ratio / (millsSlopePart(z, z * z) + z * ratio);
}

/** 1 - z·millsRatio(z), the negative of its derivative, for z >= 0, without cancellation. */
export function millsSlope(z: number): number {
  if (z > 40) return farMillsSlope(z);
  const slope = millsSlopePart(z, z * z);
  return slope / (slope + z * millsRatioPart(z, z * z));
}

// The asymptotic series (M. Abramowitz and I. Stegun, 26.2.12); from 40 on these terms are exact to the last place.
function farMillsRatio(z: number): number {
  const w = 1 / (z * z);
  return (1 - w * (1 - w * (3 - w * (15 - w * (105 - w * (945 - w * 10395)))))) / z;
}

function farMillsSlope(z: number): number {
  const w = 1 / (z * z);
  return w * (1 - w * (3 - w * (15 - w * (105 - w * (945 - w * (10395 - w * 135135))))));
}
