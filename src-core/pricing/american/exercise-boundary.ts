import { ALIKE, approximateDepths } from './approximate-boundary.ts';
import { exponential } from './exponential.ts';
import { createGrid, type Grid } from './grid.ts';
import { CENTRE, densities, distributions, LIMIT, STEPS, tableDensity, tableDistribution } from './normal-table.ts';

/**
 * The spot below which a put is exercised, for every time to expiry up to the option's own, in the put's own units:
 * strike 1 and one unit of time to expiry, so that the rates are rate·years and the volatility is the total one.
 * There is one of these: a new solution overwrites the last.
 */
export interface ExerciseBoundary {
  grid: Grid;
  rate: number;
  /** Of the dividends. */
  carry: number;
  totalVolatility: number;
  /** Logarithmic distance of the boundary below the strike, at expiry (0 unless carry > rate) and at the grid's points. */
  expiryDepth: number;
  readonly depths: Float64Array;
  /** Squares of the depths less that of the depth at expiry, which are what is interpolated. */
  readonly squares: Float64Array;
}

/** A grid, the rounds that take the start to the grid's own accuracy, and the share of a correction each makes. */
export interface Effort {
  readonly grid: Grid;
  readonly rounds: number;
  readonly pace: number;
}

const MOST_POINTS = 32;
const MOST_CELLS = MOST_POINTS * 32;

const SMALL_GRID = createGrid(8, 7, 24, 2.25);
const LARGE_GRID = createGrid(10, 8, 32, 2.25);
const FULL_GRID = createGrid(10, 11, 40, 2.25);
/** What 1e-8 dollars asks for, by the greatest worth: strike times rate times years, dollars. */
const EFFORTS: readonly (Effort & { readonly worth: number })[] = [
  { worth: 0.016, grid: SMALL_GRID, rounds: 2, pace: 1 },
  { worth: 0.12, grid: SMALL_GRID, rounds: 3, pace: 1 },
  { worth: 0.8, grid: LARGE_GRID, rounds: 4, pace: 1 },
  { worth: 3, grid: FULL_GRID, rounds: 5, pace: 1 },
];
/** A yield of more than `ALIKE` of the rate makes the boundary harder to find, as if it were worth so many times more. */
const HARDER = 8;
const FULL: Effort = { grid: FULL_GRID, rounds: 7, pace: 1 };
/** Where the yield exceeds the rate the boundary is smooth at expiry, but bends when it comes to feel the strike. */
const SMOOTH: Effort = { grid: createGrid(8, 8, 24, 1), rounds: 8, pace: 1 };
const BENT: Effort = { grid: createGrid(24, 16, 40, 1.25), rounds: 12, pace: 1 };
/** A drift that outruns the volatility makes full corrections overshoot, and beyond `STIFF` any; the start is close by then. */
const SLOWED: Effort = { grid: FULL_GRID, rounds: 40, pace: 0.3 };
const NONE: Effort = { grid: FULL_GRID, rounds: 0, pace: 0 };
/** Standard deviations between strike and boundary at which the strike is not felt. */
const OUT_OF_REACH = 8;
/** Drift to expiry over the total volatility. */
const BRISK = 0.6;
export const STIFF = 1.5;

/**
 * What an accuracy of 1e-8 dollars asks for a strike of so many dollars and an expiry within sixty days. Where rate
 * and yield are nearly equal 2e-8 was seen, and 5e-7 where the yield exceeds the rate by less than `OUT_OF_REACH`
 * standard deviations. Beyond `STIFF` it is not reached: there the boundary is good to some hundredths of its
 * distance from the strike.
 */
export function effortFor(rate: number, carry: number, totalVolatility: number, dollars: number): Effort {
  const drift = rate - carry;
  if (drift > BRISK * totalVolatility) return drift > STIFF * totalVolatility ? NONE : SLOWED;
  if (drift < 0) return Math.log(carry / rate) > OUT_OF_REACH * totalVolatility ? SMOOTH : BENT;
  const worth = dollars * Math.max(Math.abs(rate), Math.abs(carry)) * (carry > ALIKE * rate ? HARDER : 1);
  for (const effort of EFFORTS) if (worth < effort.worth) return effort;
  return FULL;
}

// The innermost loop reads constants of its own module, which are folded into its code.
const limit = LIMIT;
const perUnit = STEPS;
const spacing = 1 / STEPS;
const middle = CENTRE + 0.5;
const densityTable = densities;
const distributionTable = distributions;

