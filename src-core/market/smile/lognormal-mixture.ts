import { density, distribution } from '../../pricing/normal.ts';
import { normalisedPrice } from '../../pricing/normalised-black.ts';
import { normalQuantile } from '../normal-quantile.ts';
import type { PriceDistribution } from '../price-distribution.ts';

/** One lognormal of a mixture. */
export interface LognormalComponent {
  /** Probability. */
  readonly weight: number;
  /** Its own expected price, dollars. */
  readonly forward: number;
  /** Standard deviation of the logarithm of the price. */
  readonly totalVolatility: number;
}

const QUANTILE_STEPS = 100;
/** How far the weights may be from 1 in sum, and the mean from the forward, in proportion. */
const ROUNDING = 1e-12;

/**
 * A price that is lognormal with one of several means and widths. Whatever the components are, weights that add up to
 * one and a mean at the forward make it a probability distribution of that forward, so prices from it hold no static
 * arbitrage at any strike: D. Brigo and F. Mercurio, "Lognormal-mixture dynamics and calibration to market volatility
 * smiles", 2002, with a mean of its own for each component.
 */
export class LognormalMixture implements PriceDistribution {
  readonly forward: number;
  readonly variance: number;
  readonly components: readonly LognormalComponent[];

  /** Throws RangeError when the components are not a distribution with this mean. */
  constructor(forward: number, components: readonly LognormalComponent[]) {
    if (!isDistribution(forward, components)) throw new RangeError('the components are not a distribution with the mean at the forward');
    this.forward = forward;
    this.components = components;
    this.variance = components.reduce((sum, component) => sum + component.weight * secondMoment(component, forward), 0);
  }

  /** 0 at and below a price of 0. */
  density(price: number): number {
    if (!(price > 0)) return 0;
    let sum = 0;
    for (const { weight, forward, totalVolatility } of this.components) {
      sum += (weight * density(standardised(price, forward, totalVolatility))) / totalVolatility;
    }
    return sum / price;
  }

  cumulative(price: number): number {
    return price > 0 ? Math.min(1, this.#tail(price, 1)) : 0;
  }

  /** Throws RangeError unless 0 < probability < 1. */
  quantile(probability: number): number {
    if (!(probability > 0 && probability < 1)) throw new RangeError(`probability ${probability} is not between 0 and 1`);
    // The tail that is less likely is solved for, by its logarithm: that is close to a parabola.
    const side = probability <= 0.5 ? 1 : -1;
    const tail = side === 1 ? probability : 1 - probability;
    const target = Math.log(tail);
    // A mixture's quantile lies between those of its components.
    const z = normalQuantile(probability);
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const { forward, totalVolatility } of this.components) {
      const own = Math.log(forward) + totalVolatility * (z - totalVolatility / 2);
      low = Math.min(low, own);
      high = Math.max(high, own);
    }
    let y = (low + high) / 2;
    for (let step = 0; step < QUANTILE_STEPS; step += 1) {
      const price = Math.exp(y);
      const at = this.#tail(price, side);
      const error = Math.log(at) - target;
      if (error * side > 0) high = y;
      else low = y;
      const newton = y - (side * error * at) / (this.density(price) * price);
      const next = newton > low && newton < high ? newton : (low + high) / 2;
      const moved = Math.abs(next - y);
      y = next;
      if (moved <= 1e-15 * Math.max(1, Math.abs(y))) break;
    }
    return Math.exp(y);
  }

  call(strike: number): number {
    if (!(strike > 0)) return this.forward - strike;
    if (strike === Number.POSITIVE_INFINITY) return 0;
    return strike >= this.forward ? this.outOfTheMoney(strike) : this.outOfTheMoney(strike) + this.forward - strike;
  }

  /** Undiscounted price of the call at and above the forward, of the put below it: positive terms only, so full relative precision. */
  outOfTheMoney(strike: number): number {
    const isCall = strike >= this.forward;
    let sum = 0;
    for (const { weight, forward, totalVolatility } of this.components) {
      sum += weight * blackPrice(isCall, forward, strike, totalVolatility);
    }
    return sum;
  }

  /** Derivative of {@link outOfTheMoney} by the strike: minus the probability above, or the probability below. */
  outOfTheMoneySlope(strike: number): number {
    return strike >= this.forward ? -this.#tail(strike, -1) : this.#tail(strike, 1);
  }

  /** Probability below (1) or above (-1) a positive price. */
  #tail(price: number, side: 1 | -1): number {
    let sum = 0;
    for (const { weight, forward, totalVolatility } of this.components) {
      sum += weight * distribution(side * standardised(price, forward, totalVolatility));
    }
    return sum;
  }
}

/** Undiscounted, dollars. */
export function blackPrice(isCall: boolean, forward: number, strike: number, totalVolatility: number): number {
  const intrinsic = isCall ? forward - strike : strike - forward;
  const z = Math.abs(Math.log(forward / strike)) / totalVolatility;
  return Math.min(forward, strike) * normalisedPrice(z, totalVolatility) + Math.max(0, intrinsic);
}

/** Of a component's price about `centre`. */
function secondMoment({ forward, totalVolatility }: LognormalComponent, centre: number): number {
  return forward * forward * Math.expm1(totalVolatility * totalVolatility) + (forward - centre) ** 2;
}

function standardised(price: number, forward: number, totalVolatility: number): number {
  return Math.log(price / forward) / totalVolatility + totalVolatility / 2;
}

/** What makes the prices of a mixture free of static arbitrage: it is a distribution, and its mean is the forward. */
function isDistribution(forward: number, components: readonly LognormalComponent[]): boolean {
  let weights = 0;
  let mean = 0;
  for (const component of components) {
    const { weight, totalVolatility } = component;
    if (!(weight >= 0 && totalVolatility > 0 && component.forward > 0)) return false;
    if (!Number.isFinite(totalVolatility + 1 / totalVolatility)) return false;
    weights += weight;
    mean += weight * component.forward;
  }
  return forward > 0 && Math.abs(weights - 1) <= ROUNDING && Math.abs(mean / forward - 1) <= ROUNDING;
}
