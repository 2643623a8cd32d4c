import { parseSymbol, type Underlying } from '../../src-core/instruments/instrument.ts';
import { realisedOf } from '../../src-core/ledger/book.ts';
import { settlementTransactions } from '../../src-core/ledger/expiry.ts';
import { tradeAfterSettlement } from '../../src-core/ledger/trade-accounting.ts';
import type { Trade } from '../../src-core/ledger/trade.ts';
import type { LedgerCause, LedgerTransaction } from '../../src-core/ledger/transaction.ts';
import { add, type Money } from '../../src-core/money.ts';
import { applyEvent } from '../../src-core/orders/life-cycle.ts';
import type { Order, OrderEvent } from '../../src-core/orders/order.ts';
import type { EpochMs, IsoDate } from '../../src-core/time.ts';
import type { JournalRecord } from './journal.ts';
import { endOfTradeRecords } from './order-records.ts';
import type { TradingState } from './trading-state.ts';

/** What became of a date's options. */
export interface SettlementSummary {
  readonly date: IsoDate;
  readonly time: EpochMs;
  /** Contracts. */
  readonly exercised: number;
  readonly assigned: number;
  readonly lapsed: number;
  readonly realised: Money;
  readonly trades: readonly Trade[];
  /** Orders that were still open. */
  readonly expiredOrders: readonly Order[];
}

export interface SettlementTerms {
  readonly date: IsoDate;
  readonly time: EpochMs;
  /** What options settle at; null where the broker alone knows what becomes of them: then orders expire, and holdings stay. */
  readonly referencePriceOf: ((underlying: Underlying) => Money) | null;
}

/** What the end of a date does to the books, in one write; and the orders that it expires. */
export function settlementRecords(state: TradingState, { date, time, referencePriceOf }: SettlementTerms): { readonly records: readonly JournalRecord[]; readonly expired: readonly Order[]; readonly summary: SettlementSummary } {
  const event: OrderEvent = { type: 'expired', reason: 'its options have expired' };
  const expired = state
    .working()
    .filter((order) => expiresBy(order, date))
    .map((order) => applyEvent(order, event, time));
  const transactions = referencePriceOf === null ? [] : settlementTransactions(state.book, date, referencePriceOf, time);
  const trades = tradesAfterSettlement(state, transactions, time);
  return {
    records: [
      ...trades.map((trade) => ({ kind: 'trade', trade }) as const),
      ...expired.flatMap((order) => [...endOfTradeRecords(state, order), ...state.step(order, event, time)]),
      ...transactions.map((transaction) => ({ kind: 'transaction', transaction }) as const),
      { kind: 'settled', date, time },
    ],
    expired,
    summary: settlementSummary(date, time, transactions, trades, expired),
  };
}

/** The trades that transactions of a settlement change. */
export function tradesAfterSettlement(state: TradingState, transactions: readonly LedgerTransaction[], time: EpochMs): readonly Trade[] {
  return [...state.trades.values()].map((trade) => tradeAfterSettlement(trade, transactions, time)).filter((trade) => trade !== state.trades.get(trade.id));
}

export function settlementSummary(
  date: IsoDate,
  time: EpochMs,
  transactions: readonly LedgerTransaction[],
  trades: readonly Trade[],
  expiredOrders: readonly Order[],
): SettlementSummary {
  return {
    date,
    time,
    exercised: contractsOf(transactions, 'exercise'),
    assigned: contractsOf(transactions, 'assignment'),
    lapsed: contractsOf(transactions, 'lapse'),
    realised: add(...transactions.map(realisedOf)),
    trades,
    expiredOrders,
  };
}

/** True when the order has an option that expires on the date or has expired before. */
export function expiresBy(order: Order, date: IsoDate): boolean {
  return order.legs.some(({ symbol }) => {
    const instrument = parseSymbol(symbol);
    return instrument.kind === 'option' && instrument.expiry <= date;
  });
}

function contractsOf(transactions: readonly LedgerTransaction[], cause: LedgerCause): number {
  let contracts = 0;
  for (const transaction of transactions) {
    if (transaction.cause !== cause) continue;
    for (const { symbol, quantity } of transaction.entries) {
      if (symbol !== undefined && parseSymbol(symbol).kind === 'option') contracts += Math.abs(quantity ?? 0);
    }
  }
  return contracts;
}
