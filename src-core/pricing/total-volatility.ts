import { density, millsRatio } from './normal.ts';
import { millsDifference, normalisedComplement } from './normalised-black.ts';

const LOG_ROOT_TWO_PI = 0.9189385332046728;
const ROOT_TWO_PI = 2.5066282746310005;
/** From the seeds below four steps are enough everywhere; the tests hold that against a wide grid. */
const STEPS = 5;
/** The method is of fourth order: after a step this small in proportion nothing is left above the last place. */
const LAST_STEP = 2e-5;

/**
 * The total volatility at which the normalised out-of-the-money price is `price`, anywhere: Householder's step of the
 * fourth order on the logarithm of the price, or of what is missing to 1 in the upper half. `x` is
 * |ln(forward / strike)|, `rest` is 1 - price without cancellation, `logPrice` the logarithm of the price, which may
 * be known where the price itself underflows. Needs 0 <= price < 1.
 */
export function totalVolatility(x: number, price: number, rest: number, logPrice: number): number {
  return price < 0.5 ? solveLower(x, price, logPrice) : solveUpper(x, rest);
}

function solveLower(x: number, price: number, logPrice: number): number {
  let s = lowerSeed(x, price, logPrice);
  for (let step = 0; step < STEPS; step += 1) {
    const z = x / s;
    const t = 0.5 * s;
    const difference = millsDifference(z, t);
    const ratio = price > 1e-290 ? (density(z - t) * difference) / price : 0;
    const error =
      ratio > 0.5 && ratio < 2 ? Math.log(ratio) : Math.log(difference) - 0.5 * (z - t) * (z - t) - LOG_ROOT_TWO_PI - logPrice;
    const change = householder(z, t, error, difference / s);
    s += s * change;
    if (Math.abs(change) <= LAST_STEP) break;
  }
  return s;
}

function solveUpper(x: number, rest: number): number {
  const logRest = Math.log(rest);
  const quantile = Math.sqrt(-2 * logRest) - 1;
  let s = quantile + Math.sqrt(quantile * quantile + 2 * x);
  for (let step = 0; step < STEPS; step += 1) {
    const z = x / s;
    const t = 0.5 * s;
    const complement = normalisedComplement(z, s);
    const change = householder(z, t, Math.log(complement / rest), -complement / density(z - t) / s);
    s += s * change;
    if (Math.abs(change) <= LAST_STEP) break;
  }
  return s;
}

/** The change in proportion to s, at most to its half or its double; `slope` is the price over its derivative by ln(s). */
function householder(z: number, t: number, error: number, slope: number): number {
  const newton = -error * slope;
  const steepness = 1 / slope;
  const bend = z * z - t * t;
  const second = bend - steepness;
  const third = bend * bend - (3 * z * z + t * t) - 3 * steepness * bend + 2 * steepness * steepness;
  const change = (newton * (1 + 0.5 * newton * second)) / (1 + newton * (second + (newton * third) / 6));
  return Math.max(-0.5, Math.min(1, change));
}

/** ln(forward / strike) beyond which the forward's own tail says more than the intrinsic value. */
const FAR = 2;

function lowerSeed(x: number, price: number, logPrice: number): number {
  return x > FAR ? farSeed(x, logPrice) : nearSeed(x, price, logPrice);
}

/** With w = -d1 the price is density(w)·(m(w) - m(root(w² + 2x))), and s = root(w² + 2x) - w: two steps of Newton's on w. */
function farSeed(x: number, logPrice: number): number {
  let w = Math.max(0, Math.sqrt(-2 * logPrice) - 1);
  for (let step = 0; step < 2; step += 1) {
    const ratio = millsRatio(w);
    const error = Math.log(ratio - millsRatio(Math.sqrt(w * w + 2 * x))) - 0.5 * w * w - LOG_ROOT_TWO_PI - logPrice;
    w = Math.max(0, w + error * ratio);
  }
  return (2 * x) / (Math.sqrt(w * w + 2 * x) + w);
}

/**
 * For small total volatility the price over x depends on z = x/s alone, density(z)/z - distribution(-z): near the
 * money its expansion gives a quadratic in s, in the tail it is close to density(z)/(z³ + 3z).
 */
function nearSeed(x: number, price: number, logPrice: number): number {
  const level = ROOT_TWO_PI * (price + x / 2);
  const root = level * level - 2 * x * x;
  if (root >= 0) return (level + Math.sqrt(root)) / 2;
  const goal = Math.log(x) - logPrice - LOG_ROOT_TWO_PI;
  let z = Math.max(1.2, Math.sqrt(2 * goal) - 1);
  const cubic = z * z * z + 3 * z;
  z -= ((z * z) / 2 + Math.log(cubic) - goal) / (z + (3 * z * z + 3) / cubic);
  return x / Math.max(z, 0.5);
}
