import { symbolOf } from '../instruments/instrument.ts';
import { estimateFees, type FeeSchedule, sumOfFees } from '../ledger/fees.ts';
import { add, CENT, fromDollars, type Money, money, roundToTick, subtract, times, toDollars, ZERO } from '../money.ts';
import { crossingFraction, expectedNet } from '../orders/net-price.ts';
import type { OrderLeg } from '../orders/order.ts';
import type { AnalysedLeg } from './analysed-structure.ts';
import type { AnalysisMarket } from './analysis-market.ts';
import { type AnalysisQuote, legPrice } from './priced-leg.ts';

/** What a cost assumes: the books; a price that was given; fills as they are expected; or the model's prices, where a leg is not quoted. */
export type CostBasis = 'booked' | 'given' | 'expected_fill' | 'model';

export interface EntryCost {
  /** Dollars for all of it, fees included, negative when received. */
  readonly cost: Money;
  readonly fees: Money;
  readonly basis: CostBasis;
}

/** What the costs are worked out with. */
export interface CostParts {
  readonly market: AnalysisMarket;
  readonly fees: FeeSchedule;
  readonly quoteOf: (leg: AnalysedLeg) => AnalysisQuote | null;
}

/**
 * What buying the legs as they are would cost now: at `net`, the debit per share of each of so many packages, where one is
 * given; else as a package is expected to fill between mid and natural price. A leg without a bid and an ask leaves all of
 * it to the prices it is marked or modelled at. Null where there is not even one of those.
 */
export function entryCost(legs: readonly AnalysedLeg[], packages: number, net: Money | null, parts: CostParts): EntryCost | null {
  const prices = legs.map((leg) => legPrice(leg, parts.market));
  if (prices.some(Number.isNaN)) return null;
  const fees = feesOf(legs, prices, parts.fees);
  if (net !== null) return { cost: add(times(net, 100 * packages), fees), fees, basis: 'given' };
  let natural: number = ZERO;
  let opposite: number = ZERO;
  for (const leg of legs) {
    const quote = parts.quoteOf(leg);
    if (quote === null || !(quote.bid > 0 && quote.ask >= quote.bid)) {
      const cost = legs.reduce((sum, { quantity }, i) => sum + quantity * 100 * (prices[i] as number), 0);
      return { cost: add(fromDollars(cost), fees), fees, basis: 'model' };
    }
    const [taken, given] = leg.quantity > 0 ? [quote.ask, quote.bid] : [quote.bid, quote.ask];
    natural += fromDollars(taken) * leg.quantity;
    opposite += fromDollars(given) * leg.quantity;
  }
  const whole = expectedOf(natural / packages, opposite / packages, legs.length);
  return { cost: add(money(Math.round(whole * 100 * packages)), fees), fees, basis: 'expected_fill' };
}

/** The expected fill between two nets of a package, in ten-thousandths of a dollar. */
function expectedOf(natural: number, opposite: number, legCount: number): number {
  const naturalNet = money(Math.round(natural));
  const mid = money(Math.round((natural + opposite) / 2));
  return expectedNet({ natural: naturalNet, opposite: money(Math.round(opposite)), mid, halfSpread: subtract(naturalNet, mid), size: Number.NaN }, crossingFraction(legCount));
}

/**
 * What a position has cost once legs of it are moved: what was paid for it, plus what the new legs cost more than the old
 * ones bring, both at the prices they are marked or modelled at, and the fees of trading both. Null where a price is missing.
 */
export function movedCost(paid: Money, moves: readonly { readonly from: AnalysedLeg; readonly to: AnalysedLeg }[], { market, fees }: CostParts): Money | null {
  if (moves.length === 0) return paid;
  const closed = moves.map(({ from }): AnalysedLeg => ({ ...from, quantity: -from.quantity }));
  const traded = [...closed, ...moves.map(({ to }) => to)];
  const prices = traded.map((leg) => legPrice(leg, market));
  if (prices.some(Number.isNaN)) return null;
  const change = traded.reduce((sum, { quantity }, i) => sum + quantity * 100 * (prices[i] as number), 0);
  return add(paid, fromDollars(change), feesOf(traded, prices, fees));
}

/** Of one order, executed at those prices. */
function feesOf(legs: readonly AnalysedLeg[], prices: readonly number[], schedule: FeeSchedule): Money {
  const priceBySymbol = new Map<string, Money>();
  const orderLegs = legs.map(({ contract, quantity }, i): OrderLeg => {
    const symbol = symbolOf(contract);
    priceBySymbol.set(symbol, roundToTick(fromDollars(prices[i] as number), CENT));
    return { symbol, side: quantity > 0 ? 'buy' : 'sell', ratio: Math.abs(quantity) };
  });
  const lines = estimateFees(schedule, orderLegs, 1, ({ symbol }) => priceBySymbol.get(symbol) ?? ZERO);
  return add(sumOfFees(lines, 'commission'), sumOfFees(lines, 'fee'));
}

/** Dollars, for a chart. */
export function dollarsOf(cost: Money | null): number {
  return cost === null ? Number.NaN : toDollars(cost);
}
