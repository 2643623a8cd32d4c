import { beforeEach, describe, expect, test } from 'vitest';
import { Book, depositTransaction, fillTransaction } from '../../../src-core/ledger/book.ts';
import { scheduleOn } from '../../../src-core/ledger/fees.ts';
import { fromDollars, type Money, money, subtract } from '../../../src-core/money.ts';
import { newOrder } from '../../../src-core/orders/new-order.ts';
import type { Order, OrderLeg, OrderRequest, OrderTerms } from '../../../src-core/orders/order.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { buyingPower, orderEffect } from '../../../src-main/risk/buying-power.ts';
import { type Denial, denialText } from '../../../src-main/risk/denial.ts';
import { checkOrder, type RiskContext } from '../../../src-main/risk/pre-trade.ts';
import { DATE, leg, limit, MARKET, option, request, SESSION, SHARES, TEN, TestQuotes } from '../trading/trading-fixture.ts';

const LONG_PUT = option('put', 630);
const SHORT_PUT = option('put', 633);
const SPREAD = [leg(LONG_PUT, 'buy'), leg(SHORT_PUT, 'sell')];
const SPREAD_BACK = [leg(LONG_PUT, 'sell'), leg(SHORT_PUT, 'buy')];
const TRADE = 'trade';

let quotes: TestQuotes;
let book: Book;
let sequence = 0;

beforeEach(() => {
  quotes = new TestQuotes();
  quotes.set(LONG_PUT, TEN, { bid: 0.3, ask: 0.32 });
  quotes.set(SHORT_PUT, TEN, { bid: 0.98, ask: 1.02 });
  quotes.set(SHARES, TEN, { bid: 640, ask: 640.02 });
  book = bookWith(10_000);
});

function bookWith(dollars: number): Book {
  return Book.replay([depositTransaction('deposit', TEN, fromDollars(dollars))]);
}

function order(legs: readonly OrderLeg[], terms: OrderTerms, rest: Partial<OrderRequest & Order> = {}): Order {
  sequence += 1;
  return { ...newOrder(request(sequence, legs, terms), { sequence, tradeId: TRADE, closing: false, time: TEN }), ...rest };
}

/** Books the package at each leg's mid. */
function hold(legs: readonly OrderLeg[], packages: number): void {
  const mids = legs.map(({ symbol }) => {
    const quote = quotes.quote(symbol);
    return money(((quote?.bid ?? 0) + (quote?.ask ?? 0)) / 2);
  });
  const net = legs.reduce((sum, { side, ratio }, index) => sum + (side === 'buy' ? 1 : -1) * ratio * (mids[index] ?? 0), 0);
  const executed = legs.map(({ symbol, side, ratio }, index) => ({ symbol, side, quantity: ratio * packages, price: mids[index] ?? money(0) }));
  const evidence = { rule: 'marketable', seed: 1, optimistic: money(net), expected: money(net), pessimistic: money(net), quotes: [] } as const;
  book.post(fillTransaction(book, { tradeId: TRADE }, { id: `held ${packages}`, time: TEN, packages, net: money(net), legs: executed, evidence }, []));
}

function context(rest: Partial<RiskContext> = {}): RiskContext {
  return { book, working: [], quotes, spotOf: () => fromDollars(640), fees: scheduleOn(DATE), session: SESSION, now: TEN, ...rest };
}

function codes(denials: readonly Denial[]): string[] {
  return denials.map((denial) => denial.code);
}

describe('what is traded, and when', () => {
  test('a sound order passes', () => {
    expect(checkOrder(order(SPREAD, limit(-0.66)), context())).toEqual([]);
  });

  test('instruments that are not listed or have expired', () => {
    const gone = option('put', 630, parseIsoDate('2026-07-27'));
    const denials = checkOrder(order([leg(option('put', 500), 'buy'), leg(gone, 'sell')], MARKET), context());
    expect(denials).toEqual([
      { code: 'not_listed', symbol: option('put', 500) },
      { code: 'expired', symbol: gone, expiry: '2026-07-27', date: DATE },
    ]);
  });

  test('the session', () => {
    expect(codes(checkOrder(order(SPREAD, limit(-0.66)), context({ now: SESSION.lastTrade })))).toEqual(['session_closed']);
    expect(codes(checkOrder(order(SPREAD, limit(-0.66)), context({ now: SESSION.lastTrade - 1 })))).toEqual([]);
    const early = context({ now: SESSION.open - 60_000 });
    for (const timeInForce of ['DAY', 'GTC'] as const) expect(checkOrder(order(SPREAD, limit(-0.66), { timeInForce }), early)).toEqual([]);
    for (const timeInForce of ['IOC', 'FOK'] as const) {
      expect(codes(checkOrder(order(SPREAD, limit(-0.66), { timeInForce }), early))).toEqual(['session_not_open']);
    }
  });
});

