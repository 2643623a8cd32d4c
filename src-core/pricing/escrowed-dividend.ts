import { type Greeks, greeks, type VanillaOption } from './black-scholes.ts';

/** A cash dividend that is known. */
export interface CashDividend {
  /** Dollars per share. */
  readonly amount: number;
  /** Calendar years until the underlying trades without it. */
  readonly years: number;
}

/**
 * The option without the dividend that costs the same: the spot less the dividend's present value, which lies in
 * escrow, is lognormal (J. Hull, "Options, futures and other derivatives", on known dividends). A dividend that is
 * past or comes after the expiry changes nothing. Throws RangeError where the dividend is worth as much as the spot.
 */
export function withoutDividend(option: VanillaOption, dividend: CashDividend): VanillaOption {
  return { ...option, spot: option.spot - presentValue(option, dividend) };
}

/** Derivatives of `price(withoutDividend(option, dividend), volatility)` by what the option itself is made of. */
export function greeksWithDividend(option: VanillaOption, dividend: CashDividend, volatility: number): Greeks {
  const held = presentValue(option, dividend);
  const plain = greeks({ ...option, spot: option.spot - held }, volatility);
  // As time passes the escrow grows by the interest on it, and the rest of the spot shrinks by as much.
  const drain = option.rate * held;
  return {
    ...plain,
    theta: plain.theta - plain.delta * drain,
    charm: plain.charm - plain.gamma * drain,
    rho: plain.rho + plain.delta * held * dividend.years,
  };
}

function presentValue({ spot, rate, years }: VanillaOption, dividend: CashDividend): number {
  if (!(Number.isFinite(dividend.amount) && dividend.amount >= 0)) {
    throw new RangeError(`dividend amount must be at least 0 and finite, got ${dividend.amount}`);
  }
  if (Number.isNaN(dividend.years)) throw new RangeError('dividend years must be a number, got NaN');
  if (dividend.years < 0 || dividend.years > years) return 0;
  const held = dividend.amount * Math.exp(-rate * dividend.years);
  if (!(held < spot)) throw new RangeError(`dividend amount must be worth less than the spot of ${spot}, got ${dividend.amount}`);
  return held;
}
