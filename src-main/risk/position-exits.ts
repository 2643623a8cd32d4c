import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { Holding } from '../../src-core/ledger/holding.ts';
import type { Trade } from '../../src-core/ledger/trade.ts';
import type { Order, OrderId, TradeId } from '../../src-core/orders/order.ts';
import { exitBases } from '../../src-core/risk/exit-levels.ts';
import { exitProblems } from '../../src-core/risk/exit-problems.ts';
import { type ExitPlan, type ExitView, NO_EXIT } from '../../src-core/risk/exits.ts';
import type { RiskLimits } from '../../src-core/risk/limits.ts';
import { type Clock, type EpochMs, MINUTE, SECOND } from '../../src-core/time.ts';
import { closesInGroup } from '../trading/order-groups.ts';
import type { TradingChange } from '../trading/trading-state.ts';
import { ExitWatch, type ExitWatchParts } from './exits/exit-watch.ts';
import type { ExitJournal, KeptExit } from './risk-journal.ts';
import { WriteBehind } from './write-behind.ts';

export interface PositionExitsParts extends Omit<ExitWatchParts, 'changed'> {
  readonly journal: ExitJournal;
  readonly clock: Clock;
  /** Nothing but a flattening plan may be sent in this underlying. */
  readonly isHalted: (underlying: Underlying) => boolean;
  /** A flattening plan closes it now. */
  readonly isFlattened: (tradeId: TradeId) => boolean;
  readonly notice: (text: string) => void;
}

const RETRY_MS = 5 * SECOND;
const NOTHING_YET = { best: null, targetOrder: null, closingOrder: null, reason: null, done: false } as const;
const NONE: readonly never[] = [];

/** When positions are closed without being asked: by their own plans, or by the account's. Driven by `step`. */
export class PositionExits {
  readonly #parts: PositionExitsParts;
  readonly #watches = new Map<TradeId, ExitWatch>();
  readonly #writes: WriteBehind<KeptExit & { readonly id: string }>;
  readonly #listeners = new Set<(tradeIds: readonly TradeId[]) => void>();
  readonly #changed = new Set<TradeId>();
  /** What was wrong with each trade that could not be looked at: said once. */
  readonly #problems = new Map<TradeId, string>();
  readonly #plain = new Map<TradeId, { readonly trade: Trade; readonly limits: RiskLimits; readonly view: ExitView }>();
  /** Holdings by trade, as of so many transactions. */
  #held: { readonly count: number; readonly of: ReadonlyMap<TradeId, readonly Holding[]> } | null = null;
  #working: { readonly orders: readonly Order[]; readonly of: ReadonlyMap<TradeId, readonly Order[]> } | null = null;
  #limits: RiskLimits | null = null;
  #isStepping = false;
  #nextRetry = 0;

