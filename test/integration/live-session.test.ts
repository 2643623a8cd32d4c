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
    const session = await live.call('session.get', {});
    expect(session).toMatchObject({ date: LIVE_DATE, phase: 'open', paused: false, feed: { kind: 'ibkr', label: 'LIVE', stale: false, ended: false } });
    expect(Math.abs(session.now - live.clock.now())).toBeLessThan(500);
    const { id } = await live.call('orders.place', ticket(601, 1.8));
    await vi.waitFor(() => expect(engines.orders.order(id)?.state).toBe('FILLED'), SOON);
    for (const operation of ['session.pause', 'session.speed'] as const) {
      await expect(live.call(operation, { speed: 10 })).rejects.toMatchObject({ code: 'unavailable', message: 'a live market goes with the clock: it neither stands nor runs faster' });
    }
  });
});
