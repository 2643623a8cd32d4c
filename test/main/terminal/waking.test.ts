import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { DATE, settingsOf, TerminalRuns } from './terminal-run.ts';
import { planLegs } from '../../../src-main/headless/plan.ts';

let runs: TerminalRuns;
beforeEach(() => {
  runs = new TerminalRuns();
});
afterEach(() => runs.remove());

test('a terminal that slept compares its orders with the broker’s, and goes on as it was', async () => {
  const terminal = await runs.start(settingsOf(runs.directory()));
  const { market, orders, pump } = terminal.engines;
  await pump.runTo(newYorkTime(DATE, '15:01'));
  expect(await terminal.woke()).toBe(`No order works, in the books or at the broker. The session of ${DATE} stands at 15:01.`);

  const chain = market.chain('SPY');
  const chosen = chain === null ? null : planLegs({ at: '15:01', underlying: 'SPY', structure: 'long_call', shortDelta: 0.5, width: 0, quantity: 1, price: 'natural' }, chain);
  if (!chosen?.ok) throw new Error('a chain has a call at the money');
  const ticket = { underlying: 'SPY', legs: chosen.legs, quantity: 1, terms: { type: 'limit', limit: 100 }, timeInForce: 'DAY' };
  await terminal.host({ origin: 'headless' }).call('orders.place', { ...ticket, id: randomUUID() }, new AbortController().signal);
  await pump.runTo(newYorkTime(DATE, '15:02'));
  expect(orders.working()).toHaveLength(1);
  pump.setSpeed(1);
  pump.resume();
  terminal.sleeps();
  expect(pump.paused).toBe(true);
  expect(await terminal.woke()).toMatch(/^1 order works in the books and at the broker alike\. The session of 2026-11-20 stands at 15:02\.$/);
  expect(pump.paused).toBe(false);
  await pump.pause();
  // One that a person paused is left so.
  terminal.sleeps();
  await terminal.woke();
  expect(pump.paused).toBe(true);
});
