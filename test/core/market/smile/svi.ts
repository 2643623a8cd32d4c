import type { Smile, SmileValue } from '../../../../src-core/market/smile/smile.ts';

/** Raw stochastic volatility inspired parameters: w(k) = a + b·(rho·(k − m) + sqrt((k − m)² + sigma²)). */
export interface Svi {
  readonly a: number;
  readonly b: number;
  readonly rho: number;
  readonly m: number;
  readonly sigma: number;
}

/** Axel Vogt's: its density is negative. J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", 2014, example 3.1. */
export const vogt: Svi = { a: -0.041, b: 0.1331, rho: 0.306, m: 0.3586, sigma: 0.4153 };

export function sviSmile(svi: Svi, forward: number, years: number): Smile {
  return {
    forward,
    years,
    at(strike: number): SmileValue {
      const { a, b, rho, m, sigma } = svi;
      const distance = Math.log(strike / forward) - m;
      const root = Math.hypot(distance, sigma);
      const w = a + b * (rho * distance + root);
      const first = b * (rho + distance / root);
      const second = (b * sigma * sigma) / root ** 3;
      const volatility = Math.sqrt(w / years);
      const slope = first / (2 * volatility * years * strike);
      const curvature = (second - first) / (2 * volatility * years * strike * strike) - (slope * slope) / volatility;
      return { volatility, slope, curvature };
    },
  };
}
