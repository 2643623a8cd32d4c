import { type ExchangeSession, sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import { type InstrumentSymbol, type Right, symbolOf } from '../../../src-core/instruments/instrument.ts';
import type { TradeBooks } from '../../../src-core/ledger/corrections.ts';
import type { QuoteStatus } from '../../../src-core/market/chain.ts';
import type { Quote, QuoteSource } from '../../../src-core/market/quote.ts';
import { fromDollars, type Money } from '../../../src-core/money.ts';
import { newOrder } from '../../../src-core/orders/new-order.ts';
import { applyEvent } from '../../../src-core/orders/life-cycle.ts';
import type { Order, OrderLeg, OrderRequest, OrderTerms, Side } from '../../../src-core/orders/order.ts';
import { type Clock, type EpochMs, parseIsoDate } from '../../../src-core/time.ts';
import type { JournalRecord, TradingHistory, TradingJournal } from '../../../src-main/trading/journal.ts';

export const DATE = parseIsoDate('2026-07-28');
export const SESSION: ExchangeSession = knownSession();
/** Half an hour into the session. */
export const TEN = SESSION.open + 30 * 60_000;

function knownSession(): ExchangeSession {
  const session = sessionOn(DATE);
  if (!session) throw new Error('2026-07-28 is a session');
  return session;
}

export function option(right: Right, strike: number, expiry = DATE): InstrumentSymbol {
  return symbolOf({ kind: 'option', underlying: 'SPY', expiry, right, strike: fromDollars(strike) });
}

export const SHARES = symbolOf({ kind: 'shares', underlying: 'SPY' });

export function leg(symbol: InstrumentSymbol, side: Side, ratio = 1): OrderLeg {
  return { symbol, side, ratio };
}

export const MARKET: OrderTerms = { type: 'market' };

export function limit(dollars: number): OrderTerms {
  return { type: 'limit', limit: fromDollars(dollars) };
}

export function stop(dollars: number): OrderTerms {
  return { type: 'stop', stop: fromDollars(dollars) };
}

/** A UUID that is easy to read in a failing test. */
export function id(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export function request(number: number, legs: readonly OrderLeg[], terms: OrderTerms, rest: Partial<OrderRequest> = {}): OrderRequest {
  return { id: id(number), underlying: 'SPY', legs, quantity: 1, terms, timeInForce: 'DAY', source: 'manual', ...rest };
}

/** A request as the broker gets it. */
export function submitted(asked: OrderRequest, sequence: number, time: EpochMs): Order {
  const order = newOrder(asked, { sequence, tradeId: id(9_000 + sequence), closing: false, time });
  return applyEvent(order, { type: 'submitted' }, time);
}

export class TestClock implements Clock {
  #now: EpochMs;

  constructor(now: EpochMs) {
    this.#now = now;
  }

  now(): EpochMs {
    return this.#now;
  }

  set(now: EpochMs): void {
    this.#now = now;
  }
}

export interface Sides {
  readonly bid: number | null;
  readonly ask: number | null;
  readonly bidSize?: number;
  readonly askSize?: number;
  readonly status?: QuoteStatus;
}

/** Quotes set by hand; each set is a refresh. */
export class TestQuotes implements QuoteSource {
  readonly #quotes = new Map<InstrumentSymbol, Quote>();

  set(symbol: InstrumentSymbol, time: EpochMs, { bid, ask, bidSize = 10, askSize = 10, status = 'priced' }: Sides): void {
    const money = (dollars: number | null): Money | null => (dollars === null ? null : fromDollars(dollars));
    const refresh = (this.#quotes.get(symbol)?.refresh ?? 0) + 1;
    const greeks = { iv: 0.15, delta: 0.5, gamma: 0.05, theta: -1, vega: 0.1 };
    this.#quotes.set(symbol, { bid: money(bid), ask: money(ask), bidSize, askSize, time, status, refresh, ...greeks });
  }

  quote(symbol: InstrumentSymbol): Quote | null {
    return this.#quotes.get(symbol) ?? null;
  }
}

/** A store in memory whose writes can be held back, dropped or made to fail. What it keeps went through JSON. */
export class TestJournal implements TradingJournal {
  readonly writes: (readonly JournalRecord[])[] = [];
  #gate: { readonly opened: Promise<void>; readonly open: () => void } | null = null;
  #failure: Error | null = null;

  /** Writes wait until the result is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gate = { opened: promise, open: resolve };
    return () => {
      this.#gate = null;
      resolve();
    };
  }

  fail(error: Error): void {
    this.#failure = error;
  }

  async write(records: readonly JournalRecord[]): Promise<void> {
    await this.#gate?.opened;
    if (this.#failure) throw this.#failure;
    this.writes.push(JSON.parse(JSON.stringify(records)));
  }

  /** A journal with what is on disk by now, for a program that starts again. */
  copy(): TestJournal {
    const copy = new TestJournal();
    copy.writes.push(...this.writes);
    return copy;
  }

  /** Ids of orders of sessions that are no longer loaded. */
  readonly earlierOrders = new Set<string>();

  hasOrder(id: string): Promise<boolean> {
    const isWritten = this.writes.flat().some((record) => record.kind === 'order' && record.order.id === id);
    return Promise.resolve(isWritten || this.earlierOrders.has(id));
  }

  async tradeBooks(id: string): Promise<TradeBooks | null> {
    const { trades, transactions } = await this.load();
    const trade = trades.find((kept) => kept.id === id);
    return trade === undefined ? null : { trade, transactions: transactions.filter(({ tradeId }) => tradeId === id) };
  }

  load(): Promise<TradingHistory> {
    const orders = new Map<string, Order>();
    const trades = new Map<string, TradingHistory['trades'][number]>();
    const history: TradingHistory['history'][number][] = [];
    const transactions: TradingHistory['transactions'][number][] = [];
    for (const record of this.writes.flat()) {
      if (record.kind === 'order') orders.set(record.order.id, record.order);
      else if (record.kind === 'trade') trades.set(record.trade.id, record.trade);
      else if (record.kind === 'history') history.push(record.entry);
      else if (record.kind === 'transaction') transactions.push(record.transaction);
    }
    const lastSequence = Math.max(0, ...[...orders.values()].map((order) => order.sequence));
    return Promise.resolve({ orders: [...orders.values()], trades: [...trades.values()], history, transactions, lastSequence });
  }
}
