import { beforeEach, describe, expect, test } from 'vitest';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { fromDollars } from '../../../src-core/money.ts';
import type { Order, OrderRequest } from '../../../src-core/orders/order.ts';
import type { Broker } from '../../../src-main/trading/broker.ts';
import { type BracketExits, oneCancelsAllType, roleOf, transmitted } from '../../../src-main/trading/order-groups.ts';
import { realChecks, TradingDesk } from './trading-desk.ts';
import { id, leg, limit, MARKET, option, request, stop, TEN, TestClock, TestJournal, TestQuotes } from './trading-fixture.ts';

const CALL = option('call', 640);
const HIGHER = option('call', 650);
const ENTRY = id(1);
const TARGET = id(2);
const STOP = id(3);
const EXITS: BracketExits = { target: { id: TARGET, terms: limit(-1.6), timeInForce: 'DAY' }, stop: { id: STOP, terms: stop(-0.8), timeInForce: 'DAY' } };

let quotes: TestQuotes;
let clock: TestClock;
let desk: TradingDesk;

function entry(quantity = 4, rest: Partial<OrderRequest> = {}): OrderRequest {
  return request(1, [leg(CALL, 'buy')], limit(1.1), { quantity, ...rest });
}

function quote(bid: number, ask: number, size = 10): void {
  quotes.set(CALL, clock.now(), { bid, ask, bidSize: size, askSize: size });
}

async function at(milliseconds: number): Promise<void> {
  await desk.at(TEN + milliseconds);
}

function states(): Record<string, string> {
  return Object.fromEntries(desk.manager.orders().map(({ sequence, state, filledQuantity }) => [sequence, `${state} ${filledQuantity}`]));
}

function held(): number {
  return desk.manager.book.holdings().reduce((sum, { quantity }) => sum + quantity, 0);
}

async function restart(journal = desk.journal.copy()): Promise<void> {
  desk = await TradingDesk.start({ quotes, clock, journal, risk: realChecks(quotes, clock) });
}

