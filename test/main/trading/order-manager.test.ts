import { beforeEach, describe, expect, test } from 'vitest';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { fromDollars, ZERO } from '../../../src-core/money.ts';
import type { Order } from '../../../src-core/orders/order.ts';
import { TradingDesk, realChecks } from './trading-desk.ts';
import { DATE, id, leg, limit, MARKET, option, request, SESSION, SHARES, stop, TEN, TestClock, TestJournal, TestQuotes } from './trading-fixture.ts';

const LONG_PUT = option('put', 630);
const SHORT_PUT = option('put', 633);
/** A bull put spread, three wide. */
const SPREAD = [leg(LONG_PUT, 'buy'), leg(SHORT_PUT, 'sell')];
const SPREAD_BACK = [leg(LONG_PUT, 'sell'), leg(SHORT_PUT, 'buy')];

let quotes: TestQuotes;
let clock: TestClock;
let desk: TradingDesk;

beforeEach(async () => {
  quotes = new TestQuotes();
  clock = new TestClock(TEN);
  quotes.set(LONG_PUT, TEN, { bid: 0.3, ask: 0.32, bidSize: 20, askSize: 20 });
  quotes.set(SHORT_PUT, TEN, { bid: 0.98, ask: 1.02, bidSize: 20, askSize: 20 });
  quotes.set(SHARES, TEN, { bid: 640, ask: 640.02 });
  desk = await TradingDesk.start({ quotes, clock });
});

async function failureOf(promise: Promise<unknown>): Promise<ContractFailure> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ContractFailure);
  return error as ContractFailure;
}

function state(number: number): Order['state'] | undefined {
  return desk.manager.order(id(number))?.state;
}

