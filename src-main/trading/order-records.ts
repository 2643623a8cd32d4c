import { fillTransaction } from '../../src-core/ledger/book.ts';
import { executionFees, type FeeSchedule } from '../../src-core/ledger/fees.ts';
import { tradeAfterExecution, tradeAfterOrderEnd } from '../../src-core/ledger/trade-accounting.ts';
import type { Execution, Order } from '../../src-core/orders/order.ts';
import type { JournalRecord } from './journal.ts';
import { heldAfter, type TradingState } from './trading-state.ts';

/** What an execution of an order does to the books, its costs by the fee schedule. */
export function fillRecords(state: TradingState, order: Order, execution: Execution, schedule: FeeSchedule): readonly JournalRecord[] {
  const { book } = state;
  const charged = { legs: state.executions(order).flatMap((earlier) => earlier.legs) };
  const { lines } = executionFees(schedule, execution.legs, charged);
  const transaction = fillTransaction(book, order, execution, lines);
  const held = heldAfter(book.holdingsOf(order.tradeId), order.tradeId, transaction);
  const trade = tradeAfterExecution(state.tradeOf(order), order, execution, transaction, held);
  return [
    { kind: 'trade', trade },
    { kind: 'transaction', transaction },
  ];
}

/** The trade of an order that ended before its first fill. */
export function endOfTradeRecords(state: TradingState, order: Order): readonly JournalRecord[] {
  const trade = state.tradeOf(order);
  const after = tradeAfterOrderEnd(trade, order);
  return after === trade ? [] : [{ kind: 'trade', trade: after }];
}
