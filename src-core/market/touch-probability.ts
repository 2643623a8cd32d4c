import { density, distribution, millsRatio } from '../pricing/normal.ts';
import { logRatio } from './log-ratio.ts';

/** A geometric Brownian motion from now to the end of the time asked about. */
export interface LognormalPath {
  /** Dollars. */
  readonly spot: number;
  /** Dollars: the price expected at the end. */
  readonly forward: number;
  /** Annual volatility times the root of years. */
  readonly totalVolatility: number;
}

/** Where a level lies as long as it is untouched. */
export type LevelSide = 'above' | 'below';

/**
 * Risk-neutral probability that the underlying trades at or beyond `level` (dollars) at any time before the end; 1 once the
 * spot is at or beyond it, 0 for a level of 0.
 *
 * The path is watched without a gap, and its drift from spot to forward accrues in proportion to its variance, so
 * that the shape of volatility through the day does not matter. With b the distance in ln price over the total
 * volatility s, and m = ln(forward / spot)/s - s/2, the probability is N(m - b) + exp(2·m·b)·N(-m - b) (S. Shreve,
 * "Stochastic Calculus for Finance II", 2004, section 7.2): about twice the probability N(m - b) of ending beyond. The
 * trades of a tape touch a little less. At zero total volatility the path is straight.
 *
 * The path has one volatility. Under a skew none is right: that of the level's own strike overstates a touch below
 * by a sixth where it is a fifth above that at the money, one and a half sigmas down, and understates one above;
 * smile-touch.ts takes the whole smile.
 *
 * Throws RangeError unless spot and forward are positive and the total volatility at least 0, all finite.
 */
export function touchProbability(path: LognormalPath, level: number, side: LevelSide): number {
  check(path, level);
  const { spot, forward, totalVolatility: s } = path;
  if (side === 'above' ? spot >= level : spot <= level) return 1;
  if (level <= 0 || level === Number.POSITIVE_INFINITY) return 0;
  if (s < LEAST_VOLATILITY) return Number(side === 'above' ? forward >= level : forward <= level);
  const direction = side === 'above' ? 1 : -1;
  return clamp(reach(distanceTo(path, level), direction * driftOf(path), 0));
}

/**
 * Probability that the underlying touches `lower` or `upper` before the end, as {@link touchProbability} defines it: the
 * break-evens or the short strikes of a package.
 */
export function touchEitherProbability(path: LognormalPath, lower: number, upper: number): number {
  const below = touchProbability(path, lower, 'below');
  const above = touchProbability(path, upper, 'above');
  const isOneSided = below === 0 || above === 0 || below === 1 || above === 1;
  // A straight path touches one level at most.
  if (isOneSided || path.totalVolatility < LEAST_VOLATILITY) return Math.max(below, above);
  const both = hitBothProbability(distanceTo(path, lower), distanceTo(path, upper), driftOf(path));
  return Math.max(below, above, clamp(below + above - both));
}

/** Probability that a Brownian motion of drift `drift` and variance 1 hits both -`down` and `up` in unit time; both are positive. */
export function hitBothProbability(down: number, up: number, drift: number): number {
  if (down + up > NARROW) return alternations(down, up, drift);
  return clamp(reach(down, -drift, 0) + reach(up, drift, 0) - 1 + survival(down, up, drift));
}

/** Below this the deviation over the whole time is less than the spacing of prices as doubles. */
const LEAST_VOLATILITY = 1e-18;
/** Width in deviations where the sines give way to the images. There the first term left out of either is below 1e-20. */
const NARROW = 2.5;
const SINES = 8;
const ALTERNATIONS = 6;

/**
 * Paths that hit one level and then the other, k alternations in all, have by reflection the weight of one barrier
 * further away; inclusion and exclusion adds them up (T. W. Anderson, "A modification of the sequential probability
 * ratio test", 1960; as images in N. Kunitomo, M. Ikeda, "Pricing options with curved boundaries", 1992).
 */
function alternations(down: number, up: number, m: number): number {
  const width = down + up;
  let sum = 0;
  for (let k = 2; k <= ALTERNATIONS; k += 1) {
    const lift = 2 * m * width * Math.floor(k / 2);
    const term = reach(up + (k - 1) * width, m, -lift) + reach(down + (k - 1) * width, -m, lift);
    sum += k % 2 === 0 ? term : -term;
  }
  return clamp(sum);
}

/**
 * Probability to stay between -`down` and `up`, from the eigenfunctions of the heat equation with absorbing ends (D. R.
 * Cox, H. D. Miller, "The Theory of Stochastic Processes", 1965, section 5.7).
 */
function survival(down: number, up: number, m: number): number {
  const width = down + up;
  // The first term alone is below 1e-200 here.
  if (width < 0.1) return 0;
  let sum = 0;
  for (let n = 1; n <= SINES; n += 1) {
    const wave = (n * Math.PI) / width;
    const decay = (m * m + wave * wave) / 2;
    const ends = Math.exp(-m * down - decay) + (n % 2 === 1 ? 1 : -1) * Math.exp(m * up - decay);
    sum += (Math.sin(wave * down) * wave * ends) / (2 * decay);
  }
  return clamp((2 / width) * sum);
}

/**
 * exp(lift) · [N(m - b) + exp(2·m·b)·N(-m - b)]: the probability to hit `b` at drift `m`, weighted. Both terms have the
 * exponential of -(b - m)²/2 in common, which is taken out wherever a factor could overflow. `lift` is at most 0
 * when m > b, and at most -2·m·b when m < -b.
 */
function reach(b: number, m: number, lift: number): number {
  const beyond = b - m;
  const image = b + m;
  const common = density(0) * Math.exp(lift - (beyond * beyond) / 2);
  const ended = beyond >= 0 ? common * millsRatio(beyond) : Math.exp(lift) * distribution(-beyond);
  const returned = image >= 0 ? common * millsRatio(image) : Math.exp(lift + 2 * m * b) * distribution(-image);
  return ended + returned;
}

function distanceTo({ spot, totalVolatility }: LognormalPath, level: number): number {
  return Math.abs(logRatio(level, spot)) / totalVolatility;
}

function driftOf({ spot, forward, totalVolatility }: LognormalPath): number {
  return logRatio(forward, spot) / totalVolatility - totalVolatility / 2;
}

function check({ spot, forward, totalVolatility }: LognormalPath, level: number): void {
  const isFinite = Number.isFinite(spot) && Number.isFinite(forward) && Number.isFinite(totalVolatility) && !Number.isNaN(level);
  if (!(isFinite && spot > 0 && forward > 0 && totalVolatility >= 0)) {
    throw new RangeError(`no touch of ${level} from ${spot} to ${forward} at total volatility ${totalVolatility}`);
  }
}

function clamp(probability: number): number {
  return Math.max(0, Math.min(1, probability));
}
