import { isUsable, type Quote } from '../../src-core/market/quote.ts';
import { type Money, money } from '../../src-core/money.ts';

/**
 * Dollars per share that something held is marked at: the mid of a usable quote. An option that nobody bids for lies between
 * nothing and its ask, and half of that is taken, as wings end a day without a bid. Null for every other quote.
 */
export function markOf(quote: Quote | null): Money | null {
  if (isUsable(quote)) return money(Math.round((quote.bid + quote.ask) / 2));
  if (quote === null || quote.status !== 'one_sided' || quote.bid !== null || quote.ask === null) return null;
  return money(Math.round(quote.ask / 2));
}
