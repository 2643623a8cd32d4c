import { density } from './normal.ts';
import type { EuropeanOption } from './black.ts';
import { normalisedComplement, tailDifference } from './normalised-black.ts';

export type ImpliedVolatility =
  | { readonly ok: true; readonly volatility: number }
  | { readonly ok: false; readonly reason: NoVolatility };

/** The bounds are the discounted intrinsic value, and the discounted forward of a call or strike of a put. */
export type NoVolatility = 'bad_input' | 'expired' | 'below_intrinsic' | 'at_intrinsic' | 'at_maximum' | 'above_maximum';

/** The volatility at which Black's formula gives `price` (dollars per share), or why there is none. */
export function impliedVolatility(option: EuropeanOption, price: number): ImpliedVolatility {
  const { right, forward, strike, years, discount } = option;
  const positive = forward > 0 && strike > 0 && discount > 0;
  if (!positive || !Number.isFinite(forward + strike + years + discount + price)) return { ok: false, reason: 'bad_input' };
  if (years <= 0) return { ok: false, reason: 'expired' };
  const intrinsic = Math.max(0, right === 'call' ? forward - strike : strike - forward);
  const share = (price / discount - intrinsic) / Math.min(forward, strike);
  if (share < 0) return { ok: false, reason: 'below_intrinsic' };
  if (share === 0) return { ok: false, reason: 'at_intrinsic' };
  if (share === 1) return { ok: false, reason: 'at_maximum' };
  if (share > 1) return { ok: false, reason: 'above_maximum' };
  return { ok: true, volatility: impliedTotalVolatility(-Math.abs(Math.log(forward / strike)), share) / Math.sqrt(years) };
}

const LOG_ROOT_TWO_PI = 0.9189385332046728;
const ROOT_TWO_PI = 2.5066282746310005;
const STEPS = 64;
/** The method is of third order: a step this small in proportion leaves an error below the last place. */
const LAST_STEP = 4e-6;

/**
 * The total volatility whose normalised price is `price`; NaN unless 0 < price < 1. `x` is -|ln(forward / strike)|.
 * Halley's method on the logarithm of the price (of its distance from 1 in the upper half), inside a bracket that
 * every step narrows, at most 64 steps.
 */
export function impliedTotalVolatility(x: number, price: number): number {
  if (!(price > 0 && price < 1)) return Number.NaN;
  return price < 0.5 ? solveLower(x, price) : solveUpper(x, price);
}

function solveLower(x: number, price: number): number {
  const target = Math.log(price);
  // At the inflection point, where d1 = 0, the price is below 1/2; four more bring it above in any case.
  let low = 0;
  let high = Math.sqrt(-2 * x) + 4;
  let s = lowerGuess(x, price, target);
  for (let step = 0; step < STEPS; step += 1) {
    const h = x / s;
    const t = s / 2;
    const difference = tailDifference(h, t);
    const d1 = h + t;
    const error = Math.log(difference) - d1 * d1 / 2 - LOG_ROOT_TWO_PI - target;
    if (error > 0) high = s;
    else low = s;
    const slope = 1 / difference;
    const curvature = ((h - t) * d1) / s - slope;
    const next = halley(s, error, slope, curvature, low, high);
    const done = Math.abs(next - s) <= LAST_STEP * s;
    s = next;
    if (done) break;
  }
  return s;
}

function solveUpper(x: number, price: number): number {
  const rest = 1 - price;
  const target = Math.log(rest);
  let low = Math.sqrt(-2 * x);
  // Here d1 is at least 10, and the distance from 1 below the spacing of doubles at 1.
  let high = low + 20;
  const quantile = Math.sqrt(-2 * target) - 1;
  let s = Math.min(high, quantile + Math.sqrt(quantile * quantile - 2 * x));
  if (!(s > low)) s = low + 1;
  for (let step = 0; step < STEPS; step += 1) {
    const complement = normalisedComplement(x, s);
    const d1 = x / s + s / 2;
    const error = target - Math.log(complement);
    if (error > 0) high = s;
    else low = s;
    const slope = density(d1) / complement;
    const curvature = (d1 * (d1 - s)) / s + slope;
    const next = halley(s, error, slope, curvature, low, high);
    const done = Math.abs(next - s) <= LAST_STEP * s;
    s = next;
    if (done) break;
  }
  return s;
}

/** The next point of Halley's method (`curvature` is the second derivative over the first), or the bracket's middle. */
function halley(s: number, error: number, slope: number, curvature: number, low: number, high: number): number {
  const newton = error / slope;
  const next = s - newton / Math.max(0.5, 1 - 0.5 * newton * curvature);
  return next >= low && next <= high ? next : (low + high) / 2;
}

/**
 * For small total volatility the price over |x| depends on h = |x|/s alone, density(h)/h - distribution(-h): near
 * the money its expansion gives a quadratic in s, in the tail it is close to density(h)/(h³ + 3h).
 */
function lowerGuess(x: number, price: number, logPrice: number): number {
  const level = ROOT_TWO_PI * (price - x / 2);
  const root = level * level - 2 * x * x;
  if (root >= 0) return (level + Math.sqrt(root)) / 2;
  const goal = Math.log(-x) - logPrice - LOG_ROOT_TWO_PI;
  let h = Math.max(1.2, Math.sqrt(2 * goal) - 1);
  const cubic = h * h * h + 3 * h;
  h -= (h * h / 2 + Math.log(cubic) - goal) / (h + (3 * h * h + 3) / cubic);
  return -x / Math.max(h, 0.5);
}