describe('placing', () => {
  test('the intent is on disk before the broker hears of it, and acknowledged only then', async () => {
    const release = desk.journal.hold();
    let acknowledged = false;
    const placed = desk.manager.place(request(1, SPREAD, limit(-0.6))).then((order) => {
      acknowledged = true;
      return order;
    });
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    expect(desk.manager.pending()).not.toBeNull();
    expect(acknowledged).toBe(false);
    expect(desk.broker.nextDue()).toBeNull();
    expect(desk.manager.orders()).toEqual([]);
    release();
    expect(await placed).toMatchObject({ id: id(1), state: 'SUBMITTED', sequence: 1, closing: false });
    expect(desk.broker.nextDue()).toBe(TEN + 100);
    expect(desk.manager.pending()).toBeNull();
    expect(desk.journal.writes.at(-1)?.map((record) => record.kind)).toEqual(['trade', 'order', 'history']);
  });

  test('what the broker takes only once it is confirmed is refused by that field, and taken with it', async () => {
    const market = { ...request(1, SPREAD, limit(-0.6)), terms: { type: 'market' } as const };
    Object.assign(desk.broker, { refusalOf: ({ confirmed }: { confirmed?: string }) => (confirmed === 'market_combo' ? null : 'a package at the market is not sent unasked') });
    expect(await failureOf(desk.manager.place(market))).toMatchObject({ code: 'denied', field: 'confirmed' });
    expect(await desk.manager.place({ ...market, confirmed: 'market_combo' })).toMatchObject({ state: 'SUBMITTED' });
    Object.assign(desk.broker, { refusalOf: () => 'never' });
    expect((await failureOf(desk.manager.place(request(2, SPREAD, limit(-0.6))))).field).toBeUndefined();
  });

  test('where trading is forbidden nothing is placed or changed, also where that came while the intent was written; cancelling goes on', async () => {
    let ban: string | null = null;
    desk = await TradingDesk.start({ quotes, clock, tradingBan: () => ban });
    await desk.manager.place(request(1, SPREAD, limit(-0.9)));
    await desk.at(TEN + 100);
    ban = 'another workstation trades the account';
    expect(await failureOf(desk.manager.place(request(2, SPREAD, limit(-0.6))))).toMatchObject({ code: 'unavailable', message: ban });
    expect(await failureOf(desk.manager.change(id(1), { terms: limit(-0.8), quantity: 1 }))).toMatchObject({ code: 'unavailable' });
    expect(state(2)).toBeUndefined();

    ban = null;
    const forbid = (): void => {
      ban = 'another workstation trades the account';
    };
    let release = desk.journal.hold();
    const placing = failureOf(desk.manager.place(request(3, SPREAD, limit(-0.6))));
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    forbid();
    release();
    expect(await placing).toMatchObject({ code: 'unavailable' });
    expect(desk.manager.order(id(3))).toMatchObject({ state: 'REJECTED', reason: 'another workstation trades the account' });

    ban = null;
    release = desk.journal.hold();
    const changing = failureOf(desk.manager.change(id(1), { terms: limit(-0.8), quantity: 1 }));
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    forbid();
    release();
    expect(await changing).toMatchObject({ code: 'unavailable' });
    expect(desk.manager.order(id(1))).toMatchObject({ state: 'ACCEPTED', terms: limit(-0.9) });
    // Nothing but the end of the day is left to do.
    expect(desk.broker.nextDue()).toBe(SESSION.lastTrade);
    await desk.manager.cancel(id(1));
    await desk.at(TEN + 400);
    expect(state(1)).toBe('CANCELED');
  });

  test('the same id is the same order; other content under it is a conflict', async () => {
    const asked = request(1, SPREAD, limit(-0.6), { quantity: 2 });
    const [first, second] = await Promise.all([desk.manager.place(asked), desk.manager.place(asked)]);
    expect(second).toEqual(first);
    await desk.at(TEN + 100);
    expect(await desk.manager.place(asked)).toMatchObject({ state: 'FILLED', sequence: 1 });
    expect(desk.manager.orders()).toHaveLength(1);
    for (const other of [{ ...asked, quantity: 3 }, { ...asked, terms: limit(-0.61) }, { ...asked, legs: SPREAD_BACK }, { ...asked, tradeId: id(5) }]) {
      expect(await failureOf(desk.manager.place(other))).toMatchObject({ code: 'conflict', field: 'id' });
    }
  });

  test('an order that acts on a signal says so, and the trade that it opens; asked again for another signal it is a conflict', async () => {
    const signalId = id(901);
    await desk.manager.place(request(1, SPREAD, limit(-0.6), { signalId }));
    expect(desk.manager.order(id(1))).toMatchObject({ signalId });
    expect(desk.manager.trades()).toMatchObject([{ signalId }]);
    expect(await desk.manager.place(request(1, SPREAD, limit(-0.6), { signalId }))).toMatchObject({ id: id(1) });
    for (const other of [{}, { signalId: id(902) }]) {
      expect(await failureOf(desk.manager.place(request(1, SPREAD, limit(-0.6), other)))).toMatchObject({ code: 'conflict', field: 'id' });
    }
    await desk.at(TEN + 100);
    const { tradeId } = desk.manager.order(id(1)) ?? {};
    await desk.manager.place(request(2, SPREAD_BACK, MARKET, tradeId === undefined ? {} : { tradeId }));
    expect(desk.manager.order(id(2))?.signalId).toBeUndefined();
    expect(desk.manager.trades()).toMatchObject([{ signalId }]);
  });

  test('the id of an order of an earlier session is a conflict, and trading goes on', async () => {
    desk.journal.earlierOrders.add(id(7));
    expect(await failureOf(desk.manager.place(request(7, SPREAD, MARKET)))).toMatchObject({ code: 'conflict', field: 'id' });
    expect(await desk.manager.place(request(8, SPREAD, MARKET))).toMatchObject({ state: 'SUBMITTED' });
  });

  test('a changed order is still known by the request it came from', async () => {
    const asked = request(1, SPREAD, limit(-0.9));
    await desk.manager.place(asked);
    await desk.at(TEN + 100);
    await desk.manager.change(id(1), { terms: limit(-0.85), quantity: 2 });
    await desk.at(TEN + 200);
    expect(await desk.manager.place(asked)).toMatchObject({ terms: limit(-0.85), quantity: 2 });
  });

  test('what is malformed is refused with its field, and nothing is kept', async () => {
    const failure = await failureOf(desk.manager.place(request(1, SPREAD, limit(-0.605))));
    expect(failure).toMatchObject({ code: 'bad_input', field: 'terms.limit' });
    expect(await failureOf(desk.manager.place(request(2, SPREAD_BACK, MARKET, { tradeId: id(77) })))).toMatchObject({
      code: 'not_found',
      field: 'tradeId',
    });
    expect(desk.manager.orders()).toEqual([]);
    expect(desk.journal.writes).toHaveLength(1);
  });

  test('a denied order is kept with every reason, fails, and fails again when asked again', async () => {
    const risk = realChecks(quotes, clock, fromDollars(640), { price_collar: 25, price_collar_least: 0.5 });
    const poor = await TradingDesk.start({ quotes, clock, risk, capital: fromDollars(200) });
    const asked = request(1, SPREAD, limit(5));
    const failure = await failureOf(poor.manager.place(asked));
    expect(failure.code).toBe('denied');
    expect(failure.message).toContain('typing errors');
    expect(failure.message).toContain('buying power');
    expect(poor.manager.order(id(1))).toMatchObject({ state: 'DENIED', reason: failure.message });
    expect(poor.manager.trades()).toMatchObject([{ status: 'rejected' }]);
    expect((await failureOf(poor.manager.place(asked))).message).toBe(failure.message);
    expect(poor.broker.nextDue()).toBeNull();
  });
});