const start = new Float64Array(MOST_POINTS);
const next = new Float64Array(MOST_POINTS);
/** The corrections of the round before. */
const steps = new Float64Array(MOST_POINTS);
/** Where the round before went. */
const before = new Float64Array(MOST_POINTS);
const strikeWeights = new Float64Array(MOST_CELLS);
const spotWeights = new Float64Array(MOST_CELLS);
const others = new Float64Array(MOST_CELLS);

const boundary: ExerciseBoundary = {
  grid: FULL_GRID,
  rate: Number.NaN,
  carry: Number.NaN,
  totalVolatility: Number.NaN,
  expiryDepth: 0,
  depths: new Float64Array(MOST_POINTS),
  squares: new Float64Array(MOST_POINTS),
};

/**
 * Solves for the boundary of a put that may be exercised early at all (rate > 0, or rate = 0 > carry). The last
 * solution is kept, so that the strikes of a chain that share a volatility cost one solution.
 *
 * L. Andersen, M. Lake, D. Offengenden, "High Performance American Option Pricing" (2015), their system A by plain
 * fixed-point iteration; the grid differs (see `Grid`), and the start is a fit of our own (`approximateDepths`).
 */
export function exerciseBoundary(rate: number, carry: number, totalVolatility: number, effort: Effort): ExerciseBoundary {
  const { grid, rounds, pace } = effort;
  const known =
    boundary.rate === rate &&
    boundary.carry === carry &&
    boundary.totalVolatility === totalVolatility &&
    boundary.grid === grid;
  if (known) return boundary;
  boundary.grid = grid;
  boundary.rate = rate;
  boundary.carry = carry;
  boundary.totalVolatility = totalVolatility;
  boundary.expiryDepth = carry > rate ? Math.log(carry / rate) : 0;
  approximateDepths(boundary, start);
  for (let i = 0; i < grid.points; i += 1) boundary.depths[i] = boundary.expiryDepth + (start[i] as number);
  weigh();
  for (let round = 0; round < rounds; round += 1) iterate(pace, round === 0);
  square();
  return boundary;
}

function square(): void {
  const { grid, expiryDepth, depths, squares } = boundary;
  const atExpiry = expiryDepth * expiryDepth;
  for (let k = 0; k < grid.points; k += 1) squares[k] = (depths[k] as number) * (depths[k] as number) - atExpiry;
}

/** Depths of the boundary at the times of the rows of an interpolation of its grid, written to `target`. */
export function interpolateDepths(interpolation: Float64Array, rows: number, target: Float64Array): void {
  const { grid, expiryDepth, squares } = boundary;
  const atExpiry = expiryDepth * expiryDepth;
  const { points } = grid;
  if (points !== 8 && points !== 10) {
    for (let row = 0, cell = 0; row < rows; row += 1) {
      let sum = 0;
      for (let k = 0; k < points; k += 1, cell += 1) sum += (interpolation[cell] as number) * (squares[k] as number);
      target[row] = Math.sqrt((sum > 0 ? sum : 0) + atExpiry);
    }
    return;
  }
  // Written out it takes less than half the time, and this is where half of the time goes.
  const s0 = squares[0] as number;
  const s1 = squares[1] as number;
  const s2 = squares[2] as number;
  const s3 = squares[3] as number;
  const s4 = squares[4] as number;
  const s5 = squares[5] as number;
  const s6 = squares[6] as number;
  const s7 = squares[7] as number;
  const s8 = squares[8] as number;
  const s9 = squares[9] as number;
  for (let row = 0, i = 0; row < rows; row += 1, i += points) {
    let sum =
      (interpolation[i] as number) * s0 +
      (interpolation[i + 1] as number) * s1 +
      (interpolation[i + 2] as number) * s2 +
      (interpolation[i + 3] as number) * s3 +
      ((interpolation[i + 4] as number) * s4 +
        (interpolation[i + 5] as number) * s5 +
        (interpolation[i + 6] as number) * s6 +
        (interpolation[i + 7] as number) * s7);
    if (points === 10) sum += (interpolation[i + 8] as number) * s8 + (interpolation[i + 9] as number) * s9;
    target[row] = Math.sqrt((sum > 0 ? sum : 0) + atExpiry);
  }
}

