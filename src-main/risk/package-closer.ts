import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { FlattenStep } from '../../src-core/contract/risk.ts';
import { parseSymbol } from '../../src-core/instruments/instrument.ts';
import type { Holding } from '../../src-core/ledger/holding.ts';
import type { FeeSchedule } from '../../src-core/ledger/fees.ts';
import type { QuoteSource } from '../../src-core/market/quote.ts';
import { type Money, money, ZERO } from '../../src-core/money.ts';
import { isOpen, isTerminal } from '../../src-core/orders/life-cycle.ts';
import { packageQuote, signOf } from '../../src-core/orders/net-price.ts';
import type { Order, OrderId, OrderLeg, TradeId } from '../../src-core/orders/order.ts';
import { type EpochMs, SECOND } from '../../src-core/time.ts';
import { deriveUuid } from '../trading/derive-id.ts';
import type { OrderManager } from '../trading/order-manager.ts';
import { type ClosingLimits, type ClosingMarket, closingPrices, paidFor } from './closing-ladder.ts';
import { contractName, planTrade } from './flattening-plan.ts';

/** What closing needs of the order manager. */
export type ClosingOrders = Pick<OrderManager, 'place' | 'change' | 'cancel' | 'order' | 'trade' | 'book'>;

export interface PackageCloserParts {
  readonly orders: ClosingOrders;
  readonly quotes: QuoteSource;
  readonly fees: FeeSchedule;
  readonly limits: () => ClosingLimits;
  /** Told whenever the closer's state, price, fills or text may be others; must not throw. */
  readonly changed?: () => void;
}

export interface ClosingTask {
  readonly tradeId: TradeId;
  readonly purpose: 'exit' | 'flatten';
  /** The ids of its orders derive from it: a closer of the same name goes on with the orders of an earlier one. */
  readonly name: string;
  /** Steps that an earlier closer of the name has done, to be shown. */
  readonly finished?: readonly FlattenStep[];
}

/**
 * 'planned' has something to begin with, 'waiting' does not yet and says why; 'working' rests at a price; 'stuck' was
 * refused too often; 'stopped' was told to; 'done' holds nothing that anybody would take.
 */
export type CloserState = 'planned' | 'waiting' | 'working' | 'stuck' | 'stopped' | 'done';

interface Work {
  readonly orderId: OrderId;
  /** Place on the ladder. */
  rung: number;
  atEnd: boolean;
  deadline: EpochMs;
}

/** Refusals and ends without a fill, one after another, before it gives up. */
const MOST_FAILURES = 5;
/** Between looks at a market that has nothing to begin with. */
const LOOK_MS = 250;

/**
 * Closes what one trade holds: one order after another as `planTrade` says, each down its ladder of prices, of which the
 * next is reckoned on the quotes of its time and never lies below the one before. At the ladder's end it stays at the
 * last price as it is then. Goes by `step` alone, one command at a time; whatever fails, it says so and never throws.
 */
export class PackageCloser {
  readonly #parts: PackageCloserParts;
  readonly #task: ClosingTask;
  readonly #finished: FlattenStep[];
  readonly #owned = new Set<OrderId>();
  #work: Work | null = null;
  #state: CloserState = 'planned';
  #text: string | null = null;
  #failures = 0;
  #orders = 0;
  #notBefore = 0;
  #stopping = false;
  #adopted = false;
  #commanding = false;
  #told = '';

  constructor(parts: PackageCloserParts, task: ClosingTask) {
    this.#parts = parts;
    this.#task = task;
    this.#finished = [...(task.finished ?? [])];
  }

  get tradeId(): TradeId {
    return this.#task.tradeId;
  }

  get state(): CloserState {
    return this.#state;
  }

  /** Why it waits, is stuck or has left something; null otherwise. */
  get text(): string | null {
    return this.#text;
  }

