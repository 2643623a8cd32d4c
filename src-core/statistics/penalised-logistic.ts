import { likelihoodOf, variationOverSessions, type Likelihood, type LogisticDesign } from './logistic-likelihood.ts';
import { choleskyFactor, halfLogDeterminant, inverseFactored, solveFactored, solveLower } from './positive-matrix.ts';

/**
 * The deviations that a group's coefficients may be drawn from, and half-normal weight on them. 0.06 is 1.5 points at 50 %:
 * a market's own odds are seldom further off, and a wider prior made young records surer than they were (said slopes of
 * 0.6 over the first 250 sessions of a fair game).
 */
const SPREADS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64] as const;
const SPREAD_SCALE = 0.06;

/** Coefficients around 0: `fixed` ones with a deviation that is given, then groups whose common one is learned. */
export interface CoefficientPrior {
  readonly fixed: readonly number[];
  /** How many coefficients each group has. */
  readonly groups: readonly number[];
}

export interface PenalisedFit {
  readonly coefficients: Float64Array;
  /** How much of what the outcomes alone would make of each coefficient, the others as they are, the prior leaves: 0 to 1. */
  readonly kept: Float64Array;
  /** The deviation learned for each group. */
  readonly spreads: readonly number[];
  /** How many outcomes count as one because those of a session go together; at least 1. */
  readonly dispersion: number;
  /** After the outcomes, by the curvature of the posterior at its top, and with the variation over sessions in its place. Both triangles. */
  readonly covariance: Float64Array;
  readonly robustCovariance: Float64Array;
}

/**
 * The most probable coefficients of a logistic regression under normal priors, by Newton's method, and their covariance
 * (Laplace's approximation). The logarithm of the likelihood is divided by the `dispersion`: the mean design effect over
 * the coefficients (J. Rao and A. Scott, Ann. Statist. 12, 1984), so that outcomes of one session, which go together, do not pass
 * for independent ones. A group's deviation is the mean of its posterior over a grid, by the marginal likelihood of the
 * quadratic approximation (N. Breslow and D. Clayton, JASA 88, 1993); a mean, unlike the likeliest one, never collapses to the grid's end.
 */
export function fitPenalisedLogistic(design: LogisticDesign, prior: CoefficientPrior): PenalisedFit {
  const start = { coefficients: new Float64Array(design.size), spreads: prior.groups.map(() => SPREAD_SCALE) };
  const first = maximise(design, prior, 1, start);
  const dispersion = dispersionOf(design, first);
  const { coefficients, spreads, priorVariance, likelihood, factor } = dispersion === 1 ? first : maximise(design, prior, dispersion, first);
  const covariance = inverseFactored(factor, design.size);
  const kept = priorVariance.map((variance, i) => {
    const carried = ((likelihood.information[i * design.size + i] as number) / dispersion) * variance;
    return carried / (1 + carried);
  });
  return { coefficients, kept, spreads, dispersion, covariance, robustCovariance: robust(design, coefficients, priorVariance, dispersion, covariance) };
}

interface Maximum {
  readonly coefficients: Float64Array;
  readonly spreads: readonly number[];
  readonly priorVariance: Float64Array;
  readonly likelihood: Likelihood;
  /** Of the posterior's curvature. */
  readonly factor: Float64Array;
}

function maximise(design: LogisticDesign, prior: CoefficientPrior, dispersion: number, start: Pick<Maximum, 'coefficients' | 'spreads'>): Maximum {
  const { size } = design;
  let { coefficients, spreads } = start;
  let likelihood = likelihoodOf(design, coefficients);
  let learning = true;
  for (let round = 0; ; round += 1) {
    if (learning) {
      const learned = learnSpreads(likelihood, coefficients, prior, spreads, dispersion, size);
      // A posterior whose prior still moves has no top to come to rest at.
      learning = round < 8 && learned.some((spread, group) => Math.abs(spread - (spreads[group] as number)) > 0.002);
      spreads = learned;
    }
    const priorVariance = varianceOf(prior, spreads);
    const height = (value: number, at: Float64Array): number => value / dispersion - penalty(at, priorVariance);
    const factor = curvatureFactor(likelihood, priorVariance, dispersion, size);
    const slope = likelihood.gradient.map((value, i) => value / dispersion - (coefficients[i] as number) / (priorVariance[i] as number));
    let step = solveFactored(factor, slope, size);
    // Newton's next error is the square of this.
    if ((!learning && step.every((value) => Math.abs(value) < 1e-7)) || round === 60) return { coefficients, spreads, priorVariance, likelihood, factor };
    const from = height(likelihood.value, coefficients);
    for (let halving = 0; ; halving += 1) {
      const next = coefficients.map((value, i) => value + (step[i] as number));
      const reached = likelihoodOf(design, next);
      if (height(reached.value, next) >= from - 1e-9 * Math.abs(from) || halving === 30) {
        coefficients = next;
        likelihood = reached;
        break;
      }
      step = step.map((value) => value / 2);
    }
  }
}

