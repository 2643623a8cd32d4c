import { callerOf, fixedIdentity } from '../support/callers.ts';
import { streams } from '../../src-core/contract/streams.ts';
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import { operations } from '../../src-core/contract/operations.ts';
import type { KillResult } from '../../src-core/contract/risk.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import { dayStartEquity } from '../../src-core/ledger/day-start-equity.ts';
import { scheduleOn } from '../../src-core/ledger/fees.ts';
import { fromDollars, type Money } from '../../src-core/money.ts';
import type { Order, OrderPurpose } from '../../src-core/orders/order.ts';
import { auditing } from '../../src-main/composition/auditing.ts';
import { Door, type Handlers, type StreamOpeners } from '../../src-main/operations/door.ts';
import { orderView } from '../../src-main/operations/views/order-view.ts';
import { AccountExposure } from '../../src-main/risk/account-exposure.ts';
import { FlatteningRun } from '../../src-main/risk/flattening.ts';
import { KillSwitch } from '../../src-main/risk/kill-switch.ts';
import { collarInForce, RiskGate } from '../../src-main/risk/risk-gate.ts';
import { TradingStateDesk } from '../../src-main/risk/trading-state-desk.ts';
import { ensureLocalProfile } from '../../src-main/stores/relational/local-profile.ts';
import type { RelationalStore } from '../../src-main/stores/relational/relational-store.ts';
import { createRiskJournal } from '../../src-main/stores/relational/risk/risk-journal.ts';
import { createSessionRepository } from '../../src-main/stores/relational/session-repository.ts';
import { createTradingJournal } from '../../src-main/stores/relational/trading/trading-journal.ts';
import { OrderManager } from '../../src-main/trading/order-manager.ts';
import { PaperBroker } from '../../src-main/trading/paper-broker.ts';
import { TestDirectory } from '../main/stores/test-store.ts';
import { DATE, leg, limit, option, request, SESSION, TEN, TestClock, TestQuotes } from '../main/trading/trading-fixture.ts';
import { auditLogIn } from '../support/audit-log.ts';
import { LOOSE_LIMITS } from '../support/loose-limits.ts';

const PUT = option('put', 633);
const WING = option('put', 630);
const CALL = option('call', 645);

const NEVER = new AbortController().signal;

/** A store that can be made to hang and then to go on, or to fail. */
class TroubledStore implements RelationalStore {
  readonly kind;
  readonly db;
  readonly #store: RelationalStore;
  #gate: { readonly opened: Promise<void>; readonly open: () => void } | null = null;
  #failure: Error | null = null;
  /** Transactions asked for. */
  commits = 0;

  constructor(store: RelationalStore) {
    this.#store = store;
    this.kind = store.kind;
    this.db = store.db;
  }

  hang(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gate = { opened: promise, open: resolve };
  }

  end(failure: Error | null): void {
    this.#failure = failure;
    this.#gate?.open();
    this.#gate = null;
  }

