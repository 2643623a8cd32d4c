import { impliedVolatility } from '../pricing/implied-volatility.ts';
import type { Chain, StrikePair } from './chain.ts';
import { lognormalDistribution } from './lognormal-distribution.ts';
import type { PriceDistribution } from './price-distribution.ts';

/** Standard deviation over mean absolute deviation of a normal distribution, 1.2533: a straddle is not one sigma. */
const SIGMA_TO_MEAN_MOVE = Math.sqrt(Math.PI / 2);

/** A call and a put of one strike. */
export interface Straddle {
  /** Dollars. */
  readonly strike: number;
  /** Dollars per share for both, at mid. */
  readonly price: number;
}

/** From the market's own straddle; no model beyond what carries it from the listed strikes to the forward. */
export interface StraddleMove {
  readonly definition: 'at_the_money_straddle';
  readonly forward: number;
  /** Dollars: the undiscounted straddle struck at the forward, which is the mean distance E|S - forward| to the end. */
  readonly meanMove: number;
  /** Dollars: meanMove · sqrt(π/2), the standard deviation if the move is normal. */
  readonly sigma: number;
  /** The strikes that were used. */
  readonly strikes: readonly number[];
}

export type StraddleMoveResult =
  | { readonly ok: true; readonly move: StraddleMove }
  | {
      readonly ok: false;
      /** No forward; no straddle near it; none that costs more than its intrinsic value. */
      readonly reason: 'no_forward' | 'not_quoted' | 'no_time_value';
    };

/** From a whole distribution: what the market's prices at all strikes say together. */
export interface DensityMove {
  readonly definition: 'implied_density';
  readonly forward: number;
  /** Dollars: E|S - forward|, twice the undiscounted call struck at the forward. */
  readonly meanMove: number;
  /** Dollars: root of the variance contract, E(S - forward)². */
  readonly sigma: number;
  /** The middle 68.27 % of the probability, as much as a normal distribution has within one sigma. */
  readonly interval68: PriceInterval;
  /** The middle 95 %. */
  readonly interval95: PriceInterval;
}

/** As much probability lies below `low` as above `high`. */
export interface PriceInterval {
  readonly probability: number;
  readonly low: number;
  readonly high: number;
}

/** Strikes on either side of the forward that are asked for a straddle. */
const STRIKES_ASKED = 4;

/**
 * The move by the straddles next to the forward at or below, and above. Each gives the volatility it implies (by
 * parity its out-of-the-money option is worth half of what it costs over its intrinsic value); the straddle at the
 * forward is priced at the volatility interpolated between them. Interpolated prices would lie on the chord of
 * a curve: a third too much when the strikes are two sigmas apart, as they are late in the day. With one side missing the
 * other decides. `discount` is the present value of a dollar paid at the end.
 */
export function straddleMove(forward: number, discount: number, straddles: readonly Straddle[]): StraddleMoveResult {
  if (!(forward > 0 && forward < Number.POSITIVE_INFINITY && discount > 0)) return { ok: false, reason: 'no_forward' };
  const quoted = straddles.filter(({ strike, price }) => strike > 0 && Number.isFinite(strike) && Number.isFinite(price));
  const implied = nearest(forward, quoted).flatMap((straddle) => {
    const totalVolatility = impliedTotalVolatility(forward, discount, straddle);
    return totalVolatility === null ? [] : [{ strike: straddle.strike, totalVolatility }];
  });
  const [below, above = below] = implied;
  if (below === undefined || above === undefined) return { ok: false, reason: quoted.length === 0 ? 'not_quoted' : 'no_time_value' };
  const gap = above.strike - below.strike;
  const weight = gap > 0 ? (forward - below.strike) / gap : 0;
  const totalVolatility = (1 - weight) * below.totalVolatility + weight * above.totalVolatility;
  const meanMove = 2 * lognormalDistribution(forward, totalVolatility).call(forward);
  const strikes = implied.map(({ strike }) => strike);
  return { ok: true, move: { definition: 'at_the_money_straddle', forward, meanMove, sigma: SIGMA_TO_MEAN_MOVE * meanMove, strikes } };
}

