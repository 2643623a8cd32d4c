import type { ExchangeSession } from '../../../src-core/calendar/exchange-calendar.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { type InstrumentSymbol, multiplier, parseSymbol } from '../../../src-core/instruments/instrument.ts';
import type { FeeSchedule } from '../../../src-core/ledger/fees.ts';
import type { Holding } from '../../../src-core/ledger/holding.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import type { QuoteSource } from '../../../src-core/market/quote.ts';
import { add, formatMoney, type Money, money, subtract, toDollars } from '../../../src-core/money.ts';
import type { Order, OrderId, TradeId } from '../../../src-core/orders/order.ts';
import { exitBases, exitLevels } from '../../../src-core/risk/exit-levels.ts';
import { type ExitBases, type ExitPlan, type ExitReason, type ExitView, NO_EXIT } from '../../../src-core/risk/exits.ts';
import type { RiskLimits } from '../../../src-core/risk/limits.ts';
import { type EpochMs, MINUTE, SECOND } from '../../../src-core/time.ts';
import type { OrderManager } from '../../trading/order-manager.ts';
import { PackageCloser } from '../package-closer.ts';
import type { NewRiskEvent } from '../risk-events.ts';
import type { KeptExit } from '../risk-journal.ts';
import { closingReading } from './closing-result.ts';
import { closingTime, type DueExit, ExitConditions } from './exit-conditions.ts';
import { RestingTarget } from './resting-target.ts';
import { type TargetTerms, targetTerms, UnbidLongs } from './target-terms.ts';

export interface ExitWatchParts {
  readonly orders: Pick<OrderManager, 'place' | 'change' | 'cancel' | 'order' | 'orders' | 'working' | 'trade' | 'trades' | 'book'>;
  readonly quotes: QuoteSource;
  readonly fees: FeeSchedule;
  readonly session: ExchangeSession;
  readonly limits: () => RiskLimits;
  readonly tell: (event: NewRiskEvent) => unknown;
  /** What windows show, or what is kept, may be other; must not throw. */
  readonly changed: () => void;
}

/** A trade as a step meets it. */
export interface TradeMoment {
  readonly trade: Trade;
  readonly holdings: readonly Holding[];
  /** Its orders that are not terminal. */
  readonly working: readonly Order[];
}

const REASON_TEXT: Readonly<Record<ExitReason, string>> = { target: 'its target', stop: 'its stop', trailing: 'its trailing stop', time: 'its time', end: 'the end of the day' };
/** Between looks at the market, while nothing is being closed. */
const LOOK_MS = 250;
/** How long a person's own closing order has to come after room was made for it. */
const ROOM_MS = 5 * SECOND;
/** Between looks whether somebody bids for what was left. */
const LEFT_MS = 5 * SECOND;
/** Between attempts after one was given up. */
const STUCK_MS = MINUTE;

/**
 * The exits of one trade: one cancels the other. What closes is sent once nothing else of the trade works, and the target
 * rests while nobody else closes. Goes by `step` alone.
 */
export class ExitWatch {
  readonly tradeId: TradeId;
  readonly #parts: ExitWatchParts;
  readonly #target: RestingTarget;
  readonly #conditions: ExitConditions;
  readonly #unbid = new UnbidLongs();
  #plan: ExitPlan;
  #reason: ExitReason | null;
  /** Name of what closes it, by which its orders are known after a restart. */
  #closing: string | null;
  #closer: PackageCloser | null = null;
  #done: boolean;
  #result: Money | null = null;
  #trade: Trade | null = null;
  #bases: ExitBases | null = null;
  /** Shares that a unit of each of its legs is of. */
  #shares: ReadonlyMap<InstrumentSymbol, number> = new Map();
  #terms: { readonly trade: Trade; readonly target: Money; readonly unbid: number; readonly terms: TargetTerms | null } | null = null;
  /** Why it may not act now, as a sentence. */
  #waits: string | null = null;
  #acts = 0;
  #nextLook: EpochMs = Number.NEGATIVE_INFINITY;
  #again: EpochMs | null = null;
  #isStuckTold = false;
  #isTargetTold = false;
  #roomUntil: EpochMs = Number.NEGATIVE_INFINITY;
  #roomAsked: (() => void)[] = [];