describe('prices', () => {
  test('off the tick', () => {
    expect(checkOrder(order(SPREAD, { type: 'limit', limit: money(-6_650) }), context())).toMatchObject([{ code: 'off_tick', price: -6_650 }]);
  });

  test('the collar above the natural net: a quarter of it, at least half a dollar', () => {
    expect(checkOrder(order(SPREAD, limit(-0.16)), context())).toEqual([]);
    expect(checkOrder(order(SPREAD, limit(-0.15)), context())).toEqual([
      { code: 'price_collar', limit: fromDollars(-0.15), reference: fromDollars(-0.66), highest: fromDollars(-0.16) },
    ]);
    quotes.set(LONG_PUT, TEN, { bid: 7.9, ask: 8 });
    expect(checkOrder(order([leg(LONG_PUT, 'buy')], limit(10)), context())).toEqual([]);
    expect(codes(checkOrder(order([leg(LONG_PUT, 'buy')], limit(10.01)), context()))).toEqual(['price_collar']);
    // A stop-limit is measured from its stop.
    const far = { type: 'stop_limit', stop: fromDollars(12), limit: fromDollars(12.5) } as const;
    expect(checkOrder(order([leg(LONG_PUT, 'buy')], far), context())).toEqual([]);
  });

  test('a market order needs usable quotes, a limit order waits for them', () => {
    quotes.set(SHORT_PUT, TEN, { bid: null, ask: 1.02, status: 'one_sided' });
    expect(checkOrder(order(SPREAD, MARKET), context())).toEqual([{ code: 'no_usable_quote', symbol: SHORT_PUT, status: 'one_sided' }]);
    expect(checkOrder(order(SPREAD, limit(-0.66)), context())).toEqual([]);
  });
});

describe('closing', () => {
  beforeEach(() => hold(SPREAD, 3));

  test('no more than is held, other working closing orders counted', () => {
    const closing = (quantity: number, rest: Partial<Order> = {}): Order => order(SPREAD_BACK, limit(0.7), { quantity, closing: true, ...rest });
    expect(checkOrder(closing(3), context())).toEqual([]);
    expect(codes(checkOrder(closing(4), context()))).toEqual(['more_than_held', 'more_than_held']);
    expect(checkOrder(closing(2), context({ working: [closing(1)] }))).toEqual([]);
    expect(checkOrder(closing(2), context({ working: [closing(3, { filledQuantity: 2 })] }))).toEqual([]);
    expect(checkOrder(closing(3), context({ working: [closing(1)] }))).toContainEqual({
      code: 'more_than_held',
      symbol: SHORT_PUT,
      held: 3,
      working: 1,
      wanted: 3,
    });
    expect(checkOrder(closing(3), context({ working: [closing(1, { tradeId: 'other' }), order(SPREAD_BACK, limit(0.7))] }))).toEqual([]);
  });

  test('passes without buying power when the margin does not rise, and only then', () => {
    book = bookWith(110);
    hold(SPREAD, 1);
    const poor = context({ working: [order(SPREAD, limit(-0.66), { quantity: 20 })] });
    expect(buyingPower(poor).buyingPower).toBeLessThan(0);
    const back = [leg(SHORT_PUT, 'buy')];
    expect(checkOrder(order(back, limit(1.02), { closing: true }), poor)).toEqual([]);
    expect(checkOrder(order(SPREAD_BACK, MARKET, { closing: true }), poor)).toEqual([]);
    expect(codes(checkOrder(order([leg(LONG_PUT, 'sell')], limit(-0.3), { closing: true }), poor))).toEqual(['buying_power']);
  });
});

