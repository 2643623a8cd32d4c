import type { ExerciseBoundary } from './exercise-boundary.ts';
import { exponential } from './exponential.ts';

/** Share of the rate above which the yield makes the boundary harder to find. */
export const ALIKE = 0.7;

/** Deviations, where the yield exceeds the rate and the strike is not felt (J. Evans, R. Kuske, J. Keller, 2002). */
const UNFELT = 0.638;

/**
 * Deviations between strike and boundary at a small total volatility, where they depend only on what exercise earns
 * a deviation: (rate - yield) · root(years) / volatility. Fitted to solutions, to 1e-4; beyond it the perpetual put.
 */
function deviations(logEarned: number): number {
  if (logEarned > 0.25) return 0.5 * Math.exp(-logEarned);
  const s = Math.sqrt(1.4 - Math.max(logEarned, -19));
  const high = 29.1851662 + s * (-17.1793359 + s * (6.44744001 + s * (-1.55560179 + s * (0.234351902 + s * (-0.020109015 + s * 0.000751630372)))));
  return 0.86789316 + s * (-6.04651809 + s * (18.8655243 + s * (-30.470205 + s * high)));
}

const BISECTIONS = 14;
/** More than `deviations` ever gives. */
const MOST_DEVIATIONS = 7;

/**
 * Writes to `target` about how far below its place at expiry the boundary is at the grid's points: to 1e-3 of itself
 * within sixty days and at a yield well below the rate, to some hundredths elsewhere.
 *
 * What exercise earns is less the yield of the spot at the boundary, not at the strike: that makes most of how the
 * deviations at a larger total volatility differ. The rest is a fit.
 */
export function approximateDepths(boundary: ExerciseBoundary, target: Float64Array): void {
  const { grid, rate, carry, totalVolatility, expiryDepth } = boundary;
  const { points, roots, logRoots } = grid;
  // Where the yield is near the rate or above it, what is earned hangs on the depth so much that it takes a bracket.
  const alike = carry > ALIKE * rate;
  const interest = carry === 0 ? Math.log(rate / totalVolatility) : 0;
  const variance = totalVolatility * totalVolatility;
  const slope = rate - carry - variance / 2;
  // No put is exercised below the perpetual put's boundary (R. Merton, 1973).
  const width = Math.sqrt(slope * slope + 2 * rate * variance);
  const most = Math.log(1 + (slope > 0 ? variance / (width + slope) : (width - slope) / (2 * rate)));
  let y = 1;
  for (let i = 0; i < points; i += 1) {
    const root = roots[i] as number;
    const v = totalVolatility * root;
    const passes = alike ? BISECTIONS : i === 0 && carry !== 0 ? 3 : 1;
    let low = 0;
    let high = MOST_DEVIATIONS;
    if (i > 0) y += ((logRoots[i - 1] as number) - (logRoots[i] as number)) / (y + 0.5);
    for (let pass = 0; pass < passes; pass += 1) {
      const earned = rate - carry * exponential(-(0.659 + 0.0571 * y) * v * y);
      const logEarned = carry === 0 ? interest : Math.log(Math.max(earned, 0) / totalVolatility);
      const limit = deviations(logEarned + (logRoots[i] as number));
      const to = limit * (1 - Math.min(v, 1) * (0.2255 - 0.031 * limit));
      if (to > y) low = y;
      else high = y;
      y = alike ? (low + high) / 2 : to;
    }
    const depth = Math.min(expiryDepth > 0 ? Math.max(v * y - expiryDepth, UNFELT * v) : v * y, most - expiryDepth);
    target[i] = depth;
  }
}
