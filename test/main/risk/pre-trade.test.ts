import { beforeEach, describe, expect, test } from 'vitest';
import type { Book } from '../../../src-core/ledger/book.ts';
import { fromDollars, type Money, money, subtract } from '../../../src-core/money.ts';
import type { Order, OrderLeg } from '../../../src-core/orders/order.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { buyingPower } from '../../../src-main/risk/buying-power.ts';
import { type Denial, denialText } from '../../../src-main/risk/denial.ts';
import { checkOrder, type RiskContext } from '../../../src-main/risk/pre-trade.ts';
import { DATE, leg, limit, MARKET, option, SESSION, SHARES, TEN, TestQuotes } from '../trading/trading-fixture.ts';
import { bookWith, type ContextParts, effectOn, hold as holdIn, order, riskContext } from './risk-world.ts';

const LONG_PUT = option('put', 630);
const SHORT_PUT = option('put', 633);
const SPREAD = [leg(LONG_PUT, 'buy'), leg(SHORT_PUT, 'sell')];
const SPREAD_BACK = [leg(LONG_PUT, 'sell'), leg(SHORT_PUT, 'buy')];

let quotes: TestQuotes;
let book: Book;

beforeEach(() => {
  quotes = new TestQuotes();
  quotes.set(LONG_PUT, TEN, { bid: 0.3, ask: 0.32 });
  quotes.set(SHORT_PUT, TEN, { bid: 0.98, ask: 1.02 });
  quotes.set(SHARES, TEN, { bid: 640, ask: 640.02 });
  book = bookWith(10_000);
});

function hold(legs: readonly OrderLeg[], packages: number): void {
  holdIn(book, quotes, legs, packages);
}

/** Every limit at its loosest but the collars, of an equity that no book here is near to. */
function context(rest: Partial<ContextParts> = {}): RiskContext {
  return riskContext({ book, quotes, equity: fromDollars(10_000_000), ...rest, limits: { price_collar: 25, price_collar_least: 0.5, ...rest.limits } });
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
    hold(SPREAD, 1);
    expect(codes(checkOrder(order(SPREAD_BACK, limit(0.7), { closing: true }), context({ now: SESSION.lastTrade - 1 })))).toEqual([]);
    expect(codes(checkOrder(order(SPREAD, limit(-0.66)), context({ now: SESSION.reference - 1 })))).toEqual([]);
    expect(checkOrder(order(SPREAD, limit(-0.66)), context({ now: SESSION.reference }))).toEqual([
      { code: 'opening_over', cutoff: SESSION.reference, now: SESSION.reference, minutes: 0 },
    ]);
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

  test('what opens during the session needs usable quotes, a market order always; a limit waits for the open, or to close', () => {
    hold(SPREAD, 1);
    quotes.set(SHORT_PUT, TEN, { bid: null, ask: 1.02, status: 'one_sided' });
    const missing = { code: 'no_usable_quote', symbol: SHORT_PUT, status: 'one_sided' };
    const early = context({ now: SESSION.open - 1 });
    expect(checkOrder(order(SPREAD, MARKET), context())).toEqual([{ ...missing, order: 'market' }]);
    expect(checkOrder(order(SPREAD, MARKET), early)).toEqual([{ ...missing, order: 'market' }]);
    expect(checkOrder(order(SPREAD_BACK, MARKET, { closing: true }), context())).toEqual([{ ...missing, order: 'market' }]);
    expect(checkOrder(order(SPREAD, limit(-0.66)), context({ now: SESSION.open }))).toEqual([{ ...missing, order: 'opening' }]);
    expect(checkOrder(order(SPREAD, limit(-0.66)), early)).toEqual([]);
    expect(checkOrder(order(SPREAD_BACK, limit(0.7), { closing: true }), context())).toEqual([]);
    expect(checkOrder(order(SPREAD_BACK, { type: 'stop', stop: fromDollars(1) }, { closing: true }), context())).toEqual([]);
  });

  test('a limit above all that the package can be worth', () => {
    quotes.set(LONG_PUT, TEN, { bid: 1.5, ask: 1.9 });
    quotes.set(SHORT_PUT, TEN, { bid: 4.4, ask: 4.8 });
    expect(checkOrder(order(SPREAD_BACK, limit(3)), context())).toEqual([]);
    expect(checkOrder(order(SPREAD_BACK, limit(3.01)), context())).toEqual([{ code: 'certain_loss', limit: fromDollars(3.01), worth: fromDollars(3) }]);
    expect(codes(checkOrder(order(SPREAD, limit(0)), context({ limits: { price_collar: 200 } })))).toEqual([]);
    expect(codes(checkOrder(order(SPREAD, limit(0.01)), context({ limits: { price_collar: 200 } })))).toEqual(['certain_loss']);
    // A call may be worth anything.
    quotes.set(option('call', 645), TEN, { bid: 80, ask: 90 });
    expect(checkOrder(order([leg(option('call', 645), 'buy')], limit(90)), context())).toEqual([]);
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
    const effect = effectOn(context(), opening);
    const { reserved } = buyingPower(context({ working: [opening] }));
    expect(reserved).toBe(effect.required);
    expect(reserved).toBeGreaterThan(fromDollars(2 * (300 - 66)));
    expect(reserved).toBeLessThan(fromDollars(2 * (300 - 66) + 10));
    expect(buyingPower(context({ working: [{ ...opening, filledQuantity: 1 }] })).reserved).toBeLessThan(reserved);
    hold(SPREAD, 2);
    const closing = order(SPREAD_BACK, limit(0.7), { quantity: 2, closing: true });
    expect(buyingPower(context({ working: [closing] })).reserved).toBe(0);
    expect(effectOn(context(), closing)).toMatchObject({ marginChange: fromDollars(-600) });
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
    expect(effectOn(context(), blind).required).toBeNull();
  });

  test('what is available falls by what is required once the order works', () => {
    const first = order(SPREAD, limit(-0.66), { quantity: 4 });
    const before = effectOn(context(), first);
    const left: Money = subtract(before.available, before.required ?? money(0));
    expect(buyingPower(context({ working: [first] })).buyingPower).toBe(left);
  });
});
