import { newYorkClock } from '../../../src-core/calendar/clock-text.ts';
import type { ExchangeSession } from '../../../src-core/calendar/exchange-calendar.ts';
import type { FeeSchedule } from '../../../src-core/ledger/fees.ts';
import type { Holding } from '../../../src-core/ledger/holding.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import type { QuoteSource } from '../../../src-core/market/quote.ts';
import { formatMoney, type Money, negate, subtract, toDollars } from '../../../src-core/money.ts';
import type { TradeId } from '../../../src-core/orders/order.ts';
import { exitBases, type ExitLevels, exitLevels } from '../../../src-core/risk/exit-levels.ts';
import type { ExitPlan, ExitReason, ExitView } from '../../../src-core/risk/exits.ts';
import type { RiskLimits } from '../../../src-core/risk/limits.ts';
import { type EpochMs, MINUTE, SECOND } from '../../../src-core/time.ts';
import type { OrderManager } from '../../trading/order-manager.ts';
import { PackageCloser } from '../package-closer.ts';
import type { NewRiskEvent } from '../risk-events.ts';
import type { ExitProgress, KeptExit } from '../risk-journal.ts';
import { closingResult } from './closing-result.ts';
import { ConfirmedBest, Confirmation } from './confirmation.ts';
import { RestingTarget, targetTerms } from './resting-target.ts';

export interface ExitWatchParts {
  readonly orders: Pick<OrderManager, 'place' | 'change' | 'cancel' | 'order' | 'orders' | 'working' | 'trade' | 'book'>;
  readonly quotes: QuoteSource;
  readonly fees: FeeSchedule;
  readonly session: ExchangeSession;
  readonly limits: () => RiskLimits;
  readonly tell: (event: NewRiskEvent) => unknown;
  /** What windows show, or what is kept, may be other; must not throw. */
  readonly changed: () => void;
}

interface DueExit {
  readonly reason: ExitReason;
  /** Why, with its numbers. */
  readonly text: string;
  readonly value: number | null;
  readonly threshold: number | null;
}

const REASON_TEXT: Record<ExitReason, string> = { target: 'its target', stop: 'its stop', trailing: 'its trailing stop', time: 'its time', end: 'the end of the day' };

/** The exits of one trade: one cancels the other. Goes by `step` alone and never throws from it. */
export class ExitWatch {
  readonly tradeId: TradeId;
  readonly #parts: ExitWatchParts;
  readonly #target: RestingTarget;
  readonly #best: ConfirmedBest;
  readonly #confirming = { stop: new Confirmation(), trailing: new Confirmation() };
  #plan: ExitPlan;
  #reason: ExitReason | null;
  /** Name of what closes it, by which its orders are known after a restart. */
  #closing: string | null;
  #closer: PackageCloser | null = null;
  #done: boolean;
  #result: Money | null = null;
  #closedTimes = 0;

