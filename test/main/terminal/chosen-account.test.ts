import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import type { AccountEntry } from '../../../src-core/contract/access.ts';
import type { OrderView } from '../../../src-core/contract/schemas.ts';
import { packageQuote } from '../../../src-core/orders/net-price.ts';
import { add, CENT, fromDollars, times } from '../../../src-core/money.ts';
import { type PlanStep, planLegs } from '../../../src-main/headless/plan.ts';
import type { RestartRequest } from '../../../src-main/restart.ts';
import type { Settings } from '../../../src-main/settings.ts';
import { startTerminal, type Terminal } from '../../../src-main/terminal.ts';
import { databaseOf, DATE, ledgerOf, settingsOf, TerminalRuns } from './terminal-run.ts';

const CALL = { at: '15:00', underlying: 'SPY', structure: 'long_call', shortDelta: 0.3, width: 0, quantity: 1, price: 'natural' } as const satisfies PlanStep;

let runs: TerminalRuns;
let running: Terminal | null;
let restarts: RestartRequest[];
beforeEach(() => {
  runs = new TerminalRuns();
  running = null;
  restarts = [];
});
afterEach(async () => {
  await running?.close();
  await runs.remove();
});

/** Ends the terminal that runs and starts another, as a shell does. */
async function started(settings: Settings): Promise<Terminal> {
  await running?.close();
  running = null;
  running = await startTerminal(settings, { autoplay: false, machineClock: { now: () => newYorkTime(DATE, '12:00') }, restart: (request) => restarts.push(request) });
  return running;
}

function call(terminal: Terminal, operation: string, input: unknown): Promise<unknown> {
  return terminal.host({ origin: 'headless' }).call(operation, input, new AbortController().signal);
}

/** Buys a call and gives the market a minute to fill it. */
async function bought(terminal: Terminal, at: string): Promise<OrderView> {
  const { market, pump, session } = terminal.engines;
  const chain = market.chain('SPY');
  const chosen = chain === null ? null : planLegs(CALL, chain);
  if (chosen === null || !chosen.ok) throw new Error('SPY has no call to buy');
  const { quote } = packageQuote(chosen.legs, (symbol) => market.quote(symbol));
  if (quote === null) throw new Error('the call has no quote');
  const order = (await call(terminal, 'orders.place', {
    id: randomUUID(), underlying: 'SPY', legs: chosen.legs, quantity: 1, terms: { type: 'limit', limit: add(quote.natural, times(CENT, 5)) }, timeInForce: 'DAY',
  })) as OrderView;
  await pump.runTo(newYorkTime(session.date, at));
  return order;
}

/** What every account's books hold. */
function booksBy(directory: string): Readonly<Record<string, { readonly cash: number; readonly orders: number; readonly events: number }>> {
  const database = new Database(databaseOf(directory), { readonly: true });
  try {
    const rows = database
      .prepare<[], { number: string; cash: number; orders: number; events: number }>(
        `SELECT account_number AS number,
          (SELECT sum(amount) FROM ledger_entries e WHERE e.account_id = a.id AND ledger_account = 'cash') AS cash,
          (SELECT count(*) FROM order_packages p WHERE p.account_id = a.id) AS orders,
          (SELECT count(*) FROM risk_events r WHERE r.account_id = a.id AND r.event_type = 'limits_changed') AS events
        FROM trading_accounts a`,
      )
      .all();
    return Object.fromEntries(rows.map(({ number, ...rest }) => [number, rest]));
  } finally {
    database.close();
  }
}

test('another account takes the session over where it stands, and the former one goes on after it', async () => {
  const directory = runs.directory();
  const first = await started(settingsOf(directory, { start: '15:56' }));
  await call(first, 'limits.set', { changes: [{ name: 'max_contracts_per_order', value: 20 }] });
  const opened = (await call(first, 'accounts.open', { number: 'PAPER-2', capital: fromDollars(50_000) })) as readonly AccountEntry[];
  const idOf = (number: string): string => opened.find((account) => account.number === number)?.id ?? 'missing';
  const choose = (terminal: Terminal, number: string): Promise<unknown> => call(terminal, 'accounts.choose', { id: idOf(number) });

  const order = await bought(first, '15:57');
  await expect(choose(first, 'PAPER-2')).rejects.toMatchObject({ code: 'conflict', message: expect.stringMatching(/PAPER-1 cannot be left now: SPY \d{6}C\d{8} is held/) });
  await call(first, 'positions.close', { id: randomUUID(), tradeId: order.tradeId, at: 'natural' });
  await expect(choose(first, 'PAPER-2')).rejects.toMatchObject({ message: expect.stringContaining('1 order works') });
  await first.engines.pump.runTo(newYorkTime(DATE, '15:58'));
  await choose(first, 'PAPER-2');
  expect(restarts).toEqual([{ reason: 'the account PAPER-2 was chosen', restore: null }]);
  const left = booksBy(directory);

  // The same flags: the session is gone on with, under the other account.
  const second = await started(settingsOf(directory, { start: '15:56' }));
  expect([second.engines.account.number, second.engines.session.date, second.engines.clock.now()]).toEqual(['PAPER-2', DATE, newYorkTime(DATE, '15:58')]);
  expect(second.engines.orders.book.totals.capital).toBe(fromDollars(50_000));
  expect(second.engines.orders.orders()).toEqual([]);
  await call(second, 'limits.set', { changes: [{ name: 'max_contracts_per_order', value: 10 }] });
  await bought(second, '15:59');
  await second.engines.pump.runTo(Number.POSITIVE_INFINITY);
  expect(second.engines.isSettled()).toBe(true);
  // With this seed the call lapses.
  expect(second.engines.orders.book.holdings()).toEqual([]);
  expect(booksBy(directory)['PAPER-1']).toEqual(left['PAPER-1']);
  await choose(second, 'PAPER-1');

  const third = await started(settingsOf(directory, { date: null, start: '15:56' }));
  expect(third.engines.account.number).toBe('PAPER-1');
  // Settled under the other account, the day is over for this one too.
  expect(third.engines.session.date > DATE).toBe(true);
  expect(third.engines.orders.book.cash).toBe(left['PAPER-1']?.cash);
  expect(third.engines.isSettled()).toBe(false);
  const again = await bought(third, '15:57');
  expect(third.engines.orders.order(again.id)?.state).toBe('FILLED');
  await running?.close();
  running = null;

  expect(booksBy(directory)).toMatchObject({ 'PAPER-1': { orders: 3, events: 1 }, 'PAPER-2': { orders: 1, events: 1 } });
  expect(ledgerOf(directory).unbalanced).toBe(0);
}, 90_000);

test('time runs backwards for no account once another has traded', async () => {
  const directory = runs.directory();
  const first = await started(settingsOf(directory, { start: '15:56' }));
  const order = await bought(first, '15:57');
  await call(first, 'positions.close', { id: randomUUID(), tradeId: order.tradeId, at: 'natural' });
  await first.engines.pump.runTo(newYorkTime(DATE, '15:58'));
  const opened = (await call(first, 'accounts.open', { number: 'PAPER-2', capital: null })) as readonly AccountEntry[];
  await call(first, 'accounts.choose', { id: opened.find(({ number }) => number === 'PAPER-2')?.id });
  await expect(started(settingsOf(directory, { date: '2026-11-19' as Settings['date'] }))).rejects.toThrow('would run before or beside what is in the books');
}, 60_000);
