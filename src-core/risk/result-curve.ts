import type { PriceDistribution } from '../market/price-distribution.ts';
import { density, distribution as normalDistribution } from '../pricing/normal.ts';
import type { Position, PositionPricer, TimeLeft } from './position-pricer.ts';

/** Dollars that one underlying's position gains, by the standard normal variable that moves its price. */
export interface ResultCurve {
  at(z: number): number;
}

const REACH = 6;
const STEPS_PER_DEVIATION = 32;
const KNOTS = 2 * REACH * STEPS_PER_DEVIATION + 1;

/** Values on even steps of a normal variable, and straight lines between them: a price is off by less than 0.01 % of a deviation. */
class Knots {
  readonly values = new Float64Array(KNOTS);

  static zAt(knot: number): number {
    return knot / STEPS_PER_DEVIATION - REACH;
  }

  at(z: number): number {
    const place = Math.max(0, Math.min(KNOTS - 1.000001, (z + REACH) * STEPS_PER_DEVIATION));
    const knot = Math.floor(place);
    const low = this.values[knot] as number;
    return low + (place - knot) * ((this.values[knot + 1] as number) - low);
  }
}

/** The exact payoff less the value now, with the price by the distribution's own quantiles. */
export function referenceCurve(position: Position, distribution: PriceDistribution, valueNow: number): ResultCurve {
  const prices = new Knots();
  for (let knot = 0; knot < KNOTS; knot += 1) prices.values[knot] = distribution.quantile(normalDistribution(Knots.zAt(knot)));
  const payoff = new PayoffLine(position);
  return { at: (z) => payoff.at(prices.at(z)) - valueNow };
}

export interface HourAhead {
  /** At the moment looked at. */
  readonly left: TimeLeft;
  /** Part of the variance to the reference that goes by until then, 0 to 1. */
  readonly share: number;
  /** What a dollar grows to until then. */
  readonly growth: number;
  /** Change of all volatilities per dollar of the spot, 1.00 = 100 %. */
  readonly skew: number;
}

/** Bounds of what a move of the spot does to volatilities. */
const LEAST_SHIFT = -0.05;
const MOST_SHIFT = 0.25;

/**
 * The position priced anew some time before the reference, less its value now. The price has the shape of the distribution at
 * the reference, its logarithm drawn together to the share of the variance that goes by; volatilities stick to their
 * strikes and move with the spot along the skew, as under a local volatility (E. Derman, "Regimes of volatility", 1999).
 * `pricer` must have loaded the position.
 */
export function earlierCurve(pricer: PositionPricer, distribution: PriceDistribution, { left, share, growth, skew }: HourAhead): ResultCurve {
  const { forward } = distribution;
  const root = Math.sqrt(share);
  const factors = new Float64Array(KNOTS);
  let mean = 0;
  let mass = 0;
  for (let knot = 0; knot < KNOTS; knot += 1) {
    const z = Knots.zAt(knot);
    const factor = Math.exp(root * Math.log(distribution.quantile(normalDistribution(z)) / forward));
    factors[knot] = factor;
    mean += factor * density(z);
    mass += density(z);
  }
  const { spot, value } = pricer;
  const curve = new Knots();
  for (let knot = 0; knot < KNOTS; knot += 1) {
    const price = (spot * growth * (factors[knot] as number) * mass) / mean;
    const shift = Math.max(LEAST_SHIFT, Math.min(MOST_SHIFT, skew * (price - spot)));
    curve.values[knot] = pricer.valueAt(price, shift, left) - value;
  }
  return curve;
}

/** A payoff as straight lines between the strikes. */
class PayoffLine {
  readonly #prices: Float64Array;
  readonly #values: Float64Array;
  /** Of the line that ends at each price, and of the one beyond the last. */
  readonly #slopes: Float64Array;

  constructor({ shares, legs }: Position) {
    const prices = Float64Array.from(new Set([0, ...legs.map(({ strike }) => strike)])).sort();
    this.#prices = prices;
    this.#values = prices.map((price) => {
      let value = shares * price;
      for (const { right, strike, units } of legs) value += units * Math.max(0, right === 'call' ? price - strike : strike - price);
      return value;
    });
    this.#slopes = new Float64Array(prices.length + 1);
    for (let i = 1; i < prices.length; i += 1) {
      this.#slopes[i] = ((this.#values[i] as number) - (this.#values[i - 1] as number)) / ((prices[i] as number) - (prices[i - 1] as number));
    }
    this.#slopes[prices.length] = legs.reduce((slope, { right, units }) => slope + (right === 'call' ? units : 0), shares);
  }

  at(price: number): number {
    const prices = this.#prices;
    let low = 0;
    let high = prices.length;
    // The first price above.
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((prices[middle] as number) <= price) low = middle + 1;
      else high = middle;
    }
    const from = Math.max(0, low - 1);
    return (this.#values[from] as number) + (this.#slopes[low] as number) * (price - (prices[from] as number));
  }
}
