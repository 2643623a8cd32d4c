import type { PriceDistribution } from '../market/price-distribution.ts';
import { density, distribution as normalDistribution } from '../pricing/normal.ts';
import type { Position, PositionPricer, TimeLeft } from './position-pricer.ts';

/** Dollars that one underlying's position gains, by the standard normal variable that moves its price. */
export interface ResultCurve {
  /** Adds the result at each of `z` to `results`. */
  addTo(results: Float64Array, z: Float64Array): void;
}

const REACH = 6;
const STEPS_PER_DEVIATION = 32;
const KNOTS = 2 * REACH * STEPS_PER_DEVIATION + 1;
/** Knots from one quantile that is solved for to the next. */
const STRIDE = 4;
/** Part by which slopes may differ from the rise between two quantiles. */
const ROUGH = 0.5;
/** Beyond the last knot the result is that at it. */
const LAST_PLACE = KNOTS - 1 - 1e-9;

/** Where among the knots, a whole number at a knot. */
function placeOf(z: number): number {
  return Math.max(0, Math.min(LAST_PLACE, (z + REACH) * STEPS_PER_DEVIATION));
}

function zOf(knot: number): number {
  return knot / STEPS_PER_DEVIATION - REACH;
}

/**
 * The distribution's price at even steps of a standard normal variable: its quantile at the variable's probability. Every
 * fourth is solved for; between them lies the cubic of Hermite with the slopes density(z) over the distribution's own density.
 */
export function pricesByDeviation(distribution: PriceDistribution): Float64Array {
  const prices = new Float64Array(KNOTS);
  const slopeAt = (knot: number): number => (density(zOf(knot)) / distribution.density(prices[knot] as number)) * (STRIDE / STEPS_PER_DEVIATION);
  for (let knot = 0; knot < KNOTS; knot += STRIDE) prices[knot] = distribution.quantile(normalDistribution(zOf(knot)));
  let slope = slopeAt(0);
  for (let start = 0; start + STRIDE < KNOTS; start += STRIDE) {
    const from = prices[start] as number;
    const rise = (prices[start + STRIDE] as number) - from;
    const nextSlope = slopeAt(start + STRIDE);
    // Around a gap that hardly any probability lies in, the cubic says nothing.
    const isSmooth = Math.abs(slope - rise) <= ROUGH * rise && Math.abs(nextSlope - rise) <= ROUGH * rise;
    for (let step = 1; step < STRIDE; step += 1) {
      const t = step / STRIDE;
      prices[start + step] = isSmooth
        ? from + t * (slope * (1 - t) * (1 - t) + t * (3 - 2 * t) * rise - t * (1 - t) * nextSlope)
        : distribution.quantile(normalDistribution(zOf(start + step)));
    }
    slope = nextSlope;
  }
  return prices;
}

/** The exact payoff at prices by deviation, less the value now. */
export function referenceCurve(position: Position, prices: Float64Array, valueNow: number): ResultCurve {
  const payoff = new PayoffLine(position);
  return {
    addTo: (results, z) => {
      for (let path = 0; path < results.length; path += 1) {
        results[path] = (results[path] as number) + payoff.at(between(prices, placeOf(z[path] as number))) - valueNow;
      }
    },
  };
}

function between(values: Float64Array, place: number): number {
  const knot = Math.floor(place);
  const low = values[knot] as number;
  return low + (place - knot) * ((values[knot + 1] as number) - low);
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
 * the reference (`prices` by deviation, of mean `forward`), its logarithm drawn together to the share of the variance that
 * goes by; volatilities stick to their strikes and move with the spot along the skew, as under a local volatility
 * (E. Derman, "Regimes of volatility", 1999). `pricer` must have loaded the position.
 */
export function earlierCurve(pricer: PositionPricer, prices: Float64Array, forward: number, { left, share, growth, skew }: HourAhead): ResultCurve {
  const root = Math.sqrt(share);
  const factors = prices.map((price) => Math.exp(root * Math.log(price / forward)));
  let mean = 0;
  let mass = 0;
  for (const [knot, factor] of factors.entries()) {
    const weight = density(zOf(knot));
    mean += factor * weight;
    mass += weight;
  }
  const { spot, value } = pricer;
  const gains = factors.map((factor) => {
    const price = (spot * growth * factor * mass) / mean;
    return pricer.valueAt(price, Math.max(LEAST_SHIFT, Math.min(MOST_SHIFT, skew * (price - spot))), left) - value;
  });
  return {
    addTo: (results, z) => {
      for (let path = 0; path < results.length; path += 1) results[path] = (results[path] as number) + between(gains, placeOf(z[path] as number));
    },
  };
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
