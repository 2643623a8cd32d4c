import { type Greeks, writeGreeks } from './black.ts';
import { impliedTotalVolatility } from './implied-volatility.ts';

/** Days in the year of the flat clock: theta is per calendar day. */
const DAYS = 365;

/** Rows of one expiry to price, and the columns to read and write, all indexed by row. */
export interface PricingBatch {
  /** The first `count` entries are the rows to price; every other row is left as it is. */
  readonly rows: Uint16Array;
  readonly count: number;
  readonly isCall: Uint8Array;
  /** Dollars per share. */
  readonly strike: Float64Array;
  /** The prices to invert, dollars per share. */
  readonly mid: Float64Array;
  readonly forward: number;
  /** Present value of one dollar at expiry. */
  readonly discount: number;
  /** The price the Greeks derive by; its growth to `forward` over `years` is taken as the carry. */
  readonly spot: number;
  readonly years: number;
  /** Annualised, 1.00 = 100 %. This and all further outputs are NaN where there is no solution. */
  readonly iv: Float64Array;
  readonly delta: Float64Array;
  readonly gamma: Float64Array;
  /** Dollars per calendar day. */
  readonly theta: Float64Array;
  /** Dollars per 1 % of volatility. */
  readonly vega: Float64Array;
  /** Dollars per 1 % of the rate. */
  readonly rho: Float64Array;
  /** 1 where the row was solved, 0 where not. */
  readonly ok: Uint8Array;
}

const scratch: Greeks = { delta: 0, gamma: 0, theta: 0, vega: 0, rho: 0 };

/**
 * Implied volatility and Greeks of the rows listed. In-the-money rows are solved through the out-of-the-money
 * option of their strike, by parity. Allocates nothing.
 */
export function priceRows(batch: PricingBatch): void {
  const { rows, count, isCall, strike, mid, forward, discount, spot, years } = batch;
  const { iv, delta, gamma, theta, vega, rho, ok } = batch;
  const solvable = forward > 0 && discount > 0 && spot > 0 && years > 0;
  const rootYears = Math.sqrt(years);
  const rate = -Math.log(discount) / years;
  const carry = Math.log(forward / spot) / years;
  for (let i = 0; i < count; i += 1) {
    const row = rows[i] as number;
    const k = strike[row] as number;
    const call = isCall[row] === 1;
    const intrinsic = Math.max(0, call ? forward - k : k - forward);
    const price = ((mid[row] as number) / discount - intrinsic) / Math.min(forward, k);
    const total = solvable ? impliedTotalVolatility(-Math.abs(Math.log(forward / k)), price) : Number.NaN;
    if (!(total > 0)) {
      ok[row] = 0;
      iv[row] = Number.NaN;
      delta[row] = Number.NaN;
      gamma[row] = Number.NaN;
      theta[row] = Number.NaN;
      vega[row] = Number.NaN;
      rho[row] = Number.NaN;
      continue;
    }
    writeGreeks(scratch, call, forward, k, discount, spot, years, rate, carry, total);
    ok[row] = 1;
    iv[row] = total / rootYears;
    delta[row] = scratch.delta;
    gamma[row] = scratch.gamma;
    theta[row] = scratch.theta / DAYS;
    vega[row] = scratch.vega / 100;
    rho[row] = scratch.rho / 100;
  }
}