async function refusal(promise: Promise<unknown>): Promise<ContractFailure> {
  const error = await promise.then(() => undefined, (reason: unknown) => reason);
  if (!(error instanceof ContractFailure)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error;
}

beforeEach(async () => {
  quotes = new TestQuotes();
  clock = new TestClock(TEN);
  quote(1, 1.1);
  quotes.set(HIGHER, TEN, { bid: 0.2, ask: 0.22 });
  desk = await TradingDesk.start({ quotes, clock, risk: realChecks(quotes, clock) });
});

describe('a bracket', () => {
  test('is written at once, its parts told to the broker entry first and the last one let through', async () => {
    const told: (readonly [string, boolean | undefined])[] = [];
    const submit = desk.broker.submit.bind(desk.broker);
    (desk.broker as Broker).submit = (order, transmit) => (told.push([order.id, transmit]), submit(order));
    const written = desk.journal.writes.length;
    const orders = await desk.manager.placeBracket(entry(), EXITS);
    expect(desk.journal.writes).toHaveLength(written + 1);
    expect(told).toEqual([[ENTRY, false], [TARGET, false], [STOP, true]]);
    expect(orders.map(roleOf)).toEqual([null, 'target', 'stop']);
    expect(orders.map(({ closing, quantity, released }) => [closing, quantity, released])).toEqual([[false, 4, undefined], [true, 4, 0], [true, 4, 0]]);
    expect(new Set(orders.map(({ tradeId }) => tradeId)).size).toBe(1);
  });

  test('waits for its entry whatever the market, and then closes it once', async () => {
    quote(0.5, 1.9);
    await desk.manager.placeBracket(entry(), EXITS);
    await at(100);
    clock.set(TEN + 200);
    quote(1.7, 1.8);
    await at(200);
    expect(states()).toEqual({ 1: 'ACCEPTED 0', 2: 'ACCEPTED 0', 3: 'ACCEPTED 0' });
    clock.set(TEN + 300);
    quote(1.0, 1.1);
    await at(300);
    expect(states()).toEqual({ 1: 'FILLED 4', 2: 'ACCEPTED 0', 3: 'ACCEPTED 0' });
    clock.set(TEN + 400);
    quote(1.7, 1.8);
    await at(400);
    expect(states()).toEqual({ 1: 'FILLED 4', 2: 'FILLED 4', 3: 'CANCELED 0' });
    expect(held()).toBe(0);
    expect(desk.manager.trades()).toMatchObject([{ status: 'closed', openedQuantity: 4, closedQuantity: 4 }]);
  });

  test('fills nothing in the moment in which its entry does', async () => {
    // The stop is reached from the start.
    quote(0.7, 1.1);
    await desk.manager.placeBracket(entry(), EXITS);
    await at(100);
    expect(states()).toMatchObject({ 1: 'FILLED 4', 3: 'ACCEPTED 0' });
    await at(101);
    expect(states()).toEqual({ 1: 'FILLED 4', 2: 'CANCELED 0', 3: 'FILLED 4' });
  });

  test('takes back what a partly filled entry opened, whose rest is then cancelled', async () => {
    quote(1.0, 1.1, 3);
    await desk.manager.placeBracket(entry(), EXITS);
    await at(100);
    expect(states()).toEqual({ 1: 'PARTIALLY_FILLED 3', 2: 'ACCEPTED 0', 3: 'ACCEPTED 0' });
    clock.set(TEN + 200);
    quote(1.7, 1.8, 2);
    await at(200);
    // Two of three are taken back: the stop guards the third.
    expect(states()).toEqual({ 1: 'CANCELED 3', 2: 'PENDING_UPDATE 2', 3: 'PENDING_UPDATE 0' });
    await at(300);
    expect(desk.manager.orders().map(({ quantity, state }) => [quantity, state])).toEqual([[4, 'CANCELED'], [3, 'PARTIALLY_FILLED'], [1, 'ACCEPTED']]);
    clock.set(TEN + 400);
    quote(0.7, 0.8, 9);
    await at(400);
    expect(states()).toEqual({ 1: 'CANCELED 3', 2: 'CANCELED 2', 3: 'FILLED 1' });
    expect(desk.manager.order(TARGET)?.reason).toBe('nothing that its entry opened is left to close');
    expect(held()).toBe(0);
  });

  test('ends with an entry that is cancelled without a fill, and stays with one that filled a part', async () => {
    await desk.manager.placeBracket(entry(4, { terms: limit(0.9) }), EXITS);
    await at(100);
    await desk.manager.cancel(ENTRY);
    await at(200);
    expect(states()).toEqual({ 1: 'CANCELED 0', 2: 'CANCELED 0', 3: 'CANCELED 0' });
    expect(desk.manager.trades()).toMatchObject([{ status: 'cancelled' }]);
    const exits: BracketExits = { stop: { id: id(5), terms: stop(-0.8), timeInForce: 'DAY' } };
    quote(1, 1.1, 3);
    await desk.manager.placeBracket({ ...entry(), id: id(4) }, exits);
    await at(300);
    await desk.manager.cancel(id(4));
    await at(400);
    // What it is of is not known there yet; no more than three could be taken back all the same.
    clock.set(TEN + 450);
    quote(0.7, 0.8, 9);
    await at(450);
    expect(desk.manager.order(id(5))).toMatchObject({ state: 'CANCELED', filledQuantity: 3, quantity: 4 });
    expect(held()).toBe(0);
  });

  test('can be changed and cancelled order by order; the entry keeps its quantity', async () => {
    await desk.manager.placeBracket(entry(4, { terms: limit(0.9) }), EXITS);
    await at(100);
    expect(await refusal(desk.manager.change(ENTRY, { terms: limit(1.1), quantity: 5 }))).toMatchObject({ code: 'conflict', field: 'quantity' });
    expect(await refusal(desk.manager.change(TARGET, { terms: limit(-1.6), quantity: 5 }))).toMatchObject({ code: 'conflict', field: 'quantity' });
    await desk.manager.change(STOP, { terms: stop(-0.95), quantity: 4 });
    await desk.manager.cancel(TARGET);
    await desk.manager.change(ENTRY, { terms: limit(1.1), quantity: 4 });
    await at(200);
    expect(states()).toEqual({ 1: 'FILLED 4', 2: 'CANCELED 0', 3: 'ACCEPTED 0' });
    clock.set(TEN + 300);
    quote(0.9, 1.0);
    await at(300);
    expect(states()).toMatchObject({ 3: 'FILLED 4' });
  });

  test('is one and the same when it is asked for again, and another under the same id is refused', async () => {
    const first = await desk.manager.placeBracket(entry(), EXITS);
    await restart();
    expect((await desk.manager.placeBracket(entry(), EXITS)).map((order) => order.sequence)).toEqual(first.map((order) => order.sequence));
    expect(desk.manager.orders()).toHaveLength(3);
    expect(await refusal(desk.manager.placeBracket(entry(), { target: EXITS.target }))).toMatchObject({ code: 'conflict', field: 'id' });
    expect(await refusal(desk.manager.placeBracket(entry(), { ...EXITS, stop: { id: id(9), terms: stop(-0.8), timeInForce: 'DAY' } }))).toMatchObject({ code: 'conflict', field: 'id' });
    expect(await refusal(desk.manager.placeBracket(entry(), { ...EXITS, stop: { id: STOP, terms: stop(-0.7), timeInForce: 'DAY' } }))).toMatchObject({ code: 'conflict', field: 'id' });
  });

  test('is refused whole, and nothing is left half-done', async () => {
    const bad: readonly (readonly [BracketExits, Partial<OrderRequest>, string])[] = [
      [{}, {}, 'target'],
      [EXITS, { timeInForce: 'IOC' }, 'entry.timeInForce'],
      [{ target: { id: TARGET, terms: MARKET, timeInForce: 'DAY' } }, {}, 'target.terms.type'],
      [{ stop: { id: STOP, terms: limit(-1), timeInForce: 'DAY' } }, {}, 'stop.terms.type'],
      [{ target: EXITS.target, stop: { id: STOP, terms: stop(-1.6), timeInForce: 'DAY' } }, {}, 'stop.terms.stop'],
      [{ stop: { id: STOP, terms: stop(0.01), timeInForce: 'DAY' } }, {}, 'stop.terms.stop'],
      [{ target: { id: ENTRY, terms: limit(-1.6), timeInForce: 'DAY' } }, {}, 'id'],
    ];
    const written = desk.journal.writes.length;
    for (const [exits, rest, field] of bad) expect(await refusal(desk.manager.placeBracket(entry(4, rest), exits))).toMatchObject({ code: 'bad_input', field });
    expect(await refusal(desk.manager.place(request(1, [leg(CALL, 'buy')], limit(1), { group: { id: 'g' } })))).toMatchObject({ code: 'bad_input', field: 'group' });
    expect(desk.journal.writes).toHaveLength(written);
    expect(desk.manager.orders()).toEqual([]);
    await desk.manager.place(request(7, [leg(CALL, 'buy')], limit(1.1)));
    await at(100);
    const closing = { ...entry(1), legs: [leg(CALL, 'sell')], terms: limit(-1) };
    expect(await refusal(desk.manager.placeBracket(closing, { target: { id: TARGET, terms: limit(0.5), timeInForce: 'DAY' } }))).toMatchObject({ code: 'conflict', field: 'entry' });
  });

  test('never reaches the broker where trading was halted while it was written', async () => {
    const checks = realChecks(quotes, clock);
    let halted = false;
    desk = await TradingDesk.start({ quotes, clock, risk: { ...checks, lastCheck: () => (halted ? { code: 'halted', because: 'a person halted trading' } : null) } });
    const release = desk.journal.hold();
    const placed = refusal(desk.manager.placeBracket(entry(), EXITS));
    halted = true;
    release();
    expect(await placed).toMatchObject({ code: 'denied' });
    expect(states()).toEqual({ 1: 'REJECTED 0', 2: 'REJECTED 0', 3: 'REJECTED 0' });
    expect(desk.broker.nextDue()).toBeNull();
  });
});

describe('a plain group', () => {
  const two = (): OrderRequest[] => [
    request(1, [leg(CALL, 'buy')], limit(0.9), { quantity: 4, group: { id: 'one of two' } }),
    request(2, [leg(HIGHER, 'buy')], limit(0.1), { quantity: 4, group: { id: 'one of two' } }),
  ];

  test('is over for the others with the first fill of one, be it of a part', async () => {
    await desk.manager.placeGroup(two());
    await at(100);
    clock.set(TEN + 200);
    quote(0.8, 0.9, 1);
    quotes.set(HIGHER, TEN + 200, { bid: 0.09, ask: 0.1 });
    await at(200);
    expect(states()).toEqual({ 1: 'PARTIALLY_FILLED 1', 2: 'CANCELED 0' });
    expect(desk.manager.order(id(2))?.reason).toBe('another order of its group has filled');
  });

  test('takes two or more of one id', async () => {
    const [first] = two();
    if (first === undefined) throw new Error('two orders');
    expect(await refusal(desk.manager.placeGroup([first]))).toMatchObject({ code: 'bad_input', field: 'orders' });
    expect(await refusal(desk.manager.placeGroup([first, request(2, [leg(HIGHER, 'buy')], limit(0.1), { group: { id: 'other' } })]))).toMatchObject({ code: 'bad_input', field: 'group' });
  });

  test('on one position is one close', async () => {
    await desk.manager.place(request(7, [leg(CALL, 'buy')], limit(1.1), { quantity: 4 }));
    await at(100);
    const close = (number: number, terms: OrderRequest['terms']) => request(number, [leg(CALL, 'sell')], terms, { quantity: 4, group: { id: 'way out' } });
    await desk.manager.placeGroup([close(1, limit(-1.6)), close(2, stop(-0.8))]);
    expect(await refusal(desk.manager.place(request(8, [leg(CALL, 'sell')], limit(-2), { tradeId: desk.manager.order(id(7))?.tradeId })))).toMatchObject({ code: 'denied' });
    await at(200);
    clock.set(TEN + 300);
    quote(0.7, 0.8);
    await at(300);
    expect(states()).toEqual({ 1: 'FILLED 4', 2: 'CANCELED 0', 3: 'FILLED 4', 4: 'DENIED 0' });
    expect(held()).toBe(0);
  });
});

describe('a program that ends in the middle', () => {
  test('comes to the same end after each of its writes', async () => {
    quote(1.0, 1.1, 3);
    await desk.manager.placeBracket(entry(), EXITS);
    await at(100);
    clock.set(TEN + 200);
    quote(1.7, 1.8, 2);
    await at(200);
    const all = desk.journal.writes;
    const begun = all.findIndex((records) => records.some((record) => record.kind === 'order' && record.order.id === ENTRY));
    for (let writes = begun + 1; writes <= all.length; writes += 1) {
      clock.set(TEN + 200);
      const journal = new TestJournal();
      journal.writes.push(...all.slice(0, writes));
      await restart(journal);
      quote(1.0, 1.1, 3);
      for (const time of [201, 301, 302]) await at(time);
      clock.set(TEN + 400);
      quote(1.7, 1.8, 2);
      for (const time of [400, 401]) await at(time);
      clock.set(TEN + 500);
      quote(0.7, 0.8, 9);
      for (const time of [500, 501, 600]) await at(time);
      expect(held()).toBe(0);
      expect(desk.manager.working()).toEqual([]);
    }
  });
});

test('the broker is told which orders go to the market at once, and of which kind their group is', async () => {
  const [first, ...exits] = await desk.manager.placeBracket(entry(), EXITS);
  const alone: Order[] = [];
  expect(transmitted(alone)).toEqual([]);
  expect(first === undefined ? [] : transmitted([first])).toMatchObject([{ transmit: true }]);
  expect([first, ...exits].map((order) => (order === undefined ? null : oneCancelsAllType(order)))).toEqual([null, 2, 2]);
  const group = await desk.manager.placeGroup([request(11, [leg(CALL, 'buy')], limit(0.5), { group: { id: 'g' } }), request(12, [leg(HIGHER, 'buy')], limit(0.1), { group: { id: 'g' } })]);
  expect(transmitted(group).map(({ transmit }) => transmit)).toEqual([true, true]);
  expect(group.map(oneCancelsAllType)).toEqual([1, 1]);
  expect(desk.manager.order(STOP)?.collar).toBeLessThanOrEqual(fromDollars(0));
});
