import type { QuoteSource } from '../../src-core/market/quote.ts';
import { add, CENT, fromDollars, type Money, money } from '../../src-core/money.ts';
import { packageQuote } from '../../src-core/orders/net-price.ts';
import type { Order } from '../../src-core/orders/order.ts';
import type { RiskLimits } from '../../src-core/risk/limits.ts';
import { greatestWorth } from '../../src-core/strategies/greatest-worth.ts';

/** How far above a net a price may lie: a part of it, or the least collar, whichever is more. In whole cents. */
export function collarAllowance(net: Money, limits: Pick<RiskLimits, 'price_collar' | 'price_collar_least'>): Money {
  const part = Math.floor((limits.price_collar * Math.abs(net)) / 100);
  return money(Math.floor(Math.max(fromDollars(limits.price_collar_least), part) / CENT) * CENT);
}

/** The highest net that is taken where a package costs `net`. */
export function highestNet(net: Money, limits: Pick<RiskLimits, 'price_collar' | 'price_collar_least'>): Money {
  return add(net, collarAllowance(net, limits));
}

/**
 * The highest net debit per share that a market order, or a stop order once triggered, may pay: the collar above what
 * its package costs now, at least above its stop; nothing is paid for a package that only sells. null for orders with a
 * limit of their own, and for a market order while a leg has no usable quote. What waits for an entry pays no more for
 * taking its package back than that can be worth: a bracket then loses no more than its entry would, but for the charges.
 */
export function collarOf(
  { legs, terms, group }: Pick<Order, 'legs' | 'terms' | 'group'>,
  quotes: QuoteSource,
  limits: Pick<RiskLimits, 'price_collar' | 'price_collar_least'>,
): Money | null {
  if (terms.type === 'limit' || terms.type === 'stop_limit') return null;
  const { quote } = packageQuote(legs, (symbol) => quotes.quote(symbol));
  if (quote === null && terms.type === 'market') return null;
  const stop = terms.type === 'stop' ? terms.stop : Number.NEGATIVE_INFINITY;
  const collar = highestNet(money(Math.max(stop, quote?.natural ?? Number.NEGATIVE_INFINITY)), limits);
  const worth = group?.parent === undefined ? null : greatestWorth(legs);
  const highest = worth === null ? collar : money(Math.min(collar, worth));
  return legs.every(({ side }) => side === 'sell') ? money(Math.min(0, highest)) : highest;
}
