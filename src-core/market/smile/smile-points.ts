import type { Chain } from '../chain.ts';
import { STATUS_CODE } from '../quote-status.ts';

/** One expiry's quoted volatilities, a row a strike; the first `count` rows count. Volatilities are annualised, 1.00 = 100 %. */
export interface SmilePoints {
  /** Dollars. */
  readonly forward: number;
  /** The years that the volatilities are annualised with. */
  readonly years: number;
  readonly count: number;
  readonly strike: Float64Array;
  readonly volatility: Float64Array;
  /** Standard error of the volatility: a row weighs 1/error². */
  readonly error: Float64Array;
  /** Half the bid-ask spread of the out-of-the-money side over its vega. */
  readonly halfSpread: Float64Array;
}

/** Least step of the quotes, dollars. */
const TICK = 0.01;
/** Both sides of a strike are used while the out-of-the-money one has at least this delta. */
const NEAR_DELTA = 0.25;

/**
 * The chain's usable strikes: the out-of-the-money side, near the money both sides averaged by precision. A side is
 * used only when its status is 'priced'. Its error is half its spread, not below half a tick, times 1 + tick/bid: at
 * the least bid the price may be anything below the ask. `years` is what the chain's volatilities are annualised with.
 */
export function gatherSmilePoints(chain: Chain, years: number): SmilePoints {
  const { forward, columns } = chain;
  const ladder = forward > 0 ? chain.ladder : [];
  const size = ladder.length;
  const strike = new Float64Array(size);
  const volatility = new Float64Array(size);
  const error = new Float64Array(size);
  const halfSpread = new Float64Array(size);
  let count = 0;
  for (const pair of ladder) {
    const calls = pair.strike >= forward;
    const row = calls ? pair.call : pair.put;
    const other = calls ? pair.put : pair.call;
    const own = sideError(chain, row);
    if (Number.isNaN(own)) continue;
    const opposite = Math.abs(columns.delta[row] as number) >= NEAR_DELTA ? sideError(chain, other) : Number.NaN;
    const share = Number.isNaN(opposite) ? 0 : (own * own) / (own * own + opposite * opposite);
    strike[count] = pair.strike;
    volatility[count] = (1 - share) * (columns.iv[row] as number) + (share === 0 ? 0 : share * (columns.iv[other] as number));
    error[count] = own * Math.sqrt(1 - share);
    halfSpread[count] = halfSpreadOf(chain, row);
    count += 1;
  }
  return { forward, years, count, strike, volatility, error, halfSpread };
}

/** Standard error of the row's volatility; NaN when it cannot be used. */
function sideError(chain: Chain, row: number): number {
  if (row < 0 || chain.status[row] !== STATUS_CODE.priced) return Number.NaN;
  const error = halfSpreadOf(chain, row) * (1 + TICK / (chain.columns.bid[row] as number));
  return (chain.columns.iv[row] as number) > 0 && error > 0 && Number.isFinite(error) ? error : Number.NaN;
}

function halfSpreadOf(chain: Chain, row: number): number {
  const { bid, ask, vega } = chain.columns;
  const dollars = Math.max(TICK, (ask[row] as number) - (bid[row] as number)) / 2;
  return dollars / (100 * (vega[row] as number));
}
