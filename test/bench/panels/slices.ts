import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import { operations } from '../../../src-core/contract/operations.ts';
import { streams } from '../../../src-core/contract/streams.ts';
import { callerOf, fixedIdentity } from '../../support/callers.ts';
import { ContractClient } from '../../../src-core/contract/client.ts';
import { serveContract } from '../../../src-core/contract/server.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { DIMENSIONS, type Slice } from '../../../src-core/performance/slice.ts';
import { parseIsoDate, SECOND } from '../../../src-core/time.ts';
import { Door, type Handlers, type StreamOpeners } from '../../../src-main/operations/door.ts';
import { createPerformanceHandlers } from '../../../src-main/operations/performance-operations.ts';
import { PerformanceEngine } from '../../../src-main/performance/performance-engine.ts';
import { programFiles } from '../../../src-main/program-files.ts';
import { ensureLocalProfile } from '../../../src-main/stores/relational/local-profile.ts';
import { createPerformanceJournal } from '../../../src-main/stores/relational/performance/performance-journal.ts';
import { openSqliteStore, type SqliteStore } from '../../../src-main/stores/relational/sqlite/sqlite-store.ts';
import { createTradingJournal } from '../../../src-main/stores/relational/trading/trading-journal.ts';
import { OrderManager } from '../../../src-main/trading/order-manager.ts';
import { quantile, rounded } from '../../support/figures.ts';
import { inProcessPorts } from '../../support/in-process-ports.ts';
import { insertYear, WHOLE_YEAR } from '../../support/year-of-trading.ts';

const DATE = parseIsoDate('2026-11-20');
/** Times that each view is opened. */
const ROUNDS = 8;
/** Milliseconds between two looks at whether the loop is free. */
const LOOK = 1;

type Figures = Record<string, number>;

/**
 * What opening any slice of a year's trading costs (20,000 packages of four fills): from the window's call to its answer,
 * through the door and over a port, with and without a slice, and the rows of each dimension; how long the loop that
 * trades was held meanwhile; and the first reading of it all.
 */
