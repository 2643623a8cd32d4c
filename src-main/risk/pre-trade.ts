import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { parseSymbol } from '../../src-core/instruments/instrument.ts';
import type { Book } from '../../src-core/ledger/book.ts';
import { add, CENT, type Money, money } from '../../src-core/money.ts';
import { packageQuote, signOf } from '../../src-core/orders/net-price.ts';
import type { Order, OrderTerms } from '../../src-core/orders/order.ts';
import type { EpochMs } from '../../src-core/time.ts';
import { type AccountState, orderEffect } from './buying-power.ts';
import type { Denial } from './denial.ts';

/** The risk room's say before an order, or a change of one, is sent. An empty answer lets it pass. */
export interface PreTrade {
  /** `working` are the other orders that are not terminal. */
  check(order: Order, account: { readonly book: Book; readonly working: readonly Order[] }): readonly Denial[];
}

export interface RiskContext extends AccountState {
  readonly session: ExchangeSession;
  readonly now: EpochMs;
}

/** A limit may lie above the natural price by this part of it, or by this much, whichever is more. */
const COLLAR = { part: 0.25, least: money(5_000) };

/** Everything that speaks against an order. `context.working` must not hold the order itself. */
export function checkOrder(order: Order, context: RiskContext): readonly Denial[] {
  const listing = listingDenials(order, context);
  const denials = [...listing, ...underlyingDenials(order, context), ...sessionDenials(order, context), ...priceDenials(order.terms), ...holdingDenials(order, context)];
  // Prices and requirements of instruments that are not there cannot be reckoned.
  return listing.length > 0 ? denials : [...denials, ...marketDenials(order, context), ...buyingPowerDenials(order, context)];
}

function listingDenials(order: Order, { quotes, session }: RiskContext): readonly Denial[] {
  return order.legs.flatMap(({ symbol }): readonly Denial[] => {
    const instrument = parseSymbol(symbol);
    if (instrument.kind === 'option' && instrument.expiry < session.date) {
      return [{ code: 'expired', symbol, expiry: instrument.expiry, date: session.date }];
    }
    return quotes.quote(symbol) === null ? [{ code: 'not_listed', symbol }] : [];
  });
}

/** What is opened must be settled in the end. */
function underlyingDenials({ closing, underlying }: Order, { spotOf }: RiskContext): readonly Denial[] {
  return closing || spotOf(underlying) !== null ? [] : [{ code: 'no_underlying_price', underlying }];
}

function sessionDenials(order: Order, { session, now }: RiskContext): readonly Denial[] {
  if (now >= session.lastTrade) return [{ code: 'session_closed', lastTrade: session.lastTrade, now }];
  const canWait = order.timeInForce === 'DAY' || order.timeInForce === 'GTC';
  if (now >= session.open || canWait) return [];
  return [{ code: 'session_not_open', timeInForce: order.timeInForce, open: session.open, now }];
}

function priceDenials(terms: OrderTerms): readonly Denial[] {
  const prices = [...('stop' in terms ? [terms.stop] : []), ...('limit' in terms ? [terms.limit] : [])];
  return prices.filter((price) => price % CENT !== 0).map((price) => ({ code: 'off_tick', price, tick: CENT }));
}

function marketDenials(order: Order, { quotes }: RiskContext): readonly Denial[] {
  const { terms } = order;
  const { quote, problem } = packageQuote(order.legs, (symbol) => quotes.quote(symbol));
  if (quote === null) {
    return terms.type === 'market' ? [{ code: 'no_usable_quote', symbol: problem.symbol, status: problem.reason }] : [];
  }
  if (terms.type === 'market' || terms.type === 'stop') return [];
  const reference: Money = terms.type === 'stop_limit' ? money(Math.max(quote.natural, terms.stop)) : quote.natural;
  const allowance = Math.max(COLLAR.least, Math.floor(COLLAR.part * Math.abs(reference)));
  const highest = add(reference, money(allowance));
  return terms.limit > highest ? [{ code: 'price_collar', limit: terms.limit, reference, highest }] : [];
}

function holdingDenials(order: Order, { book, working }: RiskContext): readonly Denial[] {
  if (!order.closing) return [];
  return order.legs.flatMap(({ symbol, side, ratio }): readonly Denial[] => {
    const held = Math.max(0, -signOf(side) * (book.holding(order.tradeId, symbol)?.quantity ?? 0));
    let closing = 0;
    for (const other of working) {
      if (other.tradeId !== order.tradeId || !other.closing) continue;
      const quantity = Math.max(other.quantity, other.pendingChange?.quantity ?? 0) - other.filledQuantity;
      for (const leg of other.legs) if (leg.symbol === symbol && leg.side === side) closing += leg.ratio * quantity;
    }
    const wanted = ratio * (order.quantity - order.filledQuantity);
    return closing + wanted > held ? [{ code: 'more_than_held', symbol, held, working: closing, wanted }] : [];
  });
}

/** An order that frees buying power, or closes without raising the margin, passes whatever the account has left. */
function buyingPowerDenials(order: Order, context: RiskContext): readonly Denial[] {
  const effect = orderEffect(order, context);
  if (effect === null || effect.required <= effect.available || effect.required <= 0) return [];
  if (order.closing && effect.marginChange <= 0) return [];
  return [{ code: 'buying_power', required: effect.required, available: effect.available }];
}
