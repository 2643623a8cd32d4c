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
  readonly logRoots: Float64Array;
  /** The nodes of a point's integral go from its start to the next point's; the less time is left, the fewer there are. */
  readonly starts: Int32Array;
  readonly sines: Float64Array;
  readonly cosines: Float64Array;
  readonly cosecants: Float64Array;
  readonly weights: Float64Array;
  /** Row for each node: what interpolates the boundary at the node's time from its values at the points. */
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

const QUARTER = Math.PI / 2;
/** Nodes are brought together at an end of a range as the 3/2 power of the distance. */
const CLUSTER = 1.5;
const LEAST_NODES = 2;
/** The integral's share falls with the root of the time left, and a node fewer costs about this many e-folds. */
const NODE_GAIN = 1.4;

export function createGrid(points: number, nodes: number, premiumNodes: number, power: number): Grid {
  const chebyshev = chebyshevPoints(points);
  const roots = Float64Array.from(chebyshev.subarray(0, points), (t) => t ** power);
  const starts = new Int32Array(points + 1);
  const angles: number[] = [];
  const weights: number[] = [];
  const rows: Float64Array[] = [];
  for (let i = 0; i < points; i += 1) {
    const t = chebyshev[i] ?? 0;
    const rule = gaussLegendre(Math.max(LEAST_NODES, nodes + Math.round(Math.log(roots[i] ?? 1) / NODE_GAIN)));
    rule.nodes.forEach((w, j) => {
      const angle = QUARTER * (1 - (1 - w) ** CLUSTER);
      angles.push(angle);
      weights.push((rule.weights[j] ?? 0) * QUARTER * CLUSTER * (1 - w) ** (CLUSTER - 1));
      rows.push(lagrangeRow(chebyshev, t * Math.cos(angle) ** (1 / power)).subarray(0, points));
    });
    starts[i + 1] = angles.length;
  }
  return {
    points,
    roots,
    logRoots: roots.map(Math.log),
    starts,
    sines: Float64Array.from(angles, Math.sin),
    cosines: Float64Array.from(angles, Math.cos),
    cosecants: Float64Array.from(angles, (angle) => 1 / Math.sin(angle)),
    weights: Float64Array.from(weights),
    interpolation: Float64Array.from(rows.flatMap((row) => [...row])),
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
  const interpolation = new Float64Array(nodes * points);
  for (let j = 0; j < nodes; j += 1) {
    const t = Math.cos(angles[j] ?? 0) ** (1 / power);
    interpolation.set(lagrangeRow(chebyshev, t).subarray(0, points), j * points);
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
