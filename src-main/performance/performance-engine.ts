import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { BookCorrection, MadeFile, PerformanceAccount, PerformanceQuery, PerformanceState, PerformanceView, SlicesQuery, SlicesView } from '../../src-core/contract/performance.ts';
import { type InstrumentSymbol, parseSymbol, type Underlying } from '../../src-core/instruments/instrument.ts';
import type { QuoteSource } from '../../src-core/market/quote.ts';
import type { VolatilityRegime } from '../../src-core/market/volatility-regime.ts';
import type { Money } from '../../src-core/money.ts';
import type { TradeId } from '../../src-core/orders/order.ts';
import type { DailyResult } from '../../src-core/performance/daily-result.ts';
import { METRIC_NAMES } from '../../src-core/performance/metric.ts';
import { METRICS } from '../../src-core/performance/metrics.ts';
import { type Clock, type EpochMs, type IsoDate, MINUTE, SECOND } from '../../src-core/time.ts';
import { markOf } from '../risk/marks.ts';
import { WriteBehind } from '../risk/write-behind.ts';
import type { OrderManager } from '../trading/order-manager.ts';
import type { TradingChange } from '../trading/trading-state.ts';
import { AccountBook } from './account-book.ts';
import type { AccountResults } from './account-results.ts';
import { DayKeeper } from './day-keeper.ts';
import { ExcursionTracker } from './excursion-tracker.ts';
import type { LiveDay } from './ledger-days.ts';
import { metricPeriods, metricsOfPeriod } from './metric-periods.ts';
import type { PerformanceDesk } from './performance-desk.ts';
import type { Balances, KeptAccount, PerformanceJournal, PerformanceRow } from './performance-journal.ts';
import { performanceView, slicesView } from './performance-view.ts';

/** What a terminal that trades adds: the running session, its market and its books. */
export interface LivePerformance {
  readonly session: ExchangeSession;
  readonly isSettled: () => boolean;
  readonly orders: OrderManager;
  readonly quotes: QuoteSource;
  /** Dollars per share, the previous close before today's first price. */
  readonly spotOf: (underlying: Underlying) => Money | null;
  /** In points; null while it is not known. */
  readonly vix: () => number | null;
  readonly regime: () => VolatilityRegime | null;
  /** The account's own, as the positions show them; null while they are not known. */
  readonly balances: () => Balances | null;
}

export interface PerformanceParts {
  readonly journal: PerformanceJournal;
  /** The terminal's own account. */
  readonly accountId: string;
  /** The session's; where there is none, the machine's. */
  readonly clock: Clock;
  /** null where another terminal's trading is watched: its rows are read from the store. */
  readonly live: LivePerformance | null;
  readonly report: PerformanceDesk['report'];
  /** Resolves after what else the program has to do now. */
  readonly breathe: () => Promise<void>;
  readonly notice: (text: string) => void;
}

/** How old, in milliseconds, what is watched may be when it is asked for. */
const WATCHED_AGE = 5 * SECOND;
/** Rows in memory while they cannot be written: years of days. */
const MOST_WAITING = 20_000;

/**
 * What the trading did. Every account's results are read in the background and kept in memory; the own account's follow
 * its books. Days, figures and circumstances are written behind.
 */
export class PerformanceEngine implements PerformanceDesk {
  readonly #parts: PerformanceParts;
  readonly #accounts: AccountBook;
  readonly #write: WriteBehind<PerformanceRow>;
  readonly #tracker: ExcursionTracker | null;
  readonly #keepers = new Map<string, DayKeeper>();
  /** Days of the own account that changed since figures were last made of them. */
  readonly #unmeasured = new Set<IsoDate>();
  readonly #listeners = new Set<() => void>();
  #unsubscribe: () => void = () => undefined;
  #revision = 1;
  #minute: number | null = null;
  #checkedAt: EpochMs | null = null;
  #checking: Promise<void> | null = null;
  /** What is done in the background, one after the other. */
  #work: Promise<void> = Promise.resolve();
  #problem: string | null = null;
  #closed = false;

