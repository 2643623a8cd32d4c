import type { PriceDistribution } from '../market/price-distribution.ts';
import { smileTouchEitherProbability, smileTouchProbability } from '../market/smile-touch.ts';

/** That the break-even next below or next above the spot trades before the reference time; null without one. */
export function breakEvenTouch(distribution: PriceDistribution, spot: number, breakEvens: readonly number[]): number | null {
  const lower = breakEvens.findLast((price) => price <= spot);
  const upper = breakEvens.find((price) => price > spot);
  if (lower !== undefined && upper !== undefined) return smileTouchEitherProbability(distribution, spot, lower, upper);
  if (lower !== undefined) return smileTouchProbability(distribution, spot, lower, 'below');
  return upper === undefined ? null : smileTouchProbability(distribution, spot, upper, 'above');
}
