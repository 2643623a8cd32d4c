import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { dateInNewYork, type ExchangeSession } from '../src-core/calendar/exchange-calendar.ts';
import { flatClock } from '../src-core/calendar/expiry-clock.ts';
import type { ContractHost } from '../src-core/contract/host.ts';
import { ContractFailure } from '../src-core/contract/messages.ts';
import { parseSymbol, type Underlying } from '../src-core/instruments/instrument.ts';
import { Book } from '../src-core/ledger/book.ts';
import { type FeeSchedule, scheduleOn } from '../src-core/ledger/fees.ts';
import { fromDollars, type Money, toDollars } from '../src-core/money.ts';
import { isTerminal } from '../src-core/orders/life-cycle.ts';
import { type Clock, SECOND } from '../src-core/time.ts';
import { Connections } from './connections/connections.ts';
import { createFileVault } from './connections/file-vault.ts';
import type { Vault } from './connections/vault.ts';
import type { MarketFeed } from './market-data/feed.ts';
import { Market } from './market-data/market.ts';
import { QuoteRate } from './market-data/quote-rate.ts';
import { Recorder } from './market-data/recorder.ts';
import { FeedRefused, openReplay } from './market-data/replay-feed.ts';
import { type Milestone, type Pacer, SessionClock, SessionPump } from './market-data/session-pump.ts';
import { SIMULATED_RATE, SimulatedFeed } from './market-data/simulated-feed.ts';
import { Door } from './operations/door.ts';
import type { Engines } from './operations/engines.ts';
import { createHandlers } from './operations/handlers.ts';
import { Notices } from './operations/notices.ts';
import { createStreamOpeners } from './operations/stream-openers.ts';
import { Signal } from './operations/stream-taps.ts';
import { programFiles } from './program-files.ts';
import { expiryClockOf, readVarianceTables } from './variance-tables.ts';
import { checkOrder, type RiskContext } from './risk/pre-trade.ts';
import { ReferencePrices } from './trading/reference-prices.ts';
import { SessionRecord } from './session-record.ts';
import { type BooksState, planSession, type SessionPlan } from './session-plan.ts';
import type { Settings } from './settings.ts';
import { StartFailure } from './start-failure.ts';
import { createAuditRepository } from './stores/relational/audit-repository.ts';
import { ensureLocalProfile } from './stores/relational/local-profile.ts';
import { createMarketArchive } from './stores/relational/market-archive.ts';
import type { RelationalStore } from './stores/relational/relational-store.ts';
import { createSessionRepository } from './stores/relational/session-repository.ts';
import { createSettingsRepository, type JsonValue } from './stores/relational/settings-repository.ts';
import { openLocalStore } from './stores/relational/sqlite/local-store.ts';
import { createTradingJournal } from './stores/relational/trading/trading-journal.ts';
import type { TradingHistory } from './trading/journal.ts';
import { OrderManager } from './trading/order-manager.ts';
import { PaperBroker } from './trading/paper-broker.ts';

/** Paid into a new paper account. */
const PAPER_CAPITAL = fromDollars(25_000);
/** Milliseconds an order takes to the paper broker. */
const LATENCY = { least: 40, most: 160 };
/** Real milliseconds between looks for new frames, and for values that people read. */
const FRAME_MS = 50;
const READING_MS = 250;
/** Snapshots of the market that may wait for the disk. */
const RECORDER_BACKLOG = 64;
/** From the last trade to the settlement. */
const SETTLE_AFTER_MS = SECOND;

export interface Terminal {
  /** The one door, for one connection. */
  host(caller: { readonly origin: 'window' | 'script' | 'headless'; readonly remote?: string }): ContractHost;
  readonly engines: Engines;
  /** Ends the session where it is; the next start goes on from there. */
  close(): Promise<void>;
}

export interface TerminalHooks {
  /** False leaves the session standing at its start. */
  readonly autoplay?: boolean;
  /** Another feed than the flags ask for. */
  readonly feed?: MarketFeed;
  /** Where passwords are kept; a file in the data directory unless the shell has a keychain. */
  readonly vault?: Vault;
}

/**
 * Builds the whole program from the flags: opens the store, recovers the books, chooses the session and starts its
 * clock. Throws StartFailure; nothing is left open then.
 */
