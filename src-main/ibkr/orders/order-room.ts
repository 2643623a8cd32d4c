import type { ExchangeSession } from '../../../src-core/calendar/exchange-calendar.ts';
import { parseSymbol } from '../../../src-core/instruments/instrument.ts';
import type { QuoteSource } from '../../../src-core/market/quote.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { applyEvent, InvalidTransition, isTerminal } from '../../../src-core/orders/life-cycle.ts';
import type { Execution, Order, OrderEvent, OrderId } from '../../../src-core/orders/order.ts';
import { type Clock, type EpochMs, SECOND } from '../../../src-core/time.ts';
import type { Pacer } from '../../market-data/session-pump.ts';
import type { BrokerReport } from '../../trading/broker.ts';
import type { OrderManager } from '../../trading/order-manager.ts';
import type { ExecutionRecord, OpenOrderRecord } from '../broker-records.ts';
import type { GatewayContract, GatewayExecution } from '../gateway.ts';
import type { BrokerCharges } from './broker-charges.ts';
import { evidenceOf, quotesAt } from './broker-evidence.ts';
import { type AssembledExecution, ExecutionAssembler, type LooseLeg, type Taken } from './execution-assembler.ts';
import { BEFORE_ALL, bookedOf, type Doubt, type OrderAtBroker, type OrderNames, OrdersAtBroker, type Stamp } from './order-at-broker.ts';
import { type HeardStatus, readStatus, type StatusReading, waitsForStop } from './order-status.ts';
import type { OrderContracts } from './order-translation.ts';

/** What the broker has that is not of an order of the books, as it is heard; it may be told more than once. */
export type Foreign =
  | { readonly type: 'open_order'; readonly record: OpenOrderRecord }
  | { readonly type: 'execution'; readonly record: ExecutionRecord }
  /** An order that the books have as over, and its broker not. */
  | { readonly type: 'revived'; readonly orderId: OrderId; readonly record: OpenOrderRecord }
  /** The broker changed an execution after it was booked: the books stay as they are. */
  | { readonly type: 'corrected'; readonly orderId: OrderId; readonly bookedId: string; readonly record: ExecutionRecord };

export interface OrderRoomParts {
  readonly clientId: number;
  readonly contracts: Pick<OrderContracts, 'learn'>;
  /** What the books have: the order manager. */
  readonly books: Pick<OrderManager, 'order' | 'history'>;
  /** Of the session. */
  readonly clock: Clock;
  readonly machine: Clock;
  readonly pacer: Pacer;
  readonly session: ExchangeSession;
  readonly quotes: QuoteSource;
  readonly report: (report: BrokerReport) => void;
  readonly foreign: (foreign: Foreign) => void;
  readonly notice: (text: string) => void;
  readonly charges: BrokerCharges;
  /** Asks the broker for the day's executions. */
  readonly askExecutions: () => void;
}

/** How long a reason or executions that a status speaks of may come after it. Machine milliseconds. */
const GRACE_MS = SECOND;
/** How long an answer to the question for executions is waited for. */
const ANSWER_MS = 10 * SECOND;
/** How much earlier than this machine the broker may end a session by its own clock. */
const END_TOLERANCE_MS = 5 * SECOND;

/** What became of an execution: nothing new, booked, or of no order of ours. */
export type Intake = 'skipped' | 'known' | 'new' | 'foreign';

/** Turns what is heard of orders into reports. Pending requests are their own business; here an order works, fills and ends. */
export class OrderRoom {
  readonly orders: OrdersAtBroker;
  readonly #parts: OrderRoomParts;
  /** Connections so far. */
  #connection = 0;

  constructor(parts: OrderRoomParts) {
    this.#parts = parts;
    this.orders = new OrdersAtBroker(parts.clientId);
  }

  connected(): void {
    this.#connection += 1;
  }

