import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { Book, depositTransaction, fillTransaction } from '../../../src-core/ledger/book.ts';
import { dayStartEquity } from '../../../src-core/ledger/day-start-equity.ts';
import { scheduleOn } from '../../../src-core/ledger/fees.ts';
import type { QuoteSource } from '../../../src-core/market/quote.ts';
import { fromDollars, type Money, money, ZERO } from '../../../src-core/money.ts';
import { newOrder } from '../../../src-core/orders/new-order.ts';
import type { Order, OrderLeg, OrderRequest, OrderTerms } from '../../../src-core/orders/order.ts';
import type { RiskLimits } from '../../../src-core/risk/limits.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import { AccountExposure } from '../../../src-main/risk/account-exposure.ts';
import type { Denial, DenialCode } from '../../../src-main/risk/denial.ts';
import type { OrderExposure } from '../../../src-main/risk/exposure.ts';
import { checkOrder, type RiskContext } from '../../../src-main/risk/pre-trade.ts';
import { collarOf } from '../../../src-main/risk/price-collar.ts';
import type { RecentOrders } from '../../../src-main/trading/order-traffic.ts';
import { LOOSE_LIMITS } from '../../support/loose-limits.ts';
import { DATE, leg, option, request, SESSION, SHARES, TEN, TestQuotes } from '../trading/trading-fixture.ts';

export const TRADE = 'trade';

export const LONG_PUT = option('put', 630);
export const SHORT_PUT = option('put', 633);
/** A bull put spread, three wide, sold for 0.66. */
export const SPREAD = [leg(LONG_PUT, 'buy'), leg(SHORT_PUT, 'sell')];
export const SPREAD_BACK = [leg(LONG_PUT, 'sell'), leg(SHORT_PUT, 'buy')];
export const CALL = option('call', 645);
export const HIGHER_CALL = option('call', 648);
export const CALL_SPREAD = [leg(CALL, 'sell'), leg(HIGHER_CALL, 'buy')];

export function spreadQuotes(): TestQuotes {
  const quotes = new TestQuotes();
  quotes.set(LONG_PUT, TEN, { bid: 0.3, ask: 0.32 });
  quotes.set(SHORT_PUT, TEN, { bid: 0.98, ask: 1.02 });
  quotes.set(CALL, TEN, { bid: 0.98, ask: 1.02 });
  quotes.set(HIGHER_CALL, TEN, { bid: 0.3, ask: 0.32 });
  quotes.set(SHARES, TEN, { bid: 640, ask: 640.02 });
  return quotes;
}

let sequence = 0;

/** An order of a trade of its own that opens, unless `rest` says otherwise. */
export function order(legs: readonly OrderLeg[], terms: OrderTerms, rest: Partial<OrderRequest & Order> = {}): Order {
  sequence += 1;
  return { ...newOrder(request(sequence, legs, terms), { sequence, tradeId: TRADE, closing: false, time: TEN }), ...rest };
}

export function bookWith(dollars: number): Book {
  return Book.replay([depositTransaction('deposit', TEN, fromDollars(dollars))]);
}

/** Books the package at each leg's mid, without fees. */
export function hold(book: Book, quotes: QuoteSource, legs: readonly OrderLeg[], packages: number, tradeId = TRADE): void {
  const mids = legs.map(({ symbol }) => {
    const quote = quotes.quote(symbol);
    return money(((quote?.bid ?? 0) + (quote?.ask ?? 0)) / 2);
  });
  const net = money(legs.reduce((sum, { side, ratio }, index) => sum + (side === 'buy' ? 1 : -1) * ratio * (mids[index] ?? 0), 0));
  const executed = legs.map(({ symbol, side, ratio }, index) => ({ symbol, side, quantity: ratio * packages, price: mids[index] ?? money(0) }));
  const evidence = { rule: 'marketable', seed: 1, optimistic: net, expected: net, pessimistic: net, quotes: [] } as const;
  const id = `held ${tradeId} ${legs.map(({ symbol }) => symbol).join()} ${packages}`;
  book.post(fillTransaction(book, { tradeId }, { id, time: TEN, packages, net, legs: executed, evidence }, []));
}

/** The denial of that code, with its numbers; undefined where it passes. */
export function denialOf<Code extends DenialCode>(code: Code, asked: Order, context: RiskContext): Extract<Denial, { code: Code }> | undefined {
  return checkOrder(asked, context).find((denial): denial is Extract<Denial, { code: Code }> => denial.code === code);
}

/** What an order would do to the account of a context. */
export function effectOn(context: RiskContext, asked: Order): OrderExposure {
  context.exposure.refresh(context);
  return context.exposure.effectOf(asked);
}

/** Of these orders alone, newest first, and so many changes just now. */
export function recentOrders(orders: readonly Order[], changes: readonly EpochMs[] = []): RecentOrders {
  return {
    ordersAfter: (since) => orders.filter(({ createdAt }) => createdAt > since).toReversed(),
    changesAfter: (since) => changes.filter((time) => time > since).length,
  };
}

export interface ContextParts extends Partial<Omit<RiskContext, 'limits' | 'exposure'>> {
  readonly book: Book;
  readonly quotes: QuoteSource;
  /** In place of the loosest. */
  readonly limits?: Partial<RiskLimits>;
}

const spotOf = (_underlying: Underlying): Money => fromDollars(640);

export function riskContext(parts: ContextParts): RiskContext {
  const limits = { ...LOOSE_LIMITS, ...parts.limits };
  const { book, quotes, today = { realised: ZERO, commission: ZERO, fees: ZERO } } = parts;
  const fees = parts.fees ?? scheduleOn(DATE);
  return {
    working: [],
    session: SESSION,
    now: TEN,
    spotOf,
    equity: dayStartEquity(book.totals, today),
    today,
    stateOf: () => ({ state: 'ACTIVE', because: '' }),
    recent: recentOrders([]),
    regime: 'normal',
    events: [],
    dayTrades: 0,
    confidenceOf: () => null,
    ...parts,
    fees,
    limits,
    exposure: new AccountExposure({
      quotes,
      spotOf: parts.spotOf ?? spotOf,
      fees,
      tailMove: () => (limits.allow_undefined_risk === 1 ? limits.tail_move / 100 : null),
      collarOf: (asked) => asked.collar ?? collarOf(asked, quotes, limits),
    }),
  };
}
