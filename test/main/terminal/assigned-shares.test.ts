import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { OrderView, PositionsView } from '../../../src-core/contract/schemas.ts';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import type { Terminal } from '../../../src-main/terminal.ts';
import { ledgerOf, settingsOf, TerminalRuns } from './terminal-run.ts';

let runs: TerminalRuns;
beforeEach(() => {
  runs = new TerminalRuns();
});
afterEach(() => runs.remove());

function call(terminal: Terminal, operation: string, input: unknown): Promise<unknown> {
  return terminal.host({ origin: 'script' }).call(operation, input, new AbortController().signal);
}

function positions(terminal: Terminal): PositionsView {
  const tap = terminal.host({ origin: 'script' }).open('positions', {}, 1, () => undefined);
  const payload = tap.take();
  tap.close();
  if (payload?.kind !== 'value') throw new Error('the positions stream had nothing to say');
  return payload.value as PositionsView;
}

test('a call held into settlement becomes shares, and the shares are sold on the next day', async () => {
  const directory = runs.directory();
  await runs.run(settingsOf(directory, { start: '15:55' }), [
    { at: '15:56', underlying: 'IWM', structure: 'long_call', shortDelta: 0.95, width: 0, quantity: 1, price: 'natural' },
  ]);
  const next = await runs.start(settingsOf(directory, { date: null, start: null }));
  const before = positions(next);
  const [held] = before.packages;
  expect(held?.status).toBe('settled');
  expect(held?.legs).toMatchObject([{ symbol: 'IWM', quantity: 100 }]);
  expect(before.account.margin).toBeGreaterThan(0);

  await next.engines.pump.runTo(newYorkTime(next.engines.session.date, '09:31'));
  const closing = (await call(next, 'positions.close', { id: randomUUID(), tradeId: held?.tradeId, at: 'natural' })) as OrderView;
  expect(closing).toMatchObject({ closing: true, quantity: 100, legs: [{ symbol: 'IWM', side: 'sell', ratio: 1 }] });
  await next.engines.pump.runTo(newYorkTime(next.engines.session.date, '09:32'));

  const after = positions(next);
  expect(after.packages).toMatchObject([{ tradeId: held?.tradeId, legs: [] }]);
  expect(after.account).toMatchObject({ margin: 0, netLiquidation: after.account.cash, buyingPower: after.account.cash });
  await runs.close(next);
  expect(ledgerOf(directory)).toMatchObject({ unbalanced: 0, accounts: { positions: 0 } });
});