/** {@link straddleMove} by the mids of a chain and the forward it implies. */
export function chainStraddleMove(chain: Chain, discount: number): StraddleMoveResult {
  const start = chain.nearestStrike(chain.forward);
  if (start < 0) return straddleMove(chain.forward, discount, []);
  const pairs = chain.ladder.slice(Math.max(0, start - STRIKES_ASKED), start + STRIKES_ASKED + 1);
  const mid = ({ call, put }: StrikePair): number =>
    (chain.columns.mid[call] ?? Number.NaN) + (chain.columns.mid[put] ?? Number.NaN);
  return straddleMove(chain.forward, discount, pairs.map((pair) => ({ strike: pair.strike, price: mid(pair) })));
}

/** The move by a distribution; all its figures are finite as long as the distribution's are. */
export function densityMove(distribution: PriceDistribution): DensityMove {
  const { forward } = distribution;
  return {
    definition: 'implied_density',
    forward,
    meanMove: 2 * distribution.call(forward),
    sigma: Math.sqrt(variance(distribution)),
    interval68: middle(distribution, 0.6826894921370859),
    interval95: middle(distribution, 0.95),
  };
}

function middle(distribution: PriceDistribution, probability: number): PriceInterval {
  const tail = (1 - probability) / 2;
  return { probability, low: distribution.quantile(tail), high: distribution.quantile(1 - tail) };
}

function nearest(forward: number, straddles: readonly Straddle[]): Straddle[] {
  let below: Straddle | undefined;
  let above: Straddle | undefined;
  for (const straddle of straddles) {
    const { strike } = straddle;
    if (strike <= forward && !(below !== undefined && below.strike >= strike)) below = straddle;
    if (strike > forward && !(above !== undefined && above.strike <= strike)) above = straddle;
  }
  return [below, above].filter((straddle) => straddle !== undefined);
}

function impliedTotalVolatility(forward: number, discount: number, { strike, price }: Straddle): number | null {
  const timeValue = (price / discount - Math.abs(forward - strike)) / 2;
  const right = strike >= forward ? 'call' : 'put';
  const option = { right, spot: forward, strike, years: 1, rate: 0, dividendYield: 0 } as const;
  const implied = impliedVolatility(option, timeValue);
  return implied.ok ? implied.volatility : null;
}

/** Probability left out in either tail of the variance contract, and panels of the quadrature on either side. */
const TAIL = 1e-13;
const PANELS = 4;

/**
 * Twice the integral of undiscounted out-of-the-money options over all strikes (P. Carr, D. Madan, "Towards a theory of
 * volatility trading", 1998, for the square), by Gauss-Legendre in the logarithm of the strike. Of a lognormal
 * distribution it is exact to 1e-11 in proportion up to a total volatility of 0.5, some 60 times that of a day.
 */
function variance(distribution: PriceDistribution): number {
  const { forward } = distribution;
  const low = Math.log(distribution.quantile(TAIL) / forward);
  const high = Math.log(distribution.quantile(1 - TAIL) / forward);
  let sum = 0;
  for (const [from, to] of [[low, 0], [0, high]] as const) {
    // A point mass has no width, and an underlying that may be worthless none that is finite in logarithms.
    if (!(from < to && Number.isFinite(to - from))) continue;
    const half = (to - from) / (2 * PANELS);
    for (let panel = 0; panel < PANELS; panel += 1) {
      const centre = from + (2 * panel + 1) * half;
      for (const [node, weight] of LEGENDRE_10) {
        sum += half * weight * (weighted(centre - half * node) + weighted(centre + half * node));
      }
    }
  }
  return Math.max(0, 2 * sum);

  function weighted(logStrike: number): number {
    const strike = forward * Math.exp(logStrike);
    const call = distribution.call(strike);
    return strike * (strike < forward ? call - (forward - strike) : call);
  }
}

/** Positive nodes and weights on [-1, 1] (M. Abramowitz, I. Stegun, 1964, table 25.4). */
const LEGENDRE_10 = [
  [0.14887433898163122, 0.2955242247147529],
  [0.4333953941292472, 0.26926671930999635],
  [0.6794095682990244, 0.21908636251598204],
  [0.8650633666889845, 0.1494513491505806],
  [0.9739065285171717, 0.06667134430868814],
] as const;