describe('fills', () => {
  test('book cash, fees, position and trade in one write, and are told once durable', async () => {
    await desk.manager.place(request(1, SPREAD, limit(-0.6), { quantity: 2 }));
    const release = desk.journal.hold();
    clock.set(TEN + 100);
    desk.broker.advance(TEN + 100);
    const told = desk.changes.length;
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    expect(desk.changes).toHaveLength(told);
    expect(state(1)).toBe('SUBMITTED');
    release();
    await desk.manager.pending();
    expect(desk.changes.slice(told).map(({ orders }) => orders[0]?.state)).toEqual(['ACCEPTED', 'FILLED']);
    expect(desk.journal.writes.at(-1)?.map((record) => record.kind)).toEqual(['trade', 'transaction', 'order', 'history']);

    // Mid -0.69, natural -0.66: two thirds of the half-spread of 0.03 come to -0.6702, against the trader -0.67.
    const order = desk.manager.order(id(1));
    expect(order).toMatchObject({ state: 'FILLED', filledQuantity: 2, filledNetTotal: fromDollars(-1.34) });
    const [trade] = desk.manager.trades();
    expect(trade).toMatchObject({ strategy: 'bull put spread', status: 'open', openedQuantity: 2, openCost: fromDollars(-134) });
    const { commission, fees } = desk.manager.book.totals;
    expect(commission).toBeGreaterThan(0);
    expect(desk.manager.book.cash).toBe(fromDollars(100_134) - commission - fees);
    expect(desk.manager.today).toEqual({ realised: ZERO, commission, fees });
    expect([desk.manager.todayOf('SPY'), desk.manager.todayOf('QQQ')]).toEqual([desk.manager.today, { realised: ZERO, commission: ZERO, fees: ZERO }]);
    expect(desk.manager.history(id(1)).map((entry) => [entry.step, entry.event.type])).toEqual([
      [1, 'submitted'],
      [2, 'accepted'],
      [3, 'filled'],
    ]);
  });

  test('the minimum commission of an order is charged once over its partial fills', async () => {
    quotes.set(LONG_PUT, TEN, { bid: 0.3, ask: 0.32, bidSize: 1, askSize: 1 });
    await desk.manager.place(request(1, [leg(LONG_PUT, 'buy')], MARKET, { quantity: 3 }));
    for (let step = 1; step <= 3; step += 1) {
      await desk.at(TEN + step * 100);
      quotes.set(LONG_PUT, TEN + step * 100, { bid: 0.3, ask: 0.32, bidSize: 1, askSize: 1 });
    }
    const parts = desk.manager.book.totals;
    const other = await TradingDesk.start({ quotes, clock });
    quotes.set(LONG_PUT, clock.now(), { bid: 0.3, ask: 0.32 });
    await other.manager.place(request(1, [leg(LONG_PUT, 'buy')], MARKET, { quantity: 3 }));
    await other.at(clock.now() + 100);
    expect(state(1)).toBe('FILLED');
    expect(parts).toEqual(other.manager.book.totals);
  });

  test('an execution told twice counts once, and one too many is recorded and noticed', async () => {
    await desk.manager.place(request(1, SPREAD, MARKET));
    await desk.at(TEN + 100);
    const cash = desk.manager.book.cash;
    const filled = desk.manager.history(id(1)).find((entry) => entry.event.type === 'filled');
    if (filled?.event.type !== 'filled') throw new Error('the order was filled');
    const { execution } = filled.event;
    desk.manager.onReport({ orderId: id(1), time: TEN + 200, event: filled.event });
    desk.manager.onReport({ orderId: id(1), time: TEN + 200, event: { type: 'filled', execution: { ...execution, id: 'other' } } });
    desk.manager.onReport({ orderId: id(4), time: TEN + 200, event: { type: 'accepted' } });
    await desk.manager.pending();
    expect(desk.manager.book.cash).toBe(cash);
    expect(desk.manager.failure).toBeNull();
    expect(desk.notices).toHaveLength(2);
    expect(desk.manager.history(id(1)).at(-1)).toMatchObject({ event: { execution: { id: 'other' } }, state: 'FILLED' });
  });
});

