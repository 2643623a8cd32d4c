import { multiplier } from '../instruments/instrument.ts';
import { add, fromDollars, type Money, money, MONEY_SCALE, subtract, toDollars, ZERO } from '../money.ts';
import { expiryValue, type Holding } from './holding.ts';

/** The result at expiry of holdings of one underlying that expire together, for everything that was paid for them. */
export interface PayoffProfile {
  /** The greatest result; negative when every price loses, null when it is unbounded. */
  readonly maximumGain: Money | null;
  /** The greatest loss; negative when every price gains, null when it is unbounded. The underlying ends at 0, not below. */
  readonly maximumLoss: Money | null;
  /** Dollars, ascending: the prices where the result turns to zero or away from it. */
  readonly breakEvens: readonly number[];
  /** Dollars, ascending in price: a chart of straight lines, a margin beyond the outermost price on either side. */
  readonly points: readonly PayoffPoint[];
}

export interface PayoffPoint {
  readonly price: number;
  readonly result: number;
}

/** Share of the distance shown, and least share of the price itself, that a chart leaves on either side. */
const MARGIN_OF_SPAN = 0.25;
const MARGIN_OF_PRICE = 0.005;

/** Exact dollars at expiry of all holdings, with the underlying at `price` per share. */
export function payoff(holdings: readonly Holding[], price: Money): Money {
  return add(...holdings.map((holding) => expiryValue(holding, price)));
}

/** The strikes and 0, ascending: between them, and beyond the last, the payoff is a straight line. */
export function breakpoints(holdings: readonly Holding[]): Money[] {
  const strikes = holdings.flatMap(({ instrument }) => (instrument.kind === 'option' ? [instrument.strike] : []));
  return ascending([ZERO, ...strikes]);
}

/**
 * `netCost` is what was paid for all of it in dollars, fees included, negative when received.
 * `centre` is a price that the chart must show, the spot as a rule.
 * Throws RangeError when the holdings are of more than one underlying.
 */
export function payoffProfile(holdings: readonly Holding[], netCost: Money, centre?: Money): PayoffProfile {
  if (new Set(holdings.map(({ instrument }) => instrument.underlying)).size > 1) {
    throw new RangeError('a payoff needs holdings of one underlying');
  }
  const resultAt = (price: Money): Money => subtract(payoff(holdings, price), netCost);
  const prices = breakpoints(holdings);
  const results = prices.map(resultAt);
  const slope = slopeAbove(holdings);
  const breakEvens = findBreakEvens(prices, results, slope);
  return {
    maximumGain: slope > 0 ? null : money(Math.max(...results)),
    maximumLoss: slope < 0 ? null : money(-Math.min(...results)),
    breakEvens,
    points: chartPrices(prices, breakEvens, centre).map((price) => ({
      price: toDollars(price),
      result: toDollars(resultAt(price)),
    })),
  };
}

/** Shares held in effect above the highest strike. */
function slopeAbove(holdings: readonly Holding[]): number {
  let shares = 0;
  for (const { instrument, quantity } of holdings) {
    if (instrument.kind === 'shares' || instrument.right === 'call') shares += quantity * multiplier(instrument);
  }
  return shares;
}

function findBreakEvens(prices: readonly Money[], results: readonly Money[], slope: number): number[] {
  const found: number[] = [];
  for (const [i, price] of prices.entries()) {
    const result = results[i] ?? 0;
    const next = results[i + 1];
    const rises = next === undefined ? slope : next - result;
    const fell = result - (results[i - 1] ?? result);
    if (result === 0 && price > 0 && (rises !== 0 || fell !== 0)) found.push(price);
    if (next === undefined) {
      if (result * slope < 0) found.push(price - result / slope);
    } else if (result * next < 0) {
      found.push(price + (((prices[i + 1] ?? price) - price) * result) / (result - next));
    }
  }
  return found.map((tenThousandths) => tenThousandths / MONEY_SCALE);
}

function chartPrices(prices: readonly Money[], breakEvens: readonly number[], centre: Money | undefined): Money[] {
  const turns = breakEvens.map((price) => fromDollars(price));
  const shown = [...prices.filter((price) => price > 0), ...turns, ...(centre === undefined ? [] : [centre])];
  if (shown.length === 0) return [ZERO];
  const low = Math.min(...shown);
  const high = Math.max(...shown);
  const margin = Math.ceil(Math.max((high - low) * MARGIN_OF_SPAN, high * MARGIN_OF_PRICE));
  return ascending([money(Math.max(0, low - margin)), ...shown, money(high + margin)]);
}

function ascending(prices: readonly Money[]): Money[] {
  return [...new Set(prices)].sort((left, right) => left - right);
}
