import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { symbolOf } from '../../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { NO_EXIT } from '../../../src-core/risk/exits.ts';
import type { Terminal } from '../../../src-main/terminal.ts';
import { DATE, settingsOf, TerminalRuns } from './terminal-run.ts';

let runs: TerminalRuns;
beforeEach(() => {
  runs = new TerminalRuns();
});
afterEach(() => runs.remove());

const CALL = symbolOf({ kind: 'option', underlying: 'SPY', expiry: DATE, right: 'call', strike: fromDollars(610) });

const ask = (terminal: Terminal, operation: string, input: object) => terminal.host({ origin: 'script' }).call(operation, input, new AbortController().signal);

test('a position with a target that rests is closed by hand while time goes on, and its exits outlive a restart', async () => {
  const dataDir = runs.directory();
  let terminal = await runs.start(settingsOf(dataDir, { speed: 20 }));
  await terminal.engines.pump.runTo(newYorkTime(DATE, '15:02'));
  const opening = randomUUID();
  await ask(terminal, 'orders.place', { id: opening, underlying: 'SPY', legs: [{ symbol: CALL, side: 'buy', ratio: 1 }], quantity: 1, terms: { type: 'market' }, timeInForce: 'DAY' });
  await terminal.engines.pump.runTo(newYorkTime(DATE, '15:03'));
  const tradeId = terminal.engines.orders.order(opening)?.tradeId ?? '';
  const plan = { ...NO_EXIT, target: { unit: 'percent', value: 900 } };
  expect(await ask(terminal, 'exits.set', { tradeId, plan })).toMatchObject({ plan, state: 'watching', bases: { opened: 'debit', mostGain: null } });
  await terminal.engines.pump.runTo(newYorkTime(DATE, '15:04'));
  const exitOrders = () => terminal.engines.orders.orders().filter(({ purpose }) => purpose === 'exit').map(({ state }) => state);
  expect(exitOrders()).toEqual(['ACCEPTED']);
  await runs.close(terminal);

  terminal = await runs.start(settingsOf(dataDir, { speed: 20 }));
  expect(terminal.engines.risk.exit(tradeId)).toMatchObject({ plan });
  const close = { id: randomUUID(), tradeId, at: 'natural' };
  await expect(ask(terminal, 'positions.close', close)).rejects.toMatchObject({ code: 'conflict' });
  terminal.engines.pump.resume();
  await ask(terminal, 'positions.close', close);
  await expect.poll(() => terminal.engines.orders.order(close.id)?.state, { timeout: 10_000 }).toBe('FILLED');
  expect(exitOrders()).toEqual(['CANCELED']);
  await expect.poll(() => terminal.engines.risk.exit(tradeId)?.state).toBe('done');
});