describe('closing', () => {
  beforeEach(async () => {
    await desk.manager.place(request(1, SPREAD, MARKET, { quantity: 2 }));
    await desk.at(TEN + 100);
  });

  test('an order that exactly reduces an open trade closes it', async () => {
    const closing = await desk.manager.place(request(2, SPREAD_BACK, MARKET, { quantity: 2 }));
    expect(closing).toMatchObject({ closing: true, tradeId: desk.manager.order(id(1))?.tradeId });
    await desk.at(TEN + 200);
    const [trade] = desk.manager.trades();
    expect(trade).toMatchObject({ status: 'closed', openedQuantity: 2, closedQuantity: 2 });
    expect(desk.manager.book.holdings()).toEqual([]);
    expect(desk.manager.today.realised).toBe(trade?.realised);
  });

  test('a trade can be named, but not closed by what it does not hold', async () => {
    const tradeId = desk.manager.order(id(1))?.tradeId ?? '';
    expect(await failureOf(desk.manager.place(request(2, SPREAD, MARKET, { tradeId })))).toMatchObject({ code: 'conflict', field: 'tradeId' });
    const half = await desk.manager.place(request(3, [leg(SHORT_PUT, 'buy')], MARKET, { tradeId, quantity: 2 }));
    expect(half.closing).toBe(true);
  });

  test('working closing orders count against what is held', async () => {
    const checked = await TradingDesk.start({ quotes, clock, journal: desk.journal.copy(), risk: realChecks(quotes, clock) });
    await checked.manager.place(request(2, SPREAD_BACK, limit(0.5), { quantity: 2 }));
    const failure = await failureOf(checked.manager.place(request(3, SPREAD_BACK, limit(0.5), { quantity: 2 })));
    expect(failure).toMatchObject({ code: 'denied' });
    expect(failure.message).toContain('already being closed');
  });
});

