import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import type { Holding } from '../../../src-core/ledger/holding.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import { isUsable, type Quote, type QuoteSource } from '../../../src-core/market/quote.ts';
import { add, CENT, type Money, subtract, times, ZERO } from '../../../src-core/money.ts';

/** What a trade comes to if it is closed at this moment. */
export interface ClosingReading {
  readonly result: Money;
  readonly legs: readonly LegReading[];
}

export interface LegReading {
  readonly symbol: InstrumentSymbol;
  /** Dollars that closing all of it brings; negative for what it costs. */
  readonly worth: Money;
  /** Of the quote that says so. */
  readonly refresh: number;
}

/** What is offered for as little as this may well have no bid; that a dearer option has none for a moment says nothing. */
const NEXT_TO_NOTHING = 5 * CENT;

/**
 * What closing all that a trade holds at prices that cross every spread would make of it: dollars, with the commission
 * and fees booked so far, without those of the closing itself. null while a leg has no quote to close on. `sharesOf` says
 * how many shares a unit is of.
 */
export function closingReading(
  trade: Pick<Trade, 'realised' | 'commission' | 'fees'>,
  holdings: readonly Holding[],
  quotes: QuoteSource,
  sharesOf: (symbol: InstrumentSymbol) => number,
): ClosingReading | null {
  let result = subtract(trade.realised, add(trade.commission, trade.fees));
  const legs: LegReading[] = [];
  for (const { symbol, quantity, costBasis } of holdings) {
    const quote = quotes.quote(symbol);
    const price = closingPrice(quote, quantity > 0);
    if (quote === null || price === null) return null;
    const worth = times(price, quantity * sharesOf(symbol));
    legs.push({ symbol, worth, refresh: quote.refresh });
    result = add(result, subtract(worth, costBasis));
  }
  return { result, legs };
}

/** A long that nobody bids for is worth nothing, and a short is bought back at the offer, where it is next to nothing. */
function closingPrice(quote: Quote | null, isLong: boolean): Money | null {
  if (isUsable(quote)) return isLong ? quote.bid : quote.ask;
  return isUnbid(quote) ? (isLong ? ZERO : quote.ask) : null;
}

/** Offered for next to nothing, and nobody bids. */
export function isUnbid(quote: Quote | null): quote is Quote & { readonly ask: Money } {
  return quote !== null && quote.status === 'one_sided' && quote.bid === null && quote.ask !== null && quote.ask <= NEXT_TO_NOTHING;
}