export async function startTerminal(settings: Settings, hooks: TerminalHooks): Promise<Terminal> {
  const machineClock: Clock = { now: () => Date.now() };
  const { migrations, sqliteWorker } = programFiles();
  const store = await openLocalStore({
    directory: settings.dataDir,
    migrations,
    sqliteWorker,
    clock: machineClock,
    restoreBackup: settings.restoreBackup,
  });
  try {
    return await compose(settings, hooks, store, machineClock);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function compose(settings: Settings, hooks: TerminalHooks, store: RelationalStore, machineClock: Clock): Promise<Terminal> {
  const profile = await ensureLocalProfile(store, userInfo().username, randomUUID);
  const journal = createTradingJournal(store, { userId: profile.userId, accountId: profile.accountId });
  const sessions = createSessionRepository(store);
  const newest = await sessions.newest();
  const given = hooks.feed ?? (settings.feed.kind === 'replay' ? await openRecording(settings.feed.path, settings) : null);
  const books = booksState(await journal.load());
  const plan = planSession(settings, { newest, ...books }, given?.description ?? null, dateInNewYork(machineClock.now()));
  const { session, previousCloses } = plan;
  const fees = feesOn(session);
  const feed = given ?? simulatedFeed(plan);
  const { description } = feed;

  const clock = new SessionClock(plan.from ?? description.from);
  const notices = new Notices(clock);
  const expiry =
    settings.clock === 'flat'
      ? { clock: flatClock(session), notices: [] }
      : expiryClockOf(readVarianceTables(programFiles().resources), session);
  for (const problem of expiry.notices) notices.tell('warning', problem);
  const { staleAfterMs, quoting } = description;
  const market = new Market({ session, clock: expiry.clock, rate: settings.rate, staleAfterMs, quoting });
  const recorder = new Recorder({ market, archive: createMarketArchive(store, profile.tickerIds), maximumBacklog: RECORDER_BACKLOG });
  const reference = new ReferencePrices(session, plan.resumed?.referencePrices ?? {});
  if (clock.now() > session.reference && description.from <= session.reference) {
    // A start past the reference time must not move its prices.
    feed.seek(session.reference, market);
    market.price(session.reference);
    for (const problem of reference.set(market)) notices.tell('warning', problem);
  }
  if (clock.now() > description.from) feed.seek(clock.now(), market);
  market.price(clock.now());
  const record = new SessionRecord(sessions, {
    id: plan.resumed?.id ?? randomUUID(),
    date: session.date,
    feed: { kind: description.kind, detail: description.detail },
    seed: plan.seed,
    settledAt: plan.resumed?.settledAt ?? null,
    previousCloses,
    market,
    clock,
    reference,
  });
  // Before the books are read: they are those of the newest session.
  await record.save();

  const spotOf = (underlying: Underlying): Money | null => {
    const today = market.underlyingPrice(underlying);
    // Shares that expiry left are held before their first price of the day.
    return today === null ? (previousCloses[underlying] ?? null) : fromDollars(today.price);
  };
  const riskAccount = { quotes: market, spotOf, fees, session };
  const broker = new PaperBroker({
    quotes: market,
    seed: plan.seed,
    session,
    clock,
    latency: LATENCY,
    report: (report) => orders.onReport(report),
  });
  const orders: OrderManager = await OrderManager.recover({
    broker,
    journal,
    clock,
    session,
    accountCapital: PAPER_CAPITAL,
    notice: (text) => notices.tell('error', text),
    risk: { check: (order, account) => checkOrder(order, { ...riskAccount, ...account, now: clock.now() }) },
  });
  const pump = new SessionPump(
    {
      clock,
      pacer: realPacer,
      timed: [
        {
          nextTime: () => feed.nextTime(),
          advance: (now) => {
            feed.advance(now, market);
            market.price(now);
          },
        },
        { nextTime: () => broker.nextDue(), advance: (now) => broker.advance(now) },
      ],
      milestones: milestonesOf(session, { market, reference, record, orders, clock, notices }),
      onStep: (now) => recorder.step(now),
      pending: () => orders.pending(),
      onFailure: (error) => notices.tell('error', `the session has stopped: ${error instanceof Error ? error.message : String(error)}`),
      end: session.lastTrade + SETTLE_AFTER_MS,
    },
    settings.speed === 'max' ? null : (settings.speed ?? 1),
  );

  const rate = new QuoteRate(() => market.quotesSeen);
  const audit = createAuditRepository(store, machineClock, randomUUID);
  const connections = await Connections.open({
    inForce: settings.connections,
    vault: hooks.vault ?? createFileVault(settings.dataDir),
    testers: { postgresql: untried, redis: untried, influxdb: untried },
    servers: () => [],
    desk: () => null,
    retention: () => [],
  });
  const engines: Engines = {
    clock,
    session,
    feed,
    market,
    orders,
    pump,
    notices,
    settings: createSettingsRepository(store),
    account: { number: profile.accountNumber, kind: 'paper' },
    connections,
    servers: () => [],
    desk: () => null,
    takeOver: () => Promise.reject(new ContractFailure({ code: 'conflict', message: 'this terminal runs on the local profile: its account is its own, and there is nothing to take over' })),
    history: () => Promise.reject(new ContractFailure({ code: 'unavailable', message: 'this terminal keeps no history yet' })),
    storeStatus: () => ({ kind: store.kind, ...store.status() }),
    referencePrices: () => reference.dollars(),
    isSettled: () => record.isSettled,
    spotOf,
    riskContext: (): RiskContext => ({ ...riskAccount, book: orders.book, working: orders.working(), now: clock.now() }),
    frameBeat: new Signal(),
    readingBeat: new Signal(),
    quotesPerSecond: () => rate.perSecond,
  };
  const door = new Door({
    handlers: createHandlers(engines),
    streams: createStreamOpeners(engines),
    audit: ({ caller, action, input, outcome }) =>
      audit.append({
        userId: caller.userId,
        action,
        resourceType: action.slice(0, action.indexOf('.')),
        resourceId: idOf(input),
        oldValues: null,
        newValues: { origin: caller.origin, outcome, input: jsonOf(input) },
        ipAddress: caller.address,
      }),
    realNow: () => performance.now(),
  });
  const timers = [
    setInterval(() => engines.frameBeat.fire(), FRAME_MS),
    setInterval(() => {
      rate.measure(performance.now());
      engines.readingBeat.fire();
    }, READING_MS),
    setInterval(() => record.saveInBackground(), SECOND),
  ];
  if (hooks.autoplay !== false) pump.resume();
  return {
    engines,
    host: ({ origin, remote = null }) => door.host({ userId: profile.userId, role: 'trader', origin, address: remote }),
    async close() {
      for (const timer of timers) clearInterval(timer);
      await pump.stop();
      await orders.pending()?.catch(() => undefined);
      try {
        await recorder.flush();
        await record.save();
      } finally {
        feed.close();
        await store.close();
      }
    },
  };
}

interface MilestoneParts {
  readonly market: Market;
  readonly reference: ReferencePrices;
  readonly record: SessionRecord;
  readonly orders: OrderManager;
  readonly clock: Clock;
  readonly notices: Notices;
}

/** The reference price at the regular close, and the settlement after the last trade. */
function milestonesOf(session: ExchangeSession, parts: MilestoneParts): readonly Milestone[] {
  const { market, reference, record, orders, clock, notices } = parts;
  if (record.isSettled) return [];
  return [
    {
      time: session.reference,
      run: () => {
        for (const problem of reference.set(market)) notices.tell('warning', problem);
        notices.tell('info', `reference prices are set: ${reference.text()}`);
        return record.save();
      },
    },
    {
      time: session.lastTrade + SETTLE_AFTER_MS,
      run: async () => {
        const summary = await orders.settle(session.date, (underlying) => reference.of(underlying), clock.now());
        await record.settled();
        const { exercised, assigned, lapsed } = summary;
        notices.tell('info', `${session.date} is settled: ${exercised} contracts exercised, ${assigned} assigned, ${lapsed} lapsed`);
      },
    },
  ];
}

async function openRecording(path: string, { date }: Settings): Promise<MarketFeed> {
  try {
    return await openReplay(path, date ?? undefined);
  } catch (error) {
    if (error instanceof FeedRefused) throw new StartFailure(`--feed: ${error.message}`, { cause: error });
    throw error;
  }
}

function feesOn({ date }: ExchangeSession): FeeSchedule {
  try {
    return scheduleOn(date);
  } catch (error) {
    throw new StartFailure(`no session of ${date} can be traded: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function simulatedFeed({ seed, session, previousCloses }: SessionPlan): MarketFeed {
  const dollars = Object.fromEntries(Object.entries(previousCloses).map(([ticker, close]) => [ticker, toDollars(close)]));
  return new SimulatedFeed({ seed, session, previousCloses: dollars, rate: SIMULATED_RATE });
}

function booksState({ orders, transactions, lastSequence }: TradingHistory): Omit<BooksState, 'newest'> {
  const hasTraded = lastSequence > 0;
  const times = [...orders.map((order) => order.updatedAt), ...transactions.map(({ time }) => time)];
  const options = Book.replay(transactions)
    .holdings()
    .filter(({ symbol }) => parseSymbol(symbol).kind === 'option');
  return {
    hasTraded,
    isUnfinished: options.length > 0 || orders.some((order) => !isTerminal(order.state)),
    lastEvent: hasTraded ? times.reduce((newest, time) => Math.max(newest, time), 0) : null,
  };
}

function untried(): Promise<never> {
  return Promise.reject(new ContractFailure({ code: 'unavailable', message: 'no server can be tried yet' }));
}

/** The thing a call was about, where its input names one. */
function idOf(input: unknown): string | null {
  const parsed = z.object({ id: z.string().max(100) }).safeParse(input);
  return parsed.success ? parsed.data.id : null;
}

function jsonOf(input: unknown): JsonValue {
  const parsed = z.json().safeParse(input);
  return parsed.success ? parsed.data : null;
}

const realPacer: Pacer = {
  now: () => performance.now(),
  after(delay, run) {
    if (delay === 0) {
      const immediate = setImmediate(run);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(run, delay);
    return () => clearTimeout(timer);
  },
};
