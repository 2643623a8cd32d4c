import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import type { ContractHost } from '../../../src-core/contract/host.ts';
import type { InputOf, OperationName, OutputOf } from '../../../src-core/contract/operations.ts';
import type { PracticeState } from '../../../src-core/contract/practice.ts';
import type { SessionView } from '../../../src-core/contract/schemas.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { SECOND } from '../../../src-core/time.ts';
import type { Terminal } from '../../../src-main/terminal.ts';
import { booksOf, DATE, settingsOf, TerminalRuns } from '../terminal/terminal-run.ts';

const NAME = `${DATE}_simulated_seed-1`;
const CAPITAL = fromDollars(50_000);
const at = (clock: string): number => newYorkTime(DATE, clock);
const runs = new TerminalRuns();
const RECORDING = { enabled: true, maximumGigabytes: 1 };
let dataDir = '';

/** A session that was recorded from 15:00 to 15:08, and a trade on its books. */
beforeAll(async () => {
  dataDir = runs.directory();
  const terminal = await runs.start(settingsOf(dataDir, { recordings: RECORDING }));
  await terminal.engines.pump.runTo(at('15:01'));
  await buy(terminal.host({ origin: 'window' }), terminal, 0);
  await terminal.engines.pump.runTo(at('15:08'));
  await runs.close(terminal);
}, 60_000);
afterEach(() => runs.closeAll());
afterAll(() => runs.remove());

function caller(host: ContractHost): <Name extends OperationName>(name: Name, input: InputOf<Name>) => Promise<OutputOf<Name>> {
  return (name, input) => host.call(name, input, new AbortController().signal) as Promise<never>;
}

/** At the market, one call near the money. */
async function buy(host: ContractHost, { engines: { market } }: Pick<Terminal, 'engines'>, from: number): Promise<string> {
  const chain = market.chain('SPY');
  const row = chain?.ladder[chain.nearestStrike(market.underlyingPrice('SPY')?.price ?? 0) + from];
  if (row === undefined) throw new Error('SPY has no strikes');
  const id = crypto.randomUUID();
  const ticket: InputOf<'orders.place'> = {
    id,
    underlying: 'SPY',
    legs: [{ symbol: `SPY   ${DATE.slice(2).replaceAll('-', '')}C${String(Math.round(row.strike * 1_000)).padStart(8, '0')}`, side: 'buy', ratio: 1 }],
    quantity: 2,
    terms: { type: 'market' },
    timeInForce: 'DAY',
  };
  await caller(host)('orders.place', ticket);
  return id;
}

async function begun(terminal: Terminal): Promise<{ host: ContractHost; call: ReturnType<typeof caller>; state: PracticeState }> {
  const host = terminal.host({ origin: 'window' });
  const call = caller(host);
  const { recordings } = await call('practice.recordings', {});
  const state = await call('practice.start', { path: recordings[0]?.path ?? '', date: DATE, at: at('15:01'), capital: CAPITAL });
  return { host, call, state };
}

function running(state: PracticeState): Extract<PracticeState, { state: 'running' }> {
  if (state.state !== 'running') throw new Error(`practice is ${state.state}`);
  return state;
}

async function session(call: ReturnType<typeof caller>): Promise<SessionView> {
  return call('session.get', {});
}

test('what was recorded is on the shelf, with where it came from', async () => {
  const terminal = await runs.start(settingsOf(dataDir));
  const call = caller(terminal.host({ origin: 'window' }));
  const { recordings, recorder } = await call('practice.recordings', {});
  expect(recordings).toEqual([
    { path: join(dataDir, 'recordings', NAME), name: NAME, date: DATE, underlyings: ['SPY', 'QQQ', 'IWM'], from: at('15:00'), to: at('15:08'), bytes: expect.any(Number), source: 'SIMULATED', own: true, running: false, problem: null },
  ]);
  expect(recorder).toMatchObject({ folder: join(dataDir, 'recordings'), enabled: false, bytes: recordings[0]?.bytes });
  await expect(call('practice.addFolder', { path: join(dataDir, 'nowhere') })).rejects.toMatchObject({ code: 'bad_input', message: expect.stringMatching(/there is no such file or directory; expected a folder/) });
  const csv = join(dataDir, 'mine');
  mkdirSync(csv);
  writeFileSync(join(csv, 'quotes.csv'), `time,underlying,expiry,right,strike,bid,ask\n2026-07-28T10:00:00,SPY,2026-07-28,C,600,1,1.1\n2026-07-28T10:05:00,SPY,2026-07-28,C,600,1,1.2\n`);
  const added = await call('practice.addFolder', { path: csv });
  expect(added.recordings.at(-1)).toMatchObject({ path: csv, date: '2026-07-28', underlyings: ['SPY'], source: null, own: false });
  expect((await call('practice.removeFolder', { path: csv })).folders).toEqual([]);
});

