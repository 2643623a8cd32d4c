import { multiplier } from '../instruments/instrument.ts';
import { type Money, money, ZERO } from '../money.ts';
import type { Holding } from '../strategies/holding.ts';

/** What an order in flight may come to. */
export interface InFlight {
  /** What one package leaves, signed units. */
  readonly legs: readonly Holding[];
  /** Ends it may come to, each with everything paid for it, negative when received; besides nothing, and anything between. */
  readonly outcomes: readonly { readonly packages: number; readonly cost: Money }[];
}

/** Prices of the underlying, both included. */
export interface PriceRange {
  readonly low: Money;
  readonly high: Money;
}

/** The greatest loss at expiry and the price it comes at. */
export interface WorstCase {
  /** Never negative; null where it has no bound. */
  readonly loss: Money | null;
  /** null where nothing is lost or the loss has no bound. */
  readonly at: Money | null;
}

/** The lowest result, its price, and the shares held in effect where the price may rise without end (negative: no bound). */
export interface Depth {
  readonly least: number;
  readonly at: number;
  readonly slope: number;
}

/**
 * The worst result at expiry of what is held for `basis`, whatever part of the orders fills: each order counts, at each
 * price, with the worst of its outcomes or with nothing. Without a range the price may end anywhere from 0 up.
 */
export function worstCaseAtExpiry(held: readonly Holding[], basis: Money, orders: readonly InFlight[], range: PriceRange | null = null): WorstCase {
  return worstCaseOf(new ExpiryCurve(held, basis, orders).depth('withOrders', range));
}

export function worstCaseOf({ least, at, slope }: Depth): WorstCase {
  if (slope < 0) return { loss: null, at: null };
  return least < 0 ? { loss: money(-least), at: money(at) } : { loss: ZERO, at: null };
}

/** Whether a worst case grew; one without a bound grows where it falls steeper, or as steeply from lower. */
export function isWorse(after: Depth, before: Depth): boolean {
  const steeper = Math.min(0, after.slope) - Math.min(0, before.slope);
  if (steeper !== 0) return steeper < 0;
  return after.slope < 0 ? after.least < before.least : Math.min(0, after.least) < Math.min(0, before.least);
}

/**
 * Results at expiry of one underlying as a curve over its price. Between two neighbouring strikes what is held, and
 * each outcome of each order, is a straight line; the least of lines is concave, and so is a sum of such. The least
 * value of a concave curve lies at an end of its stretch: looking at 0, the strikes, the ends of the range and, beyond
 * the last strike, at the slope is therefore exact, although the curve bends between strikes as well.
 * Everything is a whole number of 1/10000 dollar.
 */
export class ExpiryCurve {
  readonly #orders: readonly InFlight[];
  /** Ascending, the first one 0: every strike of what is held and on order. */
  readonly #prices: Float64Array;
  readonly #held: Float64Array;
  readonly #withOrders: Float64Array;
  /** Shares held in effect from each price to the next. */
  readonly #slopes: Float64Array;
  readonly #finalSlope: { readonly held: number; readonly withOrders: number };

