import { gaussLegendre } from './quadrature.ts';

/**
 * The points where the boundary is held and the integrals over it are taken, all in units of the time to expiry.
 *
 * The boundary is held at Chebyshev points of t, where time to expiry is t^(2·power): a power above 1 brings the
 * points together at expiry, where the boundary has a logarithmic singularity. An integral over the time u to
 * exercise is taken over an angle θ, u = sin²θ, which makes the roots of u and of what is left of the time smooth.
 */
export interface Grid {
  /** Points with time left; the point at expiry itself, where the boundary is known, is not among them. */
  readonly points: number;
  /** Roots of the times to expiry, descending from 1. */
  readonly roots: Float64Array;
  /** Nodes of each integral of the boundary's equation. */
  readonly nodes: number;
  readonly sines: Float64Array;
  readonly cosines: Float64Array;
  readonly cosecants: Float64Array;
  readonly weights: Float64Array;
  /** Columns of an interpolation: the points, and zeros up to {@link COLUMNS} where there are fewer. */
  readonly columns: number;
  /** Row (point, node): what interpolates the boundary at the node's time from its values at the points. */
  readonly interpolation: Float64Array;
  /** The integral of the premium; the second for spots so near the boundary that it changes abruptly. */
  readonly premium: PremiumRule;
  readonly nearPremium: PremiumRule;
}

/** Nodes of the integral over all times, with the interpolation of the boundary as in {@link Grid}. */
export interface PremiumRule {
  readonly nodes: number;
  readonly sines: Float64Array;
  readonly cosines: Float64Array;
  readonly weights: Float64Array;
  readonly interpolation: Float64Array;
}

/** Interpolations have at least this many columns, so that a row's sum can be written out. */
export const COLUMNS = 10;

const QUARTER = Math.PI / 2;
/** Nodes are brought together at an end of a range as the 3/2 power of the distance. */
const CLUSTER = 1.5;

export function createGrid(points: number, nodes: number, premiumNodes: number, power: number): Grid {
  const chebyshev = chebyshevPoints(points);
  const roots = Float64Array.from(chebyshev.subarray(0, points), (t) => t ** power);
  const rule = gaussLegendre(nodes);
  const angles = rule.nodes.map((w) => QUARTER * (1 - (1 - w) ** CLUSTER));
  const weights = rule.weights.map((weight, j) => weight * QUARTER * CLUSTER * (1 - (rule.nodes[j] ?? 0)) ** (CLUSTER - 1));
  const columns = Math.max(points, COLUMNS);
  const interpolation = new Float64Array(points * nodes * columns);
  for (let i = 0; i < points; i += 1) {
    for (let j = 0; j < nodes; j += 1) {
      const t = (chebyshev[i] ?? 0) * Math.cos(angles[j] ?? 0) ** (1 / power);
      interpolation.set(lagrangeRow(chebyshev, t).subarray(0, points), (i * nodes + j) * columns);
    }
  }
  return {
    points,
    roots,
    nodes,
    sines: angles.map(Math.sin),
    cosines: angles.map(Math.cos),
    cosecants: angles.map((angle) => 1 / Math.sin(angle)),
    weights,
    columns,
    interpolation,
    premium: premiumRule(chebyshev, premiumNodes, power),
    nearPremium: premiumRule(chebyshev, NEARER * premiumNodes, power),
  };
}

/** How many times the nodes of the premium's integral are taken near the boundary. */
const NEARER = 2;

function premiumRule(chebyshev: Float64Array, nodes: number, power: number): PremiumRule {
  const points = chebyshev.length - 1;
  const rule = gaussLegendre(nodes);
  const angles = rule.nodes.map((w) => QUARTER * w ** CLUSTER);
  const columns = Math.max(points, COLUMNS);
  const interpolation = new Float64Array(nodes * columns);
  for (let j = 0; j < nodes; j += 1) {
    const t = Math.cos(angles[j] ?? 0) ** (1 / power);
    interpolation.set(lagrangeRow(chebyshev, t).subarray(0, points), j * columns);
  }
  return {
    nodes,
    sines: angles.map(Math.sin),
    cosines: angles.map(Math.cos),
    weights: rule.weights.map((weight, j) => weight * QUARTER * CLUSTER * (rule.nodes[j] ?? 0) ** (CLUSTER - 1)),
    interpolation,
  };
}

/** The extrema of the Chebyshev polynomial of that degree, from 1 down to 0. */
function chebyshevPoints(degree: number): Float64Array {
  return Float64Array.from({ length: degree + 1 }, (_, i) => (1 + Math.cos((Math.PI * i) / degree)) / 2);
}

/** What the values at `points` are multiplied by to give the interpolating polynomial at `t`. */
function lagrangeRow(points: Float64Array, t: number): Float64Array {
  return points.map((point, i) => points.reduce((product, other, k) => (k === i ? product : (product * (t - other)) / (point - other)), 1));
}
