import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, expect, test } from 'vitest';
import type { z } from 'zod';
import { newYorkTime, nextSession } from '../../src-core/calendar/exchange-calendar.ts';
import { operations } from '../../src-core/contract/operations.ts';
import { type InstrumentSymbol, type Right, symbolOf, type Underlying } from '../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../src-core/money.ts';
import type { OrderLeg, OrderTerms, Side } from '../../src-core/orders/order.ts';
import { NO_EXIT } from '../../src-core/risk/exits.ts';
import type { LimitName, RiskLimits } from '../../src-core/risk/limits.ts';
import { type IsoDate, MINUTE, SECOND } from '../../src-core/time.ts';
import { sessionOf } from '../../src-main/session-plan.ts';
import { parseSettings } from '../../src-main/settings.ts';
import { startTerminal, type Terminal } from '../../src-main/terminal.ts';
import { DATE } from '../main/terminal/terminal-run.ts';
import { type Path, pathThrough, ScriptedFeed } from '../support/scripted-feed.ts';

const directories: string[] = [];
const running = new Set<Terminal>();
afterEach(async () => {
  await Promise.all([...running].map(end));
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'risk-engine-'));
  directories.push(path);
  return path;
}

/** The whole program on a market that goes where `spy` says, from 14:30 on; it stands still until it is told to run. */
async function start(dataDir: string, { spy, limits, date = DATE, at }: { readonly spy: Path; readonly limits?: Partial<RiskLimits>; readonly date?: IsoDate; readonly at?: string }): Promise<Terminal> {
  const session = sessionOf(date);
  const from = newYorkTime(date, '14:30');
  const feed = new ScriptedFeed(session, from, { SPY: spy, QQQ: () => 560, IWM: () => 240 });
  const settings = parseSettings(['--data-dir', dataDir, '--speed', 'max', '--no-open', ...(at === undefined ? [] : ['--start', at])], {});
  const terminal = await startTerminal(settings, { autoplay: false, feed, machineClock: { now: () => newYorkTime(date, '12:00') }, ...(limits === undefined ? {} : { limits }) });
  running.add(terminal);
  return terminal;
}

async function end(terminal: Terminal): Promise<void> {
  running.delete(terminal);
  await terminal.close();
}

type Operation = keyof typeof operations;

async function ask<Name extends Operation>(terminal: Terminal, name: Name, input: z.input<(typeof operations)[Name]['input']>): Promise<z.output<(typeof operations)[Name]['output']>> {
  const answer = await terminal.host({ origin: 'script' }).call(name, input, new AbortController().signal);
  return operations[name].output.parse(answer) as z.output<(typeof operations)[Name]['output']>;
}

function until(terminal: Terminal, time: string, date: IsoDate = DATE): Promise<void> {
  return terminal.engines.pump.runTo(newYorkTime(date, time));
}

/** For so many seconds of session time. */
function wait({ engines }: Terminal, seconds: number): Promise<void> {
  return engines.pump.runTo(engines.clock.now() + seconds * SECOND);
}

function option(right: Right, strike: number, underlying: Underlying = 'SPY', expiry: IsoDate = DATE): InstrumentSymbol {
  return symbolOf({ kind: 'option', underlying, expiry, right, strike: fromDollars(strike) });
}

const leg = (symbol: InstrumentSymbol, side: Side): OrderLeg => ({ symbol, side, ratio: 1 });
const LIMIT = (dollars: number): OrderTerms => ({ type: 'limit', limit: fromDollars(dollars) });

function place(terminal: Terminal, legs: readonly OrderLeg[], terms: OrderTerms, quantity = 1, underlying: Underlying = 'SPY') {
  return ask(terminal, 'orders.place', { id: randomUUID(), underlying, legs: [...legs], quantity, terms, timeInForce: 'DAY' });
}

function limitOf({ engines }: Terminal, name: LimitName) {
  return engines.risk.limits().limits.find((limit) => limit.name === name);
}

function rows(dataDir: string, file: string, query: string): readonly unknown[] {
  const database = new Database(join(dataDir, file), { readonly: true });
  try {
    return database.prepare(query).all();
  } finally {
    database.close();
  }
}

const BOOKS = 'smart-0dte.sqlite';
const TIME_SERIES = 'timeseries.sqlite';

