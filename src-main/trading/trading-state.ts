import { parseSymbol, type Underlying } from '../../src-core/instruments/instrument.ts';
import { Book, movedOn, realisedOf } from '../../src-core/ledger/book.ts';
import { afterEntry, type Holding } from '../../src-core/ledger/holding.ts';
import { openTrade } from '../../src-core/ledger/trade-accounting.ts';
import type { Trade } from '../../src-core/ledger/trade.ts';
import type { LedgerTransaction } from '../../src-core/ledger/transaction.ts';
import { add, type Money, ZERO } from '../../src-core/money.ts';
import { isTerminal } from '../../src-core/orders/life-cycle.ts';
import type { Execution, Order, OrderEvent, OrderId, TradeId } from '../../src-core/orders/order.ts';
import { structureName } from '../../src-core/strategies/structure.ts';
import type { EpochMs } from '../../src-core/time.ts';
import { ExecutionCharges } from './execution-charges.ts';
import type { JournalRecord, OrderHistoryEntry, TradingHistory } from './journal.ts';
import { OrderTraffic } from './order-traffic.ts';

/** What a group of records changed. */
export interface TradingChange {
  readonly orders: readonly Order[];
  readonly trades: readonly Trade[];
  /** Booked for the first time. */
  readonly transactions: readonly LedgerTransaction[];
}

/** What was booked since the start of the session's day. */
export interface DayTotals {
  /** Profits and losses closed, before commission and fees. */
  readonly realised: Money;
  /** Paid, positive. */
  readonly commission: Money;
  readonly fees: Money;
}

const NOTHING_BOOKED: DayTotals = { realised: ZERO, commission: ZERO, fees: ZERO };

/** Orders, trades and the book as the journal holds them: changed by journal records alone, after they are durable. */
export class TradingState {
  readonly book: Book;
  readonly orders = new Map<OrderId, Order>();
  readonly trades = new Map<TradeId, Trade>();
  readonly traffic: OrderTraffic;
  readonly charges = new ExecutionCharges();
  readonly #history = new Map<OrderId, OrderHistoryEntry[]>();
  /** By sequence; null after one changed. */
  #working: readonly Order[] | null = null;
  readonly #alive = new Map<OrderId, Order>();
  /** Midnight of the session's date. */
  readonly dayStart: EpochMs;
  #today: DayTotals = NOTHING_BOOKED;
  readonly #todayOf: Record<Underlying, DayTotals> = { SPY: NOTHING_BOOKED, QQQ: NOTHING_BOOKED, IWM: NOTHING_BOOKED };
  #lastSequence: number;

  /** `dayStart` is midnight of the session's date. Throws LedgerError when the transactions do not add up. */
  constructor(history: TradingHistory, dayStart: EpochMs) {
    this.dayStart = dayStart;
    this.book = Book.replay(history.transactions);
    for (const transaction of history.transactions) {
      this.charges.hear(transaction);
      this.#count(transaction);
    }
    for (const order of history.orders.toSorted((left, right) => left.sequence - right.sequence)) this.#keep(order);
    for (const trade of history.trades) this.trades.set(trade.id, trade);
    for (const entry of history.history.toSorted((left, right) => left.step - right.step)) this.#remember(entry);
    this.traffic = new OrderTraffic(this.orders, history.history);
    this.#lastSequence = history.lastSequence;
  }

  get today(): DayTotals {
    return this.#today;
  }

  /** The part of {@link today} that trades in one underlying made. */
  todayOf(underlying: Underlying): DayTotals {
    return this.#todayOf[underlying];
  }

  /** The newest sequence number of an order. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  history(orderId: OrderId): readonly OrderHistoryEntry[] {
    return this.#history.get(orderId) ?? [];
  }

  /** Orders that are not terminal, oldest first: the same list until one changes. */
  working(): readonly Order[] {
    this.#working ??= [...this.#alive.values()];
    return this.#working;
  }

