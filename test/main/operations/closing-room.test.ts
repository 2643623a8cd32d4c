import { expect, test } from 'vitest';
import type { Order } from '../../../src-core/orders/order.ts';
import { NO_EXIT } from '../../../src-core/risk/exits.ts';
import { inTheWay, makeRoom } from '../../../src-main/operations/closing-room.ts';
import { id, leg, limit, MARKET, request, stop } from '../trading/trading-fixture.ts';
import { CONDOR, ExitsWorld, percent } from '../risk/exits-world.ts';

const OWN = request(70, CONDOR.map(({ symbol, side }) => leg(symbol, side === 'buy' ? 'sell' : 'buy')), limit(1));

async function resting() {
  const world = await ExitsWorld.start();
  const trade = await world.open();
  await world.plan(trade, { target: percent(50) });
  await world.pass(1_000);
  return { world, trade, engines: (paused: boolean) => ({ orders: world.orders, risk: world.exits, pump: { paused } }) };
}

test('a closing order that names no trade waits until the target of the one it closes is gone', async () => {
  const { world, trade, engines } = await resting();
  await Promise.all([makeRoom(OWN, engines(false)), world.pass(1_000)]);
  await world.orders.place(OWN);
  await world.pass(1_000);
  expect(world.held(trade)).toEqual({});
  expect(world.sent().map(({ state }) => state)).toEqual(['CANCELED']);
});

test('while session time stands the target stays, and it is said', async () => {
  const { world, engines } = await resting();
  await expect(makeRoom(OWN, engines(true))).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('while session time stands') });
  expect(world.sent().map(({ state }) => state)).toEqual(['ACCEPTED']);
});

test('what opens a position, or closes one without a target, waits for nothing', async () => {
  const { world, trade, engines } = await resting();
  await makeRoom({ legs: CONDOR, quantity: 1 }, engines(true));
  await world.plan(trade, {});
  await world.pass(1_000);
  await makeRoom(OWN, engines(true));
});

test('an exit that closes is not interfered with', async () => {
  const { world, trade, engines } = await resting();
  await world.plan(trade, { at: world.clock.now() + 1_000 });
  await world.pass(2_000, () => world.quoteAll({ bidSize: 0, askSize: 0 }));
  await expect(makeRoom(OWN, engines(false))).rejects.toMatchObject({ code: 'conflict', message: expect.stringMatching(/^an exit closes this position now \(closing at .* debit\)/) });
});

test('a target and a stop that the position was placed with are withdrawn first, and a plan waits until they are', async () => {
  const world = await ExitsWorld.start({ limits: { exits_on_open: 1 } });
  const exit = (number: number, terms: Order['terms']) => ({ id: id(number), terms, timeInForce: 'DAY' }) as const;
  const [entry] = await world.orders.placeBracket(request(60, CONDOR, MARKET), { target: exit(61, limit(0.2)), stop: exit(62, stop(1.5)) });
  await world.pass(1_000);
  const trade = entry?.tradeId ?? '';
  // The account's plan leaves it alone, a person's is refused, and a time may be set beside it.
  expect(world.sent()).toEqual([]);
  expect(world.view(trade).plan).toEqual(NO_EXIT);
  await expect(world.plan(trade, { target: percent(50) })).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('(order 2 and 3)') });
  await world.plan(trade, { minutesBeforeEnd: 5 });
  const engines = { orders: world.orders, risk: world.exits, pump: { paused: false } };
  expect(inTheWay(OWN, engines)).toEqual([id(61), id(62)]);
  await Promise.all([makeRoom(OWN, engines), world.pass(1_000)]);
  expect([id(61), id(62)].map((each) => world.orders.order(each)?.state)).toEqual(['CANCELED', 'CANCELED']);
  await world.orders.place(OWN);
  await world.pass(1_000);
  expect(world.held(trade)).toEqual({});
});

test('an exit for a time cancels the target and the stop that the position was placed with, and closes it', async () => {
  const world = await ExitsWorld.start();
  const exit = (number: number, terms: Order['terms']) => ({ id: id(number), terms, timeInForce: 'DAY' }) as const;
  const [entry] = await world.orders.placeBracket(request(60, CONDOR, MARKET), { target: exit(61, limit(0.2)), stop: exit(62, stop(1.5)) });
  await world.pass(1_000);
  const trade = entry?.tradeId ?? '';
  await world.plan(trade, { at: world.clock.now() + 1_000 });
  await world.pass(60_000, () => world.quoteAll());
  expect([id(61), id(62)].map((each) => world.orders.order(each)?.state)).toEqual(['CANCELED', 'CANCELED']);
  expect(world.held(trade)).toEqual({});
});