  /** Of now. */
  stamp(): Stamp {
    return { connection: this.#connection, at: this.#parts.machine.now() };
  }

  /** It was before records that this connection began to read at that time. */
  isBefore({ connection, at }: Stamp, from: EpochMs): boolean {
    return connection < this.#connection || at < from;
  }

  /** An order by what a message calls it, also one that is over and whose fill comes late; undefined where it is not of the books. */
  find(names: OrderNames): OrderAtBroker | undefined {
    const found = this.orders.find(names);
    if (found !== undefined || names.reference === '') return found;
    const order = this.#parts.books.order(names.reference);
    return order === undefined ? undefined : this.orders.add(order, BEFORE_ALL);
  }

  /** Tells the books, unless it is over or cannot happen any more. True where it was told. */
  tell(kept: OrderAtBroker, event: OrderEvent, time: EpochMs = this.#parts.clock.now()): boolean {
    const { order } = kept;
    try {
      kept.order = applyEvent(order, event, time);
    } catch (error) {
      if (!(error instanceof InvalidTransition)) throw error;
      // A fill is true whatever the order was thought to be: the books say what is wrong with it.
      if (event.type !== 'filled') return false;
    }
    this.#parts.report({ orderId: order.id, time, event });
    if (isTerminal(kept.order.state)) this.#close(kept);
    return true;
  }

  doubt(kept: OrderAtBroker, doubt: Doubt, why: string): void {
    kept.doubts.set(doubt, why);
    kept.doubted = why;
  }

  status(kept: OrderAtBroker, heard: HeardStatus): void {
    kept.heard = this.stamp();
    if (heard.filled !== null) kept.filled = Math.max(kept.filled, heard.filled);
    kept.doubts.delete('start');
    const reading = this.read(kept, heard);
    if (reading.kind !== 'unknown') kept.doubts.delete('place');
    if (!isTerminal(kept.order.state)) this.#follow(kept, reading, heard);
    if (kept.filled > bookedOf(kept)) this.#wait(kept);
  }

  read(kept: OrderAtBroker, heard: HeardStatus): StatusReading {
    return readStatus(heard, {
      order: kept.order,
      booked: bookedOf(kept),
      isCancelAsked: kept.cancelAsked !== null,
      isPastEnd: this.isPastEnd(kept.order),
      reason: kept.reason?.text ?? null,
      isRefused: kept.reason?.isRefusal ?? false,
    });
  }

  /** The broker works it as it was asked to. */
  changed(kept: OrderAtBroker): void {
    kept.placed = kept.change?.order ?? kept.placed;
    kept.change = null;
    kept.doubts.delete('change');
    this.tell(kept, { type: 'changed' });
    this.#release(kept);
  }

  /** The broker works it as it was. */
  changeRejected(kept: OrderAtBroker, reason: string): void {
    kept.change = null;
    kept.doubts.delete('change');
    this.tell(kept, { type: 'change_rejected', reason });
    this.#release(kept);
  }

  /** The broker said why: an end that waited for it is told with it. */
  explained(kept: OrderAtBroker, text: string, isRefusal: boolean): void {
    kept.reason = { text, isRefusal };
    if (kept.end === null) return;
    const { event } = kept.end;
    if (event.type === 'canceled' || event.type === 'rejected') kept.end = { kind: 'over', event: kept.end.isExplained ? event : { ...event, reason: text }, isExplained: true };
    this.#finish(kept, false);
  }

  /** The broker cancelled it, and its status may follow. */
  cancelledBy(kept: OrderAtBroker, text: string): void {
    if (text !== '') kept.reason = { text: `the broker cancelled it: "${text}"`, isRefusal: kept.reason?.isRefusal ?? false };
    if (isTerminal(kept.order.state)) return;
    const isStatusHeard = kept.end !== null;
    const reading = this.read(kept, { status: 'Cancelled', filled: null });
    if (reading.kind !== 'over') return;
    kept.end = reading;
    if (isStatusHeard) this.#finish(kept, false);
    // The status that follows says how much was filled.
    else this.#wait(kept);
  }

  /** What is known to be over is told now, whatever could still come of it: the connection ended, or the records said all they know. */
  finishAll(): void {
    for (const kept of this.orders.all()) {
      kept.cancelWait?.();
      kept.cancelWait = null;
      this.#settleWait(kept);
    }
  }

  /** All executions of the day were told: what still misses some stays in doubt. */
  executionsTold(): void {
    for (const kept of this.orders.all()) if (kept.cancelWait !== null) this.#settleWait(kept);
  }

  /** Takes a broker's execution into the books. */
  execution({ contract, execution, charge }: ExecutionRecord): Intake {
    if (charge !== null) this.#parts.charges.heard(execution.id, charge.commission, charge.currency);
    // The summary of a combination: its legs are told one by one.
    if (contract.secType === 'BAG') return 'skipped';
    const kept = this.find(execution);
    const taken = kept === undefined ? null : this.#take(kept, contract, execution);
    if (kept === undefined || taken === null || taken.kind === 'not_of_order') {
      this.#parts.foreign({ type: 'execution', record: { contract, execution, charge } });
      return 'foreign';
    }
    this.orders.learn(kept, { permId: execution.permId, clientId: null });
    kept.heard = this.stamp();
    if (taken.kind === 'corrected_after_booking') {
      this.#parts.foreign({ type: 'corrected', orderId: kept.order.id, bookedId: taken.bookedId, record: { contract, execution, charge } });
    }
    if (taken.kind === 'known') return 'known';
    kept.isKnownThere = true;
    kept.doubts.delete('start');
    kept.doubts.delete('place');
    for (const made of taken.made) this.#filled(kept, made);
    this.#parts.charges.retry();
    if (kept.filled <= bookedOf(kept)) {
      kept.doubts.delete('executions');
      if (kept.end !== null) this.#finish(kept, false);
    }
    return 'new';
  }

  /** Legs of orders that are over at the broker, or of all, which make no whole packages. */
  loose(): readonly { readonly order: Order; readonly legs: readonly LooseLeg[] }[] {
    return this.orders.all().flatMap(({ order, assembler }) => {
      const legs = assembler?.loose() ?? [];
      return legs.length === 0 || !isTerminal(order.state) ? [] : [{ order, legs }];
    });
  }

  /** Its session, or the life of one of its options, is over. */
  isPastEnd({ legs, timeInForce }: Order): boolean {
    const { clock, session } = this.#parts;
    const isOver = clock.now() >= session.lastTrade - END_TOLERANCE_MS;
    return legs.some(({ symbol }) => {
      const instrument = parseSymbol(symbol);
      return instrument.kind === 'option' && (instrument.expiry < session.date || (isOver && instrument.expiry === session.date));
    }) || (isOver && timeInForce === 'DAY');
  }

  #follow(kept: OrderAtBroker, reading: StatusReading, heard: HeardStatus): void {
    switch (reading.kind) {
      case 'works':
        kept.isKnownThere = true;
        for (const event of reading.events) this.tell(kept, event);
        return;
      case 'wait':
        return;
      case 'over':
        this.#release(kept);
        kept.end = reading;
        this.#finish(kept, false);
        return;
      case 'filled':
        // It is whole at what it was of, or at what it was changed to.
        if (kept.change !== null && heard.filled === kept.change.change.quantity) this.changed(kept);
        this.#release(kept);
        // Without a number it is at least the lesser of the two.
        kept.filled = Math.max(kept.filled, heard.filled ?? Math.min(kept.order.quantity, kept.change?.change.quantity ?? kept.order.quantity));
        return;
      case 'unknown':
        this.#parts.notice(`order ${kept.order.sequence}: the broker gives it the status "${heard.status}", which decides nothing here`);
    }
  }

