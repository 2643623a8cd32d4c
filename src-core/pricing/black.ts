import type { Right } from '../instruments/instrument.ts';
import { density, distribution } from './normal.ts';
import { normalisedPrice } from './normalised-black.ts';

/** A European option on a forward. Prices are dollars per share. */
export interface EuropeanOption {
  readonly right: Right;
  readonly forward: number;
  readonly strike: number;
  /** Years to expiry; 0 is at expiry. */
  readonly years: number;
  /** Present value of one dollar paid at expiry. */
  readonly discount: number;
}

/** Derivatives in the units of the formula; the batch converts them to those of a chain. */
export interface Greeks {
  /** Per 1.00 of the spot, with the forward moving in proportion. */
  delta: number;
  gamma: number;
  /** Per year of calendar time passing. */
  theta: number;
  /** Per 1.00 of volatility. */
  vega: number;
  /** Per 1.00 of the rate, with the spot and its yield fixed. */
  rho: number;
}

/** Black's formula; never negative, and the discounted intrinsic value at zero years or zero volatility. */
export function price(option: EuropeanOption, volatility: number): number {
  const { right, forward, strike, years, discount } = option;
  const intrinsic = right === 'call' ? forward - strike : strike - forward;
  const timeValue =
    Math.min(forward, strike) * normalisedPrice(-Math.abs(Math.log(forward / strike)), volatility * Math.sqrt(years));
  return discount * (timeValue + Math.max(0, intrinsic));
}

/** Analytic derivatives. The rate is the discount's, the yield the one that carries `spot` to the forward. */
export function greeks(option: EuropeanOption, volatility: number, spot: number): Greeks {
  const { right, forward, strike, years, discount } = option;
  const rate = years > 0 ? -Math.log(discount) / years : 0;
  const carry = years > 0 ? Math.log(forward / spot) / years : 0;
  const result: Greeks = { delta: 0, gamma: 0, theta: 0, vega: 0, rho: 0 };
  const totalVolatility = volatility * Math.sqrt(years);
  writeGreeks(result, right === 'call', forward, strike, discount, spot, years, rate, carry, totalVolatility);
  return result;
}

/**
 * {@link greeks} without an allocation, for loops over rows: `rate` and `carry` (the forward's growth over the spot)
 * are annual and continuously compounded. At zero total volatility the terms of the density are 0, delta at the
 * money half a step.
 */
export function writeGreeks(
  target: Greeks,
  isCall: boolean,
  forward: number,
  strike: number,
  discount: number,
  spot: number,
  years: number,
  rate: number,
  carry: number,
  totalVolatility: number,
): void {
  const sign = isCall ? 1 : -1;
  const x = Math.log(forward / strike);
  const spread = totalVolatility > 0;
  const h = spread ? x / totalVolatility : x === 0 ? 0 : x * Number.POSITIVE_INFINITY;
  const d1 = h + totalVolatility / 2;
  const forwardPart = sign * discount * forward * distribution(sign * d1);
  const strikePart = sign * discount * strike * distribution(sign * (h - totalVolatility / 2));
  const densityPart = spread ? discount * forward * density(d1) : 0;
  target.delta = forwardPart / spot;
  target.gamma = spread ? densityPart / (spot * spot * totalVolatility) : 0;
  target.vega = densityPart * Math.sqrt(years);
  const decay = years > 0 ? (densityPart * totalVolatility) / (2 * years) : 0;
  target.theta = (rate - carry) * forwardPart - rate * strikePart - decay;
  target.rho = years * strikePart;
}