export async function measureSlices(): Promise<Figures> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-slices-'));
  const file = join(directory, 'books.sqlite');
  const open = (): Promise<SqliteStore> => openSqliteStore({ file, ...storeFiles(), backupDir: join(directory, 'backups'), keepBackups: 1, clock: { now: () => Date.UTC(2026, 10, 20) } });
  try {
    const empty = await open();
    const profile = await ensureLocalProfile(empty, 'trader', randomUUID);
    await empty.close();
    const counts = insertYear(file, profile, { ...WHOLE_YEAR, before: DATE });
    const store = await open();
    const session = sessionOn(DATE);
    if (session === null) throw new Error(`${DATE} is a session`);
    const clock = { now: () => session.open + SECOND };
    const orders = await OrderManager.recover({
      broker: { refusalOf: () => null, allot: () => null, submit: () => undefined, change: () => undefined, cancel: () => undefined, reconcile: () => undefined, working: async () => [] },
      journal: createTradingJournal(store, profile),
      clock,
      session,
      risk: { check: () => [], lastCheck: () => null, collarOf: () => null },
      accountCapital: fromDollars(1_000_000),
      notice: () => undefined,
    });
    const heapBefore = heapAlive();
    const loop = new LoopWatch();
    const began = performance.now();
    const engine = await PerformanceEngine.start({
      journal: createPerformanceJournal(store, profile),
      accountId: profile.accountId,
      clock,
      live: { session, isSettled: () => false, orders, quotes: { quote: () => null }, spotOf: () => null, vix: () => null, regime: () => null, balances: () => null },
      report: () => Promise.reject(new Error('no reports here')),
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
      notice: () => undefined,
    });
    await engine.get({ slice: {} });
    const read = performance.now() - began;
    await engine.idle();
    const kept = performance.now() - began;
    const heldByReading = loop.stop();
    const heap = heapAlive() - heapBefore;
    const figures = await opened(engine);
    await engine.close();
    await store.close();
    return {
      'slices: packages': counts.packages,
      'slices: fills': counts.fills,
      'slices: first reading, ms': rounded(read),
      'slices: first reading with rows written, ms': rounded(kept),
      'slices: loop held while reading, max ms': rounded(heldByReading.max, 1),
      'slices: heap of a year, MB': rounded(heap / 2 ** 20, 1),
      ...figures,
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Behind the names of the contract that are not asked for. */
function notThere(declared: object): object {
  return Object.fromEntries(Object.keys(declared).map((name) => [name, () => Promise.reject(new Error(`${name} is not part of this bench`))]));
}

async function opened(engine: PerformanceEngine): Promise<Figures> {
  const journal = new Proxy({}, { get: () => () => Promise.reject(new Error('no journal here')) });
  const door = new Door({
    // Nothing but performance is asked here.
    handlers: { ...notThere(operations), ...createPerformanceHandlers(engine, journal as never) } as Handlers,
    streams: notThere(streams) as StreamOpeners,
    audit: () => Promise.resolve(),
    audited: { read: async () => null },
    realNow: () => performance.now(),
  });
  const ports = inProcessPorts();
  serveContract(ports.server, door.host(fixedIdentity(callerOf({ userId: 'bench', role: 'viewer' }))));
  const client = new ContractClient(ports.client);
  const whole = await client.call('performance.get', { slice: {} });
  const slices: Slice[] = [];
  const times = { whole: [] as number[], slice: [] as number[], rows: [] as number[] };
  const slowest = new Map<string, number>();
  const timed = async (into: number[], name: string, run: () => Promise<unknown>): Promise<void> => {
    const began = performance.now();
    await run();
    const took = performance.now() - began;
    into.push(took);
    slowest.set(name, Math.max(slowest.get(name) ?? 0, took));
  };
  for (const by of DIMENSIONS) {
    const { rows } = await client.call('performance.slices', { slice: {}, by });
    for (const { key } of rows) slices.push({ [by]: [key] });
  }
  const loop = new LoopWatch();
  for (let round = 0; round < ROUNDS; round += 1) {
    await timed(times.whole, 'whole', () => client.call('performance.get', { slice: {} }));
    await timed(times.whole, 'period', () => client.call('performance.get', { slice: {}, from: parseIsoDate('2026-03-02'), to: parseIsoDate('2026-08-31') }));
    for (const slice of slices) await timed(times.slice, 'slice', () => client.call('performance.get', { slice }));
    for (const by of DIMENSIONS) await timed(times.rows, `rows by ${by}`, () => client.call('performance.slices', { slice: {}, by }));
  }
  const held = loop.stop();
  const all = [...times.whole, ...times.slice, ...times.rows];
  const of = (name: string, values: readonly number[]): Figures => ({
    [`slices: ${name}, p50 ms`]: rounded(quantile(values, 0.5), 1),
    [`slices: ${name}, p99 ms`]: rounded(quantile(values, 0.99), 1),
    [`slices: ${name}, max ms`]: rounded(Math.max(...values), 1),
  });
  return {
    'slices: trades of the year': whole.account.trades,
    'slices: days of the year': whole.days.length,
    ...of('the whole year opened', times.whole),
    ...of('a slice opened', times.slice),
    ...of('rows of a dimension', times.rows),
    ...of('any of them', all),
    ...Object.fromEntries([...slowest].filter(([name]) => name.startsWith('rows')).map(([name, ms]) => [`slices: ${name}, max ms`, rounded(ms, 1)])),
    'slices: loop held, p99 ms': rounded(held.p99, 1),
    'slices: loop held, max ms': rounded(held.max, 1),
  };
}

/** How long the event loop was not free to do anything else. */
class LoopWatch {
  readonly #held: number[] = [];
  #last = performance.now();
  readonly #timer = setInterval(() => {
    const now = performance.now();
    this.#held.push(now - this.#last - LOOK);
    this.#last = now;
  }, LOOK);

  stop(): { readonly p99: number; readonly max: number } {
    clearInterval(this.#timer);
    return { p99: quantile(this.#held, 0.99), max: Math.max(...this.#held) };
  }
}

/** Bytes that are still in use. */
function heapAlive(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}

function storeFiles(): { readonly migrationsDir: string; readonly workerUrl: URL } {
  const { migrations, sqliteWorker } = programFiles();
  return { migrationsDir: migrations.sqlite, workerUrl: sqliteWorker };
}