  private constructor(parts: PositionExitsParts, kept: readonly KeptExit[]) {
    this.#parts = parts;
    this.#writes = new WriteBehind({
      what: 'exits',
      write: (rows) => parts.journal.writeExits(rows, parts.clock.now()),
      most: 10_000,
      expendable: ({ progress }) => progress.done,
      notice: parts.notice,
    });
    for (const exit of kept) this.#watches.set(exit.tradeId, this.#newWatch(exit));
    // The order of an exit of which no trace is left is nobody's: it is taken back.
    for (const { purpose, tradeId } of parts.orders.working()) if (purpose === 'exit') this.#watchOver(tradeId, NO_EXIT);
  }

  /** Goes on with what is kept. Rejects where the journal cannot be read. */
  static async recover(parts: PositionExitsParts): Promise<PositionExits> {
    return new PositionExits(parts, await parts.journal.exits());
  }

  /** Of every trade that holds something, and of those that an exit has ended. */
  views(): readonly ExitView[] {
    const watched = [...this.#watches.values()].map((watch) => watch.view());
    const others = [...this.#holdings().keys()].filter((tradeId) => !this.#watches.has(tradeId));
    return [...watched, ...others.flatMap((tradeId) => this.view(tradeId) ?? [])];
  }

  view(tradeId: TradeId): ExitView | null {
    const watch = this.#watches.get(tradeId);
    return watch === undefined ? this.#unwatched(tradeId) : watch.view();
  }

  /**
   * Sets a plan in place of what there is; what that closes now is given up. Fails with 'not_found' for a trade that holds
   * nothing, 'bad_input' for a part that could never act, or 'conflict' for more than a time while a target or a stop of its own
   * rests with the broker: what closes for a time cancels these first. Resolves once it is on disk, or could not be.
   */
  async set(tradeId: TradeId, plan: ExitPlan): Promise<ExitView> {
    const { clock, orders, session } = this.#parts;
    const trade = orders.trade(tradeId);
    if (trade === undefined || trade.status === 'settled' || !this.#holdings().has(tradeId)) {
      throw new ContractFailure({ code: 'not_found', field: 'tradeId', message: `tradeId: trade ${tradeId} holds nothing to close` });
    }
    const [problem] = exitProblems(plan, exitBases(trade), session, clock.now());
    if (problem !== undefined) throw new ContractFailure({ code: 'bad_input', field: `plan.${problem.field}`, message: `plan.${problem.field}: ${problem.message}` });
    const resting = this.#ordersOf(tradeId).filter(closesInGroup);
    if (resting.length > 0 && (plan.target !== null || plan.stop !== null || plan.trailing !== null)) {
      const which = resting.map(({ sequence }) => sequence).join(' and ');
      throw new ContractFailure({ code: 'conflict', message: `this position has a target or a stop of its own with the broker (order ${which}): change that, or cancel it first; beside it a plan may have a time alone` });
    }
    const watch = this.#watches.get(tradeId) ?? this.#newWatch({ tradeId, plan: NO_EXIT, progress: NOTHING_YET });
    this.#watches.set(tradeId, watch);
    watch.setPlan(plan);
    await this.#writes.pending();
    return watch.view();
  }

  /** The target that rests for a trade and gives way to a person's own closing order; null without one. */
  restingTarget(tradeId: TradeId): OrderId | null {
    return this.#watches.get(tradeId)?.restingTarget ?? null;
  }

  /**
   * Withdraws a trade's target for a person's own closing order, which is to come within seconds; resolves once it is gone,
   * which takes session time. Rejects with 'conflict' while an exit closes the trade.
   */
  async makeRoom(tradeId: TradeId): Promise<void> {
    await this.#watches.get(tradeId)?.makeRoom(this.#parts.clock.now());
  }

  /** After each moment of the session. */
  step(now: EpochMs): void {
    if (this.#writes.failing && now >= this.#nextRetry) {
      this.#nextRetry = now + RETRY_MS;
      this.#writes.retry();
    }
    this.#bracketAll();
    this.#closeAllInTime(now);
    if (this.#watches.size === 0) return;
    this.#isStepping = true;
    for (const watch of this.#watches.values()) this.#step(watch, now);
    this.#isStepping = false;
    this.#flush();
  }

  /** Gives up what is being closed: nothing is sent while trading is halted, and all orders are being cancelled. */
  stop(): void {
    for (const watch of this.#watches.values()) if (!watch.isDone) watch.giveUp();
  }

  /** A trade that was opened gets the account's plan, where there is one. */
  onTradingChange({ orders, trades }: TradingChange): void {
    for (const trade of trades) {
      this.#bracket(trade);
      this.#changed.add(trade.id);
    }
    for (const { tradeId } of [...orders.map(({ tradeId }) => ({ tradeId })), ...trades.map(({ id }) => ({ tradeId: id }))]) this.#watches.get(tradeId)?.heard();
    if (!this.#isStepping) this.#flush();
  }

  /** `listener` hears which trades' exits changed; it must not throw. The result ends it. */
  subscribe(listener: (tradeIds: readonly TradeId[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Resolves when all is written, or could not be; null while nothing is being written. Never rejects. */
  pending(): Promise<void> | null {
    return this.#writes.pending();
  }

  /** The view of a trade that has no plan and never had one. */
  #unwatched(tradeId: TradeId): ExitView | null {
    const trade = this.#parts.orders.trade(tradeId);
    const limits = this.#parts.limits();
    if (trade === undefined || !this.#holdings().has(tradeId)) return null;
    const known = this.#plain.get(tradeId);
    if (known?.trade === trade && known.limits === limits) return known.view;
    const view = this.#newWatch({ tradeId, plan: NO_EXIT, progress: NOTHING_YET }).view();
    this.#plain.set(tradeId, { trade, limits, view });
    return view;
  }

  #step(watch: ExitWatch, now: EpochMs): void {
    const { tradeId } = watch;
    const { notice, orders } = this.#parts;
    const holdings = this.#holdings().get(tradeId) ?? NONE;
    if (watch.isDone && holdings.length === 0) return;
    const trade = orders.trade(tradeId);
    if (trade === undefined) return;
    try {
      watch.step(now, { trade, holdings, working: this.#ordersOf(tradeId) }, this.#waits(trade, now));
      this.#problems.delete(tradeId);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (this.#problems.get(tradeId) !== text) notice(`the exits of the ${trade.underlying} ${trade.strategy} could not be looked at: ${text}`);
      this.#problems.set(tradeId, text);
    }
  }

  #waits({ id, underlying }: Trade, now: EpochMs): string | null {
    const { isFlattened, isHalted, session } = this.#parts;
    if (now < session.open) return 'the session has not opened';
    if (now >= session.lastTrade) return 'the session is over';
    if (isFlattened(id)) return 'a flattening closes it';
    return isHalted(underlying) ? 'trading is halted: it waits' : null;
  }

  /** Where the account says so, every open trade without a plan of its own gets one. */
  #bracketAll(): void {
    const limits = this.#parts.limits();
    if (limits === this.#limits) return;
    this.#limits = limits;
    for (const trade of this.#openTrades()) this.#bracket(trade);
  }

  #bracket(trade: Trade): void {
    const { clock, limits, session } = this.#parts;
    const { exits_on_open, profit_target, stop_loss } = limits();
    if (exits_on_open !== 1 || this.#watches.has(trade.id) || trade.status !== 'open') return;
    // What was placed with its own exits keeps to them.
    if (this.#ordersOf(trade.id).some(closesInGroup)) return;
    const bases = exitBases(trade);
    const plan: ExitPlan = { ...NO_EXIT, target: { unit: 'percent', value: profit_target }, stop: { unit: 'percent', value: stop_loss } };
    const problems = new Set(exitProblems(plan, bases, session, clock.now()).map(({ field }) => field));
    this.#watchOver(trade.id, { ...plan, target: problems.has('target') ? null : plan.target, stop: problems.has('stop') ? null : plan.stop });
  }

  #closeAllInTime(now: EpochMs): void {
    const { limits, session } = this.#parts;
    const { auto_close_minutes } = limits();
    if (auto_close_minutes === 0 || now < session.lastTrade - auto_close_minutes * MINUTE || now >= session.lastTrade) return;
    for (const { id } of this.#openTrades()) this.#watchOver(id, NO_EXIT);
  }

  #watchOver(tradeId: TradeId, plan: ExitPlan): void {
    if (this.#watches.has(tradeId)) return;
    this.#watches.set(tradeId, this.#newWatch({ tradeId, plan, progress: NOTHING_YET }));
    this.#mark(tradeId);
  }

  #newWatch(kept: KeptExit): ExitWatch {
    return new ExitWatch({ ...this.#parts, changed: () => this.#mark(kept.tradeId) }, kept);
  }

  #openTrades(): readonly Trade[] {
    return [...this.#holdings().keys()].flatMap((id) => this.#parts.orders.trade(id) ?? []).filter(({ status }) => status === 'open');
  }

  #holdings(): ReadonlyMap<TradeId, readonly Holding[]> {
    const { book } = this.#parts.orders;
    if (this.#held?.count !== book.transactionCount) this.#held = { count: book.transactionCount, of: Map.groupBy(book.holdings(), ({ tradeId }) => tradeId) };
    return this.#held.of;
  }

  #ordersOf(tradeId: TradeId): readonly Order[] {
    const orders = this.#parts.orders.working();
    if (this.#working?.orders !== orders) this.#working = { orders, of: Map.groupBy(orders, (order) => order.tradeId) };
    return this.#working.of.get(tradeId) ?? NONE;
  }

  #mark(tradeId: TradeId): void {
    this.#changed.add(tradeId);
    if (!this.#isStepping) this.#flush();
  }

  #flush(): void {
    if (this.#changed.size === 0) return;
    const ids = [...this.#changed];
    this.#changed.clear();
    for (const id of ids) {
      const watch = this.#watches.get(id);
      if (watch !== undefined) this.#writes.put({ id, ...watch.kept() });
    }
    for (const listener of this.#listeners) listener(ids);
  }
}
