import { kernel, type PricingMarket } from './kernel/kernel.ts';
import {
  BLOCK_ROWS,
  CHARM,
  DELTA,
  DISCOUNT,
  GAMMA,
  IS_CALL,
  PRICE,
  RHO,
  SPEED,
  STRIKE,
  THETA,
  VANNA,
  VEGA,
  VOLATILITY,
  VOMMA,
  YEARS,
} from './kernel/layout.ts';

/** Theta and charm of a chain are per calendar day. */
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
  readonly market: PricingMarket;
  readonly columns: GreekColumns;
  /** Codes of `Solution`. Where it is not 0 the row's columns are NaN. */
  readonly solution: Uint8Array;
}

export interface GreekColumns {
  /** Annualised on the market's clock, 1.00 = 100 %. */
  readonly iv: Float64Array;
  /** Per 1.00 of the spot. */
  readonly delta: Float64Array;
  readonly gamma: Float64Array;
  /** Dollars per calendar day, at the pace of now. */
  readonly theta: Float64Array;
  /** Dollars per 1 % of volatility. */
  readonly vega: Float64Array;
  /** Dollars per 1 % of the rate. */
  readonly rho: Float64Array;
  /** Change of delta per calendar day, at the pace of now. */
  readonly charm: Float64Array;
  /** Change of delta per 1 % of volatility. */
  readonly vanna: Float64Array;
  /** Change of vega (per 1 %) per 1 % of volatility. */
  readonly vomma: Float64Array;
  /** Change of gamma per 1.00 of the spot. */
  readonly speed: Float64Array;
  /** N(d2) of a call, N(-d2) of a put: the risk-neutral probability to end in the money, 1.00 = certain. */
  readonly probability: Float64Array;
}

/** Implied volatility and Greeks of the rows listed. Allocates nothing. */
export function priceRows(batch: PricingBatch): void {
  const { rows, count, market } = batch;
  kernel.setMarket(market);
  for (let start = 0; start < count; start += BLOCK_ROWS) {
    const size = Math.min(BLOCK_ROWS, count - start);
    gather(batch, rows, start, size);
    kernel.implied(size);
    scatter(batch, rows, start, size);
  }
}

function gather(batch: PricingBatch, rows: Uint16Array, start: number, size: number): void {
  const { strike, isCall, mid } = batch;
  const { block } = kernel;
  for (let i = 0; i < size; i += 1) {
    const row = rows[start + i] as number;
    block[STRIKE + i] = strike[row] as number;
    block[IS_CALL + i] = isCall[row] as number;
    block[PRICE + i] = mid[row] as number;
  }
}

function scatter(batch: PricingBatch, rows: Uint16Array, start: number, size: number): void {
  const { solution } = batch;
  const discountedYears = (kernel.block[YEARS] as number) * (kernel.block[DISCOUNT] as number);
  const { iv, delta, gamma, theta, vega, rho, charm, vanna, vomma, speed, probability } = batch.columns;
  const { block, solutions } = kernel;
  for (let i = 0; i < size; i += 1) {
    const row = rows[start + i] as number;
    const code = solutions[i] as number;
    solution[row] = code;
    const solved = code === 0;
    iv[row] = solved ? (block[VOLATILITY + i] as number) : Number.NaN;
    delta[row] = solved ? (block[DELTA + i] as number) : Number.NaN;
    gamma[row] = solved ? (block[GAMMA + i] as number) : Number.NaN;
    theta[row] = solved ? (block[THETA + i] as number) * (1 / DAYS) : Number.NaN;
    vega[row] = solved ? (block[VEGA + i] as number) * 0.01 : Number.NaN;
    rho[row] = solved ? (block[RHO + i] as number) * 0.01 : Number.NaN;
    charm[row] = solved ? (block[CHARM + i] as number) * (1 / DAYS) : Number.NaN;
    vanna[row] = solved ? (block[VANNA + i] as number) * 0.01 : Number.NaN;
    vomma[row] = solved ? (block[VOMMA + i] as number) * 0.0001 : Number.NaN;
    speed[row] = solved ? (block[SPEED + i] as number) : Number.NaN;
    // Rho is years · strike · discount times it.
    probability[row] = solved ? Math.abs(block[RHO + i] as number) / ((block[STRIKE + i] as number) * discountedYears) : Number.NaN;
  }
}