describe('change and cancel', () => {
  test('are journaled before the broker hears of them', async () => {
    await desk.manager.place(request(1, SPREAD, limit(-0.9)));
    await desk.at(TEN + 100);
    expect(await desk.manager.change(id(1), { terms: limit(-0.66), quantity: 3 })).toMatchObject({ state: 'PENDING_UPDATE', quantity: 1 });
    expect(desk.journal.writes.at(-1)).toMatchObject([{ order: { state: 'PENDING_UPDATE' } }, { entry: { event: { type: 'change_requested' } } }]);
    await desk.at(TEN + 200);
    expect(desk.manager.order(id(1))).toMatchObject({ state: 'FILLED', quantity: 3, filledQuantity: 3 });
    expect(await failureOf(desk.manager.cancel(id(1)))).toMatchObject({ code: 'conflict' });
    expect(await failureOf(desk.manager.change(id(1), { terms: MARKET, quantity: 3 }))).toMatchObject({ code: 'conflict' });
    expect(await failureOf(desk.manager.cancel(id(2)))).toMatchObject({ code: 'not_found' });
  });

  test('cancelling twice is cancelling once; an opening order without fills leaves a cancelled trade', async () => {
    await desk.manager.place(request(1, SPREAD, limit(-0.9)));
    await desk.manager.cancel(id(1));
    await desk.manager.cancel(id(1));
    await desk.at(TEN + 100);
    expect(state(1)).toBe('CANCELED');
    expect(desk.manager.trades()).toMatchObject([{ status: 'cancelled' }]);
  });

  test('fewer than are filled cannot be asked for', async () => {
    quotes.set(LONG_PUT, TEN, { bid: 0.3, ask: 0.32, bidSize: 2, askSize: 2 });
    await desk.manager.place(request(1, [leg(LONG_PUT, 'buy')], MARKET, { quantity: 5 }));
    await desk.at(TEN + 100);
    expect(await failureOf(desk.manager.change(id(1), { terms: MARKET, quantity: 1 }))).toMatchObject({ code: 'bad_input', field: 'quantity' });
    await desk.manager.change(id(1), { terms: MARKET, quantity: 2 });
    await desk.at(TEN + 200);
    expect(desk.manager.order(id(1))).toMatchObject({ state: 'FILLED', quantity: 2 });
  });

  test('all of them at once', async () => {
    await desk.manager.place(request(1, SPREAD, limit(-0.9)));
    await desk.manager.place(request(2, SPREAD, stop(3)));
    await desk.manager.place(request(3, SPREAD, MARKET));
    await desk.at(TEN + 100);
    expect(await desk.manager.cancelAll()).toBe(2);
    expect(await desk.manager.cancelAll()).toBe(0);
    await desk.at(TEN + 200);
    expect([1, 2, 3].map(state)).toEqual(['CANCELED', 'CANCELED', 'FILLED']);
  });
});

describe('settlement', () => {
  test('expires orders, books exercise and assignment, closes trades, once', async () => {
    await desk.manager.place(request(1, SPREAD, MARKET, { quantity: 2 }));
    await desk.at(TEN + 100);
    await desk.manager.place(request(2, SPREAD, limit(-2)));
    await desk.manager.place(request(3, [leg(SHARES, 'buy')], limit(500), { timeInForce: 'GTC' }));
    await desk.at(TEN + 200);
    clock.set(SESSION.exerciseCutOff);
    const settled = await desk.manager.settle(DATE, () => fromDollars(632), SESSION.exerciseCutOff);
    expect(settled).toMatchObject({ exercised: 0, assigned: 2, lapsed: 2, trades: [{ status: 'settled' }], expiredOrders: [{ id: id(2) }] });
    const [write] = desk.journal.writes.slice(-1);
    expect(write?.at(-1)).toEqual({ kind: 'settled', date: DATE, time: SESSION.exerciseCutOff });
    expect(desk.manager.book.holdings()).toMatchObject([{ symbol: SHARES, quantity: 200 }]);
    expect([2, 3].map(state)).toEqual(['EXPIRED', 'ACCEPTED']);

    const writes = desk.journal.writes.length;
    expect(await desk.manager.settle(DATE, () => fromDollars(632), SESSION.exerciseCutOff)).toBe(settled);
    expect(desk.journal.writes).toHaveLength(writes);
    await desk.at(SESSION.exerciseCutOff + 1_000);
    expect(desk.notices).toEqual([]);
    expect(state(2)).toBe('EXPIRED');

    const again = await TradingDesk.start({ quotes, clock, journal: desk.journal.copy() });
    const cash = again.manager.book.cash;
    await again.manager.settle(DATE, () => fromDollars(600), SESSION.exerciseCutOff);
    expect(again.manager.book.cash).toBe(cash);
  });
});

