import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { symbolOf, type Underlying } from '../../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { DATE, settingsOf, TerminalRuns } from './terminal-run.ts';

let runs: TerminalRuns;
beforeEach(() => {
  runs = new TerminalRuns();
});
afterEach(() => runs.remove());

const call = (underlying: Underlying, strike: number, ratio = 1, side = 'buy') => ({
  symbol: symbolOf({ kind: 'option', underlying, expiry: DATE, right: 'call', strike: fromDollars(strike) }),
  side,
  ratio,
});
const market = { type: 'market' };
const limit = (dollars: number) => ({ type: 'limit', limit: fromDollars(dollars) });

test('what could not be placed is not previewed as if it could, and nothing overflows the books', async () => {
  const terminal = await runs.start(settingsOf(runs.directory(), { start: '15:58' }));
  await terminal.engines.pump.runTo(newYorkTime(DATE, '15:59'));
  const ask = (operation: string, input: object) => terminal.host({ origin: 'script' }).call(operation, input, new AbortController().signal);
  const ticket = { underlying: 'SPY', quantity: 10_000, timeInForce: 'DAY' };
  for (const [malformed, field] of [
    [{ legs: [call('SPY', 613), call('QQQ', 550)], terms: market }, 'legs[1].symbol'],
    [{ legs: [call('SPY', 613), call('SPY', 613, 1, 'sell')], terms: market }, 'legs[1].symbol'],
    [{ legs: [call('SPY', 613, 2)], terms: market }, 'legs'],
    [{ legs: [call('SPY', 613)], terms: limit(1_000_000) }, 'terms.limit'],
  ] as const) {
    await expect(ask('orders.preview', { ...ticket, ...malformed })).rejects.toMatchObject({ code: 'bad_input', field });
    await expect(ask('orders.place', { ...ticket, ...malformed, id: randomUUID() })).rejects.toMatchObject({ code: 'bad_input', field });
  }
  const unlisted = { ...ticket, legs: [call('SPY', 99_999, 100, 'sell'), call('SPY', 613)], terms: limit(100) };
  await expect(ask('orders.preview', unlisted)).resolves.toMatchObject({ denials: [{ code: 'not_listed' }, { code: 'contracts' }], marginChange: null });
  await expect(ask('orders.place', { ...unlisted, id: randomUUID() })).rejects.toMatchObject({ code: 'denied' });
});
