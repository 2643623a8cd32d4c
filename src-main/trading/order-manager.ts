import { type ExchangeSession, newYorkTime } from '../../src-core/calendar/exchange-calendar.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import { type Book, depositTransaction } from '../../src-core/ledger/book.ts';
import type { Correction } from '../../src-core/ledger/corrections.ts';
import { type FeeSchedule, scheduleOn } from '../../src-core/ledger/fees.ts';
import { tradeAfterOrderEnd } from '../../src-core/ledger/trade-accounting.ts';
import type { Trade } from '../../src-core/ledger/trade.ts';
import type { Money } from '../../src-core/money.ts';
import { applyEvent, InvalidTransition, isTerminal } from '../../src-core/orders/life-cycle.ts';
import { newOrder } from '../../src-core/orders/new-order.ts';
import { type Execution, type Order, ORDER_CONFIRMATIONS, type OrderChange, type OrderEvent, type OrderId, type OrderRequest, type TradeId } from '../../src-core/orders/order.ts';
import type { Clock, EpochMs, IsoDate } from '../../src-core/time.ts';
import { denialText, isWritten } from '../risk/denial.ts';
import type { PreTrade } from '../risk/pre-trade.ts';
import { BrokerBookings } from './broker-bookings.ts';
import type { Broker, BrokerCharge, BrokerReport } from './broker.ts';
import { tradeToClose } from './closing-trade.ts';
import { CommandQueue } from './command-queue.ts';
import { deriveUuid } from './derive-id.ts';
import type { JournalRecord, OrderHistoryEntry, TradingJournal } from './journal.ts';
import { afterFill, type BracketExits, changeProblem, fittedExits } from './order-groups.ts';
import { endOfTradeRecords, fillRecords } from './order-records.ts';
import { asksForSame } from './order-request.ts';
import type { RecentOrders } from './order-traffic.ts';
import { placeBracket, placeGroup, type PlacingTogether } from './placing-together.ts';
import { assertValid, corrected, denied, reasonOf } from './refusals.ts';
import { settlementRecords, type SettlementSummary } from './settlement.ts';
import { type DayTotals, type TradingChange, TradingState } from './trading-state.ts';

export interface OrderManagerParts {
  readonly broker: Broker;
  readonly journal: TradingJournal;
  readonly clock: Clock;
  readonly session: ExchangeSession;
  readonly risk: PreTrade;
  /** Why orders may neither be placed nor changed now, as a sentence; null while they may. Absent: they always may. */
  readonly tradingBan?: () => string | null;
  /** Paid in when the books are empty; null where the broker's records say what there is. */
  readonly accountCapital: Money | null;
  /** Who knows what became of options at their expiry: this program, by the reference price, or the broker alone. */
  readonly expiresAt?: 'here' | 'broker';
  /** Told what is wrong and not fatal, and why trading stopped when it is. */
  readonly notice: (text: string) => void;
}

/**
 * The one authority over orders, trades and the book. Commands and the broker's reports are worked one after another;
 * each is on disk before it counts here, before the broker hears of it and before anyone is told.
 * Once a write fails nothing more is taken: every command fails with 'unavailable' and says why.
 */
export class OrderManager {
  readonly #parts: OrderManagerParts;
  readonly #state: TradingState;
  readonly #fees: FeeSchedule;
  readonly #queue = new CommandQueue();
  readonly #listeners = new Set<(change: TradingChange) => void>();
  /** What a broker's records put into the books. */
  readonly brokerBooks: BrokerBookings;
  readonly #settlements = new Map<IsoDate, SettlementSummary>();
  #failure: ContractFailure | null = null;

