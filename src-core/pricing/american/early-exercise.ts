import { type ExerciseBoundary, interpolateDepths } from './exercise-boundary.ts';
import { exponential } from './exponential.ts';
import { tableDensity, tableDistribution } from './normal-table.ts';

/** The early-exercise premium of a put of strike 1 and its derivatives by the spot. */
export interface EarlyExercise {
  premium: number;
  delta: number;
  gamma: number;
}

const depths = new Float64Array(256);
const result: EarlyExercise = { premium: 0, delta: 0, gamma: 0 };

/** Standard deviations above the boundary up to which the finer rule is taken. */
const NEAR = 0.25;

/** Logarithm of the spot below which the put is exercised at once. */
export function criticalLogSpot(boundary: ExerciseBoundary): number {
  return -(boundary.depths[0] as number);
}

/**
 * What exercise at the boundary is worth above the European put, for a spot above it: the interest earned on the
 * strike less the dividends forgone, over all times and spots at which the option will have been exercised
 * (I. Kim, "The Analytic Valuation of American Options", 1990). The result is overwritten by the next call.
 */
export function earlyExercise(boundary: ExerciseBoundary, spot: number, withDerivatives: boolean): EarlyExercise {
  const { grid, rate, carry, totalVolatility } = boundary;
  const x = Math.log(spot);
  const rule = x - criticalLogSpot(boundary) < NEAR * totalVolatility ? grid.nearPremium : grid.premium;
  const { nodes, sines, cosines, weights } = rule;
  interpolateDepths(rule.interpolation, nodes, depths);
  const slope = (rate - carry) / totalVolatility - totalVolatility / 2;
  const inverse = 1 / totalVolatility;
  let premium = 0;
  let delta = 0;
  let gamma = 0;
  for (let j = 0; j < nodes; j += 1) {
    const sine = sines[j] as number;
    const time = sine * sine;
    const w = totalVolatility * sine;
    const d2 = ((x + (depths[j] as number)) * inverse) / sine + slope * sine;
    const weight = 2 * (weights[j] as number) * sine * (cosines[j] as number);
    const interest = weight * rate * exponential(-rate * time);
    const dividends = carry === 0 ? 0 : weight * carry * exponential(-carry * time);
    const given = carry === 0 ? 0 : tableDistribution(-d2 - w);
    premium += interest * tableDistribution(-d2) - dividends * spot * given;
    if (!withDerivatives) continue;
    const strikeDensity = (interest * tableDensity(d2)) / (spot * w);
    const spotDensity = carry === 0 ? 0 : (dividends * tableDensity(d2 + w)) / w;
    delta += spotDensity - strikeDensity - dividends * given;
    gamma += (strikeDensity * (1 + d2 / w) + spotDensity * (1 - (d2 + w) / w)) / spot;
  }
  result.premium = premium;
  result.delta = delta;
  result.gamma = gamma;
  return result;
}