  constructor(parts: ExitWatchParts, { tradeId, plan, progress }: KeptExit) {
    this.tradeId = tradeId;
    this.#parts = parts;
    this.#plan = plan;
    this.#reason = progress.reason;
    this.#closing = progress.closingOrder;
    this.#done = progress.done;
    this.#best = new ConfirmedBest(progress.best);
    this.#target = new RestingTarget(parts.orders, tradeId, progress.targetOrder, parts.changed);
    if (this.#closing !== null && !this.#done) this.#closer = this.#newCloser(this.#closing);
  }

  /** An exit closes it now: its plan cannot be changed. */
  get isClosing(): boolean {
    return this.#closer !== null && !this.#closer.ended;
  }

  get isDone(): boolean {
    return this.#done;
  }

  kept(): KeptExit {
    const progress: ExitProgress = { best: this.#best.best, targetOrder: this.#target.id, closingOrder: this.#closing, reason: this.#reason, done: this.#done };
    return { tradeId: this.tradeId, plan: this.#plan, progress };
  }

  setPlan(plan: ExitPlan): void {
    this.#plan = plan;
    this.#reason = null;
    this.#closing = null;
    this.#closer = null;
    this.#confirming.stop.clear();
    this.#confirming.trailing.clear();
    this.#parts.changed();
  }

  /** Gives up what it was closing; its orders are cancelled by whoever says so. */
  giveUp(): void {
    this.#closer = null;
    this.#closing = null;
    this.#reason = null;
    this.#confirming.stop.clear();
    this.#confirming.trailing.clear();
    this.#parts.changed();
  }

  /** `mayAct` false: another closes the trade now. */
  step(now: EpochMs, mayAct: boolean): void {
    const { orders, quotes } = this.#parts;
    const trade = orders.trade(this.tradeId);
    const holdings = orders.book.holdingsOf(this.tradeId);
    if (trade === undefined || trade.openedQuantity === 0) return;
    if (holdings.length === 0) {
      this.#end(now);
      return;
    }
    if (this.#done || !mayAct) return;
    if (this.#closer !== null) {
      this.#close(this.#closer, now);
      return;
    }
    this.#result = closingResult(trade, holdings, quotes);
    const levels = exitLevels(this.#plan, exitBases(trade));
    const due = this.#due(now, levels);
    if (due === null) this.#rest(trade, holdings, levels, now);
    else this.#act(due, trade, now);
  }

  view(): ExitView {
    const { orders, limits } = this.#parts;
    const trade = orders.trade(this.tradeId);
    const levels = trade === undefined || trade.openedQuantity === 0 ? { target: null, stop: null, trailing: null } : exitLevels(this.#plan, exitBases(trade));
    const { best } = this.#best;
    const { stop, trailing } = this.#confirming;
    const closer = this.#closer;
    const confirmed = stop.since === null ? (trailing.since === null ? null : 'trailing') : 'stop';
    const state = this.#done ? 'done' : closer === null ? (confirmed === null ? 'watching' : 'confirming') : closer.state === 'stuck' ? 'stuck' : 'closing';
    return {
      tradeId: this.tradeId,
      plan: this.#plan,
      targetAt: levels.target,
      stopAt: levels.stop,
      trailingAt: levels.trailing === null || best === null ? null : subtract(best, levels.trailing),
      closesAt: closesAt(this.#plan, this.#parts.session, limits()),
      result: this.#result,
      best,
      state,
      reason: this.#reason ?? confirmed,
      since: closer === null && !this.#done ? (stop.since ?? trailing.since) : null,
      text: closer === null ? this.#target.text : closer.price === null ? closer.text : (closer.text ?? `closing at ${formatMoney(closer.price)}`),
    };
  }

  /** What is to be acted on at this moment; null for nothing. */
  #due(now: EpochMs, levels: ExitLevels): DueExit | null {
    const { limits, session } = this.#parts;
    const needed = limits().confirm_seconds * SECOND;
    const result = this.#result;
    const end = closesAt(this.#plan, session, limits());
    if (end !== null && now >= end) {
      return { reason: this.#plan.at !== null && now >= this.#plan.at ? 'time' : 'end', text: `it was to be closed at ${newYorkClock(end)}`, value: null, threshold: null };
    }
    const { stop, trailing } = levels;
    if (stop !== null && this.#confirming.stop.take(now, result === null ? null : result <= stop, needed) && result !== null) {
      return { reason: 'stop', text: `its result of ${formatMoney(result)} held at or below ${formatMoney(stop)} for ${limits().confirm_seconds} s`, value: toDollars(result), threshold: toDollars(stop) };
    }
    if (this.#best.take(now, result, needed)) this.#parts.changed();
    const { best } = this.#best;
    if (trailing === null || best === null) return null;
    const least = subtract(best, trailing);
    if (!this.#confirming.trailing.take(now, result === null ? null : result <= least, needed) || result === null) return null;
    return { reason: 'trailing', text: `its result of ${formatMoney(result)} is ${formatMoney(subtract(best, result))} below its best`, value: toDollars(result), threshold: toDollars(least) };
  }

  /** A person's own closing order comes first: nothing more than is held may be on its way. */
  #rest(trade: Trade, holdings: readonly Holding[], { target }: ExitLevels, now: EpochMs): void {
    const isFree = target !== null && now >= this.#parts.session.open && this.#others().length === 0;
    this.#target.want(isFree ? targetTerms(trade, holdings, target) : null, now);
  }

  #act({ reason, text, value, threshold }: DueExit, trade: Trade, now: EpochMs): void {
    this.#reason = reason;
    this.#closedTimes += 1;
    this.#closing = `exit:${this.tradeId}:${now}:${this.#closedTimes}`;
    this.#closer = this.#newCloser(this.#closing);
    const severity = reason === 'stop' || reason === 'trailing' ? 'medium' : 'low';
    this.#parts.tell({ type: `exit_${reason}`, severity, description: `the ${trade.underlying} ${trade.strategy} is closed for ${REASON_TEXT[reason]}: ${text}`, value, threshold, action: 'closing it' });
    this.#parts.changed();
    this.#close(this.#closer, now);
  }

  /** Sends only once nothing else of the trade works: one cancels the other. */
  #close(closer: PackageCloser, now: EpochMs): void {
    this.#target.want(null, now);
    const others = this.#others().filter(({ id }) => !closer.owns(id));
    for (const order of others) if (order.state !== 'PENDING_CANCEL') this.#parts.orders.cancel(order.id).catch(() => undefined);
    const before = closer.state;
    closer.step(now, others.length === 0 && !this.#target.works);
    if (closer.state === before) return;
    if (closer.state === 'stuck') {
      this.#parts.tell({ type: 'exit_stuck', severity: 'high', description: `an exit could not close its position: ${closer.text ?? 'no reason is known'}`, action: 'given up; close it by hand' });
    }
    if (closer.done) this.#done = true;
    this.#parts.changed();
  }

  /** Orders that work on the trade and are not its target. */
  #others() {
    const target = this.#target.id;
    return this.#parts.orders.working().filter((order) => order.tradeId === this.tradeId && order.id !== target);
  }

  /** Nothing is held any more. */
  #end(now: EpochMs): void {
    if (this.#target.works) this.#target.want(null, now);
    if (this.#done) return;
    const target = this.#target.id === null ? undefined : this.#parts.orders.order(this.#target.id);
    this.#done = true;
    if (this.#reason === null && target?.state === 'FILLED') {
      this.#reason = 'target';
      const net = target.terms.type === 'limit' ? formatMoney(negate(target.terms.limit)) : '';
      this.#parts.tell({ type: 'exit_target', severity: 'low', description: `a target was reached: the ${target.underlying} package was given back at ${net} a share or better`, action: 'closed' });
    }
    this.#parts.changed();
  }

  #newCloser(name: string): PackageCloser {
    const { orders, quotes, fees, limits, changed } = this.#parts;
    return new PackageCloser({ orders, quotes, fees, limits, changed }, { tradeId: this.tradeId, purpose: 'exit', name });
  }
}

/** The plan's own end, or the account's; null where it is left to expire. */
function closesAt({ at, minutesBeforeEnd }: ExitPlan, { lastTrade }: ExchangeSession, { auto_close_minutes }: RiskLimits): EpochMs | null {
  const minutes = minutesBeforeEnd ?? (auto_close_minutes > 0 ? auto_close_minutes : null);
  const end = minutes === null ? null : lastTrade - minutes * MINUTE;
  return at === null || end === null ? (at ?? end) : Math.min(at, end);
}