  /** The order that works; null between orders. */
  get order(): Order | null {
    return this.#work === null ? null : (this.#parts.orders.order(this.#work.orderId) ?? null);
  }

  /** Net debit per share that its order rests at; null between orders. */
  get price(): Money | null {
    return limitOf(this.order);
  }

  /** Packages of its order that are filled. */
  get filled(): number {
    return this.order?.filledQuantity ?? 0;
  }

  /** An order of its name was sent. */
  get begun(): boolean {
    this.#adopt();
    return this.#owned.size > 0;
  }

  /** Nothing more will be sent. */
  get ended(): boolean {
    return this.#state === 'done' || this.#state === 'stuck' || this.#state === 'stopped';
  }

  get done(): boolean {
    return this.#state === 'done';
  }

  /** Nothing works or is being asked for: `step` may begin something. */
  get idle(): boolean {
    return this.#work === null && !this.#commanding && !this.ended;
  }

  /** Its order has come to the last price of its ladder. */
  get atEnd(): boolean {
    return this.#work?.atEnd ?? false;
  }

  owns(orderId: OrderId): boolean {
    this.#adopt();
    return this.#owned.has(orderId);
  }

  /** Goes on with what is due. With `mayBegin` false no new order is sent; the one that works goes down its ladder. */
  step(now: EpochMs, mayBegin = true): void {
    try {
      this.#adopt();
      if (this.ended) this.#lookWhetherGone();
      else if (!this.#commanding) this.#step(now, mayBegin);
    } catch (error) {
      this.#become('stuck', textOf(error));
    }
    this.#tell();
  }

  /** Cancels what works and sends nothing more. */
  stop(now: EpochMs): void {
    this.#stopping = true;
    if (!this.ended) this.step(now);
  }

  /** What was done, what works and what is ahead, in order. */
  steps(): readonly FlattenStep[] {
    const { trade, holdings } = this.#held();
    const { order } = this;
    const steps = [...this.#finished];
    const working = order !== null && !isTerminal(order.state) ? order : null;
    if (working !== null) steps.push(this.#workingStep(working));
    if (trade === undefined) return steps;
    const ahead = planTrade({ trade, holdings: working === null ? holdings : without(holdings, working) }, this.#market);
    const isHere = working === null && !this.done;
    const first = ahead.find(({ state }) => state !== 'left');
    for (const step of ahead) steps.push(isHere && step === first ? this.#here(step) : step);
    return steps;
  }

  get #market(): ClosingMarket {
    return { quotes: this.#parts.quotes, fees: this.#parts.fees, limits: this.#parts.limits() };
  }

  #held() {
    const { orders } = this.#parts;
    return { trade: orders.trade(this.tradeId), holdings: orders.book.holdingsOf(this.tradeId) };
  }

  /** Takes up the orders that its name stands for already. */
  #adopt(): void {
    if (this.#adopted) return;
    this.#adopted = true;
    for (;;) {
      const order = this.#parts.orders.order(this.#orderId(this.#orders + 1));
      if (order === undefined) return;
      this.#orders += 1;
      this.#owned.add(order.id);
      if (isTerminal(order.state)) continue;
      this.#work = { orderId: order.id, rung: 0, atEnd: false, deadline: 0 };
      this.#become('working', null);
    }
  }

  #orderId(number: number): OrderId {
    return deriveUuid(`${this.#task.name}:${number}`);
  }

  #step(now: EpochMs, mayBegin: boolean): void {
    const { order } = this;
    if (order !== null && !isTerminal(order.state)) {
      if (this.#stopping) this.#cancel(order, now);
      else if (isOpen(order.state)) this.#goOn(order, now);
      return;
    }
    if (order !== null) this.#end(order, now);
    if (this.ended) return;
    if (this.#stopping) this.#become('stopped', null);
    else if (now >= this.#notBefore) this.#begin(now, mayBegin);
  }

  #begin(now: EpochMs, mayBegin: boolean): void {
    const { trade, holdings } = this.#held();
    if (trade === undefined || holdings.length === 0) {
      this.#become('done', null);
      return;
    }
    this.#notBefore = now + LOOK_MS;
    const steps = planTrade({ trade, holdings }, this.#market);
    const next = steps.find(({ state }) => state === 'planned');
    if (next === undefined) {
      const waiting = steps.find(({ state }) => state === 'waiting');
      this.#become(waiting === undefined ? 'done' : 'waiting', (waiting ?? steps[0])?.text ?? null);
      return;
    }
    const [limit] = next.ladder;
    if (!mayBegin || limit === undefined) {
      this.#become('planned', null);
      return;
    }
    this.#orders += 1;
    const id = this.#orderId(this.#orders);
    const { legs, quantity, underlying } = next;
    const { purpose, tradeId } = this.#task;
    this.#owned.add(id);
    this.#notBefore = now + this.#ladderMs;
    const work: Work = { orderId: id, rung: 0, atEnd: next.ladder.length === 1, deadline: now + this.#ladderMs };
    this.#command(
      this.#parts.orders.place({ id, tradeId, underlying, legs, quantity, terms: { type: 'limit', limit }, timeInForce: 'DAY', source: 'automated', purpose }),
      () => {
        this.#work = work;
        this.#become('working', null);
      },
      (error) => this.#refused(error, id),
    );
  }

  /** The next price, once its time is over. */
  #goOn(order: Order, now: EpochMs): void {
    const work = this.#work;
    const current = limitOf(order);
    if (work === null || current === null || now < work.deadline) return;
    work.deadline = now + this.#ladderMs;
    const ladder = closingPrices({ legs: order.legs, quantity: order.quantity - order.filledQuantity }, this.#market)?.ladder;
    if (ladder === undefined) {
      this.#become('working', this.#unquoted(order.legs));
      return;
    }
    const last = ladder.length - 1;
    let rung = Math.min(work.rung + 1, last);
    while (rung < last && (ladder[rung] ?? ZERO) <= current) rung += 1;
    work.rung = rung;
    work.atEnd = rung === last;
    const limit = money(Math.max(current, ladder[rung] ?? current));
    this.#become('working', null);
    if (limit === current) return;
    this.#command(
      this.#parts.orders.change(order.id, { terms: { type: 'limit', limit }, quantity: order.quantity }),
      () => this.#become('working', null),
      // Whatever was against it, the order rests where it was, and is asked for again at the next deadline.
      (error) => this.#become('working', textOf(error)),
    );
  }

  #cancel(order: Order, now: EpochMs): void {
    if (order.state === 'PENDING_CANCEL' || now < this.#notBefore) return;
    this.#notBefore = now + LOOK_MS;
    this.#command(
      this.#parts.orders.cancel(order.id),
      () => this.#become('working', 'its order is being cancelled'),
      (error) => this.#become('working', textOf(error)),
    );
  }

  /** Its order is over. */
  #end(order: Order, now: EpochMs): void {
    this.#work = null;
    if (order.filledQuantity > 0) {
      const paid = paidFor(order, this.#market);
      this.#finished.push({ ...this.#workingStep(order), quantity: order.filledQuantity, atMid: paid, expected: paid, atWorst: paid, state: 'done', text: null });
      this.#failures = 0;
    }
    if (order.state === 'FILLED') {
      this.#notBefore = now;
      this.#become('planned', null);
    } else {
      this.#notBefore = now + this.#ladderMs;
      if (!this.#stopping) this.#failed(`order ${order.sequence} was ${order.state.toLowerCase()}${order.reason === undefined ? '' : `: ${order.reason}`}`);
    }
  }

  #refused(error: unknown, id: OrderId): void {
    // What was refused before it was written never was: a gap in its numbers would hide the later ones from an adoption.
    if (this.#parts.orders.order(id) === undefined && !isAnotherOrder(error)) this.#orders -= 1;
    // No order is taken by anybody now: that is no answer to this one.
    if (error instanceof ContractFailure && error.code === 'unavailable') this.#become('waiting', `waiting: ${error.message}`);
    else this.#failed(textOf(error));
  }

  #failed(why: string): void {
    this.#failures += 1;
    if (this.#failures < MOST_FAILURES) this.#become('waiting', `waiting to try again: ${why}`);
    else this.#become('stuck', `given up after ${this.#failures} attempts: ${why}`);
  }

  /** Expiry, or a person, may have closed what it could not. */
  #lookWhetherGone(): void {
    if (this.#state === 'stuck' && this.#held().holdings.length === 0) this.#become('done', null);
  }

  #command(asked: Promise<Order>, done: () => void, failed: (error: unknown) => void): void {
    this.#commanding = true;
    void asked.then(done, failed).finally(() => {
      this.#commanding = false;
      this.#tell();
    });
  }

  #become(state: CloserState, text: string | null): void {
    this.#state = state;
    this.#text = text;
  }

  #tell(): void {
    const { order } = this;
    const seen = `${this.#state} ${order?.id} ${order?.state} ${this.price} ${this.filled} ${this.#text}`;
    if (seen === this.#told) return;
    this.#told = seen;
    this.#parts.changed?.();
  }

  get #ladderMs(): number {
    return this.#parts.limits().ladder_seconds * SECOND;
  }

  #unquoted(legs: readonly OrderLeg[]): string | null {
    const { problem } = packageQuote(legs, (symbol) => this.#parts.quotes.quote(symbol));
    return problem === null ? null : `the quote of the ${contractName(problem.symbol)} is ${problem.reason.replace('_', '-')}`;
  }

  #workingStep(order: Order): FlattenStep {
    const { legs, quantity, underlying, filledQuantity: filled, tradeId } = order;
    const prices = closingPrices({ legs, quantity: quantity - filled }, this.#market);
    return {
      tradeId,
      underlying,
      strategy: this.#parts.orders.trade(tradeId)?.strategy ?? 'custom',
      kind: kindOf(legs),
      legs: [...legs],
      quantity,
      ladder: [...(prices?.ladder ?? [])],
      atMid: prices?.atMid ?? null,
      expected: prices?.expected ?? null,
      atWorst: prices?.atWorst ?? null,
      state: 'working',
      price: limitOf(order),
      filled,
      text: this.#text,
    };
  }

  /** The step that it stands before, with what keeps it from it. */
  #here(step: FlattenStep): FlattenStep {
    if (this.#state === 'stuck') return { ...step, state: 'stuck', text: this.#text };
    return this.#state === 'waiting' && step.state === 'planned' ? { ...step, state: 'waiting', text: this.#text } : step;
  }
}

/** An order of an earlier session has the id. */
function isAnotherOrder(error: unknown): boolean {
  return error instanceof ContractFailure && error.code === 'conflict' && error.field === 'id';
}

function limitOf(order: Order | null): Money | null {
  return order !== null && order.terms.type === 'limit' ? order.terms.limit : null;
}

function kindOf(legs: readonly OrderLeg[]): FlattenStep['kind'] {
  const [leg] = legs;
  if (leg === undefined || legs.length > 1) return 'package';
  if (parseSymbol(leg.symbol).kind === 'shares') return 'shares';
  return leg.side === 'buy' ? 'short' : 'long';
}

/** What stays held once the rest of an order is filled. */
function without(holdings: readonly Holding[], order: Order): readonly Holding[] {
  const rest = order.quantity - order.filledQuantity;
  return holdings
    .map((holding) => {
      const leg = order.legs.find(({ symbol }) => symbol === holding.symbol);
      return leg === undefined ? holding : { ...holding, quantity: holding.quantity + signOf(leg.side) * leg.ratio * rest };
    })
    .filter(({ quantity }) => quantity !== 0);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
