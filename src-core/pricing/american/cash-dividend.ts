import type { CashDividend } from '../escrowed-dividend.ts';
import type { VanillaOption } from '../black-scholes.ts';
import { criticalLogSpot, earlyExercise } from './early-exercise.ts';
import { effortFor, exerciseBoundary, type ExerciseBoundary, interpolateDepths } from './exercise-boundary.ts';
import { exponential } from './exponential.ts';
import { tableDensity, tableDistribution } from './normal-table.ts';
import { gaussLegendre } from './quadrature.ts';

/** One dividend in cash before expiry, and what the spot does around it. */
export interface ModelledDividend extends CashDividend {
  /**
   * 'spot': the spot falls by the amount on the ex-date and is lognormal before and after.
   * 'escrowed': the spot less the present value of the amount is lognormal.
   */
  readonly model: 'spot' | 'escrowed';
}

/** Price of the European option and what exercise just before the ex-date and after it adds, dollars per share. */
export interface DividendValue {
  european: number;
  exercise: number;
}

const value: DividendValue = { european: 0, exercise: 0 };

/** Standard normal points 1/2 apart with their weights: for smooth functions exact to about 1e-15. */
const POINTS = 33;
const points = Float64Array.from({ length: POINTS }, (_, i) => (i - 16) / 2);
const masses = points.map((z) => Math.exp(-0.5 * z * z) / (2 * Math.sqrt(2 * Math.PI)));
const panel = gaussLegendre(24);
const REACH = 8.5;
const depths = new Float64Array(256);

/** The option of the call under way, as seen from the ex-date. */
const at = {
  isCall: false,
  strike: 0,
  amount: 0,
  /** The ex-date's spot is this times a lognormal of total volatility `before`, less `fall`. */
  forward: 0,
  before: 0,
  fall: 0,
  /** From the ex-date to expiry. */
  rate: 0,
  carry: 0,
  after: 0,
};

/**
 * Values an option with a cash dividend before expiry, exercise being allowed from just before the ex-date on.
 * The result is overwritten by the next call.
 */
export function dividendValue(option: VanillaOption, volatility: number, dividend: ModelledDividend): DividendValue {
  const { right, spot, strike, years, rate, dividendYield } = option;
  const escrowed = dividend.model === 'escrowed';
  const later = years - dividend.years;
  const discount = Math.exp(-rate * dividend.years);
  at.isCall = right === 'call';
  at.strike = strike;
  at.amount = dividend.amount;
  at.forward = (escrowed ? spot - dividend.amount * discount : spot) * Math.exp((rate - dividendYield) * dividend.years);
  at.before = volatility * Math.sqrt(dividend.years);
  at.fall = escrowed ? 0 : dividend.amount;
  at.rate = rate * later;
  at.carry = dividendYield * later;
  at.after = volatility * Math.sqrt(later);

  const growth = at.rate - at.carry;
  const left = at.fall === 0 ? at.forward : undiscountedCall(at.forward, at.fall, at.before);
  const call = at.fall === 0 ? undiscountedCall(left * Math.exp(growth), strike, volatility * Math.sqrt(years)) : callAcross(growth);
  const european = at.isCall ? call : call - left * Math.exp(growth) + strike;
  value.european = Math.exp(-rate * years) * Math.max(0, european);

  const putRate = at.isCall ? at.carry : at.rate;
  const putCarry = at.isCall ? at.rate : at.carry;
  const early = putRate > 0 || (putRate === 0 && putCarry < 0);
  const boundary = early
    ? exerciseBoundary(putRate, putCarry, at.after, effortFor(putRate, putCarry, at.after, at.isCall ? at.forward : strike))
    : null;
  const gain = (boundary === null ? 0 : gainAfterDate(boundary, left)) + (at.isCall ? gainAtDate(boundary) : 0);
  value.exercise = discount * gain;
  return value;
}

function undiscountedCall(forward: number, strike: number, total: number): number {
  const d1 = Math.log(forward / strike) / total + total / 2;
  return forward * tableDistribution(d1) - strike * tableDistribution(d1 - total);
}

/**
 * Undiscounted call over the fall of the spot: the mean over the step with the lesser volatility, of Black's formula
 * for the other, which so is smooth enough for evenly spaced points.
 */
function callAcross(growth: number): number {
  const { strike, forward, before, fall, after } = at;
  let sum = 0;
  for (let i = 0; i < POINTS; i += 1) {
    const z = points[i] as number;
    const mass = masses[i] as number;
    if (before >= after) {
      const factor = Math.exp(growth + after * (z - after / 2));
      sum += mass * factor * undiscountedCall(forward, fall + strike / factor, before);
    } else {
      const left = forward * Math.exp(before * (z - before / 2)) - fall;
      if (left > 0) sum += mass * undiscountedCall(left * Math.exp(growth), strike, after);
    }
  }
  return sum;
}

/**
 * What exercise after the ex-date is worth on that date: Kim's integral over the times left, of the probability of a
 * spot beyond the boundary and the mean of the spot there. `left` is the mean of the ex-date's spot.
 */
