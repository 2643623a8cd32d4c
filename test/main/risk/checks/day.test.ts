import { beforeEach, describe, expect, test } from 'vitest';
import { fromDollars, money, type Money } from '../../../../src-core/money.ts';
import type { Order } from '../../../../src-core/orders/order.ts';
import { parseIsoDate } from '../../../../src-core/time.ts';
import { dayAtWorst } from '../../../../src-main/risk/checks/day.ts';
import type { RiskContext } from '../../../../src-main/risk/pre-trade.ts';
import { leg, limit, SESSION, TEN } from '../../trading/trading-fixture.ts';
import { bookWith, CALL, type ContextParts, denialOf, effectOn, hold, LONG_PUT, order, recentOrders, riskContext, SHORT_PUT, SPREAD, SPREAD_BACK, spreadQuotes } from '../risk-world.ts';

let quotes = spreadQuotes();
const LOST = { realised: fromDollars(-300), commission: fromDollars(10), fees: fromDollars(2) };

function context(parts: Partial<ContextParts> = {}): RiskContext {
  return riskContext({ book: bookWith(1_000_000), quotes, equity: fromDollars(100_000_000), ...parts });
}

function equityFor(amount: Money, percent: number): Money {
  return money(Math.ceil((amount * 100) / percent));
}

beforeEach(() => {
  quotes = spreadQuotes();
});

describe('the day at worst', () => {
  test('is what was lost, costs included, and may be lost; gains that are booked or sure count against it, never below nothing', () => {
    expect(dayAtWorst(LOST, fromDollars(-200))).toBe(fromDollars(512));
    expect(dayAtWorst(LOST, fromDollars(12))).toBe(fromDollars(300));
    expect(dayAtWorst({ ...LOST, realised: fromDollars(100) }, fromDollars(-200))).toBe(fromDollars(112));
    expect(dayAtWorst({ ...LOST, realised: fromDollars(1_000) }, fromDollars(-200))).toBe(0);
    expect(dayAtWorst(LOST, null)).toBeNull();
  });

  test('is held against its limit with everything in flight', () => {
    const working = [order(SPREAD, limit(-0.66), { quantity: 2, tradeId: 'working' })];
    const asked = order(SPREAD, limit(-0.66), { tradeId: 'asked' });
    const parts = { working, today: LOST, limits: { max_day_risk: 16 } };
    const loss = dayAtWorst(LOST, effectOn(context(parts), asked).after.leastResultWithOrders) ?? money(0);
    expect(loss).toBeGreaterThan(fromDollars(312 + 3 * 234));
    expect(denialOf('day_at_worst', asked, context({ ...parts, equity: equityFor(loss, 16) }))).toBeUndefined();
    expect(denialOf('day_at_worst', asked, context({ ...parts, equity: money(equityFor(loss, 16) - 100) }))).toMatchObject({ loss });
    // No step of a flattening plan is held up.
    expect(denialOf('day_at_worst', { ...asked, purpose: 'flatten' }, context({ ...parts, equity: money(100) }))).toBeUndefined();
  });
});

test('a gain that is sure and pays for what was lost is not to be given away', () => {
  const book = bookWith(1_000_000);
  const bid = (dollars: number) => ({ bid: dollars, ask: dollars });
  quotes.set(SHORT_PUT, TEN, bid(1));
  hold(book, quotes, [leg(SHORT_PUT, 'buy')], 1);
  quotes.set(LONG_PUT, TEN, bid(5));
  hold(book, quotes, [leg(LONG_PUT, 'sell')], 1, 'other');
  const parts = { book, today: LOST, limits: { max_day_risk: 16 } };
  // 400 are sure, so that the worst case stays at nothing: but of the 312 lost they pay for less.
  const asked = order([leg(CALL, 'buy')], limit(1.02), { quantity: 2, tradeId: 'asked' });
  expect(effectOn(context(parts), asked)).toMatchObject({ before: { worstCaseWithOrders: 0 }, after: { worstCaseWithOrders: 0 } });
  expect(denialOf('day_at_worst', asked, context({ ...parts, equity: equityFor(fromDollars(50), 16) }))).toMatchObject({ most: fromDollars(50) });
  expect(denialOf('day_at_worst', asked, context({ ...parts, equity: equityFor(fromDollars(150), 16) }))).toBeUndefined();
});

describe('a day over its loss', () => {
  test('takes nothing more that risks anything', () => {
    const parts = { today: LOST, limits: { daily_loss_limit: 8 } };
    const loss = fromDollars(312);
    const asked = order(SPREAD, limit(-0.66));
    expect(denialOf('day_loss', asked, context({ ...parts, equity: equityFor(loss, 8) }))).toBeUndefined();
    expect(denialOf('day_loss', asked, context({ ...parts, equity: money(equityFor(loss, 8) - 100) }))).toMatchObject({ loss });
    expect(denialOf('day_loss', asked, context({ ...parts, today: { ...LOST, realised: fromDollars(5_000) }, equity: money(100) }))).toBeUndefined();
  });
});

describe('the rule of day trades', () => {
  const asked = order(SPREAD, limit(-0.66), { tradeId: 'asked' });
  const opened = (tradeId: string, rest: Partial<Order> = {}): Order => order(SPREAD, limit(-0.66), { tradeId, ...rest });
  const under = (parts: Partial<ContextParts> = {}): RiskContext =>
    context({ equity: fromDollars(24_999), dayTrades: 1, limits: { pattern_day_trading: 1 }, recent: recentOrders([opened('first', { state: 'ACCEPTED' })]), ...parts });

  test('counts what was done and what is open of today, with the order itself', () => {
    expect(denialOf('day_trades', asked, under())).toBeUndefined();
    expect(denialOf('day_trades', asked, under({ dayTrades: 2 }))).toEqual({
      code: 'day_trades',
      done: 2,
      open: 2,
      most: 3,
      equity: fromDollars(24_999),
      least: fromDollars(25_000),
    });
    const book = bookWith(1_000_000);
    hold(book, quotes, SPREAD, 1, 'held');
    const orders = [opened('held', { state: 'FILLED' }), opened('gone', { state: 'FILLED' }), opened('never', { state: 'CANCELED' }), opened('early', { state: 'ACCEPTED', createdAt: TEN - 86_400_000 })];
    expect(denialOf('day_trades', asked, under({ book, recent: recentOrders(orders) }))).toBeUndefined();
    expect(denialOf('day_trades', asked, under({ book, recent: recentOrders([...orders, opened('working', { state: 'ACCEPTED' })]) }))).toMatchObject({ done: 1, open: 3 });
  });

  test('does not bind an account with 25,000 dollars, one that is not under it, what closes, or a date after its end', () => {
    expect(denialOf('day_trades', asked, under({ dayTrades: 9, equity: fromDollars(25_000) }))).toBeUndefined();
    expect(denialOf('day_trades', asked, under({ dayTrades: 9, limits: { pattern_day_trading: 0 } }))).toBeUndefined();
    expect(denialOf('day_trades', order(SPREAD_BACK, limit(0.7), { closing: true }), under({ dayTrades: 9 }))).toBeUndefined();
    const later = { ...SESSION, date: parseIsoDate('2027-10-20') };
    expect(denialOf('day_trades', asked, under({ dayTrades: 9, session: later }))).toBeUndefined();
    expect(denialOf('day_trades', asked, under({ dayTrades: 9, session: { ...later, date: parseIsoDate('2027-10-19') } }))).toBeDefined();
  });
});
