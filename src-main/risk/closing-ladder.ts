import { type Instrument, multiplier, parseSymbol } from '../../src-core/instruments/instrument.ts';
import { estimateFees, type FeeSchedule } from '../../src-core/ledger/fees.ts';
import type { Quote, QuoteSource } from '../../src-core/market/quote.ts';
import { add, CENT, type Money, money, negate, roundToTick, times, ZERO } from '../../src-core/money.ts';
import { crossingFraction, expectedNet, type PackageQuote, packageQuote, signOf } from '../../src-core/orders/net-price.ts';
import type { Order, OrderLeg } from '../../src-core/orders/order.ts';
import type { RiskLimits } from '../../src-core/risk/limits.ts';
import { payoffProfile } from '../../src-core/strategies/payoff.ts';
import type { ClosingPackage } from './closing-legs.ts';
import { highestNet } from './price-collar.ts';

export type ClosingLimits = Pick<RiskLimits, 'ladder_seconds' | 'price_collar' | 'price_collar_least'>;

/** What closing orders are priced with. */
export interface ClosingMarket {
  readonly quotes: QuoteSource;
  readonly fees: FeeSchedule;
  readonly limits: ClosingLimits;
}

/** Dollars, fees included; negative for what closing brings. */
export interface ClosingCosts {
  readonly atMid: Money;
  readonly expected: Money;
  readonly atWorst: Money;
}

export interface ClosingPrices extends ClosingCosts {
  /**
   * Net debits per share, ascending, in whole cents: the mid, what a patient customer pays, the price that crosses every
   * spread, and that and the collar's allowance, but never more than the package can come to cost at its expiry.
   */
  readonly ladder: readonly Money[];
}

/** The prices that a package is closed at, by the quotes as they stand; null while a leg has none that can be used. */
export function closingPrices(closed: ClosingPackage, { quotes, fees, limits }: ClosingMarket): ClosingPrices | null {
  const { legs, quantity } = closed;
  const quote = closingQuote(legs, quotes);
  if (quote === null) return null;
  const instruments = legs.map(({ symbol }) => parseSymbol(symbol));
  const natural = money(Math.ceil(quote.natural / CENT) * CENT);
  const expected = money(Math.min(expectedNet(quote, crossingFraction(legs.length)), natural));
  const most = greatestNet(legs, instruments);
  const collared = highestNet(natural, limits);
  const last = most === null ? collared : money(Math.max(natural, Math.min(collared, most)));
  const charged = chargesOf(closed, { quotes, fees });
  const dollars = (net: Money): Money => add(times(net, quantity * sharesOf(legs)), charged);
  return {
    ladder: ascending([roundToTick(quote.mid, CENT), expected, natural, last]),
    atMid: dollars(quote.mid),
    expected: dollars(expected),
    atWorst: dollars(last),
  };
}

/** Dollars that what is filled of a closing order cost, its fees as estimated. */
export function paidFor({ legs, filledNetTotal, filledQuantity }: Pick<Order, 'legs' | 'filledNetTotal' | 'filledQuantity'>, market: ClosingMarket): Money {
  return add(times(filledNetTotal, sharesOf(legs)), chargesOf({ legs, quantity: filledQuantity }, market));
}

function chargesOf({ legs, quantity }: ClosingPackage, { quotes, fees }: Pick<ClosingMarket, 'quotes' | 'fees'>): Money {
  const lines = estimateFees(fees, legs, quantity, ({ symbol, side }) => sideOf(quotes.quote(symbol), side));
  return add(...lines.map(({ amount }) => amount));
}

function sharesOf([leg]: readonly OrderLeg[]): number {
  return leg === undefined ? 0 : multiplier(parseSymbol(leg.symbol));
}

/** A short option with an offer and no bid can be bought back at the offer: nobody bidding is a bid of 0. */
function closingQuote(legs: readonly OrderLeg[], quotes: QuoteSource): PackageQuote | null {
  const [leg] = legs;
  const alone = leg === undefined || legs.length > 1 || leg.side === 'sell' ? null : quotes.quote(leg.symbol);
  if (alone?.status === 'one_sided' && alone.bid === null && alone.ask !== null) {
    const mid = money(Math.round(alone.ask / 2));
    return { natural: alone.ask, opposite: ZERO, mid, halfSpread: money(alone.ask - mid), size: alone.askSize };
  }
  return packageQuote(legs, (symbol) => quotes.quote(symbol)).quote;
}

/**
 * The highest net that is worth paying: what the package costs at expiry at the most, and a cent less than nothing where
 * it only sells, as no option is sold for nothing. null where that has no bound.
 */
function greatestNet(legs: readonly OrderLeg[], instruments: readonly Instrument[]): Money | null {
  if (legs.every(({ side }) => side === 'sell')) return negate(CENT);
  if (new Set(instruments.map((instrument) => (instrument.kind === 'option' ? instrument.expiry : null))).size > 1) return null;
  const given = legs.flatMap(({ side, ratio }, index) => {
    const instrument = instruments[index];
    return instrument === undefined ? [] : [{ instrument, quantity: -signOf(side) * ratio }];
  });
  const { maximumLoss } = payoffProfile(given, ZERO);
  const [first] = instruments;
  if (maximumLoss === null || first === undefined) return null;
  return money(Math.ceil(maximumLoss / multiplier(first) / CENT) * CENT);
}

function sideOf(quote: Quote | null, side: OrderLeg['side']): Money {
  return (side === 'buy' ? quote?.ask : quote?.bid) ?? ZERO;
}

function ascending(prices: readonly Money[]): readonly Money[] {
  const ladder: Money[] = [];
  for (const price of prices) {
    const last = ladder.at(-1);
    if (last === undefined || price > last) ladder.push(price);
  }
  return ladder;
}