  private constructor(parts: OrderManagerParts, state: TradingState) {
    this.#parts = parts;
    this.#state = state;
    this.#fees = scheduleOn(parts.session.date);
    const { clock, journal, notice, session } = parts;
    this.brokerBooks = new BrokerBookings({ state, journal, clock, date: session.date, notice, command: (run) => this.#command(run), commit: (records) => this.#commit(records) });
  }

  /** Starts from what the journal holds, and gives the broker every order that is not over. There is no other start. */
  static async recover(parts: OrderManagerParts): Promise<OrderManager> {
    const { accountCapital, broker, clock, journal, session } = parts;
    const state = new TradingState(await journal.load(), newYorkTime(session.date, '00:00'));
    const manager = new OrderManager(parts, state);
    if (state.book.totals.capital === 0 && accountCapital !== null) {
      const transaction = depositTransaction('deposit:opening', clock.now(), accountCapital);
      await manager.#commit([{ kind: 'transaction', transaction }]);
    }
    broker.reconcile(state.working());
    return manager;
  }

  get book(): Book {
    return this.#state.book;
  }

  /** Booked since the start of the session's day. */
  get today(): DayTotals {
    return this.#state.today;
  }

  /** The part of {@link today} that trades in one underlying made. */
  todayOf(underlying: Underlying): DayTotals {
    return this.#state.todayOf(underlying);
  }

  /** Why no more orders are taken; null while they are. */
  get failure(): string | null {
    return this.#failure?.message ?? null;
  }

  /** Oldest first. */
  orders(): readonly Order[] {
    return [...this.#state.orders.values()].sort((left, right) => left.sequence - right.sequence);
  }

  order(id: OrderId): Order | undefined {
    return this.#state.orders.get(id);
  }

  /** Orders that are not terminal, oldest first. */
  working(): readonly Order[] {
    return this.#state.working();
  }

  /** What was asked lately, by the session's time. */
  get traffic(): RecentOrders {
    return this.#state.traffic;
  }

  history(id: OrderId): readonly OrderHistoryEntry[] {
    return this.#state.history(id);
  }

  trade(id: TradeId): Trade | undefined {
    return this.#state.trades.get(id);
  }

  trades(): readonly Trade[] {
    return [...this.#state.trades.values()];
  }

  /** `listener` hears of changes once they are durable; it must not throw. The result ends it. */
  subscribe(listener: (change: TradingChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Resolves when no command and no write is under way; null when that is so now.
   * Rejects once writing has failed: time must not go on past what could not be recorded.
   */
  pending(): Promise<void> | null {
    if (this.#failure) return Promise.reject(this.#failure);
    const idle = this.#queue.idle();
    return idle === null ? null : idle.then(() => this.#assertWorking());
  }

  /**
   * Resolves with the order once its intent is on disk and the broker has it. Asking again with the same id gives the
   * order as it is by then. Fails with 'bad_input', 'not_found' (the trade), 'conflict' (another order has the id, or
   * the trade cannot be closed so), 'denied' (with every reason) or 'unavailable'.
   */
  place(request: OrderRequest): Promise<Order> {
    return this.#command(async () => {
      const known = this.#state.orders.get(request.id);
      if (known) return this.#askedAgain(known, request);
      if (request.group !== undefined) throw new ContractFailure({ code: 'bad_input', field: 'group', message: 'group: orders of a group are placed together' });
      assertValid(request);
      this.#assertTaken(request);
      this.#assertMayTrade();
      const closes = this.tradeToClose(request);
      const time = this.#parts.clock.now();
      const asked = newOrder(request, {
        sequence: this.#state.lastSequence + 1,
        tradeId: closes?.id ?? deriveUuid(`trade:${request.id}`),
        closing: closes !== null,
        brokerOrderId: this.#parts.broker.allot() ?? undefined,
        time,
      });
      const order: Order = { ...asked, collar: this.#parts.risk.collarOf(asked) ?? undefined };
      const denials = this.#parts.risk.check(order, { book: this.#state.book, working: this.#state.working() });
      const reason = reasonOf(denials);
      // Before the disk is even read: a flood of these must not reach it.
      if (!denials.every(isWritten)) throw denied(reason);
      if (await this.#parts.journal.hasOrder(request.id)) {
        throw new ContractFailure({ code: 'conflict', field: 'id', message: `id: ${request.id} is an order of an earlier session` });
      }
      const event: OrderEvent = denials.length > 0 ? { type: 'denied', reason } : { type: 'submitted' };
      const next = applyEvent(order, event, time);
      const trade = tradeAfterOrderEnd(this.#state.tradeOf(order), next);
      await this.#commit([...(closes ? [] : [{ kind: 'trade', trade } as const]), ...this.#state.step(next, event, time)]);
      if (denials.length > 0) throw denied(reason);
      const ban = this.#lastBan(next);
      if (ban !== null) throw await this.#callOff(next, 'rejected', ban);
      this.#parts.broker.submit(next);
      return next;
    });
  }

  /**
   * Places an entry with the target and the stop that close what it opens: all of them or none, in one write. Resolves
   * with the entry first; asked again and failing like `place`. The rules are those of `order-groups.ts`.
   */
  placeBracket(entry: OrderRequest, exits: BracketExits): Promise<readonly Order[]> {
    return this.#command(async () => placeBracket(entry, exits, this.#together));
  }

  /** Places orders of one `group` that cancel each other: all of them or none, in one write. Asked again and failing like `place`. */
  placeGroup(requests: readonly OrderRequest[]): Promise<readonly Order[]> {
    return this.#command(async () => placeGroup(requests, this.#together));
  }

  /** Asks the broker for other terms or another quantity. Fails like `place`, the order then staying as it is. */
  change(id: OrderId, change: OrderChange): Promise<Order> {
    return this.#command(async () => {
      const order = this.#find(id);
      assertValid({ ...order, ...change });
      this.#assertTaken({ ...order, ...change, confirmed: undefined });
      this.#assertMayTrade();
      if (!isTerminal(order.state) && change.quantity < order.filledQuantity) {
        const message = `quantity: is ${change.quantity}; ${order.filledQuantity} are already filled`;
        throw new ContractFailure({ code: 'bad_input', field: 'quantity', message });
      }
      const problem = changeProblem(order, change, this.#state.working());
      if (problem !== null) throw new ContractFailure({ code: 'conflict', field: 'quantity', message: `quantity: ${problem}` });
      const { terms, quantity } = change;
      const collar = this.#parts.risk.collarOf({ legs: order.legs, terms, group: order.group }) ?? undefined;
      const asked: OrderChange = { terms, quantity, collar };
      const next = this.#requested(order, { type: 'change_requested', change: asked });
      const working = this.#state.working().filter((other) => other.id !== id);
      const denials = this.#parts.risk.check({ ...order, ...asked }, { book: this.#state.book, working, changing: order });
      if (denials.length > 0) throw denied(reasonOf(denials));
      await this.#commit(this.#state.step(next, { type: 'change_requested', change: asked }, next.updatedAt));
      const ban = this.#lastBan(next);
      if (ban !== null) throw await this.#callOff(next, 'change_rejected', ban);
      this.#parts.broker.change(id, asked);
      return next;
    });
  }

  /** Asks the broker to cancel what is not filled. Asking twice is asking once. Fails with 'not_found' or 'conflict'. */
  cancel(id: OrderId): Promise<Order> {
    return this.#command(async () => {
      const order = this.#find(id);
      if (order.state === 'PENDING_CANCEL') return order;
      const next = this.#requested(order, { type: 'cancel_requested' });
      await this.#commit(this.#state.step(next, { type: 'cancel_requested' }, next.updatedAt));
      this.#parts.broker.cancel(id);
      return next;
    });
  }

  /** Cancels everything that works; resolves with the number of orders asked for. */
  cancelAll(): Promise<number> {
    return this.#command(async () => {
      const orders = this.#state
        .working()
        .filter((order) => order.state !== 'PENDING_CANCEL')
        .map((order) => this.#requested(order, { type: 'cancel_requested' }));
      if (orders.length === 0) return 0;
      await this.#commit(orders.flatMap((order) => this.#state.step(order, { type: 'cancel_requested' }, order.updatedAt)));
      for (const order of orders) this.#parts.broker.cancel(order.id);
      return orders.length;
    });
  }

  /**
   * Tells the broker to cancel every order that works, before it returns, and gives their number. Neither the queue nor
   * the disk stands between, so it also works while a write hangs and after one failed; what becomes of each order
   * comes as reports. An order whose cancellation was asked for before is asked for again: that may have been lost.
   */
  emergencyCancel(): number {
    const orders = this.#state.working();
    for (const { id, sequence } of orders) {
      try {
        this.#parts.broker.cancel(id);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        this.#parts.notice(`order ${sequence} could not be cancelled: ${why}`);
      }
    }
    return orders.length;
  }

  /** Takes what the broker says. An execution told twice counts once; what cannot be is recorded and noticed. */
  onReport(report: BrokerReport): void {
    void this.#command(() => this.#receive(report)).catch((error: unknown) => this.#fail(error));
  }

  /** Takes what the broker charged for an execution. Told twice it counts once. */
  charged(charge: BrokerCharge): void {
    void this.brokerBooks.charge(charge).catch((error: unknown) => this.#fail(error));
  }

  /**
   * Expires what is still open on the date's options and books their exercise, assignment or lapse, in one write; where
   * that is known by the broker alone, the options stay until its records say what became of them.
   * A date is settled once: asking again changes nothing.
   */
  settle(date: IsoDate, referencePriceOf: (underlying: Underlying) => Money, time: EpochMs): Promise<SettlementSummary> {
    return this.#command(async () => {
      const known = this.#settlements.get(date);
      if (known) return known;
      const { records, expired, summary } = settlementRecords(this.#state, { date, time, referencePriceOf: this.#parts.expiresAt === 'broker' ? null : referencePriceOf });
      await this.#commit(records);
      for (const order of expired) this.#parts.broker.cancel(order.id);
      this.#settlements.set(date, summary);
      return summary;
    });
  }

  /**
   * Books what came to be known of a trade after it was over, once, in one write. Fails with 'not_found' (the trade),
   * 'bad_input' or 'conflict', each naming the field.
   */
  correct(correction: Correction): Promise<void> {
    return this.#command(async () => {
      const books = await this.#parts.journal.tradeBooks(correction.tradeId);
      if (books === null) {
        throw new ContractFailure({ code: 'not_found', field: 'tradeId', message: `tradeId: there is no trade ${correction.tradeId}` });
      }
      const made = corrected(correction, books, (symbol) => this.#state.book.holding(correction.tradeId, symbol));
      if (made === null) return;
      await this.#commit([
        { kind: 'trade', trade: made.trade },
        { kind: 'transaction', transaction: made.transaction },
      ]);
    });
  }

  async #receive({ orderId, time, event }: BrokerReport): Promise<void> {
    const order = this.#state.orders.get(orderId);
    if (!order) {
      this.#parts.notice(`the broker reports "${event.type}" for order ${orderId}, which is not in the books`);
      return;
    }
    if (event.type === 'filled' && this.#isKnown(orderId, event.execution)) return;
    // The settlement ends orders before the broker may have said so.
    if (isTerminal(order.state) && (event.type === 'canceled' || event.type === 'expired')) return;
    let next: Order;
    try {
      next = applyEvent(order, event, time);
    } catch (error) {
      if (!(error instanceof InvalidTransition)) throw error;
      await this.#commit(this.#state.step(order, event, time));
      this.#parts.notice(error.message);
      return;
    }
    const before = event.type === 'filled' ? fillRecords(this.#state, order, event.execution, this.#fees) : endOfTradeRecords(this.#state, next);
    const released = event.type === 'filled' ? afterFill(next, event.execution.packages, this.#state.working()) : [];
    await this.#commit([...before, ...this.#state.step(next, event, time), ...released.map((other) => ({ kind: 'order', order: other }) as const)]);
    for (const { order: exit, change } of fittedExits(next, this.#state.working())) {
      void this.change(exit.id, change).catch((error: unknown) => {
        this.#parts.notice(`order ${exit.sequence} is of ${exit.quantity}, of which its entry opened ${change.quantity}, and could not be changed: ${error instanceof Error ? error.message : String(error)}`);
      });
    }
  }

  #isKnown(orderId: OrderId, execution: Execution): boolean {
    return this.#state.history(orderId).some(({ event }) => event.type === 'filled' && event.execution.id === execution.id);
  }

  get #together(): PlacingTogether {
    return {
      parts: this.#parts,
      state: this.#state,
      assertTaken: (request) => this.#assertTaken(request),
      assertMayTrade: () => this.#assertMayTrade(),
      askedAgain: (order, request) => this.#askedAgain(order, request),
      commit: (records) => this.#commit(records),
      lastBan: (order) => this.#lastBan(order),
      callOff: (order, ban) => this.#callOff(order, 'rejected', ban),
    };
  }

  #askedAgain(order: Order, request: OrderRequest): Order {
    const isChanged = this.#state.history(order.id).some(({ event }) => event.type === 'changed');
    if (!asksForSame(order, request, isChanged)) {
      throw new ContractFailure({ code: 'conflict', field: 'id', message: `id: ${order.id} is another order already` });
    }
    if (order.state === 'DENIED') throw denied(order.reason ?? 'denied');
    return order;
  }

  /** The trade a request would reduce; null when it opens one. Fails with 'not_found' or 'conflict' like `place`. */
  tradeToClose(request: Pick<OrderRequest, 'tradeId' | 'legs' | 'quantity'>): Trade | null {
    return tradeToClose(this.#state, request);
  }

  #find(id: OrderId): Order {
    const order = this.#state.orders.get(id);
    if (!order) throw new ContractFailure({ code: 'not_found', field: 'id', message: `id: there is no order ${id}` });
    return order;
  }

  /** The order with a request on it, or 'conflict' where its state does not allow that. */
  #requested(order: Order, event: OrderEvent): Order {
    try {
      return applyEvent(order, event, this.#parts.clock.now());
    } catch (error) {
      if (!(error instanceof InvalidTransition)) throw error;
      const action = event.type === 'cancel_requested' ? 'cancelled' : 'changed';
      throw new ContractFailure({ code: 'conflict', message: `order ${order.sequence} is ${order.state} and cannot be ${action} now` });
    }
  }

  #command<Result>(run: () => Promise<Result>): Promise<Result> {
    return this.#queue.run(() => {
      this.#assertWorking();
      return run();
    });
  }

  async #commit(records: readonly JournalRecord[]): Promise<void> {
    try {
      await this.#parts.journal.write(records);
    } catch (error) {
      throw this.#fail(error);
    }
    const change = this.#state.apply(records);
    for (const listener of this.#listeners) listener(change);
  }

  get #ban(): string | null {
    return this.#parts.tradingBan?.() ?? null;
  }

  /** Where the broker takes it once it is confirmed, the failure is of that field. */
  #assertTaken(request: Pick<OrderRequest, 'legs' | 'quantity' | 'terms' | 'timeInForce' | 'confirmed'>): void {
    const { broker } = this.#parts;
    const refusal = broker.refusalOf(request);
    if (refusal === null) return;
    const isAsked = request.confirmed === undefined && ORDER_CONFIRMATIONS.some((confirmed) => broker.refusalOf({ ...request, confirmed }) === null);
    throw new ContractFailure({ code: 'denied', message: refusal, ...(isAsked && { field: 'confirmed' }) });
  }

  #assertMayTrade(): void {
    const ban = this.#ban;
    if (ban !== null) throw new ContractFailure({ code: 'unavailable', message: ban });
  }

  /**
   * Trading may be forbidden or halted while an intent is written, which may take long: why the broker must never hear
   * of it; null where it may. It must hear at once then, as trading may be halted in the next moment.
   */
  #lastBan(order: Order): ContractFailure | null {
    const ban = this.#ban;
    if (ban !== null) return new ContractFailure({ code: 'unavailable', message: ban });
    const denial = this.#parts.risk.lastCheck(order);
    return denial === null ? null : denied(denialText(denial));
  }

  /** Writes that an intent on disk came to nothing; the result is what to answer. */
  async #callOff(order: Order, type: 'rejected' | 'change_rejected', ban: ContractFailure): Promise<ContractFailure> {
    await this.#receive({ orderId: order.id, time: this.#parts.clock.now(), event: { type, reason: ban.message } });
    return ban;
  }

  #assertWorking(): void {
    if (this.#failure) throw this.#failure;
  }

  #fail(error: unknown): ContractFailure {
    if (this.#failure) return this.#failure;
    const why = error instanceof Error ? error.message : String(error);
    const message = `trading has stopped because the books could not be written: ${why}`;
    this.#failure = new ContractFailure({ code: 'unavailable', message });
    this.#parts.notice(message);
    return this.#failure;
  }
}