  /** Tells an end once its reason and its executions are there, or when they have been waited for. */
  #finish(kept: OrderAtBroker, isLast: boolean): void {
    const { end } = kept;
    if (end === null) return;
    if (!isLast && (!end.isExplained || kept.filled > bookedOf(kept))) return this.#wait(kept);
    kept.end = null;
    this.tell(kept, end.event);
  }

  /** Waits for what a status spoke of, then asks for it, then lets be what came. */
  #wait(kept: OrderAtBroker): void {
    const { pacer } = this.#parts;
    kept.cancelWait ??= pacer.after(GRACE_MS, () => {
      kept.cancelWait = null;
      if (kept.filled <= bookedOf(kept)) return this.#finish(kept, true);
      kept.cancelWait = pacer.after(ANSWER_MS, () => {
        kept.cancelWait = null;
        this.#settleWait(kept);
      });
      this.#parts.askExecutions();
    });
  }

  #settleWait(kept: OrderAtBroker): void {
    const booked = bookedOf(kept);
    if (kept.filled > booked) this.doubt(kept, 'executions', `the broker has ${kept.filled} of it filled and told executions of ${booked}`);
    this.#finish(kept, true);
  }

  #close(kept: OrderAtBroker): void {
    const isShort = kept.filled > bookedOf(kept);
    if (!isShort) {
      kept.cancelWait?.();
      kept.cancelWait = null;
    }
    kept.end = null;
    kept.change = null;
    for (const doubt of [...kept.doubts.keys()]) if (doubt !== 'executions' || !isShort) kept.doubts.delete(doubt);
  }

  #take(kept: OrderAtBroker, contract: GatewayContract, { id, time, side, quantity, price, exchange }: GatewayExecution): Taken | null {
    const symbol = this.#parts.contracts.learn(contract);
    if (symbol === null) return null;
    return this.#assemblerOf(kept).take({ id, time, symbol, side, quantity, price: fromDollars(price), exchange });
  }

  #assemblerOf(kept: OrderAtBroker): ExecutionAssembler {
    if (kept.assembler !== null) return kept.assembler;
    const { id, legs } = kept.order;
    const booked: Execution[] = this.#parts.books.history(id).flatMap(({ event }) => (event.type === 'filled' ? [event.execution] : []));
    const assembler = new ExecutionAssembler(legs, booked);
    kept.assembler = assembler;
    for (const { id: executionId, evidence } of booked) {
      if (evidence.rule === 'broker') this.#parts.charges.made(id, executionId, evidence.executions, (part) => assembler.quantityOf(part));
    }
    return assembler;
  }

  /** Executions may come before the order as it was changed: more than it was of can only be of what it was changed to. */
  #filled(kept: OrderAtBroker, made: AssembledExecution): void {
    const { change, held, order } = kept;
    if (change !== null && change.change.quantity > order.quantity) {
      const total = [...held, made].reduce((sum, { packages }) => sum + packages, order.filledQuantity);
      if (total === order.quantity) return void held.push(made);
      if (total > order.quantity) this.changed(kept);
    }
    this.#tellFill(kept, made);
  }

  /** Its change is of no account any more: it is over. */
  forgetChange(kept: OrderAtBroker): void {
    kept.change = null;
    kept.doubts.delete('change');
    this.#release(kept);
  }

  #release(kept: OrderAtBroker): void {
    for (const made of kept.held.splice(0)) this.#tellFill(kept, made);
  }

  #tellFill(kept: OrderAtBroker, { parts, ...made }: AssembledExecution): void {
    const { charges, clock, quotes } = this.#parts;
    const { id, legs } = kept.order;
    if (waitsForStop(kept.order)) this.tell(kept, { type: 'triggered' }, made.time);
    const evidence = evidenceOf(legs, made.net, parts, quotesAt(quotes, made.time, clock.now()));
    this.tell(kept, { type: 'filled', execution: { ...made, evidence } }, made.time);
    charges.made(id, made.id, parts, (part) => kept.assembler?.quantityOf(part) ?? null);
  }
}
