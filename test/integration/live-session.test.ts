import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { symbolOf } from '../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../src-core/money.ts';
import { LIVE_DATE, LiveTerminal } from '../support/live-terminal.ts';

let live: LiveTerminal | null = null;
afterEach(async () => {
  await live?.close();
  live = null;
});

const SOON = { timeout: 10_000, interval: 20 };
const call = (strike: number) => symbolOf({ kind: 'option', underlying: 'SPY', expiry: LIVE_DATE, right: 'call', strike: fromDollars(strike) });

function ticket(strike: number, limit: number, quantity = 1) {
  return { id: randomUUID(), underlying: 'SPY', legs: [{ symbol: call(strike), side: 'buy', ratio: 1 }], quantity, terms: { type: 'limit', limit: fromDollars(limit) }, timeInForce: 'DAY' };
}

describe('the paper broker on the broker’s market', () => {
  test('fills on what the gateway quotes, at the time that it is', async () => {
    live = await LiveTerminal.open();
    const { engines } = await live.start(['--feed', 'ibkr']);
    await vi.waitFor(() => expect(engines.market.quote(call(601))?.bid).toBeGreaterThan(0), SOON);
    await vi.waitFor(async () => {
      const session = await live?.call('session.get', {});
      expect(session).toMatchObject({ date: LIVE_DATE, phase: 'open', paused: false, feed: { kind: 'ibkr', label: 'LIVE', stale: false, ended: false } });
      expect(Math.abs((session?.now ?? 0) - (live?.clock.now() ?? 0))).toBeLessThan(500);
    }, SOON);
    const { id } = await live.call('orders.place', ticket(601, 1.8));
    await vi.waitFor(() => expect(engines.orders.order(id)?.state).toBe('FILLED'), SOON);
    for (const operation of ['session.pause', 'session.speed'] as const) {
      await expect(live.call(operation, { speed: 10 })).rejects.toMatchObject({ code: 'unavailable', message: 'a live market goes with the clock: it neither stands nor runs faster' });
    }
  });
});

describe('an account at the broker', () => {
  const ORDER = { timeout: 10_000, interval: 5 };

  test('is compared first, then traded: an order goes out once, fills, and its charge is the broker’s', async () => {
    live = await LiveTerminal.open();
    const { engines } = await live.startAt('DU1234567');
    await vi.waitFor(() => expect(engines.tradingBan()).toBeNull(), SOON);
    await vi.waitFor(() => expect(engines.broker.view()).toMatchObject({ broker: 'ibkr', orders: { ban: null }, reconciliation: { cause: 'start', failure: null } }), SOON);
    expect(engines.account).toEqual({ number: 'DU1234567', kind: 'paper' });
    // The books begin with what the broker has.
    expect(engines.orders.book.cash).toBe(fromDollars(live.model.account().cash('USD')));
    await vi.waitFor(() => expect(engines.market.quote(call(601))?.bid).toBeGreaterThan(0), SOON);

    const { id } = await live.call('orders.place', ticket(601, 1.8));
    await vi.waitFor(() => expect(engines.orders.order(id)?.state).toBe('ACCEPTED'), ORDER);
    const [placed] = live.model.orders;
    expect(placed?.order).toMatchObject({ reference: id, account: 'DU1234567', limit: 1.8 });
    if (placed === undefined) throw new Error('it arrived');
    live.model.fill(placed, 1, { price: 1.75 });
    await vi.waitFor(() => expect(engines.orders.order(id)).toMatchObject({ state: 'FILLED', filledNetTotal: fromDollars(1.75) }), ORDER);
    await vi.waitFor(() => expect(engines.broker.view().charges).toMatchObject({ executions: 1, unreported: 0 }), SOON);
    expect(await live.call('broker.reconcile', {})).toMatchObject({ reconciliation: { cause: 'asked', failure: null, differences: [] } });
    expect(engines.orders.book.cash).toBe(fromDollars(live.model.account().cash('USD')));
  });

  test('what works when the gateway goes rests at the broker; what filled meanwhile is found, and nothing is sent twice', async () => {
    live = await LiveTerminal.open();
    const { engines } = await live.startAt('DU1234567');
    await vi.waitFor(() => expect(engines.broker.view().orders.ban).toBeNull(), SOON);
    await vi.waitFor(() => expect(engines.market.quote(call(602))?.bid).toBeGreaterThan(0), SOON);
    const { id } = await live.call('orders.place', ticket(602, 0.5, 2));
    await vi.waitFor(() => expect(engines.orders.order(id)?.state).toBe('ACCEPTED'), ORDER);

    await live.server.stop();
    await vi.waitFor(() => expect(engines.broker.view()).toMatchObject({ gateway: { state: 'down' }, orders: { ban: 'the gateway is not connected: 1 order rests at the broker', resting: [{ orderId: id, inDoubt: false }] } }), SOON);
    await expect(live.call('orders.place', ticket(603, 0.3))).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('1 order rests at the broker') });
    const [placed] = live.model.orders;
    if (placed === undefined) throw new Error('it arrived');
    live.model.fill(placed, 1, { price: 0.45 });
    live.model.restart({ nextOrderId: 1, dayOrders: 'kept' });
    await live.server.listen();
    engines.broker.retry();
    await vi.waitFor(() => expect(engines.broker.view().orders.ban).toBeNull(), SOON);
    expect(engines.orders.order(id)).toMatchObject({ state: 'PARTIALLY_FILLED', filledQuantity: 1 });
    expect(engines.broker.view().reconciliation).toMatchObject({ cause: 'connected', failure: null });
    await vi.waitFor(() => expect(engines.market.quote(call(603))?.bid).toBeGreaterThan(0), SOON);
    // A number is never given again, whatever the gateway says.
    const next = await live.call('orders.place', ticket(603, 0.3));
    await vi.waitFor(() => expect(engines.orders.order(next.id)?.state).toBe('ACCEPTED'), ORDER);
    expect(Number(engines.orders.order(next.id)?.brokerOrderId)).toBeGreaterThan(Number(engines.orders.order(id)?.brokerOrderId));
    expect(live.model.arrived.filter(({ request }) => request.type === 'place_order')).toHaveLength(2);
  });

  test('a terminal started again on working orders knows them, and cancels all of the account when that is asked for', async () => {
    live = await LiveTerminal.open();
    await live.startAt('DU1234567');
    await vi.waitFor(() => expect(live?.terminal.engines.broker.view().orders.ban).toBeNull(), SOON);
    await vi.waitFor(() => expect(live?.terminal.engines.market.quote(call(602))?.bid).toBeGreaterThan(0), SOON);
    const { id } = await live.call('orders.place', ticket(602, 0.5));
    await vi.waitFor(() => expect(live?.terminal.engines.orders.order(id)?.state).toBe('ACCEPTED'), ORDER);
    const { engines } = await live.start();
    await vi.waitFor(() => expect(engines.broker.view().orders).toMatchObject({ ban: null, resting: [{ orderId: id, inDoubt: false }] }), SOON);
    expect(await live.call('broker.cancelAccount', {})).toEqual({ resting: 1 });
    await vi.waitFor(() => expect(engines.orders.order(id)?.state).toBe('CANCELED'), ORDER);
    expect(live.model.arrived.filter(({ request }) => request.type === 'place_order')).toHaveLength(1);
  });
});
