import { expect, test } from 'vitest';
import { makeRoom } from '../../../src-main/operations/closing-room.ts';
import { leg, limit, request } from '../trading/trading-fixture.ts';
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