  private constructor(parts: PerformanceParts) {
    const { accountId, breathe, clock, journal, live, notice } = parts;
    this.#parts = parts;
    this.#accounts = new AccountBook({ journal, breathe, ownId: accountId, live: live === null ? null : liveDay(live), isWatched: live === null, loaded: (results) => this.#loaded(results) });
    this.#write = new WriteBehind({
      what: 'days, figures and circumstances of the trading',
      write: (rows) => journal.write(rows, clock.now()),
      most: MOST_WAITING,
      expendable: (row) => row.kind === 'unrealised' || row.kind === 'balances',
      notice,
    });
    this.#tracker =
      live === null
        ? null
        : new ExcursionTracker({
            journal,
            orders: live.orders,
            markOf: liveDay(live).markOf,
            spotOf: live.spotOf,
            vix: live.vix,
            regime: live.regime,
            keep: (circumstances) => this.#put({ id: `circumstances ${circumstances.tradeId}`, kind: 'circumstances', circumstances }),
            keepUnrealised: (tradeId, amount) => this.#put({ id: `unrealised ${tradeId}`, kind: 'unrealised', tradeId, amount }),
          });
  }

  /** Reads what was kept of the open trades; results are read in the background. Rejects where the store cannot be read. */
  static async start(parts: PerformanceParts): Promise<PerformanceEngine> {
    const engine = new PerformanceEngine(parts);
    await engine.#accounts.list();
    await engine.#tracker?.recover();
    engine.#unsubscribe = parts.live?.orders.subscribe((change) => engine.#onTradingChange(change)) ?? engine.#unsubscribe;
    void engine.#inBackground(() => engine.#accounts.loadAll());
    return engine;
  }

  async accounts(): Promise<readonly PerformanceAccount[]> {
    await this.#accounts.list();
    await this.#refresh();
    return Promise.all(this.#accounts.all().map(async ({ id }) => this.#accountView(await this.#accounts.results(id))));
  }

  definitions(): ReturnType<PerformanceDesk['definitions']> {
    return METRIC_NAMES.map((name) => ({ name, ...METRICS[name] }));
  }

  async get(query: PerformanceQuery): Promise<PerformanceView> {
    const results = await this.#results(query.accountId);
    return performanceView(results, this.#accountView(results), query, this.#parts.breathe);
  }

  async slices(query: SlicesQuery): Promise<SlicesView> {
    return slicesView(await this.#results(query.accountId), query, query.by, this.#parts.breathe);
  }

  async days({ accountId, from, to }: Pick<PerformanceQuery, 'accountId' | 'from' | 'to'>): Promise<readonly DailyResult[]> {
    const results = await this.#results(accountId);
    return results.days.rows().filter(({ date }) => (from === undefined || date >= from) && (to === undefined || date <= to));
  }

  report(query: Parameters<PerformanceDesk['report']>[0]): Promise<MadeFile> {
    return this.#parts.report(query);
  }

  async correct(correction: BookCorrection): Promise<readonly DailyResult[]> {
    const { live } = this.#parts;
    if (live === null) throw new ContractFailure({ code: 'unavailable', message: 'another workstation trades the account: corrections are booked there' });
    const results = await this.#results();
    const before = new DayKeeper(results.days.rows(), () => undefined);
    await live.orders.correct(correction);
    await results.readChanged();
    const after = results.days.rows();
    const changed = new Set(before.keepAll(after));
    await this.#keepDays(results);
    // Today moves with the market, whatever was booked.
    return after.filter(({ date, state }) => changed.has(date) && state !== 'open');
  }

  state(): PerformanceState {
    if (this.#parts.live === null) void this.#refresh().catch(() => undefined);
    const results = this.#accounts.known(this.#parts.accountId);
    const today = results?.days.today() ?? [];
    const problems = [
      ...(this.#problem === null ? [] : [this.#problem]),
      ...(results === null && this.#problem === null ? ['results are being read'] : []),
      ...(today.some(({ net }) => net === null) ? ['something held has no mark now, so today’s result is not known'] : []),
      ...(this.#write.failing ? ['days and figures cannot be written for now; they are kept in memory'] : []),
    ];
    return { revision: this.#revision, today: [...today], problems };
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Something of an account changed in the store that no order did: its statements, tags or notes. With `tradeIds` only
   * those trades are read again; without an account all accounts are.
   */
  invalidate(accountId?: string, tradeIds?: readonly TradeId[]): void {
    void this.#inBackground(async () => {
      await this.#accounts.list();
      this.#forgetGone();
      const known = accountId === undefined || tradeIds === undefined ? null : this.#accounts.known(accountId);
      if (known === null) await this.#accounts.reload(accountId);
      else {
        for (const id of tradeIds ?? []) known.tradeChanged(id);
        await known.readChanged();
        await this.#keepDays(known);
        this.#changed();
      }
    });
  }

  /** Each second of the session: how far the results of open trades went; what is to be kept, once a minute. */
  step(now: EpochMs): void {
    const { live } = this.#parts;
    if (live === null) return;
    this.#tracker?.step(now);
    const minute = Math.floor(now / MINUTE);
    if (minute === this.#minute) return;
    const isFirst = this.#minute === null;
    this.#minute = minute;
    if (!isFirst) this.#keepToday();
  }

  /** After the session's settlement: resolves when its day is kept, or cannot be for now. Never rejects. */
  async settled(): Promise<void> {
    await this.#inBackground(async () => {
      const results = await this.#results();
      await results.readChanged();
      await this.#keepDays(results);
      this.#keepToday();
      this.#changed();
    });
    await this.#write.pending();
  }

  /** What is being written; null while nothing is. Never rejects. */
  pending(): Promise<void> | null {
    return this.#write.pending();
  }

  /** Tries again what could not be read or written. */
  retry(): void {
    this.#write.retry();
    if (this.#problem === null || this.#closed) return;
    void this.#inBackground(async () => {
      await this.#accounts.loadAll();
      await this.#accounts.known(this.#parts.accountId)?.readChanged();
      this.#changed();
    });
  }

  /** Everything that was heard by now is read and handed over to be written. For tests, and before closing. */
  async idle(): Promise<void> {
    await this.#work;
    await this.#write.pending();
  }

  /** 'abandoned' hands nothing more over: the account is another's. */
  async close(how: 'saved' | 'abandoned' = 'saved'): Promise<void> {
    if (this.#closed) return;
    this.#unsubscribe();
    if (this.#parts.live !== null && how === 'saved') this.#keepToday();
    this.#closed = true;
    this.#accounts.close();
    await this.idle();
  }

  #onTradingChange(change: TradingChange): void {
    const { live, accountId } = this.#parts;
    if (live === null) return;
    this.#tracker?.onTradingChange(change, this.#parts.clock.now());
    let isLate = false;
    for (const transaction of change.transactions) {
      const underlying = transaction.tradeId === undefined ? null : (live.orders.trade(transaction.tradeId)?.underlying ?? null);
      this.#accounts.hear(transaction, underlying);
      isLate ||= transaction.reason !== undefined;
    }
    const over = change.trades.filter(({ status }) => status === 'closed' || status === 'settled');
    for (const { id } of over) this.#accounts.tradeChanged(id);
    if (change.transactions.length > 0) this.#changed();
    if (over.length === 0 && !isLate) return;
    void this.#inBackground(async () => {
      const results = this.#accounts.known(accountId);
      if (results === null) return;
      await results.readChanged();
      if (isLate) await this.#keepDays(results);
      this.#changed();
    });
  }

  /** The rows that change all the time. */
  #keepToday(): void {
    const { accountId, live } = this.#parts;
    this.#tracker?.flush();
    const balances = live?.balances() ?? null;
    if (balances !== null) this.#put({ id: 'balances', kind: 'balances', balances });
    const results = this.#accounts.known(accountId);
    const changed = results === null ? [] : (this.#keepers.get(accountId)?.keep(results.days.today()) ?? []);
    for (const date of changed) this.#unmeasured.add(date);
    this.retry();
  }

  /** All of an account's days, and the figures of the periods in which one of them changed. */
  async #keepDays(results: AccountResults): Promise<void> {
    const { account } = results;
    const keeper = this.#keepers.get(account.id);
    if (keeper === undefined) return;
    const changed = keeper.keepAll(results.days.rows());
    if (account.id !== this.#parts.accountId) return;
    for (const date of changed) this.#unmeasured.add(date);
    const periods = metricPeriods(results.days.rows(), [...this.#unmeasured]);
    this.#unmeasured.clear();
    for (const period of periods) {
      this.#put({ id: `metrics ${period.from} ${period.to}`, kind: 'metrics', ...period, metrics: metricsOfPeriod(results, period) });
      await this.#parts.breathe();
    }
  }

  /** An account was read whole. */
  async #loaded(results: AccountResults): Promise<void> {
    const { journal, live } = this.#parts;
    const { account } = results;
    if (live !== null) {
      if (!this.#keepers.has(account.id)) {
        const kept = await journal.days(account.id);
        // Its figures may not have been written when the program ended.
        const last = kept.at(-1)?.date;
        if (last !== undefined && account.id === this.#parts.accountId) this.#unmeasured.add(last);
        this.#keepers.set(account.id, new DayKeeper(kept, (result) => this.#put({ id: `day ${account.id} ${result.date} ${result.underlying ?? 'all'}`, kind: 'day', result }, account)));
      }
      await this.#keepDays(results);
    }
    this.#changed();
  }

  /** Rows of an account that is gone cannot be written, and would hold up all others. */
  #forgetGone(): void {
    for (const { account, id } of this.#write.waiting) if (!this.#accounts.has(account.id)) this.#write.forget(id);
    for (const id of this.#keepers.keys()) if (!this.#accounts.has(id)) this.#keepers.delete(id);
  }

  async #results(accountId?: string): Promise<AccountResults> {
    await this.#refresh();
    const id = accountId ?? this.#parts.accountId;
    if (!this.#accounts.has(id)) await this.#accounts.list();
    if (!this.#accounts.has(id)) throw new ContractFailure({ code: 'not_found', field: 'accountId', message: `accountId: there is no account ${id}` });
    return this.#accounts.results(id);
  }

  /** Where another terminal trades: looks whether what is kept has changed, where that was not looked at just now. */
  #refresh(): Promise<void> {
    const now = this.#parts.clock.now();
    if (this.#parts.live !== null || this.#closed || (this.#checkedAt !== null && now - this.#checkedAt < WATCHED_AGE)) return Promise.resolve();
    this.#checking ??= this.#accounts
      .refresh()
      .then((isChanged) => {
        this.#checkedAt = now;
        if (isChanged) this.#changed();
      })
      .finally(() => {
        this.#checking = null;
      });
    return this.#checking;
  }

  #accountView({ account, days, trades }: AccountResults): PerformanceAccount {
    const rows = days.rows();
    const { broker, id, kind, number } = account;
    return { id, number, kind, broker, own: id === this.#parts.accountId, from: rows[0]?.date ?? null, to: rows.at(-1)?.date ?? null, trades: trades.size };
  }

  #put(row: RowOf, account?: KeptAccount): void {
    const owner = account ?? this.#accounts.account(this.#parts.accountId);
    if (owner !== null && this.#accounts.has(owner.id)) this.#write.put({ ...row, account: { id: owner.id, userId: owner.userId } });
  }

  #inBackground(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      if (!this.#closed) this.#problem = `results could not be read: ${why}`;
    });
    return this.#work;
  }

  #changed(): void {
    this.#problem = null;
    this.#revision += 1;
    for (const listener of this.#listeners) listener();
  }
}

type RowOf = PerformanceRow extends infer Row ? (Row extends unknown ? Omit<Row, 'account'> : never) : never;

function liveDay({ isSettled, quotes, session, spotOf }: LivePerformance): LiveDay {
  return {
    date: session.date,
    isSettled,
    markOf(symbol: InstrumentSymbol) {
      const instrument = parseSymbol(symbol);
      return instrument.kind === 'shares' ? spotOf(instrument.underlying) : markOf(quotes.quote(symbol));
    },
  };
}

