import { beforeEach, describe, expect, test } from 'vitest';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { highestNet } from '../../../src-main/risk/price-collar.ts';
import type { Denial } from '../../../src-main/risk/denial.ts';
import type { PreTrade } from '../../../src-main/risk/pre-trade.ts';
import type { RecentOrders } from '../../../src-main/trading/order-traffic.ts';
import { LOOSE_LIMITS } from '../../support/loose-limits.ts';
import { recentOrders } from '../risk/risk-world.ts';
import { PASS_ALL, realChecks, TradingDesk } from './trading-desk.ts';
import { id, leg, limit, MARKET, option, request, stop, TEN, TestClock, TestQuotes } from './trading-fixture.ts';

const CALL = option('call', 645);
const BUY = [leg(CALL, 'buy')];
const HALTED: Denial = { code: 'halted', because: 'a person halted trading' };

let quotes: TestQuotes;
let clock: TestClock;

beforeEach(() => {
  quotes = new TestQuotes();
  clock = new TestClock(TEN);
  quotes.set(CALL, TEN, { bid: 1, ask: 1.04 });
});

async function refusal(promise: Promise<unknown>): Promise<ContractFailure> {
  const error = await promise.then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(ContractFailure);
  return error as ContractFailure;
}

describe('orders that are refused before anything is written', () => {
  test('are those over their rate: the store hears nothing of them, and other denials are kept', async () => {
    const late: { desk?: TradingDesk } = {};
    const recent = (): RecentOrders => late.desk?.manager.traffic ?? recentOrders([]);
    const risk = realChecks(quotes, clock, fromDollars(640), { max_orders_per_minute: 2 }, recent);
    const limited = await TradingDesk.start({ quotes, clock, risk });
    late.desk = limited;
    await limited.manager.place(request(1, BUY, limit(0.5)));
    expect(await refusal(limited.manager.place(request(2, BUY, limit(90))))).toMatchObject({ code: 'denied' });
    const written = limited.journal.writes.length;
    const failure = await refusal(limited.manager.place(request(3, BUY, limit(0.5))));
    expect(failure).toMatchObject({ code: 'denied', message: 'it would be order 3 within a minute; at most 2 are sent' });
    expect(limited.journal.writes).toHaveLength(written);
    expect(limited.manager.orders().map(({ state }) => state)).toEqual(['SUBMITTED', 'DENIED']);
    await limited.at(TEN + 59_999);
    await refusal(limited.manager.place(request(4, BUY, limit(0.5))));
    await limited.at(TEN + 60_000);
    expect(await limited.manager.place(request(5, BUY, limit(0.5)))).toMatchObject({ state: 'SUBMITTED' });
  });

  test('are those while trading is halted', async () => {
    const desk = await TradingDesk.start({ quotes, clock, risk: { ...PASS_ALL, check: () => [HALTED] } });
    const written = desk.journal.writes.length;
    expect(await refusal(desk.manager.place(request(1, BUY, limit(0.5))))).toMatchObject({ code: 'denied', message: 'trading is halted: a person halted trading' });
    expect(desk.journal.writes).toHaveLength(written);
    expect(desk.manager.orders()).toEqual([]);
  });
});

describe('trading that is halted while an intent is written', () => {
  test('keeps a new order from the broker', async () => {
    let halted = false;
    const desk = await TradingDesk.start({ quotes, clock, risk: { ...PASS_ALL, lastCheck: () => (halted ? HALTED : null) } });
    const release = desk.journal.hold();
    const placed = refusal(desk.manager.place(request(1, BUY, limit(0.5))));
    halted = true;
    release();
    expect(await placed).toMatchObject({ code: 'denied', message: 'trading is halted: a person halted trading' });
    expect(desk.manager.order(id(1))).toMatchObject({ state: 'REJECTED', reason: 'trading is halted: a person halted trading' });
    expect(desk.broker.nextDue()).toBeNull();
  });

  test('keeps a change from the broker, the order staying as it was', async () => {
    let halted = false;
    const desk = await TradingDesk.start({ quotes, clock, risk: { ...PASS_ALL, lastCheck: () => (halted ? HALTED : null) } });
    await desk.manager.place(request(1, BUY, limit(0.5)));
    await desk.at(TEN + 100);
    const release = desk.journal.hold();
    const changed = refusal(desk.manager.change(id(1), { terms: limit(1.04), quantity: 1 }));
    halted = true;
    release();
    expect(await changed).toMatchObject({ code: 'denied' });
    await desk.at(TEN + 1_000);
    expect(desk.manager.order(id(1))).toMatchObject({ state: 'ACCEPTED', terms: limit(0.5), filledQuantity: 0 });
  });
});

