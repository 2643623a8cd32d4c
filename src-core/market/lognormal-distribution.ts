import { density, distribution } from '../pricing/normal.ts';
import { normalisedPrice } from '../pricing/normalised-black.ts';
import { logRatio } from './log-ratio.ts';
import { normalQuantile } from './normal-quantile.ts';
import type { PriceDistribution } from './price-distribution.ts';

/**
 * The distribution of Black's formula (F. Black, "The pricing of commodity contracts", 1976): ln price is normal with
 * mean ln forward - s²/2 and deviation s = `totalVolatility`, the annual volatility times the root of years
 * (0.12 · sqrt(6.5 h / 8760 h) = 0.0033). At zero total volatility all of it lies on the forward: the density is 0
 * everywhere, as there is none, and every quantile is the forward.
 * Throws RangeError unless the forward is positive and the total volatility at least 0, both finite.
 */
export function lognormalDistribution(forward: number, totalVolatility: number): PriceDistribution {
  if (!(forward > 0 && totalVolatility >= 0 && Number.isFinite(forward + totalVolatility))) {
    throw new RangeError(`no lognormal distribution has forward ${forward} and total volatility ${totalVolatility}`);
  }
  const s = totalVolatility;
  const standardised = (price: number): number => logRatio(price, forward) / s + s / 2;
  return {
    forward,
    variance: Math.min(Number.MAX_VALUE, forward * forward * Math.expm1(s * s)),
    density: (price) => {
      if (!(price > 0 && price < Number.POSITIVE_INFINITY) || s === 0) return 0;
      const height = density(standardised(price));
      return height === 0 ? 0 : Math.min(Number.MAX_VALUE, height / price / s);
    },
    cumulative: (price) => {
      if (!(price > 0)) return 0;
      if (s === 0 || price === Number.POSITIVE_INFINITY) return price >= forward ? 1 : 0;
      return distribution(standardised(price));
    },
    quantile: (probability) => (s === 0 ? forward : forward * Math.exp(s * (normalQuantile(probability) - s / 2))),
    call: (strike) => {
      const intrinsic = Math.max(0, forward - strike);
      const z = Math.abs(logRatio(strike, forward)) / s;
      // Further out the option of no intrinsic value is worth less than the least double.
      if (!(strike > 0 && strike < Number.POSITIVE_INFINITY && z - s / 2 < 40)) return intrinsic;
      return intrinsic + Math.min(forward, strike) * normalisedPrice(z, s);
    },
  };
}
