import { describe, expect, test } from 'vitest';
import type { Order } from '../../../../src-core/orders/order.ts';
import type { RiskContext } from '../../../../src-main/risk/pre-trade.ts';
import { limit, MARKET, TEN } from '../../trading/trading-fixture.ts';
import { bookWith, denialOf, order, recentOrders, riskContext, SPREAD, SPREAD_BACK, spreadQuotes } from '../risk-world.ts';

const book = bookWith(100_000);
const quotes = spreadQuotes();

function after(orders: readonly Order[], changes: readonly number[] = [], rest: { now?: number; duplicate_seconds?: number } = {}): RiskContext {
  const { now = TEN, duplicate_seconds = 2 } = rest;
  const limits = { max_orders_per_minute: 3, max_messages_per_minute: 5, duplicate_seconds };
  return riskContext({ book, quotes, now, recent: recentOrders(orders, changes), limits });
}

/** Orders a second apart, the newest now, all different. */
function orders(count: number, rest: Partial<Order> = {}): Order[] {
  return Array.from({ length: count }, (_, index) => order(SPREAD, limit(-0.5 - index / 100), { createdAt: TEN - (count - 1 - index) * 1_000, ...rest }));
}

describe('the order rate', () => {
  test('takes as many as allowed in any minute, denied ones counted', () => {
    const asked = order(SPREAD, limit(-0.66));
    expect(denialOf('order_rate', asked, after(orders(2)))).toBeUndefined();
    expect(denialOf('order_rate', asked, after(orders(3)))).toEqual({ code: 'order_rate', orders: 4, most: 3 });
    expect(denialOf('order_rate', asked, after(orders(3, { state: 'DENIED' })))).toMatchObject({ orders: 4 });
    // The oldest of three is two seconds older than the newest.
    expect(denialOf('order_rate', asked, after(orders(3), [], { now: TEN - 2_000 + 60_000 - 1 }))).toBeDefined();
    expect(denialOf('order_rate', asked, after(orders(3), [], { now: TEN - 2_000 + 60_000 }))).toBeUndefined();
  });

  test('is no matter to a change, which is a message, nor to what closes by plan', () => {
    const change = order(SPREAD, limit(-0.66), { state: 'ACCEPTED' });
    expect(denialOf('order_rate', change, after(orders(3)))).toBeUndefined();
    expect(denialOf('message_rate', change, after(orders(3), [TEN]))).toBeUndefined();
    expect(denialOf('message_rate', change, after(orders(3), [TEN, TEN]))).toEqual({ code: 'message_rate', messages: 6, most: 5 });
    expect(denialOf('message_rate', order(SPREAD, limit(-0.66)), after(orders(2), [TEN, TEN]))).toBeUndefined();
    expect(denialOf('message_rate', order(SPREAD, limit(-0.66)), after(orders(2), [TEN, TEN, TEN]))).toMatchObject({ messages: 6 });
    for (const purpose of ['exit', 'flatten'] as const) {
      const closing = order(SPREAD_BACK, limit(0.7), { closing: true, purpose });
      expect(denialOf('order_rate', closing, after(orders(5), [TEN, TEN]))).toBeUndefined();
      expect(denialOf('message_rate', closing, after(orders(5), [TEN, TEN]))).toBeUndefined();
    }
    expect(denialOf('order_rate', order(SPREAD, limit(-0.66), { purpose: 'exit' }), after(orders(3)))).toBeDefined();
  });
});

describe('a duplicate', () => {
  const first = order(SPREAD, limit(-0.66), { state: 'SUBMITTED', tradeId: 'its own' });
  const again = (rest: Partial<Order> = {}): Order => order(SPREAD, limit(-0.66), { tradeId: 'another', ...rest });

  test('is what asks for the same within the moment, its legs in any order', () => {
    const now = TEN + 1_999;
    expect(denialOf('duplicate', again(), after([first], [], { now }))).toEqual({ code: 'duplicate', sequence: first.sequence, time: TEN, now, seconds: 2 });
    expect(denialOf('duplicate', again({ legs: SPREAD.toReversed() }), after([first], [], { now }))).toBeDefined();
    expect(denialOf('duplicate', again(), after([first], [], { now: TEN + 2_000 }))).toBeUndefined();
    expect(denialOf('duplicate', again(), after([first], [], { duplicate_seconds: 0 }))).toBeUndefined();
  });

  test('is not what differs in anything, what was never sent, or a change', () => {
    const different: Partial<Order>[] = [
      { quantity: 2 },
      { terms: limit(-0.65) },
      { terms: MARKET },
      { legs: SPREAD_BACK },
      { purpose: 'exit' },
      { closing: true },
      { underlying: 'QQQ' },
      { state: 'ACCEPTED' },
    ];
    for (const rest of different) expect(denialOf('duplicate', again(rest), after([first]))).toBeUndefined();
    for (const state of ['DENIED', 'REJECTED'] as const) expect(denialOf('duplicate', again(), after([{ ...first, state }]))).toBeUndefined();
    expect(denialOf('duplicate', first, after([first]))).toBeUndefined();
    const closing = { ...first, closing: true };
    expect(denialOf('duplicate', again({ closing: true, tradeId: 'its own' }), after([closing]))).toBeDefined();
    expect(denialOf('duplicate', again({ closing: true, tradeId: 'other' }), after([closing]))).toBeUndefined();
  });
});