test('a falling book trips the day loss: halted, locked, openings withdrawn, for the rest of the day and after a start anew', async () => {
  const dataDir = directory();
  // From 14:32 on SPY falls 8 dollars in three minutes.
  const spy = pathThrough([[newYorkTime(DATE, '14:32'), 640], [newYorkTime(DATE, '14:35'), 632]]);
  let terminal = await start(dataDir, { spy, limits: { max_delta: 5_000 } });
  await until(terminal, '14:31');
  // Three calls in the money, some 900 dollars each, of a limit of 2,000 a day; and an order that rests.
  for (const strike of [631, 632, 633]) await place(terminal, [leg(option('call', strike), 'buy')], LIMIT(641 - strike - 0.4));
  const resting = await place(terminal, [leg(option('call', 560, 'QQQ'), 'buy')], LIMIT(0.05), 1, 'QQQ');
  await wait(terminal, 2);
  expect(terminal.engines.orders.book.holdings()).toHaveLength(3);
  expect(terminal.engines.risk.view().state).toBe('ACTIVE');

  await until(terminal, '14:36');
  const view = terminal.engines.risk.view();
  expect(view).toMatchObject({ state: 'HALTED', locked: true });
  expect(view.trips.map(({ breaker }) => breaker)).toEqual(['day_loss', 'underlying_loss']);
  expect(view.trips[0]?.value).toBeGreaterThanOrEqual(2_000);
  expect(terminal.engines.orders.order(resting.id)?.state).toBe('CANCELED');
  expect(terminal.engines.orders.book.holdings()).toHaveLength(3);
  await expect(place(terminal, [leg(option('call', 560, 'QQQ'), 'buy')], LIMIT(0.5), 1, 'QQQ')).rejects.toMatchObject({ code: 'denied', message: expect.stringContaining('the day\'s loss') });
  await expect(ask(terminal, 'risk.resume', { to: 'ACTIVE' })).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('locked the day') });
  await end(terminal);

  terminal = await start(dataDir, { spy });
  expect(terminal.engines.risk.view()).toMatchObject({ state: 'HALTED', locked: true });
  await expect(ask(terminal, 'risk.resume', { to: 'ACTIVE' })).rejects.toMatchObject({ code: 'conflict' });
  const [trade] = terminal.engines.orders.trades().filter(({ status }) => status === 'open');
  const closing = { id: randomUUID(), tradeId: trade?.id ?? '', at: 'natural' } as const;
  await expect(ask(terminal, 'positions.close', closing)).rejects.toMatchObject({ code: 'denied' });
  expect(await ask(terminal, 'risk.resume', { to: 'REDUCING' })).toMatchObject({ state: 'REDUCING', locked: true });
  await expect(place(terminal, [leg(option('call', 560, 'QQQ'), 'buy')], LIMIT(0.5), 1, 'QQQ')).rejects.toMatchObject({ code: 'denied', message: expect.stringContaining('only orders that reduce') });
  const closed = await ask(terminal, 'positions.close', { ...closing, id: randomUUID() });
  await wait(terminal, 2);
  expect(terminal.engines.orders.order(closed.id)?.state).toBe('FILLED');
  expect(terminal.engines.orders.book.holdings()).toHaveLength(2);
  await ask(terminal, 'limits.set', { changes: [{ name: 'max_positions', value: 12 }] });
  expect(limitOf(terminal, 'max_positions')).toMatchObject({ value: 10, pending: 12 });
  // The loss goes on, and the state it was let down to stays.
  await wait(terminal, 30);
  expect(terminal.engines.risk.view()).toMatchObject({ state: 'REDUCING', locked: true });
  await end(terminal);

  expect(rows(dataDir, BOOKS, 'SELECT date, locked FROM trading_days')).toEqual([{ date: DATE, locked: 1 }]);
  const events = rows(dataDir, BOOKS, 'SELECT event_type AS type, severity, action_taken AS action FROM risk_events ORDER BY created_at');
  expect(events).toContainEqual({ type: 'breaker_day_loss', severity: 'critical', action: 'HALTED, day locked' });
  expect(events).toContainEqual({ type: 'breaker_underlying_loss', severity: 'critical', action: 'REDUCING SPY' });
  expect(events).toContainEqual({ type: 'resumed', severity: 'low', action: 'REDUCING' });
  expect(events).toContainEqual(expect.objectContaining({ type: 'denied_halted' }));
  expect(rows(dataDir, BOOKS, "SELECT severity, state FROM alerts WHERE alert LIKE '%breaker_day_loss%'")).toEqual([{ severity: 'critical', state: 'active' }]);

  // The next session begins free, under the limits that waited for it.
  terminal = await start(dataDir, { spy, at: '16:10' });
  await terminal.engines.pump.runTo(Number.POSITIVE_INFINITY);
  expect(terminal.engines.isSettled()).toBe(true);
  expect(terminal.engines.risk.view()).toMatchObject({ locked: true });
  await end(terminal);
  const { date } = nextSession(DATE);
  terminal = await start(dataDir, { spy: () => 632, date });
  expect(terminal.engines.risk.view()).toMatchObject({ state: 'ACTIVE', locked: false, trips: [] });
  expect(limitOf(terminal, 'max_positions')).toMatchObject({ value: 12, pending: null });
  expect(rows(dataDir, BOOKS, 'SELECT date, locked FROM trading_days ORDER BY date')).toContainEqual({ date: DATE, locked: 1 });
}, 60_000);