  constructor(parts: ExitWatchParts, { tradeId, plan, progress }: KeptExit) {
    this.tradeId = tradeId;
    this.#parts = parts;
    this.#plan = plan;
    this.#reason = progress.reason;
    this.#closing = progress.closingOrder;
    this.#done = progress.done;
    this.#conditions = new ExitConditions(progress.best);
    this.#target = new RestingTarget(parts.orders, tradeId, progress.targetOrder, () => this.#changed());
    if (this.#closing !== null && !this.#done) this.#closer = this.#newCloser(this.#closing);
    this.#take(parts.orders.trade(tradeId));
  }

  /** An exit closes it now. */
  get isClosing(): boolean {
    return this.#closer !== null && !this.#closer.ended;
  }

  get isDone(): boolean {
    return this.#done;
  }

  /** The target that gives way to a person's own closing order; null without one. */
  get restingTarget(): OrderId | null {
    return this.isClosing || !this.#target.works ? null : this.#target.id;
  }

  kept(): KeptExit {
    const { best } = this.#conditions;
    return { tradeId: this.tradeId, plan: this.#plan, progress: { best, targetOrder: this.#target.id, closingOrder: this.#closing, reason: this.#reason, done: this.#done } };
  }

  /** What was being closed by an earlier plan is given up: its order is cancelled with the next step. */
  setPlan(plan: ExitPlan): void {
    this.#conditions.planChanged(JSON.stringify(plan.trailing) !== JSON.stringify(this.#plan.trailing));
    this.#plan = plan;
    this.#target.renew();
    this.giveUp();
  }

  /** Gives up what it was closing, and does not hold it against anybody that its orders are cancelled. */
  giveUp(): void {
    this.#closer = null;
    this.#closing = null;
    this.#again = null;
    this.#isStuckTold = false;
    if (!this.#done) this.#reason = null;
    this.#target.excuse();
    this.#nextLook = Number.NEGATIVE_INFINITY;
    this.#changed();
  }

  /**
   * Withdraws the target for a person's own closing order; null where that may come at once. It comes back once that order
   * is over, or did not come. Throws 'conflict' while an exit closes.
   */
  makeRoom(now: EpochMs): Promise<void> | null {
    if (this.isClosing) {
      throw new ContractFailure({ code: 'conflict', message: `an exit closes this position now (${this.#closingText() ?? 'it has just begun'}); set its exits anew to stop that` });
    }
    this.#roomUntil = now + ROOM_MS;
    if (!this.#target.works) return null;
    this.#target.want(null, now);
    return new Promise((resolve) => this.#roomAsked.push(resolve));
  }

  /** Orders or trades have changed. */
  heard(): void {
    this.#nextLook = Number.NEGATIVE_INFINITY;
    this.#answerRoom();
  }

  /** `waits` says why it may send nothing now; null while it may. Throws on a trade that cannot be reckoned. */
  step(now: EpochMs, moment: TradeMoment, waits: string | null): void {
    const { trade, holdings, working } = moment;
    if (trade.openedQuantity === 0) return;
    this.#take(trade);
    if (waits !== this.#waits) {
      this.#waits = waits;
      this.#changed();
    }
    if (holdings.length === 0 || trade.status === 'settled') {
      // What is left of an opening order may fill yet.
      if (trade.status === 'settled' || working.every(({ closing }) => closing)) this.#end(trade, now);
      return;
    }
    if (this.#done) {
      this.#done = false;
      this.giveUp();
    }
    this.#cancelLeftOver(working);
    if (now >= this.#nextLook) this.#look(now, moment);
    if (waits !== null) this.#target.excuse();
    else if (this.#closer !== null) this.#close(this.#closer, moment, now);
  }

  view(): ExitView {
    const { session, limits } = this.#parts;
    const bases = this.#bases;
    const levels = bases === null ? { target: null, stop: null, trailing: null } : exitLevels(this.#plan, bases);
    const { best, confirming } = this.#conditions;
    const closer = this.#closer;
    const isWatching = closer === null && !this.#done;
    return {
      tradeId: this.tradeId,
      plan: this.#plan,
      bases,
      targetAt: levels.target,
      stopAt: levels.stop,
      trailingAt: levels.trailing === null || best === null ? null : subtract(best, levels.trailing),
      closesAt: closingTime(this.#plan, session, limits())?.time ?? null,
      accountClosesAt: closingTime(NO_EXIT, session, limits())?.time ?? null,
      result: this.#result,
      best: this.#plan.trailing === null ? null : best,
      state: this.#done ? 'done' : closer !== null ? (closer.state === 'stuck' ? 'stuck' : 'closing') : confirming === null ? 'watching' : 'confirming',
      reason: this.#reason ?? (isWatching ? (confirming?.reason ?? null) : null),
      since: isWatching ? (confirming?.since ?? null) : null,
      text: this.#done ? null : closer !== null ? this.#closingText() : this.#watchingText(),
    };
  }

  #look(now: EpochMs, { trade, holdings, working }: TradeMoment): void {
    this.#nextLook = now + LOOK_MS;
    const { quotes, session, limits } = this.#parts;
    const reading = closingReading(trade, holdings, quotes, (symbol) => this.#shares.get(symbol) ?? 1);
    this.#result = reading?.result ?? null;
    if (this.#closer !== null || this.#bases === null) return;
    const { best, confirming } = this.#conditions;
    const levels = exitLevels(this.#plan, this.#bases);
    const due = this.#conditions.due(now, levels, reading, closingTime(this.#plan, session, limits()), limits().confirm_seconds);
    if (this.#conditions.best !== best || this.#conditions.confirming?.reason !== confirming?.reason) this.#changed();
    if (this.#waits !== null) return;
    if (due !== null) {
      this.#act(due, trade, now);
      return;
    }
    this.#unbid.look(holdings, quotes, now);
    const terms = levels.target === null ? null : this.#termsOf(trade, holdings, levels.target);
    const isFree = now >= this.#roomUntil && working.every(({ id, closing }) => !closing || id === this.#target.id);
    this.#target.want(isFree ? terms : null, now);
    // What nobody will have was left out of it.
    if (terms === null && this.#target.order?.state === 'FILLED') this.#tellTarget(trade);
  }

  /** Made anew where something that they follow from is other. */
  #termsOf(trade: Trade, holdings: readonly Holding[], target: Money): TargetTerms | null {
    const { count } = this.#unbid;
    if (this.#terms?.trade !== trade || this.#terms.target !== target || this.#terms.unbid !== count) {
      this.#terms = { trade, target, unbid: count, terms: targetTerms(trade, holdings, this.#unbid, target) };
    }
    return this.#terms.terms;
  }

  #act({ reason, text, value, threshold }: DueExit, trade: Trade, now: EpochMs): void {
    this.#acts += 1;
    this.#reason = reason;
    this.#closing = `exit:${this.tradeId}:${now}:${this.#acts}`;
    this.#closer = this.#newCloser(this.#closing);
    const severity = reason === 'stop' || reason === 'trailing' ? 'medium' : 'low';
    this.#parts.tell({ type: `exit_${reason}`, severity, description: `${nameOf(trade)} is closed for ${REASON_TEXT[reason]}: ${text}`, value, threshold, action: 'closing it' });
    this.#changed();
  }

  /** Sends only once nothing else of the trade works. */
  #close(closer: PackageCloser, { trade, working }: TradeMoment, now: EpochMs): void {
    this.#target.want(null, now);
    const others = working.filter(({ id }) => id !== this.#target.id && !closer.owns(id));
    const isFree = others.length === 0 && !this.#target.works;
    if (!closer.ended) {
      for (const order of others) this.#cancel(order);
      closer.step(now, isFree);
    }
    if (closer.state === 'stuck') this.#tellStuck(closer, trade);
    if (closer.ended) this.#tryAgain(closer, isFree, now);
  }

  /** A person may close by hand what could not be closed: that is waited for, and not cancelled. */
  #tryAgain({ state }: PackageCloser, isFree: boolean, now: EpochMs): void {
    this.#again ??= now + (state === 'stuck' ? STUCK_MS : LEFT_MS);
    if (now < this.#again || !isFree || this.#closing === null) return;
    this.#again = null;
    this.#closer = this.#newCloser(this.#closing);
    this.#closer.step(now);
  }

  #tellStuck({ text }: PackageCloser, trade: Trade): void {
    if (this.#isStuckTold) return;
    this.#isStuckTold = true;
    const description = `${nameOf(trade)} could not be closed for ${REASON_TEXT[this.#reason ?? 'end']}: ${text ?? 'no reason is known'}`;
    this.#parts.tell({ type: 'exit_stuck', severity: 'high', description, action: 'tried again each minute; close it by hand' });
    this.#changed();
  }

  /** Orders of exits that nobody works any more: of a plan that was replaced, or of which a crash lost the trace. */
  #cancelLeftOver(working: readonly Order[]): void {
    for (const order of working) {
      if (order.purpose === 'exit' && order.id !== this.#target.id && this.#closer?.owns(order.id) !== true) this.#cancel(order);
    }
  }

  #cancel(order: Order): void {
    // One that is over by now, or cannot be cancelled now, is seen again at the next step.
    if (order.state !== 'PENDING_CANCEL') this.#parts.orders.cancel(order.id).catch(() => undefined);
  }

  /** Nothing is held any more, or nothing of what was opened. */
  #end(trade: Trade, now: EpochMs): void {
    if (this.#target.works) this.#target.want(null, now);
    if (this.#done) return;
    this.#done = true;
    const closer = this.#closer;
    const isTarget = this.#target.order?.state === 'FILLED' && closer?.begun !== true;
    if (isTarget) this.#tellTarget(trade);
    else if (trade.status !== 'settled') this.#tellClosed(trade);
    else if (closer !== null && closer.state !== 'done') this.#tellUnfinished(trade);
    this.#result = resultOf(trade);
    this.#closer = null;
    this.#closing = null;
    this.#changed();
  }

  #tellTarget(trade: Trade): void {
    this.#reason = 'target';
    if (this.#isTargetTold) return;
    this.#isTargetTold = true;
    const target = this.#bases === null ? null : exitLevels(this.#plan, this.#bases).target;
    const description = `${nameOf(trade)} reached its target: its result is ${formatMoney(resultOf(trade))}`;
    this.#parts.tell({ type: 'exit_target', severity: 'low', description, value: toDollars(resultOf(trade)), threshold: target === null ? null : toDollars(target), action: 'closed' });
    this.#changed();
  }

  #tellClosed(trade: Trade): void {
    if (this.#reason === null) return;
    const description = `${nameOf(trade)} was closed for ${REASON_TEXT[this.#reason]}: its result is ${formatMoney(resultOf(trade))}`;
    this.#parts.tell({ type: 'exit_closed', severity: 'low', description, value: toDollars(resultOf(trade)), action: 'closed' });
  }

  #tellUnfinished(trade: Trade): void {
    const description = `${nameOf(trade)} expired before it could be closed for ${REASON_TEXT[this.#reason ?? 'end']}: its result is ${formatMoney(resultOf(trade))}`;
    this.#parts.tell({ type: 'exit_unfinished', severity: 'high', description, value: toDollars(resultOf(trade)), action: 'settled' });
  }

  #watchingText(): string | null {
    if (isEmpty(this.#plan)) return null;
    return this.#waits ?? (this.#plan.target === null ? null : this.#target.text);
  }

  #closingText(): string | null {
    const closer = this.#closer;
    if (closer === null) return null;
    const { price, text } = closer;
    if (price !== null) return `closing at ${formatMoney(money(Math.abs(price)))} ${price < 0 ? 'credit' : 'debit'}${text === null ? '' : `: ${text}`}`;
    return text ?? this.#waits ?? (this.#target.works ? 'its target is cancelled first' : null);
  }

  #take(trade: Trade | undefined): void {
    if (trade === undefined || trade === this.#trade) return;
    this.#trade = trade;
    this.#bases = trade.openedQuantity === 0 ? null : exitBases(trade);
    this.#shares = new Map(trade.legs.map(({ symbol }) => [symbol, multiplier(parseSymbol(symbol))]));
    this.#conditions.holdingsChanged();
  }

  #changed(): void {
    this.#answerRoom();
    this.#parts.changed();
  }

  #answerRoom(): void {
    if (this.#roomAsked.length === 0 || this.#target.works) return;
    const asked = this.#roomAsked;
    this.#roomAsked = [];
    for (const answer of asked) answer();
  }

  #newCloser(name: string): PackageCloser {
    const { orders, quotes, fees, limits } = this.#parts;
    return new PackageCloser({ orders, quotes, fees, limits, changed: () => this.#changed() }, { tradeId: this.tradeId, purpose: 'exit', name });
  }
}

function nameOf({ underlying, strategy }: Trade): string {
  return `the ${underlying} ${strategy}`;
}

/** Booked, commission and fees included. */
function resultOf({ realised, commission, fees }: Trade): Money {
  return subtract(realised, add(commission, fees));
}

function isEmpty({ target, stop, trailing, at, minutesBeforeEnd }: ExitPlan): boolean {
  return target === null && stop === null && trailing === null && at === null && minutesBeforeEnd === null;
}