  async commit(queries: Parameters<RelationalStore['commit']>[0]): Promise<void> {
    this.commits += 1;
    await this.#gate?.opened;
    if (this.#failure !== null) throw this.#failure;
    return this.#store.commit(queries);
  }

  append(...rows: Parameters<RelationalStore['append']>): Promise<void> {
    return this.#store.append(...rows);
  }

  snapshot(...queries: Parameters<RelationalStore['snapshot']>): ReturnType<RelationalStore['snapshot']> {
    return this.#store.snapshot(...queries);
  }

  status(): ReturnType<RelationalStore['status']> {
    return this.#store.status();
  }

  backup(): Promise<string> {
    return this.#store.backup();
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

/** A broker's line with everything that goes over it written down. */
class WatchedBroker extends PaperBroker {
  readonly heard: { readonly what: 'submit' | 'change' | 'cancel'; readonly id: string; readonly purpose: OrderPurpose | null; readonly at: number }[] = [];

  override submit(order: Order): void {
    this.heard.push({ what: 'submit', id: order.id, purpose: order.purpose ?? 'trade', at: performance.now() });
    super.submit(order);
  }

  override change(...asked: Parameters<PaperBroker['change']>): void {
    this.heard.push({ what: 'change', id: asked[0], purpose: null, at: performance.now() });
    super.change(...asked);
  }

  override cancel(id: string): void {
    this.heard.push({ what: 'cancel', id, purpose: null, at: performance.now() });
    super.cancel(id);
  }
}

const directories: TestDirectory[] = [];
let quotes: TestQuotes;
let clock: TestClock;

beforeEach(() => {
  clock = new TestClock(TEN);
  quotes = new TestQuotes();
  quoteAll();
});

afterEach(async () => {
  for (const directory of directories.splice(0)) await directory.remove();
});

function quoteAll(status: 'priced' | 'stale' = 'priced'): void {
  for (const [symbol, bid] of [[PUT, 0.5], [WING, 0.2], [CALL, 0.6]] as const) quotes.set(symbol, clock.now(), { bid, ask: bid + 0.04, bidSize: 50, askSize: 50, status });
}

async function program() {
  const directory = new TestDirectory();
  directories.push(directory);
  const store = new TroubledStore(await directory.open());
  const profile = await ensureLocalProfile(store, 'trader', randomUUID);
  const owner = { userId: profile.userId, accountId: profile.accountId };
  const session = { id: randomUUID(), date: DATE, feed: { kind: 'simulated', detail: '' } as const, seed: 7, now: TEN, previousCloses: {}, closes: {}, referencePrices: {}, settledAt: null };
  await createSessionRepository(store).save(session);
  const notices: string[] = [];
  const notice = (text: string): void => void notices.push(text);
  const journal = createRiskJournal(store, owner);
  const broker = new WatchedBroker({ quotes, seed: 7, session: SESSION, clock, latency: { least: 40, most: 160 }, report: (report) => orders.onReport(report) });
  const fees = scheduleOn(DATE);
  const limits = () => LOOSE_LIMITS;
  const spotOf = (_underlying: Underlying): Money => fromDollars(640);
  const equity = (): Money => dayStartEquity(orders.book.totals, orders.today);
  const state = await TradingStateDesk.recover({ journal, witness: null, date: DATE, clock, limits, equity, events: { tell: () => ({ id: randomUUID() }), resolve: () => undefined }, notice });
  const gate: RiskGate = new RiskGate({
    session: SESSION,
    quotes,
    spotOf,
    fees,
    stateOf: (underlying) => state.stateOf(underlying),
    exposure: new AccountExposure({ quotes, spotOf, fees, tailMove: () => 0.15, collarOf: collarInForce({ collarOf: (order) => gate.collarOf(order) }) }),
    confidenceOf: () => null,
    events: [],
    clock,
    limits,
    account: () => ({ book: orders.book, working: orders.working() }),
    equity,
    today: () => orders.today,
    recent: () => orders.traffic,
    regime: () => 'normal',
    dayTrades: () => 0,
    extra: () => [],
  });
  const orders: OrderManager = await OrderManager.recover({ broker, journal: createTradingJournal(store, owner), clock, session: SESSION, risk: gate, accountCapital: fromDollars(10_000_000), notice });
  const flattening = await FlatteningRun.recover({ orders, quotes, fees, limits, journal, clock, notice });
  const kill = new KillSwitch({
    halt: () => state.kill(),
    stopExits: () => undefined,
    stopFlattening: () => flattening.stop(),
    cancelAll: () => orders.emergencyCancel(),
    plan: () => flattening.plan(null),
    flatten: () => flattening.start(null),
    flattens: () => false,
    realNow: () => performance.now(),
    notice,
  });
  const audit = auditing(await auditLogIn(store, { clock: { now: () => clock.now() } }), 'left');
  const notThere: unknown = Object.fromEntries(Object.keys(operations).map((name) => [name, () => Promise.reject(new Error(`${name} is not part of this test`))]));
  const door = new Door({
    handlers: {
      ...(notThere as Handlers),
      'orders.place': async (ticket) => {
        const order = await orders.place({ ...ticket, source: 'automated' });
        return orderView(order, orders.history(order.id), orders.trade(order.tradeId));
      },
      'risk.kill': (options) => kill.kill(options),
    },
    streams: Object.fromEntries(Object.keys(streams).map((name) => [name, () => ({ take: () => null, close: () => undefined })])) as unknown as StreamOpeners,
    audited: { read: async () => null },
    // What is refused by the thousand is not audited here: it would take the time of the test, and nothing else.
    audit: (entry) => (entry.action === 'risk.kill' ? audit(entry) : Promise.resolve()),
    onUnaudited: (name, error) => notices.push(`${name}: ${String(error)}`),
    realNow: () => performance.now(),
  });
  const host = (userId = profile.userId) => door.host(fixedIdentity(callerOf({ userId, origin: 'script' })));
  return { broker, door, flattening, host, notices, orders, state, store };
}

type Program = Awaited<ReturnType<typeof program>>;

/** One moment of the session, as the pump makes it. */
async function moment({ broker, flattening, orders }: Program, milliseconds: number): Promise<void> {
  clock.set(clock.now() + milliseconds);
  broker.advance(clock.now());
  flattening.step(clock.now());
  await orders.pending();
}

const ORDERS = 10_000;
/** A person may ask for so much at once: the flood comes from many. */
const CONNECTIONS = 100;
const BURSTS = 100;

/** Tickets for all of them over a second, whatever becomes of each. */
function flood({ host }: Program): { readonly sent: () => number; readonly answers: Promise<readonly string[]> } {
  const hosts = Array.from({ length: CONNECTIONS }, (_, person) => host(`person ${person}`));
  const answers: Promise<string>[] = [];
  const done = new Promise<void>((resolve) => {
    const burst = (): void => {
      for (let count = 0; count < ORDERS / BURSTS; count += 1) {
        const number = answers.length;
        const { id, ...ticket } = request(number, [leg(CALL, 'buy')], limit(0.01 + (number % 50) / 100));
        const { source: _source, ...asked } = ticket;
        const call = hosts[number % CONNECTIONS]?.call('orders.place', { ...asked, id: randomUUID() }, NEVER);
        answers.push((call ?? Promise.reject(new Error(id))).then(() => 'placed', (error: unknown) => (error instanceof ContractFailure ? error.code : String(error))));
      }
      if (answers.length < ORDERS) setTimeout(burst, 1_000 / BURSTS);
      else resolve();
    };
    burst();
  });
  return { sent: () => answers.length, answers: done.then(() => Promise.all(answers)) };
}

test.each(['goes on', 'fails'] as const)('a flood of orders, a feed gap and a store that hangs and then %s: a kill halts at once and nothing is sent after it', async (ending) => {
  const running = await program();
  const { broker, flattening, host, notices, orders, state, store } = running;
  // A position to be flattened, and orders that rest.
  const opening = host();
  const place = (legs: Parameters<typeof request>[1], terms: Parameters<typeof request>[2]) => {
    const { source: _source, ...ticket } = request(1, legs, terms);
    return opening.call('orders.place', { ...ticket, id: randomUUID() }, NEVER);
  };
  await place([leg(PUT, 'sell'), leg(WING, 'buy')], { type: 'market' });
  await Promise.all(Array.from({ length: 100 }, (_, index) => place([leg(CALL, 'buy')], limit(0.01 + (index % 50) / 100))));
  for (let count = 0; count < 5; count += 1) await moment(running, 100);
  expect(orders.book.holdings()).toHaveLength(2);

  const { sent, answers } = flood(running);
  await new Promise((resolve) => setTimeout(resolve, 250));
  await Promise.race([moment(running, 250), new Promise((resolve) => setTimeout(resolve, 50))]);
  quoteAll('stale');
  store.hang();
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(sent()).toBeGreaterThan(200);
  expect(sent()).toBeLessThan(ORDERS);

  let haltedAt = Number.NaN;
  state.subscribe(() => (haltedAt = performance.now()));
  const heardBefore = broker.heard.length;
  const working = orders.working().length;
  const began = performance.now();
  const answer = host().call('risk.kill', { flatten: true }, NEVER) as Promise<KillResult>;
  const returned = performance.now();
  const commitsBefore = store.commits;
  const result = await answer;

  expect(state.stateOf(null).state).toBe('HALTED');
  expect(haltedAt - began).toBeLessThan(100);
  expect(returned - began).toBeLessThan(100);
  expect(result.milliseconds).toBeLessThan(100);
  expect(result.cancelled).toBe(working);
  expect(working).toBeGreaterThan(100);
  expect(result.plan?.steps).toMatchObject([{ kind: 'package', state: 'waiting', text: 'waiting: the quote of the SPY 633 put is stale' }]);
  expect(broker.heard.slice(heardBefore).map(({ what }) => what)).toEqual(Array.from({ length: working }, () => 'cancel'));

  store.end(ending === 'fails' ? new Error('the disk is gone') : null);
  const codes = await answers;
  expect(codes).toHaveLength(ORDERS);
  const told = new Map<string, number>();
  for (const code of codes) told.set(code, (told.get(code) ?? 0) + 1);
  const after = (): readonly string[] => broker.heard.slice(heardBefore).flatMap(({ what, purpose }) => (what === 'cancel' ? [] : [`${what} ${purpose}`]));
  expect(after()).toEqual([]);

  if (ending === 'fails') {
    expect(told.get('unavailable') ?? 0).toBeGreaterThan(sent() / 2);
    expect(orders.failure).toContain('the disk is gone');
    expect(notices.some((text) => text.includes('the disk is gone'))).toBe(true);
    return;
  }
  // What waited was refused before it reached the disk: a halt, its audit, a flattening, one called off, the cancellations.
  expect(told.get('denied') ?? 0).toBeGreaterThan(ORDERS / 2);
  expect(store.commits - commitsBefore).toBeLessThan(20 + 3 * working);
  for (let count = 0; count < 5; count += 1) await moment(running, 100);
  expect(orders.working()).toEqual([]);
  expect(orders.book.holdings()).toHaveLength(2);
  quoteAll();
  for (let count = 0; count < 250; count += 1) await moment(running, 100);
  expect(orders.book.holdings()).toEqual([]);
  expect(flattening.view()?.state).toBe('done');
  expect(new Set(after())).toEqual(new Set(['submit flatten', 'change null']));
  expect(state.stateOf(null).state).toBe('HALTED');
}, 120_000);
