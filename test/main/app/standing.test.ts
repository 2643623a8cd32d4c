import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Alert } from '../../../src-core/alerts/alert.ts';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import type { ContractHost } from '../../../src-core/contract/host.ts';
import type { InputOf, OperationName, OutputOf } from '../../../src-core/contract/operations.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { SECOND } from '../../../src-core/time.ts';
import { obstaclesOf } from '../../../src-main/app/quit-obstacles.ts';
import { type EndedOrder, type Standing, StandingWatch } from '../../../src-main/app/standing.ts';
import { RestartingTerminal } from '../../../src-main/shell/restarting-terminal.ts';
import { startTerminal, type Terminal } from '../../../src-main/terminal.ts';
import { DATE, settingsOf, TerminalRuns } from '../terminal/terminal-run.ts';

const at = (clock: string, seconds = 0): number => newYorkTime(DATE, clock) + seconds * SECOND;

let runs: TerminalRuns;
let directory: string;
let terminal: Terminal;
let shown: RestartingTerminal;
let host: ContractHost;
let watch: StandingWatch;
const alerts: Alert[] = [];
const ended: EndedOrder[] = [];

beforeEach(async () => {
  runs = new TerminalRuns();
  directory = runs.directory();
  alerts.length = 0;
  ended.length = 0;
});
afterEach(async () => {
  watch.close();
  await shown.close();
  await runs.remove();
});

/** A terminal that stands at 15:00, and somebody who watches it from without. */
async function start(): Promise<void> {
  shown = await RestartingTerminal.start({
    start: async (restore, restart) => (terminal = await startTerminal(settingsOf(directory), { autoplay: false, restore, restart })),
    onFailure: (reason) => {
      throw reason;
    },
    say: () => undefined,
    moment: 20,
  });
  host = shown.host({ origin: 'window' });
  watch = new StandingWatch(shown.host({ origin: 'headless' }));
  watch.onAlerts((fresh) => alerts.push(...fresh));
  watch.onOrdersEnded((orders) => ended.push(...orders));
}

function call<Name extends OperationName>(name: Name, input: InputOf<Name>): Promise<OutputOf<Name>> {
  return host.call(name, input, new AbortController().signal) as Promise<never>;
}

/** One call near the money: at the market, or at a price that nobody gives. */
async function buy(terms: 'market' | 'resting'): Promise<string> {
  const id = randomUUID();
  const { market } = terminal.engines;
  const chain = market.chain('SPY');
  const strike = chain?.ladder[chain.nearestStrike(market.underlyingPrice('SPY')?.price ?? 0)]?.strike ?? 0;
  await call('orders.place', {
    id,
    underlying: 'SPY',
    legs: [{ symbol: `SPY   ${DATE.slice(2).replaceAll('-', '')}C${String(Math.round(strike * 1_000)).padStart(8, '0')}`, side: 'buy', ratio: 1 }],
    quantity: 1,
    terms: terms === 'market' ? { type: 'market' } : { type: 'limit', limit: fromDollars(0.01) },
    timeInForce: 'DAY',
  });
  return id;
}

function stands(expected: Partial<Standing>): Promise<void> {
  return vi.waitFor(() => expect(watch.now()).toMatchObject(expected));
}

test('the standing follows orders to their end, positions and the trading state', async () => {
  await start();
  expect(watch.now()).toMatchObject({
    account: { kind: 'paper' },
    isPractice: false,
    isWatching: false,
    isOnDesk: false,
    session: { date: DATE, paused: true, label: 'SIMULATED' },
    state: 'ACTIVE',
    isFlattening: false,
    workingOrders: 0,
    openPositions: 0,
    profitToday: 0,
  });
  await terminal.engines.pump.runTo(at('15:00', 10));
  const resting = await buy('resting');
  const filled = await buy('market');
  expect(watch.now()).toMatchObject({ workingOrders: 2, openPositions: 0 });
  await terminal.engines.pump.runTo(at('15:00', 20));
  // What is read on a beat comes with the next one.
  await stands({ workingOrders: 1, openPositions: 1 });
  expect(ended).toEqual([expect.objectContaining({ id: filled, state: 'FILLED', underlying: 'SPY', quantity: 1, averageNet: expect.any(Number) })]);

  // What is asked for is done once the session goes on.
  await watch.cancelAll();
  expect(watch.now()).toMatchObject({ workingOrders: 1 });
  await terminal.engines.pump.runTo(at('15:00', 30));
  expect(watch.now()).toMatchObject({ workingOrders: 0, openPositions: 1 });
  expect(ended.map(({ id, state }) => [id, state])).toEqual([[filled, 'FILLED'], [resting, 'CANCELED']]);

  await call('risk.flatten', {});
  await stands({ isFlattening: true });
  await call('risk.stopFlattening', {});
  await stands({ isFlattening: false });
  await watch.halt();
  await stands({ state: 'HALTED' });
  await call('settings.set', { name: 'alerts.signals', value: { notifications: false } });
  expect(await watch.setting('alerts.signals')).toEqual({ notifications: false });
  expect(await watch.setting('never')).toBeNull();
}, 60_000);

test('alerts are told once each, across a restart too, during which nothing is known', async () => {
  await start();
  await call('risk.kill', { flatten: false });
  await vi.waitFor(() => expect(alerts.map(({ source }) => source)).toMatchObject([{ type: 'kill' }]));
  expect(watch.criticalAlerts()).toBe(alerts.filter(({ severity }) => severity === 'critical').length);
  const before = watch.now();
  const run = await call('session.get', {});
  await call('terminal.restart', {});
  await vi.waitFor(() => expect(watch.now()).toBeNull(), { timeout: 10_000, interval: 2 });
  await vi.waitFor(() => expect(watch.now()).not.toBeNull(), { timeout: 20_000 });
  expect((await call('session.get', {})).run).not.toBe(run.run);
  expect(watch.now()).toEqual(before);
  expect(alerts).toHaveLength(1);
  await call('alerts.acknowledge', { ids: alerts.map(({ id }) => id) });
  expect(watch.criticalAlerts()).toBe(0);
  expect(alerts).toHaveLength(1);

  // A watch that begins later is told of nothing that was there.
  const later: Alert[] = [];
  const second = new StandingWatch(shown.host({ origin: 'headless' }));
  second.onAlerts((fresh) => later.push(...fresh));
  expect(second.now()).toMatchObject({ state: 'HALTED' });
  expect(later).toEqual([]);
  second.close();
}, 60_000);

test('a practice is not the account, and what it holds is forgotten with it', async () => {
  const recorded = await runs.start(settingsOf(directory, { recordings: { enabled: true, maximumGigabytes: 1 } }));
  await recorded.engines.pump.runTo(at('15:02'));
  await runs.close(recorded);
  await start();
  const resting = await buy('resting');
  expect(obstaclesOf(watch.now())).toMatchObject([{ kind: 'orders', count: 1 }]);
  const { recordings } = await call('practice.recordings', {});
  await call('practice.start', { path: recordings[0]?.path ?? '', date: DATE, at: at('15:01'), capital: fromDollars(50_000) });
  await vi.waitFor(() => expect(watch.now()).toMatchObject({ isPractice: true, workingOrders: 0, openPositions: 0 }));
  expect(obstaclesOf(watch.now())).toEqual([]);
  await call('practice.end', {});
  await vi.waitFor(() => expect(watch.now()).toMatchObject({ isPractice: false, workingOrders: 1 }));
  expect(ended).toEqual([]);
  await call('orders.cancel', { id: resting });
}, 60_000);
