import { randomUUID } from 'node:crypto';
import { type ExchangeSession, sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import { type InstrumentSymbol, symbolOf } from '../../../src-core/instruments/instrument.ts';
import { fromDollars, type Money } from '../../../src-core/money.ts';
import type { Order, OrderLeg } from '../../../src-core/orders/order.ts';
import { type EpochMs, type IsoDate, SECOND } from '../../../src-core/time.ts';
import { PerformanceEngine } from '../../../src-main/performance/performance-engine.ts';
import { ensureLocalProfile, type LocalProfile } from '../../../src-main/stores/relational/local-profile.ts';
import { createPerformanceJournal } from '../../../src-main/stores/relational/performance/performance-journal.ts';
import type { RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import { createSessionRepository, type SessionRepository } from '../../../src-main/stores/relational/session-repository.ts';
import { createTradingJournal } from '../../../src-main/stores/relational/trading/trading-journal.ts';
import { OrderManager } from '../../../src-main/trading/order-manager.ts';
import { PaperBroker } from '../../../src-main/trading/paper-broker.ts';
import type { TestDirectory } from '../stores/test-store.ts';
import { PASS_ALL } from '../trading/trading-desk.ts';
import { MARKET, TestClock, TestQuotes } from '../trading/trading-fixture.ts';

export const CAPITAL = fromDollars(25_000);

export function option(date: IsoDate, right: 'call' | 'put', strike: number): InstrumentSymbol {
  return symbolOf({ kind: 'option', underlying: 'SPY', expiry: date, right, strike: fromDollars(strike) });
}

/** A terminal's books and its performance on one store, for one session, on quotes and a time that the test holds. */
export interface PerformanceWorld {
  readonly store: RelationalStore;
  readonly profile: LocalProfile;
  readonly quotes: TestQuotes;
  readonly session: ExchangeSession;
  readonly notices: readonly string[];
  readonly manager: OrderManager;
  readonly engine: PerformanceEngine;
  spot: Money;
  /** Sets both sides of an option's quote around a price, a cent away from it. */
  quote(symbol: InstrumentSymbol, dollars: number): void;
  /** Goes to a moment and steps the engine there. */
  at(time: EpochMs): Promise<void>;
  /** Fills a market order at the quotes as they are. */
  trade(legs: readonly OrderLeg[], quantity?: number, tradeId?: string): Promise<Order>;
  /** The session's end: options settle at `reference`, the shares close at `close`. */
  settle(reference: number, close?: number): Promise<void>;
  /** Ends the program as a crash does: nothing more is written. */
  crash(): Promise<void>;
}

interface Start {
  readonly directory: TestDirectory;
  readonly date: IsoDate;
  /** The session that was begun before, to go on with. */
  readonly sessionId?: string;
  readonly from?: EpochMs;
  readonly isSettled?: boolean;
}

export async function openWorld({ directory, date, sessionId = randomUUID(), from, isSettled = false }: Start): Promise<PerformanceWorld & { readonly sessionId: string }> {
  const store = await directory.open();
  const profile = await ensureLocalProfile(store, 'trader', randomUUID);
  const session = sessionOn(date);
  if (session === null) throw new Error(`${date} is a session`);
  const clock = new TestClock(from ?? session.open + SECOND);
  const quotes = new TestQuotes();
  const notices: string[] = [];
  const notice = (text: string): void => void notices.push(text);
  const sessions = createSessionRepository(store);
  const standing = { spot: fromDollars(600), isSettled };
  await saveSession(sessions, { id: sessionId, date, now: clock.now(), spot: standing.spot, settledAt: null });
  const late: { manager?: OrderManager } = {};
  const broker = new PaperBroker({ quotes, seed: 7, session, clock, latency: { least: 100, most: 100 }, report: (report) => late.manager?.onReport(report) });
  const manager = await OrderManager.recover({ broker, journal: createTradingJournal(store, profile), clock, session, risk: PASS_ALL, accountCapital: CAPITAL, notice });
  late.manager = manager;
  const engine = await PerformanceEngine.start({
    journal: createPerformanceJournal(store, profile),
    accountId: profile.accountId,
    clock,
    live: {
      session,
      isSettled: () => standing.isSettled,
      orders: manager,
      quotes,
      spotOf: () => standing.spot,
      vix: () => 17.5,
      regime: () => 'normal',
      balances: () => ({ buyingPower: manager.book.cash, netLiquidation: null, totalCash: manager.book.cash }),
    },
    report: () => Promise.reject(new Error('no reports here')),
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    notice,
  });
  const world = {
    sessionId,
    store,
    profile,
    quotes,
    session,
    notices,
    manager,
    engine,
    get spot() {
      return standing.spot;
    },
    set spot(spot: Money) {
      standing.spot = spot;
    },
    quote(symbol: InstrumentSymbol, dollars: number) {
      quotes.set(symbol, clock.now(), { bid: dollars - 0.01, ask: dollars + 0.01, bidSize: 1_000, askSize: 1_000 });
    },
    async at(time: EpochMs) {
      clock.set(time);
      broker.advance(time);
      await manager.pending();
      engine.step(time);
    },
    async trade(legs: readonly OrderLeg[], quantity = 1, tradeId?: string) {
      const [first] = legs;
      if (first === undefined) throw new Error('an order has legs');
      const id = randomUUID();
      await manager.place({ id, underlying: 'SPY', legs, quantity, terms: MARKET, timeInForce: 'DAY', source: 'manual', ...(tradeId === undefined ? {} : { tradeId }) });
      await world.at(clock.now() + SECOND);
      const order = manager.order(id);
      if (order?.state !== 'FILLED') throw new Error(`the order is ${order?.state ?? 'gone'}`);
      return order;
    },
    async settle(reference: number, close = reference) {
      await world.at(session.lastTrade + SECOND);
      standing.spot = fromDollars(close);
      await manager.settle(date, () => fromDollars(reference), clock.now());
      standing.isSettled = true;
      await saveSession(sessions, { id: sessionId, date, now: clock.now(), spot: standing.spot, settledAt: clock.now() });
      await engine.settled();
    },
    async crash() {
      await store.close();
    },
  };
  return world;
}

function saveSession(sessions: SessionRepository, { id, date, now, spot, settledAt }: { readonly id: string; readonly date: IsoDate; readonly now: EpochMs; readonly spot: Money; readonly settledAt: EpochMs | null }): Promise<void> {
  return sessions.save({ id, date, feed: { kind: 'replay', detail: '' }, seed: 1, now, previousCloses: {}, closes: { SPY: spot }, referencePrices: {}, settledAt });
}