describe('the collar', () => {
  const risk = (): PreTrade => realChecks(quotes, clock, fromDollars(640), { price_collar: 25, price_collar_least: 0.5 });
  const COLLARS = { ...LOOSE_LIMITS, price_collar: 25, price_collar_least: 0.5 };

  test('is given to market and stop orders when they are placed, and anew when they are changed', async () => {
    const desk = await TradingDesk.start({ quotes, clock, risk: risk() });
    expect(await desk.manager.place(request(1, BUY, MARKET))).toMatchObject({ collar: fromDollars(1.54) });
    expect(await desk.manager.place(request(2, BUY, stop(3)))).toMatchObject({ collar: fromDollars(3.75) });
    expect((await desk.manager.place(request(3, BUY, limit(0.5)))).collar).toBeUndefined();
    await desk.at(TEN + 100);
    quotes.set(CALL, TEN, { bid: 2, ask: 2.04 });
    await desk.manager.change(id(3), { terms: stop(4), quantity: 1 });
    await desk.manager.change(id(2), { terms: limit(0.6), quantity: 1 });
    await desk.at(TEN + 200);
    expect(desk.manager.order(id(3))).toMatchObject({ terms: stop(4), collar: highestNet(fromDollars(4), COLLARS) });
    expect(desk.manager.order(id(2))?.collar).toBeUndefined();
  });

  test('is never paid more than: a market order above it waits like a limit, through a restart too', async () => {
    const desk = await TradingDesk.start({ quotes, clock, risk: risk() });
    await desk.manager.place(request(1, BUY, MARKET));
    await desk.manager.place(request(2, BUY, stop(1.2)));
    quotes.set(CALL, TEN + 50, { bid: 3, ask: 3.04 });
    await desk.at(TEN + 100);
    expect(desk.manager.orders().map(({ state }) => state)).toEqual(['ACCEPTED', 'TRIGGERED']);
    const again = await TradingDesk.start({ quotes, clock, risk: risk(), journal: desk.journal.copy() });
    quotes.set(CALL, TEN + 150, { bid: 2.5, ask: 2.54 });
    await again.at(TEN + 200);
    expect(again.manager.orders().map(({ filledQuantity }) => filledQuantity)).toEqual([0, 0]);
    quotes.set(CALL, TEN + 250, { bid: 1.5, ask: 1.54 });
    await again.at(TEN + 300);
    // Crossing costs 1.54: no more than either collar, 1.54 and 1.70.
    expect(again.manager.orders().map(({ state }) => state)).toEqual(['FILLED', 'FILLED']);
    for (const { filledNetTotal, collar } of again.manager.orders()) expect(filledNetTotal).toBeLessThanOrEqual(collar ?? 0);
  });
});

test('an order of another purpose is another order', async () => {
  const desk = await TradingDesk.start({ quotes, clock });
  await desk.manager.place(request(1, BUY, limit(0.5), { purpose: 'exit' }));
  expect(await desk.manager.place(request(1, BUY, limit(0.5), { purpose: 'exit' }))).toMatchObject({ id: id(1) });
  expect(await refusal(desk.manager.place(request(1, BUY, limit(0.5))))).toMatchObject({ code: 'conflict', field: 'id' });
});
