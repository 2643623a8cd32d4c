import { sessionOn } from '../../src-core/calendar/exchange-calendar.ts';
import { parseSymbol, type Underlying } from '../../src-core/instruments/instrument.ts';
import { formatMoney, type Money } from '../../src-core/money.ts';
import type { IsoDate } from '../../src-core/time.ts';
import type { MarketSession } from '../stores/relational/session-repository.ts';
import type { OrderManager } from '../trading/order-manager.ts';
import { SETTLE_AFTER_MS } from './session-milestones.ts';

export interface LeftOverParts {
  readonly orders: Pick<OrderManager, 'book' | 'settle'>;
  /** The session run last, with the prices it ended on. */
  readonly newest: MarketSession | null;
  /** Of the session that begins. */
  readonly date: IsoDate;
  readonly tell: (level: 'warning' | 'error', text: string) => void;
}

/**
 * Settles options that expired on an earlier live day while this program was not there, in an account whose broker it is
 * itself: at that session's reference prices, or else at the last prices it saw, which is said. Without either they stay.
 */
export async function settleLeftOver({ orders, newest, date, tell }: LeftOverParts): Promise<void> {
  const held = orders.book.holdings().flatMap(({ symbol }) => {
    const instrument = parseSymbol(symbol);
    return instrument.kind === 'option' && instrument.expiry < date ? [instrument] : [];
  });
  for (const expiry of [...new Set(held.map((option) => option.expiry))].sort()) {
    const session = sessionOn(expiry);
    const underlyings = [...new Set(held.filter((option) => option.expiry === expiry).map(({ underlying }) => underlying))];
    const prices = new Map<Underlying, Money>();
    for (const underlying of underlyings) {
      const price = newest?.date === expiry ? (newest.referencePrices[underlying] ?? newest.closes[underlying]) : undefined;
      if (price !== undefined) prices.set(underlying, price);
    }
    const missing = underlyings.filter((underlying) => !prices.has(underlying));
    if (session === null || missing.length > 0) {
      tell('error', `options of ${expiry} are held and were never settled: no price of ${missing.join(' and ')} is known of that day; correct the books, or open another paper account`);
      continue;
    }
    const referenceOf = (underlying: Underlying): Money => {
      const price = prices.get(underlying);
      if (price === undefined) throw new RangeError(`${underlying} has no price on ${expiry}`);
      return price;
    };
    await orders.settle(expiry, referenceOf, session.lastTrade + SETTLE_AFTER_MS);
    const seen = [...prices].map(([underlying, price]) => `${underlying} ${formatMoney(price)}${newest?.referencePrices[underlying] === undefined ? ' (the last price seen)' : ''}`);
    tell('warning', `options of ${expiry} expired while the terminal was not there, and are settled at ${seen.join(', ')}`);
  }
}