  constructor(held: readonly Holding[], basis: Money, orders: readonly InFlight[]) {
    this.#orders = orders;
    this.#prices = strikesOf(held, orders);
    const count = this.#prices.length;
    const indexOf = new Map<number, number>();
    for (const [index, price] of this.#prices.entries()) indexOf.set(price, index);
    const bends = new Float64Array(count);
    let result: number = -basis;
    let slope = 0;
    for (const { instrument, quantity } of held) {
      const units = quantity * multiplier(instrument);
      if (instrument.kind === 'shares') {
        slope += units;
        continue;
      }
      const index = indexOf.get(instrument.strike) ?? 0;
      bends[index] = (bends[index] ?? 0) + units;
      if (instrument.right === 'call') continue;
      result += units * instrument.strike;
      slope -= units;
    }
    this.#held = new Float64Array(count);
    this.#withOrders = new Float64Array(count);
    this.#slopes = new Float64Array(count);
    for (let index = 0; index < count; index += 1) {
      const price = this.#prices[index] ?? 0;
      if (index > 0) result += slope * (price - (this.#prices[index - 1] ?? 0));
      slope += bends[index] ?? 0;
      this.#held[index] = result;
      this.#slopes[index] = slope;
      this.#withOrders[index] = result + this.#ordersAt(price);
    }
    let withOrders = slope;
    for (const order of orders) withOrders += finalSlopeOf(order);
    this.#finalSlope = { held: slope, withOrders };
  }

  /** The lowest point of what is held alone, or with every order where it hurts. */
  depth(of: 'held' | 'withOrders', range: PriceRange | null): Depth {
    const results = of === 'held' ? this.#held : this.#withOrders;
    return this.#depth(range, this.#finalSlope[of], (price, index) => {
      if (index !== null) return results[index] ?? 0;
      return this.#heldAt(price) + (of === 'held' ? 0 : this.#ordersAt(price));
    });
  }

  /** The lowest point with one more order in flight as well. */
  depthWith(order: InFlight, range: PriceRange | null): Depth {
    return this.#depthAdding(order, range, this.#finalSlope.withOrders + finalSlopeOf(order), (price, index) => {
      const before = index === null ? this.#heldAt(price) + this.#ordersAt(price) : (this.#withOrders[index] ?? 0);
      return before + worstOf(order, price);
    });
  }

  /** The lowest point of what is held once that outcome of the order has come, for better or worse. */
  depthFilled(order: InFlight, outcome: InFlight['outcomes'][number], range: PriceRange | null): Depth {
    const slope = this.#finalSlope.held + outcome.packages * packageSlope(order);
    return this.#depthAdding(order, range, slope, (price, index) => {
      const before = index === null ? this.#heldAt(price) : (this.#held[index] ?? 0);
      return before + outcome.packages * packageValue(order, price) - outcome.cost;
    });
  }

  #depthAdding(order: InFlight, range: PriceRange | null, slope: number, resultAt: (price: number, index: number | null) => number): Depth {
    let { least, at, slope: tail } = this.#depth(range, slope, resultAt);
    for (const { instrument } of order.legs) {
      if (instrument.kind !== 'option' || !isWithin(instrument.strike, range)) continue;
      const result = resultAt(instrument.strike, null);
      if (result < least) {
        least = result;
        at = instrument.strike;
      }
    }
    return { least, at, slope: tail };
  }

  #depth(range: PriceRange | null, slope: number, resultAt: (price: number, index: number | null) => number): Depth {
    let least = Number.POSITIVE_INFINITY;
    let at = 0;
    const look = (price: number, index: number | null): void => {
      const result = resultAt(price, index);
      if (result < least) {
        least = result;
        at = price;
      }
    };
    for (let index = 0; index < this.#prices.length; index += 1) {
      const price = this.#prices[index] ?? 0;
      if (isWithin(price, range)) look(price, index);
    }
    if (range === null) return { least, at, slope };
    look(range.low, null);
    look(range.high, null);
    return { least, at, slope: 0 };
  }

  #heldAt(price: number): number {
    let low = 0;
    let high = this.#prices.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#prices[middle] ?? 0) <= price) low = middle;
      else high = middle - 1;
    }
    return (this.#held[low] ?? 0) + (this.#slopes[low] ?? 0) * (price - (this.#prices[low] ?? 0));
  }

  #ordersAt(price: number): number {
    let sum = 0;
    for (const order of this.#orders) sum += worstOf(order, price);
    return sum;
  }
}

function isWithin(price: number, range: PriceRange | null): boolean {
  return range === null || (price >= range.low && price <= range.high);
}

function strikesOf(held: readonly Holding[], orders: readonly InFlight[]): Float64Array {
  const strikes = new Set<number>([0]);
  const take = ({ instrument }: Holding): void => {
    if (instrument.kind === 'option') strikes.add(instrument.strike);
  };
  held.forEach(take);
  for (const { legs } of orders) legs.forEach(take);
  return Float64Array.from(strikes).sort();
}

/** What an order adds at a price in the worst case: that of its outcomes, or nothing. */
function worstOf(order: InFlight, price: number): number {
  const value = packageValue(order, price);
  let worst = 0;
  for (const { packages, cost } of order.outcomes) worst = Math.min(worst, packages * value - cost);
  return worst;
}

/** Dollars that one package is worth at expiry. */
export function packageValue({ legs }: Pick<InFlight, 'legs'>, price: number): number {
  let value = 0;
  for (const { instrument, quantity } of legs) {
    if (instrument.kind === 'shares') value += price * quantity;
    else if (instrument.right === 'call') value += Math.max(0, price - instrument.strike) * quantity * 100;
    else value += Math.max(0, instrument.strike - price) * quantity * 100;
  }
  return value;
}

function packageSlope({ legs }: InFlight): number {
  let slope = 0;
  for (const { instrument, quantity } of legs) {
    if (instrument.kind === 'shares' || instrument.right === 'call') slope += quantity * multiplier(instrument);
  }
  return slope;
}

/** The slope of `worstOf` once the price has risen far enough: the steepest falling outcome's. */
function finalSlopeOf(order: InFlight): number {
  const slope = packageSlope(order);
  if (slope >= 0) return 0;
  let packages = 0;
  for (const outcome of order.outcomes) packages = Math.max(packages, outcome.packages);
  return slope * packages;
}
