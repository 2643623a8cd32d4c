import { millsRatio } from '../pricing/normal.ts';
import { normalQuantile } from './normal-quantile.ts';
import type { PriceDistribution } from './price-distribution.ts';
import { hitBothProbability, type LevelSide } from './touch-probability.ts';

const ROOT_HALF_PI = 1.2533141373155003;

/**
 * Probability that the underlying trades at or beyond `level` (dollars) before the distribution's time, with the smile
 * in it; 1 once the spot is at or beyond the level. An estimate: a smile says where the price ends, not how it goes there.
 *
 * A touched level is ended beyond with a probability p, so that a touch has that of ending beyond over p. For a path
 * without skew p is 1/2, whatever its volatility does (the reflection principle; P. Carr, K. Ellis, V. Gupta, "Static
 * hedging of exotic options", 1998), which is the rule of twice N(d2). A skew moves it, as far as the distribution
 * shows for a level at the spot, and in proportion to the root of the time that is left at the touch; that has for a
 * Brownian motion b deviations away the mean sqrt(π/2)·(1/M(b) - b) of the Mills ratio M, taken where a driftless
 * path has the same probability of ending beyond.
 *
 * In proportion within 0.6 % of the touches of a displaced lognormal path whose volatility one and a half sigmas down is
 * a fifth higher than at the money, 2.5 % where it is a third higher, and 5e-6 of a lognormal path through one day.
 * The drift of a day counts in the same way. Throws RangeError when the spot is not positive and finite.
 */
export function smileTouchProbability(distribution: PriceDistribution, spot: number, level: number, side: LevelSide): number {
  if (!(spot > 0 && spot < Number.POSITIVE_INFINITY)) throw new RangeError(`no touch of ${level} from ${spot}`);
  if (side === 'above' ? spot >= level : spot <= level) return 1;
  const beyond = endBeyond(distribution, level, side);
  if (!(beyond > 0)) return 0;
  const lean = endBeyond(distribution, spot, side) - 0.5;
  const b = Math.max(0, -normalQuantile(beyond));
  const rootOfTimeLeft = ROOT_HALF_PI * (1 / millsRatio(b) - b);
  return Math.min(1, beyond / (0.5 + lean * rootOfTimeLeft));
}

/**
 * Probability that `lower` or `upper` is touched, each as {@link smileTouchProbability} has it. The paths that touch both,
 * which must not count twice, are those of a driftless motion that touches either level as often.
 */
export function smileTouchEitherProbability(distribution: PriceDistribution, spot: number, lower: number, upper: number): number {
  const below = smileTouchProbability(distribution, spot, lower, 'below');
  const above = smileTouchProbability(distribution, spot, upper, 'above');
  if (below === 0 || above === 0 || below === 1 || above === 1) return Math.max(below, above);
  const both = hitBothProbability(-normalQuantile(below / 2), -normalQuantile(above / 2), 0);
  return Math.max(below, above, Math.min(1, below + above - both));
}

function endBeyond(distribution: PriceDistribution, level: number, side: LevelSide): number {
  const below = Math.max(0, Math.min(1, distribution.cumulative(level)));
  return side === 'below' ? below : 1 - below;
}