function varianceOf(prior: CoefficientPrior, spreads: readonly number[]): Float64Array {
  return Float64Array.from([...prior.fixed.map((spread) => spread ** 2), ...prior.groups.flatMap((levels, group) => new Array<number>(levels).fill((spreads[group] as number) ** 2))]);
}

function penalty(coefficients: Float64Array, priorVariance: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < coefficients.length; i += 1) sum += (coefficients[i] as number) ** 2 / (priorVariance[i] as number) / 2;
  return sum;
}

function curvatureFactor({ information }: Likelihood, priorVariance: Float64Array, dispersion: number, size: number): Float64Array {
  const curvature = information.map((value) => value / dispersion);
  for (let i = 0; i < size; i += 1) curvature[i * size + i] = (curvature[i * size + i] as number) + 1 / (priorVariance[i] as number);
  const factor = choleskyFactor(curvature, size);
  if (factor === null) throw new RangeError('the outcomes gave a curvature that is not positive; expected finite probabilities');
  return factor;
}

/** One group after the other, the others as they stand. */
function learnSpreads({ information, gradient }: Likelihood, coefficients: Float64Array, prior: CoefficientPrior, before: readonly number[], dispersion: number, size: number): number[] {
  // The likelihood around here is that of normal outcomes with this response.
  const response = gradient.map((value, i) => {
    let sum = value;
    for (let j = 0; j < size; j += 1) sum += (information[i >= j ? i * size + j : j * size + i] as number) * (coefficients[j] as number);
    return sum / dispersion;
  });
  const evidence = (spreads: readonly number[]): number => {
    const variance = varianceOf(prior, spreads);
    const factor = curvatureFactor({ value: 0, gradient, information }, variance, dispersion, size);
    let sum = -halfLogDeterminant(factor, size);
    for (const value of solveLower(factor, response, size)) sum += (value * value) / 2;
    for (const value of variance) sum -= Math.log(value) / 2;
    return sum;
  };
  const spreads = [...before];
  for (let group = 0; group < spreads.length; group += 1) {
    // The grid is geometric: each of its points stands for a stretch as long as itself.
    const weights = SPREADS.map((spread) => evidence(spreads.with(group, spread)) + Math.log(spread) - (spread / SPREAD_SCALE) ** 2 / 2);
    const best = Math.max(...weights);
    let total = 0;
    let mean = 0;
    SPREADS.forEach((spread, i) => {
      const weight = Math.exp((weights[i] as number) - best);
      total += weight;
      mean += weight * spread;
    });
    spreads[group] = mean / total;
  }
  return spreads;
}

function dispersionOf(design: LogisticDesign, { coefficients, likelihood, factor }: Maximum): number {
  const variation = variationOverSessions(design, coefficients);
  if (variation === null) return 1;
  const { size } = design;
  const covariance = inverseFactored(factor, size);
  let over = 0;
  let independent = 0;
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      const weight = covariance[i * size + j] as number;
      over += weight * (variation[i * size + j] as number);
      independent += weight * (likelihood.information[i >= j ? i * size + j : j * size + i] as number);
    }
  }
  return independent > 0 ? Math.max(1, over / independent) : 1;
}

/** covariance · (variation over sessions + prior's part) · covariance. */
function robust(design: LogisticDesign, coefficients: Float64Array, priorVariance: Float64Array, dispersion: number, covariance: Float64Array): Float64Array {
  const variation = variationOverSessions(design, coefficients);
  if (variation === null) return covariance;
  const { size } = design;
  const middle = variation.map((value) => value / dispersion ** 2);
  for (let i = 0; i < size; i += 1) middle[i * size + i] = (middle[i * size + i] as number) + 1 / (priorVariance[i] as number);
  return product(product(covariance, middle, size), covariance, size);
}

function product(left: Float64Array, right: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let k = 0; k < size; k += 1) {
      const factor = left[i * size + k] as number;
      for (let j = 0; j < size; j += 1) result[i * size + j] = (result[i * size + j] as number) + factor * (right[k * size + j] as number);
    }
  }
  return result;
}
