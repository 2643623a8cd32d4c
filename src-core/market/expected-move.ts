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
  /** Dollars: root of E(S - forward)². */
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
    sigma: Math.sqrt(distribution.variance),
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
