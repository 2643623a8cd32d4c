import { afterEach, beforeEach, expect, test } from 'vitest';
import { PLAN } from './plan.ts';
import { booksOf, DATE, ledgerOf, settingsOf, TerminalRuns } from './terminal-run.ts';

let runs: TerminalRuns;
beforeEach(() => {
  runs = new TerminalRuns();
});
afterEach(() => runs.remove());

test('one seed and one plan twice: the same orders, fills, trades and ledger, byte for byte', async () => {
  const [first, second, other] = [runs.directory(), runs.directory(), runs.directory()];
  await runs.run(settingsOf(first), PLAN);
  await runs.run(settingsOf(second), PLAN);
  const books = booksOf(first);
  expect(books['orders']).toHaveLength(8);
  expect(books['fills']?.length).toBeGreaterThanOrEqual(6);
  expect(JSON.stringify(booksOf(second))).toBe(JSON.stringify(books));

  await runs.run(settingsOf(other, { seed: 2 }), PLAN, '15:06');
  expect(booksOf(other)['fills']).not.toEqual(books['fills']?.slice(0, booksOf(other)['fills']?.length));
});

test('the books of a settled day balance, hold no option, and are carried into the next day', async () => {
  const directory = runs.directory();
  await runs.run(settingsOf(directory), PLAN);
  const { accounts, unbalanced } = ledgerOf(directory);
  expect(unbalanced).toBe(0);
  expect(Object.values(accounts).reduce((sum, amount) => sum + amount, 0)).toBe(0);
  expect(accounts['capital']).toBe(-250_000_000);

  const next = await runs.start(settingsOf(directory, { date: null, seed: null, start: '15:50' }));
  expect(next.engines.session.date).toBe('2026-11-23');
  expect(next.engines.isSettled()).toBe(false);
  expect(next.engines.orders.book.cash).toBe(accounts['cash']);
  expect(next.engines.orders.book.holdings().every(({ symbol }) => symbol.length === 3)).toBe(true);
  expect(next.engines.market.tickerState('SPY').previousClose).toBeGreaterThan(0);
});

test('an early close has its reference at 13:00 and its last trade at 13:15, and settles', async () => {
  const directory = runs.directory();
  const terminal = await runs.start(settingsOf(directory, { date: '2026-11-27' as typeof DATE, start: '12:55' }));
  const { session, pump, orders, clock } = terminal.engines;
  const newYork = (time: number): string => new Date(time).toLocaleTimeString('en-GB', { timeZone: 'America/New_York' });
  expect([session.earlyClose, newYork(session.reference), newYork(session.lastTrade)]).toEqual([true, '13:00:00', '13:15:00']);
  await pump.runTo(session.reference - 1);
  expect(terminal.engines.referencePrices()).toEqual({});
  await pump.runTo(session.reference);
  expect(Object.keys(terminal.engines.referencePrices())).toEqual(['SPY', 'QQQ', 'IWM']);
  await pump.runTo(session.lastTrade);
  expect(terminal.engines.isSettled()).toBe(false);
  await pump.runTo(Number.POSITIVE_INFINITY);
  expect(terminal.engines.isSettled()).toBe(true);
  expect(newYork(clock.now())).toBe('13:15:01');
  expect(orders.working()).toEqual([]);
  expect(pump.ended).toBe(true);
});
