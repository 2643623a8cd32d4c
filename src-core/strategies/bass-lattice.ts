import { normalQuantile } from '../market/normal-quantile.ts';
import type { PriceDistribution } from '../market/price-distribution.ts';
import { RememberedDistribution } from '../market/remembered-distribution.ts';
import { MONEY_SCALE } from '../money.ts';
import { density, distribution as normal } from '../pricing/normal.ts';
import type { Stretch } from './payoff-stretches.ts';

/** Steps of equal variance: with four times as many no probability of a plan moves by more than half a point. */
const STEPS = 64;
/** Deviations to either side. */
const REACH = 5.5;
/** How far, in deviations, the edge of a cell may lie from where it should: all that follows is of where it does lie. */
const EDGE_ERROR = 1e-6;
const NEWTON_STEPS = 8;

/**
 * The price's way to its distribution, as simple as can be: with X a Brownian motion on the time of variance, 0 to 1, and
 * Q the quantile function, the price is S(t) = E[Q(Φ(X(1))) | X(t)]. That is a martingale with exactly the given
 * distribution at the end, the Bass martingale (R. Bass, "Skorokhod imbedding via stochastic integrals", 1983), and of
 * all such it is the one nearest to a Brownian motion (J. Backhoff-Veraguas, M. Beiglböck, M. Huesmann, S. Källblad,
 * "Martingale Benamou-Brenier", 2020). A distribution alone says no more of the way.
 *
 * X walks on nodes `spacing` apart, each of them the middle of a cell. A step goes to five of them with the variance and
 * the fourth moment of the normal, and as much more variance in all as rounding to cells adds (Sheppard's correction), so
 * that the walk ends in each cell as often as the price does.
 */
export class BassLattice {
  readonly steps: number;
  /** Odd: the walk begins in the middle. */
  readonly nodes: number;
  /** Deviations of X(1). */
  readonly spacing: number;
  /** The same distribution as was given, with a memory. */
  readonly distribution: PriceDistribution;
  /** Of cell i from i to i + 1: prices, the probability below each, and E[S - forward; S below]. */
  readonly #edge: Float64Array;
  readonly #below: Float64Array;
  readonly #mean: Float64Array;

  /** Throws RangeError for a distribution without width: nothing walks there. */
  constructor(distribution: PriceDistribution, steps: number = STEPS) {
    if (!(distribution.variance > 0)) throw new RangeError(`a price walks to a distribution with a width, the variance is ${distribution.variance}`);
    this.steps = steps;
    this.spacing = 1 / Math.sqrt(steps - 1 / 12);
    this.nodes = 2 * Math.ceil(REACH / this.spacing) + 1;
    this.distribution = new RememberedDistribution(distribution);
    this.#edge = cellEdges(distribution, this.nodes, this.spacing);
    this.#below = new Float64Array(this.nodes + 1);
    this.#mean = new Float64Array(this.nodes + 1);
    for (let i = 1; i < this.nodes; i += 1) {
      const price = this.#edge[i] as number;
      const below = distribution.cumulative(price);
      this.#below[i] = below;
      this.#mean[i] = meanBelow(distribution, price, below);
    }
    this.#below[this.nodes] = 1;
  }

  /**
   * The means over each cell at the end, exact whatever kinks are in it: of the result, of its part above 0, in dollars, and
   * the share of the cell where it is above 0. `stretches` are a payoff's, ascending from 0.
   */
  fill(stretches: readonly Stretch[], into: { readonly result: Float64Array; readonly gain: Float64Array; readonly won: Float64Array }): void {
    const { nodes, distribution } = this;
    const { forward } = distribution;
    const { result, gain, won } = into;
    result.fill(0, 0, nodes);
    gain.fill(0, 0, nodes);
    won.fill(0, 0, nodes);
    let cell = 0;
    let below = 0;
    let mean = 0;
    for (const { from, to, start, end, slope } of stretches) {
      const isLast = to === Number.POSITIVE_INFINITY;
      const until = isLast ? to : to / MONEY_SCALE;
      const belowUntil = isLast ? 1 : distribution.cumulative(until);
      const meanUntil = isLast ? 0 : meanBelow(distribution, until, belowUntil);
      const atForward = (start + slope * (forward * MONEY_SCALE - from)) / MONEY_SCALE;
      const wins = start > 0 || end > 0;
      for (;;) {
        const edge = this.#edge[cell + 1] as number;
        const within = edge > until;
        const nextBelow = within ? belowUntil : (this.#below[cell + 1] as number);
        const nextMean = within ? meanUntil : (this.#mean[cell + 1] as number);
        const probability = nextBelow - below;
        const amount = atForward * probability + slope * (nextMean - mean);
        result[cell] = (result[cell] as number) + amount;
        if (wins) {
          gain[cell] = (gain[cell] as number) + amount;
          won[cell] = (won[cell] as number) + probability;
        }
        below = nextBelow;
        mean = nextMean;
        if (within || cell === nodes - 1) break;
        cell += 1;
      }
    }
    for (let i = 0; i < nodes; i += 1) {
      const probability = (this.#below[i + 1] as number) - (this.#below[i] as number);
      if (!(probability > 0)) continue;
      result[i] = (result[i] as number) / probability;
      gain[i] = (gain[i] as number) / probability;
      won[i] = Math.min(1, Math.max(0, (won[i] as number) / probability));
    }
  }
}

const lattices = new WeakMap<PriceDistribution, BassLattice>();

/** The lattice of a distribution, made once: finding its cells costs as much as ten plans on it. */
export function bassLatticeOf(distribution: PriceDistribution): BassLattice {
  let lattice = lattices.get(distribution);
  if (lattice === undefined) {
    lattice = new BassLattice(distribution);
    lattices.set(distribution, lattice);
  }
  return lattice;
}

/** E[S - forward; S at or below `price`]. */
function meanBelow(distribution: PriceDistribution, price: number, below: number): number {
  const { forward } = distribution;
  if (!(price > 0)) return 0;
  const call = distribution.call(price);
  return price >= forward ? -call - (price - forward) * (1 - below) : (price - forward) * below - (call + price - forward);
}

/** 0, the quantiles of half-way points of nodes, and infinity. */
function cellEdges(distribution: PriceDistribution, nodes: number, spacing: number): Float64Array {
  const edges = new Float64Array(nodes + 1);
  edges[nodes] = Number.POSITIVE_INFINITY;
  const middle = (nodes + 1) / 2;
  for (const direction of [1, -1]) {
    let last = Number.NaN;
    let gap = Number.NaN;
    for (let i = direction === 1 ? middle : middle - 1; i > 0 && i < nodes; i += direction) {
      const x = (i - nodes / 2) * spacing;
      const price = refined(distribution, x, last + gap, Math.abs(gap)) ?? distribution.quantile(normal(x));
      gap = price - last;
      last = price;
      edges[i] = price;
    }
  }
  return edges;
}

/**
 * The price with Φ(x) below it from one nearby, by Newton's steps on Φ⁻¹ of the distribution function, which is close to a
 * straight line; null where that is not found quickly.
 */
function refined(distribution: PriceDistribution, x: number, near: number, reach: number): number | null {
  let price = near;
  for (let step = 0; step < NEWTON_STEPS; step += 1) {
    if (!(price > 0)) return null;
    const z = normalQuantile(distribution.cumulative(price));
    if (Math.abs(z - x) < EDGE_ERROR) return price;
    const move = ((x - z) * density(z)) / distribution.density(price);
    if (!(Math.abs(move) < 3 * reach)) return null;
    price += move;
  }
  return null;
}