  /** The trade of an order; before the order's first fill it may exist in the order alone. */
  tradeOf(order: Order): Trade {
    return this.trades.get(order.tradeId) ?? openTrade(order, structureName(order.legs));
  }

  /** Fills of an order that its books took, oldest first. */
  executions(order: Order): readonly Execution[] {
    const executions: Execution[] = [];
    let filled = 0;
    for (const { event } of this.history(order.id)) {
      if (event.type !== 'filled' || filled + event.execution.packages > order.filledQuantity) continue;
      filled += event.execution.packages;
      executions.push(event.execution);
    }
    return executions;
  }

  /** The order's next step as records: the order as it is after the event, and the line of its history. */
  step(order: Order, event: OrderEvent, time: EpochMs): readonly JournalRecord[] {
    const step = this.history(order.id).length + 1;
    return [
      { kind: 'order', order },
      { kind: 'history', entry: { orderId: order.id, step, time, event, state: order.state } },
    ];
  }

  apply(records: readonly JournalRecord[]): TradingChange {
    const changed = { orders: new Map<OrderId, Order>(), trades: new Map<TradeId, Trade>() };
    const transactions: LedgerTransaction[] = [];
    for (const record of records) {
      switch (record.kind) {
        case 'order':
          if (!this.orders.has(record.order.id)) this.traffic.written(record.order.id);
          this.#keep(record.order);
          changed.orders.set(record.order.id, record.order);
          this.#lastSequence = Math.max(this.#lastSequence, record.order.sequence);
          break;
        case 'history':
          this.#remember(record.entry);
          this.traffic.step(record.entry);
          break;
        case 'trade':
          this.trades.set(record.trade.id, record.trade);
          changed.trades.set(record.trade.id, record.trade);
          break;
        case 'transaction':
          if (!this.book.post(record.transaction)) break;
          this.charges.hear(record.transaction);
          this.#count(record.transaction);
          transactions.push(record.transaction);
          break;
        case 'charge':
        case 'settled':
          break;
      }
    }
    return { orders: [...changed.orders.values()], trades: [...changed.trades.values()], transactions };
  }

  /** A working order keeps its place among the others: they are in the order of their sequence. */
  #keep(order: Order): void {
    this.orders.set(order.id, order);
    this.#working = null;
    if (isTerminal(order.state)) this.#alive.delete(order.id);
    else this.#alive.set(order.id, order);
  }

  #count(transaction: LedgerTransaction): void {
    if (transaction.time < this.dayStart) return;
    this.#today = withBooked(this.#today, transaction);
    const symbol = transaction.entries.find((entry) => entry.symbol !== undefined)?.symbol;
    if (symbol === undefined) return;
    const { underlying } = parseSymbol(symbol);
    this.#todayOf[underlying] = withBooked(this.#todayOf[underlying], transaction);
  }

  #remember(entry: OrderHistoryEntry): void {
    const entries = this.#history.get(entry.orderId);
    if (entries) entries.push(entry);
    else this.#history.set(entry.orderId, [entry]);
  }
}

function withBooked({ realised, commission, fees }: DayTotals, transaction: LedgerTransaction): DayTotals {
  return {
    realised: add(realised, realisedOf(transaction)),
    commission: add(commission, movedOn(transaction, 'commission')),
    fees: add(fees, movedOn(transaction, 'fees')),
  };
}

/** What is held once a transaction of the same trade is booked. */
export function heldAfter(held: readonly Holding[], tradeId: TradeId, transaction: LedgerTransaction): readonly Holding[] {
  const after = new Map(held.map((holding) => [holding.symbol, holding]));
  for (const entry of transaction.entries) {
    if (entry.account !== 'positions' || entry.symbol === undefined) continue;
    const holding = afterEntry(after.get(entry.symbol), tradeId, entry);
    if (holding) after.set(entry.symbol, holding);
    else after.delete(entry.symbol);
  }
  return [...after.values()];
}
