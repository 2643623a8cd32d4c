import { density, millsRatio } from '../../pricing/normal.ts';
import { solveCholesky } from './cholesky.ts';
import type { LognormalComponent } from './lognormal-mixture.ts';
import { GREATEST_TOTAL } from './smile.ts';

const COMPONENTS = 4;
const RATIOS = COMPONENTS - 1;
const FORWARDS = RATIOS;
const WIDTHS = 2 * RATIOS;
export const PARAMETERS = 2 * RATIOS + COMPONENTS;

/** Core, left shoulder, wide left and far tails: the shape of a same-day index smile, and how far it may be off. */
const PRIOR = Float64Array.of(-0.5, -2, -5, -0.8, -1, -1, -0.2, 0.1, 0.7, 1.8);
const PRIOR_PRECISION = Float64Array.of(3, 3, 3, 2, 2, 2, 1, 1, 1, 1).map((deviation) => 1 / (deviation * deviation));
/** Bounds that keep every exponential finite; fits stay far inside. */
const LIMIT = Float64Array.of(25, 25, 25, 12, 12, 12, 3, 3, 3, 3);

const LONGEST_STEP = 1.5;
/** What a step must promise, of a loss that is a sum of squared standard errors. */
const CONVERGED = 3e-3;
/** Residuals beyond this many robust standard deviations begin to lose their pull. */
const CAUCHY_WIDTH = 4;
/** The deviation is estimated anew, from the fit so far, this many times. */
const ROUNDS = 4;
const STEPS = 40;

/** Prices to fit: undiscounted, out of the money (puts below the forward), with standard errors, all in dollars. */
export interface PriceTargets {
  readonly forward: number;
  /** A typical total volatility, near the money. */
  readonly scale: number;
  readonly count: number;
  readonly strike: Float64Array;
  readonly price: Float64Array;
  readonly error: Float64Array;
}

const weight = new Float64Array(COMPONENTS);
const mean = new Float64Array(COMPONENTS);
const logMean = new Float64Array(COMPONENTS);
const width = new Float64Array(COMPONENTS);
/** Share of the forward that the component holds: weight · mean / forward. */
const share = new Float64Array(COMPONENTS);
const value = new Float64Array(COMPONENTS);
const delta = new Float64Array(COMPONENTS);
const vega = new Float64Array(COMPONENTS);
const gradientRow = new Float64Array(PARAMETERS);
const step = new Float64Array(PARAMETERS);
const trial = new Float64Array(PARAMETERS);
let residual = new Float64Array(256);
let sorted = new Float64Array(256);

/** Sums of one pass over the targets. */
interface NormalEquations {
  loss: number;
  readonly matrix: Float64Array;
  readonly gradient: Float64Array;
}
let current = emptyEquations();
let candidate = emptyEquations();

/** Where a fit starts without an earlier one. */
export function writePrior(parameters: Float64Array): void {
  parameters.set(PRIOR);
}

/**
 * Moves `parameters` to the fit and answers its loss, the sum of the robust squares of the errors and the prior's:
 * Levenberg-Marquardt steps on reweighted squares (Cauchy weights, whose pull falls to nothing for a gross outlier),
 * with a weak prior that settles what the prices leave open.
 *
 * The parameters are in units of the targets' `scale`, so that they hardly change through a day: log odds of the weights
 * against the first component's, log ratios of the forwards to the first's, logarithms of the total volatilities. Weights and
 * forwards are normalised, so that any parameters make a distribution with its mean at the forward.
 */
export function fitMixture(targets: PriceTargets, parameters: Float64Array): number {
  reserve(targets.count);
  let cauchy = CAUCHY_WIDTH;
  for (let round = 0; round < ROUNDS; round += 1) {
    unpack(parameters, targets);
    evaluate(targets, parameters, cauchy, current);
    const deviation = CAUCHY_WIDTH * Math.max(1, 1.4826 * medianResidual(targets.count));
    if (round > 0 && deviation > 0.8 * cauchy) break;
    if (deviation !== cauchy) {
      cauchy = deviation;
      evaluate(targets, parameters, cauchy, current);
    }
    descend(targets, parameters, cauchy);
    if (cauchy === CAUCHY_WIDTH) break;
  }
  return current.loss;
}

export function componentsOf(parameters: Float64Array, targets: Pick<PriceTargets, 'forward' | 'scale'>): LognormalComponent[] {
  unpack(parameters, targets);
  return Array.from({ length: COMPONENTS }, (_, i) => ({
    weight: weight[i] as number,
    forward: mean[i] as number,
    totalVolatility: width[i] as number,
  }));
}

/** Steps until the next one promises no more than a trifle. Leaves the loss in `current`. */
function descend(targets: PriceTargets, parameters: Float64Array, cauchy: number): void {
  let damping = 1e-3;
  for (let taken = 0; taken < STEPS; taken += 1) {
    if (!solveCholesky(current.matrix, current.gradient, damping, PARAMETERS, step)) {
      damping *= 8;
      continue;
    }
    let longest = LONGEST_STEP;
    let promised = 0;
    for (let j = 0; j < PARAMETERS; j += 1) {
      longest = Math.max(longest, Math.abs(step[j] as number));
      promised += (step[j] as number) * (current.gradient[j] as number);
    }
    if (promised < CONVERGED * (1 + current.loss) && damping < 0.01) return;
    const shrink = LONGEST_STEP / longest;
    for (let j = 0; j < PARAMETERS; j += 1) {
      const limit = LIMIT[j] as number;
      trial[j] = Math.max(-limit, Math.min(limit, (parameters[j] as number) - shrink * (step[j] as number)));
    }
    unpack(trial, targets);
    evaluate(targets, trial, cauchy, candidate);
    const gain = current.loss - candidate.loss;
    if (gain > 0) {
      parameters.set(trial);
      const before = current;
      current = candidate;
      candidate = before;
      damping = Math.max(damping / 5, 1e-7);
    } else {
      damping *= 6;
      // A step this short that gains nothing: the loss is at its least to rounding.
      if (!(damping < 1e7)) return;
    }
  }
}