test('a stop closes a position, limits bite as they are set, and a kill flattens what is left', async () => {
  const dataDir = directory();
  // A dip of three dollars for one second at 14:32, then down for good from 14:33 on.
  const dip = newYorkTime(DATE, '14:32');
  const falling = pathThrough([[newYorkTime(DATE, '14:33'), 640], [newYorkTime(DATE, '14:36'), 637]]);
  const terminal = await start(dataDir, { spy: (time) => (time === dip ? 637 : falling(time)) });
  await until(terminal, '14:31');
  const opened = await place(terminal, [leg(option('call', 638), 'buy'), leg(option('call', 642), 'sell')], { type: 'market' }, 2);
  await wait(terminal, 2);
  const tradeId = terminal.engines.orders.order(opened.id)?.tradeId ?? '';
  await ask(terminal, 'exits.set', { tradeId, plan: { ...NO_EXIT, stop: { unit: 'percent', value: 30 } } });
  await wait(terminal, 90);
  // One bad second closes nothing.
  expect(terminal.engines.orders.book.holdings()).toHaveLength(2);

  // A limit set tighter counts for the next order, a looser one not before the next session.
  const spread = [leg(option('put', 636), 'buy'), leg(option('put', 638), 'sell')];
  await ask(terminal, 'limits.set', { changes: [{ name: 'max_contracts_per_order', value: 1 }] });
  await expect(place(terminal, spread, { type: 'market' }, 2)).rejects.toMatchObject({ code: 'denied' });
  await ask(terminal, 'limits.set', { changes: [{ name: 'max_contracts_per_order', value: 10 }] });
  expect(limitOf(terminal, 'max_contracts_per_order')).toMatchObject({ value: 1, pending: 10 });
  await expect(place(terminal, spread, { type: 'market' }, 2)).rejects.toMatchObject({ code: 'denied' });
  const spreadOrder = await place(terminal, spread, { type: 'market' });
  await wait(terminal, 2);
  expect(terminal.engines.orders.order(spreadOrder.id)?.state).toBe('FILLED');

  await until(terminal, '14:37');
  expect(terminal.engines.risk.exit(tradeId)).toMatchObject({ state: 'done', reason: 'stop' });
  expect(terminal.engines.orders.trade(tradeId)?.status).toBe('closed');
  expect(terminal.engines.orders.orders().filter(({ purpose }) => purpose === 'exit').map(({ state }) => state)).toContain('FILLED');
  expect(terminal.engines.orders.book.holdings()).toHaveLength(2);

  await place(terminal, [leg(option('call', 560, 'QQQ'), 'buy')], LIMIT(0.05), 1, 'QQQ');
  await wait(terminal, 1);
  const killed = await ask(terminal, 'risk.kill', { flatten: true });
  expect(killed).toMatchObject({ cancelled: 1, plan: { steps: [{ kind: 'package', quantity: 1 }] } });
  expect(killed.milliseconds).toBeLessThan(100);
  await wait(terminal, 60);
  expect(terminal.engines.orders.book.holdings()).toEqual([]);
  expect(terminal.engines.orders.working()).toEqual([]);
  expect(terminal.engines.risk.view()).toMatchObject({ state: 'HALTED', locked: false, flattening: { state: 'done' } });
  // A person may let a kill go.
  expect(await ask(terminal, 'risk.resume', { to: 'ACTIVE' })).toMatchObject({ state: 'ACTIVE' });

  const { events } = await ask(terminal, 'risk.events', {});
  const { alerts } = await ask(terminal, 'alerts.list', {});
  await wait(terminal, 2 * MINUTE / SECOND);
  await end(terminal);
  const types = events.map(({ type }) => type);
  for (const type of ['exit_stop', 'limits_changed', 'denied_contracts', 'kill']) expect(types, type).toContain(type);
  expect(alerts.map(({ source }) => (source.kind === 'risk' ? source.type : source.kind))).toEqual(expect.arrayContaining(['exit_stop', 'kill']));
  const kept = (query: string): readonly unknown[] => rows(dataDir, BOOKS, query).map((row) => Object.values(Object(row))[0]);
  expect(kept('SELECT event_type FROM risk_events')).toEqual(expect.arrayContaining([...new Set(types)]));
  expect(kept('SELECT id FROM alerts')).toEqual(expect.arrayContaining(alerts.map(({ id }) => id)));
  expect(rows(dataDir, BOOKS, "SELECT parameter_value AS value FROM risk_parameters WHERE parameter_name = 'max_contracts_per_order'")).toEqual([{ value: 1 }]);
  expect(rows(dataDir, BOOKS, 'SELECT parameter_name AS name, parameter_value AS value FROM risk_parameter_changes')).toEqual([{ name: 'max_contracts_per_order', value: 10 }]);
  const metrics = rows(dataDir, TIME_SERIES, 'SELECT metric_type AS type, count(*) AS points, max(abs(value)) AS most FROM risk_metrics GROUP BY metric_type');
  for (const type of ['daily_pnl', 'day_at_worst', 'margin_used', 'portfolio_delta', 'worst_case', 'var_95']) expect(metrics, type).toContainEqual(expect.objectContaining({ type, most: expect.toSatisfy((most: number) => most > 0) }));
}, 60_000);