test('a recorded day is traded in the place of the session, which stands and is as it was afterwards', async () => {
  const terminal = await runs.start(settingsOf(dataDir));
  const { engines } = terminal;
  const books = { orders: engines.orders.orders(), cash: engines.orders.book.cash, holdings: engines.orders.book.holdings(), now: engines.clock.now() };
  const { host, call, state } = await begun(terminal);
  expect(running(state)).toMatchObject({ now: at('15:01'), traded: false, net: 0, trades: 0, session: 'stands', recordedFrom: expect.any(Number), source: 'SIMULATED' });
  expect(await session(call)).toMatchObject({ now: at('15:01'), paused: true, feed: { kind: 'replay', detail: NAME }, practice: { recording: NAME } });
  const shown = (await session(call)).practice?.id;
  await expect(call('practice.start', { path: join(dataDir, 'recordings', NAME), date: DATE, capital: CAPITAL })).rejects.toMatchObject({ code: 'conflict' });

  const id = await buy(host, terminal, 2);
  expect(running(await call('practice.step', { seconds: 1 }))).toMatchObject({ now: at('15:01') + SECOND, traded: true, trades: 1 });
  expect(running(await call('practice.jump', { time: at('15:04'), discard: false })).now).toBe(at('15:04'));
  await expect(call('practice.jump', { time: at('15:02'), discard: false })).rejects.toMatchObject({ code: 'conflict', message: expect.stringMatching(/discarded/) });
  await expect(call('practice.jump', { time: at('20:00'), discard: false })).rejects.toMatchObject({ code: 'bad_input', field: 'time' });
  const back = running(await call('practice.jump', { time: at('15:02') + 30 * SECOND, discard: true }));
  // Whoever adds up orders begins afresh.
  expect((await session(call)).practice?.id).not.toBe(shown);
  expect(back).toMatchObject({ id: running(state).id, now: at('15:02') + 30 * SECOND, traded: false, net: 0, trades: 0 });

  await buy(host, terminal, 2);
  await call('practice.step', { seconds: 60 });
  await call('practice.jump', { time: at('15:07'), discard: false });
  const standing = running(await call('session.get', {}).then(() => call('practice.step', { seconds: 1 })));
  const run = await call('practice.end', {});
  expect(run).toMatchObject({ id: running(state).id, recording: NAME, date: DATE, source: 'SIMULATED' });
  const { score } = run;
  expect(score).toMatchObject({ capital: CAPITAL, from: at('15:02'), to: at('15:07') + SECOND, net: standing.net, orders: { placed: 1, filled: 1, denied: 0 } });
  const [trade] = score.trades;
  expect(score.trades).toHaveLength(1);
  expect(trade).toMatchObject({ strategy: 'long call', quantity: 2, closedAt: null, net: score.net });
  expect(trade?.risk).toBeGreaterThan(0);
  expect(score.perRisk).toBeCloseTo((score.net ?? 0) / (trade?.risk ?? 0), 12);
  expect(trade?.best).toBeGreaterThanOrEqual(trade?.net ?? 0);
  // Nothing is known of the close in a recording that ends before it.
  expect(trade?.held).toBeNull();

  expect(await session(call)).toMatchObject({ now: books.now });
  expect((await session(call)).practice).toBeUndefined();
  expect({ orders: engines.orders.orders(), cash: engines.orders.book.cash, holdings: engines.orders.book.holdings(), now: engines.clock.now() }).toEqual(books);
  expect(engines.orders.order(id as never)).toBeUndefined();
  expect(await call('practice.runs', {})).toMatchObject([{ id: run.id, net: score.net, trades: 1 }]);
  expect(await call('practice.run', { id: run.id })).toEqual(run);
  await expect.poll(() => readdirSync(join(dataDir, 'practice'))).toEqual([]);
  expect(await call('practice.removeRun', { id: run.id })).toEqual([]);
});

test('a window is before the practice from the first value on, and has its session back', async () => {
  const terminal = await runs.start(settingsOf(dataDir));
  const host = terminal.host({ origin: 'window' });
  const tap = host.open('session', {}, 1, () => {});
  const value = (): SessionView => {
    const payload = tap.take();
    if (payload?.kind !== 'value') throw new Error('the stream says nothing');
    return payload.value as SessionView;
  };
  expect(value().practice).toBeUndefined();
  const { call } = await begun(terminal);
  expect(value()).toMatchObject({ practice: { recording: NAME } });
  const positions = host.open('positions', {}, 2, () => {}).take();
  expect(positions).toMatchObject({ value: { account: { number: 'PRACTICE', cash: CAPITAL } } });
  const { id } = await call('practice.end', {});
  expect(value().practice).toBeUndefined();
  await call('practice.removeRun', { id });
});

test('practice that the program was killed in leaves the real books untouched, and nothing else', async () => {
  const before = booksOf(dataDir);
  mkdirSync(join(dataDir, 'practice', 'left'), { recursive: true });
  writeFileSync(join(dataDir, 'practice', 'left', 'smart-0dte.sqlite'), 'half a database');
  const terminal = await runs.start(settingsOf(dataDir));
  expect(existsSync(join(dataDir, 'practice'))).toBe(false);
  const { host, call } = await begun(terminal);
  await buy(host, terminal, 2);
  await call('practice.jump', { time: at('15:05'), discard: false });
  // The books on disk are the same while it runs, and when the terminal ends before it does.
  await runs.close(terminal);
  expect(booksOf(dataDir)).toEqual(before);
  expect(await caller((await runs.start(settingsOf(dataDir))).host({ origin: 'window' }))('practice.runs', {})).toEqual([]);
});