function unpack(parameters: Float64Array, { forward, scale }: Pick<PriceTargets, 'forward' | 'scale'>): void {
  let greatest = 0;
  for (let i = 0; i < RATIOS; i += 1) greatest = Math.max(greatest, parameters[i] as number);
  let odds = 0;
  for (let i = 0; i < COMPONENTS; i += 1) {
    const odd = Math.exp((i === 0 ? 0 : (parameters[i - 1] as number)) - greatest);
    weight[i] = odd;
    odds += odd;
  }
  let total = 0;
  for (let i = 0; i < COMPONENTS; i += 1) {
    const ratio = i === 0 ? 1 : Math.exp(scale * (parameters[FORWARDS + i - 1] as number));
    weight[i] = (weight[i] as number) / odds;
    mean[i] = ratio;
    total += (weight[i] as number) * ratio;
  }
  for (let i = 0; i < COMPONENTS; i += 1) {
    share[i] = ((weight[i] as number) * (mean[i] as number)) / total;
    mean[i] = (forward * (mean[i] as number)) / total;
    logMean[i] = Math.log(mean[i] as number);
    width[i] = Math.min(GREATEST_TOTAL, scale * Math.exp(parameters[WIDTHS + i] as number));
  }
}

/** The loss, its gradient and its Gauss-Newton matrix (lower triangle) at the parameters last unpacked. */
function evaluate(targets: PriceTargets, parameters: Float64Array, cauchy: number, into: NormalEquations): void {
  const { forward, scale, count } = targets;
  const { matrix, gradient } = into;
  const inverseSquare = 1 / (cauchy * cauchy);
  let loss = 0;
  for (let j = 0; j < PARAMETERS; j += 1) {
    const precision = PRIOR_PRECISION[j] as number;
    const distance = (parameters[j] as number) - (PRIOR[j] as number);
    for (let l = 0; l < j; l += 1) matrix[j * PARAMETERS + l] = 0;
    matrix[j * PARAMETERS + j] = precision;
    gradient[j] = precision * distance;
    loss += precision * distance * distance;
  }
  for (let row = 0; row < count; row += 1) {
    const strike = targets.strike[row] as number;
    const weighing = 1 / (targets.error[row] as number);
    const side = strike >= forward ? 1 : -1;
    const logStrike = Math.log(strike);
    let price = 0;
    let moved = 0;
    for (let i = 0; i < COMPONENTS; i += 1) {
      const own = mean[i] as number;
      const s = width[i] as number;
      const d1 = ((logMean[i] as number) - logStrike) / s + s / 2;
      const dense = density(d1);
      const reached = side * distributionAt(side * d1, dense);
      const exercised = side * distributionAt(side * (d1 - s), (dense * own) / strike);
      value[i] = own * reached - strike * exercised;
      delta[i] = reached;
      vega[i] = own * dense * s;
      price += (weight[i] as number) * (value[i] as number);
      moved += forward * (share[i] as number) * reached;
    }
    const error = weighing * (price - (targets.price[row] as number));
    residual[row] = error;
    for (let i = 0; i < COMPONENTS; i += 1) {
      const p = weight[i] as number;
      const q = share[i] as number;
      if (i > 0) {
        gradientRow[i - 1] = weighing * (p * ((value[i] as number) - price) - (q - p) * moved);
        gradientRow[FORWARDS + i - 1] = weighing * scale * q * (forward * (delta[i] as number) - moved);
      }
      gradientRow[WIDTHS + i] = weighing * p * (vega[i] as number);
    }
    const relative = error * error * inverseSquare;
    const pull = 1 / (1 + relative);
    loss += relative > 0 ? Math.log1p(relative) / inverseSquare : error * error;
    for (let j = 0; j < PARAMETERS; j += 1) {
      const pulled = pull * (gradientRow[j] as number);
      gradient[j] = (gradient[j] as number) + pulled * error;
      for (let l = 0; l <= j; l += 1) {
        matrix[j * PARAMETERS + l] = (matrix[j * PARAMETERS + l] as number) + pulled * (gradientRow[l] as number);
      }
    }
  }
  into.loss = loss;
}

/** The normal distribution at z where its density is known, which saves the exponential. */
function distributionAt(z: number, dense: number): number {
  return z <= 0 ? dense * millsRatio(-z) : 1 - dense * millsRatio(z);
}

function medianResidual(count: number): number {
  for (let i = 0; i < count; i += 1) sorted[i] = Math.abs(residual[i] as number);
  const ordered = sorted.subarray(0, count).sort();
  return ordered[count >> 1] ?? 0;
}

function reserve(count: number): void {
  if (count <= residual.length) return;
  residual = new Float64Array(2 * count);
  sorted = new Float64Array(2 * count);
}

function emptyEquations(): NormalEquations {
  return { loss: 0, matrix: new Float64Array(PARAMETERS * PARAMETERS), gradient: new Float64Array(PARAMETERS) };
}
