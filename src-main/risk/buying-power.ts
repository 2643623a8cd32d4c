import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { Book } from '../../src-core/ledger/book.ts';
import type { FeeSchedule } from '../../src-core/ledger/fees.ts';
import type { QuoteSource } from '../../src-core/market/quote.ts';
import { type Money, money } from '../../src-core/money.ts';
import { packageQuote } from '../../src-core/orders/net-price.ts';
import type { Order } from '../../src-core/orders/order.ts';
import { AccountExposure } from './account-exposure.ts';
import type { ExposureTotals } from './exposure.ts';

/** What requirements are reckoned from. */
export interface AccountState {
  readonly book: Book;
  /** Orders that are not terminal. */
  readonly working: readonly Order[];
  readonly quotes: QuoteSource;
  readonly spotOf: (underlying: Underlying) => Money | null;
  readonly fees: FeeSchedule;
}

export interface BuyingPower extends Pick<ExposureTotals, 'margin' | 'reserved' | 'buyingPower'> {
  readonly cash: Money;
}

export function buyingPower(state: AccountState): BuyingPower {
  const { margin, reserved, buyingPower: left } = exposureOf(state).totals();
  return { cash: state.book.cash, margin, reserved, buyingPower: left };
}

/**
 * The net debit per share an order is reckoned at: its limit, otherwise its collar, or the natural price (at least the
 * stop) before it has one. null while a leg it needs has no usable quote.
 */
function reckonedNet(order: Pick<Order, 'legs' | 'terms' | 'collar'>, quotes: QuoteSource): Money | null {
  const { collar, terms } = order;
  if (terms.type === 'limit' || terms.type === 'stop_limit') return terms.limit;
  if (collar !== undefined) return collar;
  const { quote } = packageQuote(order.legs, (symbol) => quotes.quote(symbol));
  if (quote === null) return terms.type === 'stop' ? terms.stop : null;
  return terms.type === 'stop' ? money(Math.max(terms.stop, quote.natural)) : quote.natural;
}

function exposureOf({ book, working, quotes, spotOf, fees }: AccountState): AccountExposure {
  const exposure = new AccountExposure({ quotes, spotOf, fees, tailMove: () => null, collarOf: (order) => reckonedNet(order, quotes) });
  exposure.refresh({ book, working });
  return exposure;
}
