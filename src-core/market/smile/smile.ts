import { density, distribution } from '../../pricing/normal.ts';
import { totalVolatility } from '../../pricing/total-volatility.ts';
import { LognormalMixture } from './lognormal-mixture.ts';

/** One expiry's implied volatility as a smooth function of the strike. */
export interface Smile {
  /** Dollars. */
  readonly forward: number;
  /** The years that volatilities are annualised with. */
  readonly years: number;
  at(strike: number): SmileValue;
}

export interface SmileValue {
  /** Annualised, 1.00 = 100 %. */
  readonly volatility: number;
  /** Derivative by the strike: per dollar. */
  readonly slope: number;
  /** Second derivative by the strike: per dollar squared. */
  readonly curvature: number;
}

/** Standard deviations of the widest component where prices are about to leave the range of doubles. */
const REACH = 35;
/** Above, prices are the same as their upper bounds to the last place. */
export const GREATEST_TOTAL = 5;

/**
 * The Black volatilities of a mixture of lognormals. Beyond 35 standard deviations of the widest component, where
 * prices are below 1e-260 dollars, the volatility goes on flat.
 */
export class MixtureSmile implements Smile {
  readonly years: number;
  readonly distribution: LognormalMixture;
  /** Where the total volatility goes to far from the money. */
  readonly #widest: number;
  readonly #lowest: number;
  readonly #highest: number;

  /** Throws RangeError when the years are not positive or a component has a total volatility above 5. */
  constructor(distribution: LognormalMixture, years: number) {
    if (!(years > 0 && Number.isFinite(years))) throw new RangeError(`years ${years} is not positive`);
    this.distribution = distribution;
    this.years = years;
    const widest = distribution.components.reduce((left, right) => (right.totalVolatility > left.totalVolatility ? right : left));
    if (widest.totalVolatility > GREATEST_TOTAL) {
      throw new RangeError(`a total volatility of ${widest.totalVolatility} is above ${GREATEST_TOTAL}`);
    }
    this.#widest = widest.totalVolatility;
    const reach = REACH * widest.totalVolatility;
    this.#lowest = Math.min(distribution.forward, widest.forward) * Math.exp(-reach);
    this.#highest = Math.max(distribution.forward, widest.forward) * Math.exp(reach);
  }

  get forward(): number {
    return this.distribution.forward;
  }

  /** Annualised, 1.00 = 100 %. */
  volatilityAt(strike: number): number {
    return this.quote(strike).volatility;
  }

  /** The undiscounted price of the out-of-the-money side, the call at the forward, in dollars, and its volatility. */
  quote(strike: number): { readonly price: number; readonly volatility: number } {
    const { forward } = this;
    const within = Math.min(this.#highest, Math.max(this.#lowest, strike));
    const price = this.distribution.outOfTheMoney(within);
    const share = price / Math.min(forward, within);
    const total = totalVolatility(Math.abs(Math.log(forward / within)), share, 1 - share, Math.log(share));
    return { price, volatility: (total > 0 && total < Number.POSITIVE_INFINITY ? total : this.#widest) / Math.sqrt(this.years) };
  }

  /** With its analytic derivatives: those of C(K) = Black(K, v(K)), where C is the mixture's price, solved for v' and v''. */
  at(strike: number): SmileValue {
    const volatility = this.volatilityAt(strike);
    if (!(strike > this.#lowest && strike < this.#highest)) return { volatility, slope: 0, curvature: 0 };
    const { forward, distribution: mixture } = this;
    const rootYears = Math.sqrt(this.years);
    const v = volatility * rootYears;
    const d1 = Math.log(forward / strike) / v + v / 2;
    const d2 = d1 - v;
    const vega = forward * density(d1);
    const bySlope = strike >= forward ? -distribution(d2) : distribution(-d2);
    const slope = (mixture.outOfTheMoneySlope(strike) - bySlope) / vega;
    const mixed = density(d2) * (d1 / v);
    const convexity = mixture.density(strike) - density(d2) / (strike * v);
    const curvature = (convexity - 2 * mixed * slope) / vega - ((d1 * d2) / v) * slope * slope;
    return { volatility, slope: slope / rootYears, curvature: curvature / rootYears };
  }
}
