import { newYorkClock } from '../../src-core/calendar/clock-text.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { Trade } from '../../src-core/ledger/trade.ts';
import type { TradeId } from '../../src-core/orders/order.ts';
import { exitBases } from '../../src-core/risk/exit-levels.ts';
import { type ExitPlan, type ExitView, NO_EXIT } from '../../src-core/risk/exits.ts';
import { type Clock, type EpochMs, MINUTE, SECOND } from '../../src-core/time.ts';
import type { TradingChange } from '../trading/trading-state.ts';
import { ExitWatch, type ExitWatchParts } from './exits/exit-watch.ts';
import type { ExitJournal, KeptExit } from './risk-journal.ts';
import { WriteBehind } from './write-behind.ts';

export interface PositionExitsParts extends Omit<ExitWatchParts, 'changed'> {
  readonly journal: ExitJournal;
  readonly clock: Clock;
  /** Nothing but a flattening plan may be sent. */
  readonly isHalted: () => boolean;
  /** A flattening plan closes it now. */
  readonly isFlattened: (tradeId: TradeId) => boolean;
  readonly notice: (text: string) => void;
}

const RETRY_MS = 5 * SECOND;
const NOTHING_YET = { best: null, targetOrder: null, closingOrder: null, reason: null, done: false } as const;

/** When positions are closed without being asked: by their own plans, or by the account's. Driven by `step`. */
export class PositionExits {
  readonly #parts: PositionExitsParts;
  readonly #watches = new Map<TradeId, ExitWatch>();
  readonly #writes: WriteBehind<KeptExit & { readonly id: string }>;
  readonly #listeners = new Set<(tradeIds: readonly TradeId[]) => void>();
  readonly #changed = new Set<TradeId>();
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
  }

  /** Goes on with what is kept. Rejects where the journal cannot be read. */
  static async recover(parts: PositionExitsParts): Promise<PositionExits> {
    const exits = new PositionExits(parts, await parts.journal.exits());
    for (const trade of exits.#openTrades()) exits.#attach(trade);
    return exits;
  }

  views(): readonly ExitView[] {
    return [...this.#watches.values()].map((watch) => watch.view());
  }

  view(tradeId: TradeId): ExitView | null {
    return this.#watches.get(tradeId)?.view() ?? null;
  }

  /** Fails with 'not_found' for a trade that holds nothing, 'conflict' while an exit closes it, or 'bad_input'. Resolves once it is on disk, or could not be. */
  async set(tradeId: TradeId, plan: ExitPlan): Promise<ExitView> {
    const { orders } = this.#parts;
    const trade = orders.trade(tradeId);
    if (trade === undefined || orders.book.holdingsOf(tradeId).length === 0) {
      throw new ContractFailure({ code: 'not_found', field: 'tradeId', message: `tradeId: trade ${tradeId} holds nothing to close` });
    }
    if (this.#watches.get(tradeId)?.isClosing) {
      throw new ContractFailure({ code: 'conflict', message: 'an exit closes this position now; cancel its order, or wait until it is over' });
    }
    this.#assertPossible(trade, plan);
    const known = this.#watches.get(tradeId);
    const watch = known === undefined || known.isDone ? this.#newWatch({ tradeId, plan, progress: NOTHING_YET }) : known;
    this.#watches.set(tradeId, watch);
    watch.setPlan(plan);
    await this.#writes.pending();
    return watch.view();
  }

  /** After each moment of the session. */
  step(now: EpochMs): void {
    const { isFlattened, isHalted, limits, notice, session } = this.#parts;
    if (this.#writes.failing && now >= this.#nextRetry) {
      this.#nextRetry = now + RETRY_MS;
      this.#writes.retry();
    }
    const { auto_close_minutes } = limits();
    if (auto_close_minutes > 0 && now >= session.lastTrade - auto_close_minutes * MINUTE) {
      for (const { id } of this.#openTrades()) this.#watchOver(id, NO_EXIT);
    }
    if (this.#watches.size === 0) return;
    const mayAct = !isHalted() && now < session.lastTrade;
    this.#isStepping = true;
    for (const watch of this.#watches.values()) {
      try {
        watch.step(now, mayAct && !isFlattened(watch.tradeId));
      } catch (error) {
        notice(`the exits of trade ${watch.tradeId} could not be looked at: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    this.#isStepping = false;
    this.#flush();
  }

  /** Gives up what is being closed: nothing is sent while trading is halted. */
  stop(): void {
    for (const watch of this.#watches.values()) if (watch.isClosing) watch.giveUp();
  }

  /** A trade that was opened gets the account's plan, where there is one. */
  onTradingChange({ trades }: Pick<TradingChange, 'trades'>): void {
    for (const trade of trades) this.#attach(trade);
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

  #attach(trade: Trade): void {
    const { limits, orders } = this.#parts;
    const { exits_on_open, profit_target, stop_loss } = limits();
    if (exits_on_open !== 1 || this.#watches.has(trade.id) || orders.book.holdingsOf(trade.id).length === 0) return;
    const hasBound = exitBases(trade).stop !== null;
    this.#watchOver(trade.id, { ...NO_EXIT, target: { unit: 'percent', value: profit_target }, stop: hasBound ? { unit: 'percent', value: stop_loss } : null });
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
    const { orders } = this.#parts;
    const ids = new Set(orders.book.holdings().map(({ tradeId }) => tradeId));
    return [...ids].flatMap((id) => orders.trade(id) ?? []);
  }

  #assertPossible(trade: Trade, { at, minutesBeforeEnd, stop, trailing }: ExitPlan): void {
    const { clock, session } = this.#parts;
    const refuse = (field: string, message: string): never => {
      throw new ContractFailure({ code: 'bad_input', field, message: `${field}: ${message}` });
    };
    if (exitBases(trade).stop === null) {
      if (stop?.unit === 'percent') refuse('plan.stop', `${stop.value} % of a loss that has no bound; expected an amount in dollars`);
      if (trailing?.unit === 'percent') refuse('plan.trailing', `${trailing.value} % of a loss that has no bound; expected an amount in dollars`);
    }
    if (at !== null && (at <= clock.now() || at >= session.lastTrade)) {
      refuse('plan.at', `${newYorkClock(at)}; expected a time from now (${newYorkClock(clock.now())}) up to the last trade (${newYorkClock(session.lastTrade)})`);
    }
    if (minutesBeforeEnd !== null && session.lastTrade - minutesBeforeEnd * MINUTE <= clock.now()) {
      refuse('plan.minutesBeforeEnd', `${minutesBeforeEnd} minutes before the last trade (${newYorkClock(session.lastTrade)}) are over`);
    }
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
