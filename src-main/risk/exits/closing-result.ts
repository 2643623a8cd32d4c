import { multiplier, parseSymbol } from '../../../src-core/instruments/instrument.ts';
import type { Holding } from '../../../src-core/ledger/holding.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import { isUsable, type Quote, type QuoteSource } from '../../../src-core/market/quote.ts';
import { add, type Money, subtract, times, ZERO } from '../../../src-core/money.ts';

/**
 * What a trade comes to if what it holds is closed now at prices that cross every spread: dollars, with the commission and
 * fees booked so far, without those of the closing itself. null while a leg has no quote to close on.
 */
export function closingResult(trade: Trade, holdings: readonly Holding[], quotes: QuoteSource): Money | null {
  let worth = ZERO;
  for (const { symbol, quantity, costBasis } of holdings) {
    const price = closingPrice(quotes.quote(symbol), quantity > 0);
    if (price === null) return null;
    worth = add(worth, subtract(times(price, quantity * multiplier(parseSymbol(symbol))), costBasis));
  }
  return subtract(add(trade.realised, worth), add(trade.commission, trade.fees));
}

/** A long that nobody bids for is worth nothing; a short is bought back at the offer, whether somebody bids or not. */
function closingPrice(quote: Quote | null, isLong: boolean): Money | null {
  if (isUsable(quote)) return isLong ? quote.bid : quote.ask;
  if (quote === null || quote.status !== 'one_sided' || quote.bid !== null) return null;
  return isLong ? ZERO : quote.ask;
}
