import type { Listed } from './sequence-market.ts';

/** Signed units of one instrument. */
export interface Units {
  readonly listed: Listed;
  readonly quantity: number;
}

/** So many packages of an order, paid for: one of the ends it may come to. */
export interface End {
  readonly packages: number;
  /** Dollars for all of them, fees included; 1/10000. */
  readonly cost: number;
}

export interface OrderEnds {
  /** Of one package. */
  readonly legs: readonly Units[];
  /** Besides none at all. */
  readonly ends: readonly End[];
}

export interface Worst {
  /** The least result at expiry, over all prices looked at and all ends of all orders; 1/10000 dollar. */
  readonly least: number;
  /** Shares held in effect above every strike, in the worst of the ways: negative where there is no bound. */
  readonly slope: number;
  /** For each order, which of its ends the least result came with; -1 for none. */
  readonly ends: readonly number[];
}

/**
 * The worst that can come of one underlying, by trying every end of every order with every other, at every strike, at 0,
 * and far above: slow, and with nothing clever in it. What the exposure is measured against. `range` has the only prices
 * that are looked at, where it is given.
 */
export function worstByEnumeration(held: readonly Units[], basis: number, orders: readonly OrderEnds[], range: { readonly low: number; readonly high: number } | null): Worst {
  const prices = pricesOf(held, orders, range);
  const start = prices.map((price) => valueOf(held, price) - basis);
  const values = orders.map(({ legs }) => prices.map((price) => valueOf(legs, price)));
  const slopes = orders.map(({ legs }) => slopeOf(legs));
  let least = Number.POSITIVE_INFINITY;
  let worstSlope = Number.POSITIVE_INFINITY;
  let worstEnds: readonly number[] = [];
  const ends: number[] = [];
  const look = (index: number, results: readonly number[], slope: number): void => {
    const order = orders[index];
    if (order === undefined) {
      worstSlope = Math.min(worstSlope, slope);
      for (const result of results) {
        if (result >= least) continue;
        least = result;
        worstEnds = [...ends];
      }
      return;
    }
    ends[index] = -1;
    look(index + 1, results, slope);
    for (const [at, { packages, cost }] of order.ends.entries()) {
      ends[index] = at;
      look(index + 1, results.map((result, price) => result + packages * (values[index]?.[price] ?? Number.NaN) - cost), slope + packages * (slopes[index] ?? Number.NaN));
    }
  };
  look(0, start, slopeOf(held));
  return { least, slope: range === null ? worstSlope : 0, ends: worstEnds };
}

function pricesOf(held: readonly Units[], orders: readonly OrderEnds[], range: { readonly low: number; readonly high: number } | null): number[] {
  const prices = new Set<number>(range === null ? [0] : [range.low, range.high]);
  for (const { listed } of [...held, ...orders.flatMap(({ legs }) => legs)]) {
    if (listed.right !== null && (range === null || (listed.strike >= range.low && listed.strike <= range.high))) prices.add(listed.strike);
  }
  return [...prices];
}

/** Dollars at expiry with the underlying at a price. */
function valueOf(units: readonly Units[], price: number): number {
  let value = 0;
  for (const { listed, quantity } of units) {
    if (listed.right === null) value += quantity * price;
    else if (listed.right === 'call') value += 100 * quantity * (price > listed.strike ? price - listed.strike : 0);
    else value += 100 * quantity * (price < listed.strike ? listed.strike - price : 0);
  }
  return value;
}

function slopeOf(units: readonly Units[]): number {
  let slope = 0;
  for (const { listed, quantity } of units) {
    if (listed.right === null) slope += quantity;
    else if (listed.right === 'call') slope += 100 * quantity;
  }
  return slope;
}