/** What does not change from round to round: the weights of the integrals with the growth to the time of exercise. */
function weigh(): void {
  const { grid, rate, carry, totalVolatility } = boundary;
  const { points, starts, roots, cosines, weights } = grid;
  for (let i = 0, at = 0; i < points; i += 1) {
    const root = roots[i] as number;
    for (const end = starts[i + 1] as number; at < end; at += 1) {
      const left = root * (cosines[at] as number);
      const weight = (2 * (weights[at] as number) * left) / totalVolatility;
      strikeWeights[at] = weight * rate * exponential(rate * left * left);
      if (carry !== 0) spotWeights[at] = weight * carry * exponential(carry * left * left);
    }
  }
}

/** How far a round may take a point from its start, as a share of it: no solution is further, and no error runs away. */
const LEAST = 0.6;
const MOST = 1.6;

/** The greatest share of the way between two rounds that is gone beyond, or back from, the later. */
const MOST_BEYOND = 0.5;

/**
 * One round: every point is moved towards where the others say that it is, by a share `pace` of the way, and on by
 * what the round before tells (D. Anderson, "Iterative Procedures for Nonlinear Integral Equations", 1965).
 */
function iterate(pace: number, isFirst: boolean): void {
  const { grid, rate, carry, totalVolatility, expiryDepth, depths } = boundary;
  const { points, starts, roots, sines, cosecants, interpolation } = grid;
  const drift = rate - carry;
  const slope = drift / totalVolatility - totalVolatility / 2;
  square();
  interpolateDepths(interpolation, starts[points] as number, others);
  for (let i = 0, j = 0; i < points; i += 1) {
    const root = roots[i] as number;
    const depth = depths[i] as number;
    const v = totalVolatility * root;
    const inverse = 1 / v;
    const slant = slope * root;
    const d1 = (drift * root * root - depth) * inverse + v / 2;
    let strikePart = tableDensity(d1 - v) * inverse;
    let spotPart = tableDensity(d1) * inverse + tableDistribution(d1);
    for (const end = starts[i + 1] as number; j < end; j += 1) {
      const sine = sines[j] as number;
      const d2 = ((others[j] as number) - depth) * inverse * (cosecants[j] as number) + slant * sine;
      // The table's expansions, written out: a call for each would take as long as they do.
      if (d2 > -limit && d2 < limit) {
        const index = (d2 * perUnit + middle) | 0;
        const centre = index * spacing - limit;
        const r = d2 - centre;
        const y = r * (centre + 0.5 * r);
        const series = 1 - y * (1 - y * (1 / 2 - y * (1 / 6)));
        strikePart += (strikeWeights[j] as number) * (densityTable[index] as number) * series;
      }
      if (carry === 0) continue;
      const w = v * sine;
      const z = d2 + w;
      if (z > -limit && z < limit) {
        const index = (z * perUnit + middle) | 0;
        const centre = index * spacing - limit;
        const r = z - centre;
        const y = r * (centre + 0.5 * r);
        const series = 1 - y * (1 - y * (1 / 2 - y * (1 / 6)));
        const rise = r - 0.5 * centre * r * r;
        const density = densityTable[index] as number;
        spotPart += (spotWeights[j] as number) * (density * series + w * ((distributionTable[index] as number) + density * rise));
      } else if (z > 0) {
        spotPart += (spotWeights[j] as number) * w;
      }
    }
    const moved = drift * root * root - Math.log(strikePart / spotPart) - expiryDepth;
    const from = start[i] as number;
    // A quotient of two underflows says nothing: the point stays.
    const to = depth + pace * (moved + expiryDepth - depth);
    next[i] = to === to ? Math.min(Math.max(to, expiryDepth + LEAST * from), expiryDepth + MOST * from) : depth;
  }
  // The share that makes the correction between the two rounds the least.
  let product = 0;
  let length = 0;
  for (let i = 0; i < points; i += 1) {
    const step = (next[i] as number) - (depths[i] as number);
    const change = step - (steps[i] as number);
    product += step * change;
    length += change * change;
    steps[i] = step;
  }
  const beyond = isFirst || !(length > 0) ? 0 : Math.min(Math.max(-product / length, -MOST_BEYOND), MOST_BEYOND);
  for (let i = 0; i < points; i += 1) {
    const to = next[i] as number;
    depths[i] = to + beyond * (to - (before[i] as number));
    before[i] = to;
  }
}