function gainAfterDate(boundary: ExerciseBoundary, left: number): number {
  const { isCall, strike, forward, before, fall, rate, carry, after } = at;
  const rule = boundary.grid.premium;
  interpolateDepths(rule.interpolation, rule.nodes, depths);
  let sum = 0;
  for (let j = 0; j < rule.nodes; j += 1) {
    const sine = rule.sines[j] as number;
    const time = sine * sine;
    const growth = Math.exp((rate - carry) * time);
    const depth = depths[j] as number;
    const critical = strike * Math.exp(isCall ? depth : -depth);
    if (fall === 0) {
      const total = Math.sqrt(before * before + after * after * time);
      const d = Math.log(critical / (forward * growth)) / total + total / 2;
      below.probability = tableDistribution(d);
      below.mean = forward * growth * tableDistribution(d - total);
    } else {
      belowAcross(critical, growth, after * sine, left);
    }
    const probability = isCall ? 1 - below.probability : below.probability;
    const mean = isCall ? left * growth - below.mean : below.mean;
    const paid = exponential(-rate * time) * (rate * strike * probability - carry * mean);
    sum += (rule.weights[j] as number) * 2 * sine * (rule.cosines[j] as number) * (isCall ? -paid : paid);
  }
  return sum;
}

/** Probability of a spot below a critical one some time after the ex-date, and the spot's mean where it is. */
const below = { probability: 0, mean: 0 };

/** Sets `below` over the fall of the spot, by the mean over the lesser step as in `callAcross`. */
function belowAcross(critical: number, growth: number, step: number, left: number): void {
  const { forward, before, fall } = at;
  // A spot that cannot pay falls to 0, not below.
  const unpaid = left - forward + fall;
  let probability = 0;
  let mean = 0;
  for (let i = 0; i < POINTS; i += 1) {
    const z = points[i] as number;
    const mass = masses[i] as number;
    if (before >= step) {
      const factor = growth * Math.exp(step * (z - step / 2));
      const d = Math.log((fall + critical / factor) / forward) / before + before / 2;
      const share = tableDistribution(d);
      probability += mass * share;
      mean += mass * factor * (forward * tableDistribution(d - before) - fall * share + unpaid);
    } else {
      const spot = (forward * Math.exp(before * (z - before / 2)) - fall) * growth;
      const d = spot > 0 ? Math.log(critical / spot) / step + step / 2 : Number.POSITIVE_INFINITY;
      probability += mass * tableDistribution(d);
      mean += mass * Math.max(0, spot) * tableDistribution(d - step);
    }
  }
  below.probability = probability;
  below.mean = mean;
}

const BISECTIONS = 60;
/** Deviations that one panel of the normal density may span. */
const PANEL = 4;

/** What a call's exercise just before the ex-date is worth on that date above holding it. */
function gainAtDate(boundary: ExerciseBoundary | null): number {
  const { strike, amount, forward, before, fall, after } = at;
  const leftAt = (z: number): number => forward * Math.exp(before * (z - before / 2)) - fall;
  let low = Math.max(strike - amount, leftAt(-REACH));
  let high = leftAt(REACH);
  if (!(low > 0)) low = Math.min(strike, high) * 1e-6;
  if (!(high > low) || gainOfExercise(boundary, high) <= 0) return 0;
  if (gainOfExercise(boundary, low) < 0) {
    for (let step = 0; step < BISECTIONS && high - low > 1e-10 * high; step += 1) {
      const middle = (low + high) / 2;
      if (gainOfExercise(boundary, middle) > 0) high = middle;
      else low = middle;
    }
  }
  const from = Math.max(-REACH, Math.log((low + fall) / forward) / before + before / 2);
  // The put that is given up dies away over the deviation after the date, in units of the one before it.
  const edge = Math.min(REACH, from + (10 * after) / before);
  const middle = (from + edge) / 2;
  let sum = panelSum(boundary, from, middle) + panelSum(boundary, middle, edge);
  for (let low = edge; low < REACH; low += PANEL) sum += panelSum(boundary, low, Math.min(low + PANEL, REACH));
  return sum;
}

/** Dollars that a call exercised just before the ex-date gains on one held, with the spot `left` after it. */
function gainOfExercise(boundary: ExerciseBoundary | null, left: number): number {
  const { strike, amount, rate, carry, after } = at;
  const european = Math.exp(-rate) * undiscountedCall(left * Math.exp(rate - carry), strike, after);
  if (boundary === null) return left + amount - strike - european;
  const ratio = strike / left;
  if (Math.log(ratio) <= criticalLogSpot(boundary)) return amount;
  const held = Math.max(left - strike, european + left * earlyExercise(boundary, ratio, false).premium);
  return left + amount - strike - held;
}

function panelSum(boundary: ExerciseBoundary | null, low: number, high: number): number {
  if (!(high > low)) return 0;
  const { forward, before, fall } = at;
  let sum = 0;
  for (let i = 0; i < panel.nodes.length; i += 1) {
    const z = low + (high - low) * (panel.nodes[i] as number);
    const left = forward * Math.exp(before * (z - before / 2)) - fall;
    sum += (panel.weights[i] as number) * tableDensity(z) * gainOfExercise(boundary, left);
  }
  return sum * (high - low);
}