describe('a journal that fails', () => {
  test('stops everything, says why, and leaves memory where the disk is', async () => {
    await desk.manager.place(request(1, SPREAD, MARKET));
    desk.journal.fail(new Error('disk full'));
    clock.set(TEN + 100);
    desk.broker.advance(TEN + 100);
    await expect(desk.manager.pending()).rejects.toThrow('disk full');
    expect(state(1)).toBe('SUBMITTED');
    expect(desk.manager.book.holdings()).toEqual([]);
    for (const refused of [desk.manager.place(request(2, SPREAD, MARKET)), desk.manager.cancel(id(1)), desk.manager.cancelAll()]) {
      expect(await failureOf(refused)).toMatchObject({ code: 'unavailable', message: desk.manager.failure });
    }
    expect(desk.notices).toEqual([desk.manager.failure]);
    expect(desk.manager.failure).toContain('disk full');
  });

  test('an order whose intent could not be written never reaches the broker', async () => {
    desk.journal.fail(new Error('disk full'));
    expect(await failureOf(desk.manager.place(request(1, SPREAD, MARKET)))).toMatchObject({ code: 'unavailable' });
    expect(desk.broker.nextDue()).toBeNull();
  });
});

describe('a restart', () => {
  test('deposits the capital once', async () => {
    expect(desk.manager.book.cash).toBe(fromDollars(100_000));
    const again = await TradingDesk.start({ quotes, clock, journal: desk.journal.copy(), capital: fromDollars(5) });
    expect(again.manager.book.cash).toBe(fromDollars(100_000));
    expect(again.journal.writes).toHaveLength(desk.journal.writes.length);
  });

  test('at every write of a flow loses nothing acknowledged and duplicates nothing', async () => {
    quotes.set(LONG_PUT, TEN, { bid: 0.3, ask: 0.32, bidSize: 2, askSize: 2 });
    await desk.manager.place(request(1, SPREAD, MARKET, { quantity: 3 }));
    await desk.at(TEN + 100);
    await desk.manager.place(request(2, SPREAD, limit(-0.9)));
    await desk.at(TEN + 200);
    await desk.manager.change(id(2), { terms: limit(-0.66), quantity: 1 });
    await desk.manager.cancel(id(1));
    const { writes } = desk.journal;
    expect(writes.length).toBeGreaterThan(7);
    for (let kept = 1; kept <= writes.length; kept += 1) {
      const disk = new TestJournal();
      disk.writes.push(...writes.slice(0, kept));
      const before = await disk.load();
      const again = await TradingDesk.start({ quotes, clock, journal: disk });
      for (const order of before.orders) expect(again.manager.order(order.id)).toEqual(order);
      for (let step = 1; step <= 3; step += 1) {
        quotes.set(LONG_PUT, clock.now() + 200, { bid: 0.3, ask: 0.32 });
        await again.at(clock.now() + 200);
      }
      const ids = disk.writes.flat().flatMap((record) => (record.kind === 'transaction' ? [record.transaction.id] : []));
      expect(new Set(ids).size).toBe(ids.length);
      for (const order of again.manager.orders()) {
        expect(['FILLED', 'CANCELED', 'ACCEPTED']).toContain(order.state);
        const fills = again.manager.history(order.id).flatMap(({ event }) => (event.type === 'filled' ? [event.execution.packages] : []));
        expect(fills.reduce((sum, packages) => sum + packages, 0)).toBe(order.filledQuantity);
        expect(again.manager.history(order.id).map((entry) => entry.step)).toEqual(again.manager.history(order.id).map((_, index) => index + 1));
      }
      expect(again.notices).toEqual([]);
    }
  });

  test('an order killed between its intent and the broker is sent by the restart', async () => {
    await desk.manager.place(request(1, SPREAD, MARKET));
    const again = await TradingDesk.start({ quotes, clock, journal: desk.journal.copy() });
    await again.at(TEN + 100);
    expect(again.manager.order(id(1))?.state).toBe('FILLED');
  });
});