describe('buying power', () => {
  test('of an empty book is its cash', () => {
    expect(buyingPower(context())).toEqual({ cash: 100_000_000, margin: 0, reserved: 0, buyingPower: 100_000_000 });
  });

  test('of a credit spread held is its cash less the width', () => {
    hold(SPREAD, 2);
    const power = buyingPower(context());
    expect(power).toMatchObject({ cash: fromDollars(10_138), margin: fromDollars(600), buyingPower: fromDollars(9_538) });
  });

  test('a working order ties up width less credit plus fees; one that frees margin gives nothing back before it fills', () => {
    const opening = order(SPREAD, limit(-0.66), { quantity: 2 });
    const effect = orderEffect(opening, context());
    const { reserved } = buyingPower(context({ working: [opening] }));
    expect(reserved).toBe(effect?.required);
    expect(reserved).toBeGreaterThan(fromDollars(2 * (300 - 66)));
    expect(reserved).toBeLessThan(fromDollars(2 * (300 - 66) + 10));
    expect(buyingPower(context({ working: [{ ...opening, filledQuantity: 1 }] })).reserved).toBeLessThan(reserved);
    hold(SPREAD, 2);
    const closing = order(SPREAD_BACK, limit(0.7), { quantity: 2, closing: true });
    expect(buyingPower(context({ working: [closing] })).reserved).toBe(0);
    expect(orderEffect(closing, context())).toMatchObject({ marginChange: fromDollars(-600) });
  });

  test('an order that asks for more than there is, is denied with both numbers', () => {
    const [denial] = checkOrder(order(SPREAD, limit(-0.66), { quantity: 100 }), context());
    expect(denial).toMatchObject({ code: 'buying_power', available: fromDollars(10_000) });
    expect(denial && denialText(denial)).toMatch(/needs 235\d\d\.\d\d of buying power; 10000\.00 is available/);
    const working = [order(SPREAD, limit(-0.66), { quantity: 30 })];
    expect(checkOrder(order(SPREAD, limit(-0.66), { quantity: 20 }), context())).toEqual([]);
    expect(codes(checkOrder(order(SPREAD, limit(-0.66), { quantity: 20 }), context({ working })))).toEqual(['buying_power']);
  });

  test('a hedge that is not filled yet protects nothing, and one hedge does not serve two', () => {
    const hedge = order([leg(LONG_PUT, 'buy')], limit(0.32));
    const short = order([leg(SHORT_PUT, 'sell')], limit(-0.98));
    expect(codes(checkOrder(short, context({ working: [hedge], book: bookWith(2_000) })))).toEqual(['buying_power']);
    book = bookWith(2_000);
    hold([leg(LONG_PUT, 'buy')], 1);
    expect(checkOrder(short, context())).toEqual([]);
    expect(codes(checkOrder(order([leg(SHORT_PUT, 'sell')], limit(-0.98)), context({ working: [short] })))).toEqual(['buying_power']);
  });

  test('an order whose price is not known ties up everything', () => {
    const blind = order([leg(LONG_PUT, 'buy')], MARKET);
    quotes.set(LONG_PUT, TEN, { bid: 0.3, ask: 0.32, status: 'stale' });
    expect(buyingPower(context({ working: [blind] }))).toMatchObject({ reserved: book.cash, buyingPower: 0 });
    expect(orderEffect(blind, context())).toBeNull();
  });

  test('what is available falls by what is required once the order works', () => {
    const first = order(SPREAD, limit(-0.66), { quantity: 4 });
    const before = orderEffect(first, context());
    const left: Money = subtract(before?.available ?? money(0), before?.required ?? money(0));
    expect(buyingPower(context({ working: [first] })).buyingPower).toBe(left);
  });
});

test('every denial says its numbers', () => {
  const all: readonly Denial[] = [
    { code: 'not_listed', symbol: LONG_PUT },
    { code: 'expired', symbol: LONG_PUT, expiry: parseIsoDate('2026-07-27'), date: DATE },
    { code: 'session_closed', lastTrade: SESSION.lastTrade, now: SESSION.lastTrade + 90 * 60_000 },
    { code: 'session_not_open', timeInForce: 'IOC', open: SESSION.open, now: SESSION.open - 60_000 },
    { code: 'off_tick', price: money(12_345), tick: money(100) },
    { code: 'price_collar', limit: fromDollars(5), reference: fromDollars(1), highest: fromDollars(1.5) },
    { code: 'no_usable_quote', symbol: LONG_PUT, status: 'one_sided' },
    { code: 'more_than_held', symbol: LONG_PUT, held: 3, working: 1, wanted: 3 },
    { code: 'buying_power', required: fromDollars(300), available: fromDollars(200) },
  ];
  expect(all.map(denialText)).toEqual([
    'SPY   260728P00630000 is not listed today',
    'SPY   260728P00630000 expired on 2026-07-27; the session is 2026-07-28',
    'trading ended 1 h 30 min ago',
    'the session opens in 1 min; an order that is IOC cannot wait for it, DAY and GTC can',
    'the price 1.2345 is not a multiple of 0.01',
    "a net debit of 5.00 is far above the market's 1.00; at most 1.50 is taken, to catch typing errors",
    'a market order needs a usable quote; that of SPY   260728P00630000 is one-sided',
    'closing 3 of SPY   260728P00630000 is more than the 3 held, of which 1 are already being closed',
    'the order needs 300.00 of buying power; 200.00 is available',
  ]);
});
