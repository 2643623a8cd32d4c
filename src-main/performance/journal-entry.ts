import type { JournalEntry, JournalRow } from '../../src-core/contract/journal.ts';
import type { OrderView } from '../../src-core/contract/schemas.ts';
import { cashOf, movedOn, realisedOf } from '../../src-core/ledger/book.ts';
import { chargeId } from '../../src-core/ledger/charges.ts';
import { isCorrection } from '../../src-core/ledger/corrections.ts';
import type { Trade } from '../../src-core/ledger/trade.ts';
import type { LedgerTransaction } from '../../src-core/ledger/transaction.ts';
import { add } from '../../src-core/money.ts';
import type { Execution, Order } from '../../src-core/orders/order.ts';
import type { SignalRecord } from '../../src-core/signals/signal.ts';
import type { OrderHistoryEntry } from '../trading/journal.ts';
import type { TradeRecord } from './journal-records.ts';

/** How an order is shown; the window's own way of it. */
export type OrderViewOf = (order: Order, history: readonly OrderHistoryEntry[], trade: Trade | undefined) => OrderView;

/** One package from its opening to its end. */
export function journalEntry(row: JournalRow, record: TradeRecord, signal: SignalRecord | null, orderViewOf: OrderViewOf): JournalEntry {
  const booked = new Map(record.transactions.map((transaction) => [transaction.id, transaction]));
  const fills = record.orders.flatMap(({ order, history }) =>
    history.flatMap(({ event }) => (event.type === 'filled' ? [fillOf(order, event.execution, bookedOf(booked, event.execution.id))] : [])),
  );
  const filled = new Set(fills.flatMap(({ id }) => [`fill:${id}`, chargeId(id)]));
  return {
    row,
    orders: record.orders.map(({ order, history }) => orderViewOf(order, history, record.trade)),
    fills: fills.sort((left, right) => left.time - right.time),
    settlements: record.transactions.flatMap((transaction) => (filled.has(transaction.id) ? [] : [settlementOf(transaction)])),
    signal,
  };
}

/** An execution as booked, and what the broker charged for it beyond that. */
function bookedOf(booked: ReadonlyMap<string, LedgerTransaction>, executionId: string): readonly LedgerTransaction[] {
  return [`fill:${executionId}`, chargeId(executionId)].flatMap((id) => booked.get(id) ?? []);
}

function fillOf(order: Order, execution: Execution, booked: readonly LedgerTransaction[]): JournalEntry['fills'][number] {
  const { id, time, packages, net, legs, evidence } = execution;
  return {
    id,
    orderId: order.id,
    time,
    packages,
    net,
    ...quotesOf(execution, evidence),
    legs: legs.map(({ symbol, side, quantity, price }) => ({ symbol, side, quantity, price })),
    commission: add(...booked.map((transaction) => movedOn(transaction, 'commission'))),
    fees: add(...booked.map((transaction) => movedOn(transaction, 'fees'))),
  };
}

/** A fill that was imported without quotes says its own net three times. */
function quotesOf({ net }: Execution, { optimistic, pessimistic, quotes }: Execution['evidence']): Pick<JournalEntry['fills'][number], 'mid' | 'natural'> {
  const isKept = quotes.length > 0 || optimistic !== net || pessimistic !== net;
  return isKept ? { mid: optimistic, natural: pessimistic } : { mid: null, natural: null };
}

function settlementOf(transaction: LedgerTransaction): JournalEntry['settlements'][number] {
  const { id, time, reason, entries } = transaction;
  const moved = entries.filter((entry) => entry.symbol !== undefined);
  const option = moved.find(({ symbol }) => (symbol?.length ?? 0) > 4) ?? moved[0];
  const quantity = moved.reduce((sum, entry) => sum + (entry.symbol === option?.symbol ? (entry.quantity ?? 0) : 0), 0);
  return {
    id,
    time,
    cause: causeOf(transaction),
    symbol: option?.symbol ?? null,
    quantity,
    cash: cashOf(transaction),
    realised: realisedOf(transaction),
    reason: reason ?? null,
  };
}

function causeOf({ cause, id }: LedgerTransaction): JournalEntry['settlements'][number]['cause'] {
  switch (cause) {
    case 'taken_over':
      return cause;
    case 'exercise':
    case 'assignment':
    case 'lapse':
      return isCorrection(id) ? 'correction' : cause;
    case 'fill':
    case 'charge':
    case 'deposit':
    case 'adjustment':
      return 'correction';
  }
}
