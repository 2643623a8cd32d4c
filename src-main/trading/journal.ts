import type { TradeBooks } from '../../src-core/ledger/corrections.ts';
import type { Trade } from '../../src-core/ledger/trade.ts';
import type { LedgerTransaction } from '../../src-core/ledger/transaction.ts';
import type { Money } from '../../src-core/money.ts';
import type { Order, OrderEvent, OrderId, TradeId } from '../../src-core/orders/order.ts';
import type { EpochMs, IsoDate } from '../../src-core/time.ts';
import type { BrokerCharge } from './broker.ts';

/** One step of an order's life, kept for ever. */
export interface OrderHistoryEntry {
  readonly orderId: OrderId;
  /** From 1 within its order. */
  readonly step: number;
  readonly time: EpochMs;
  readonly event: OrderEvent;
  readonly state: Order['state'];
}

/** What was booked for an execution by estimate, and what the broker charged for it. */
export interface BookedCharge extends Pick<BrokerCharge, 'orderId' | 'executionId' | 'foreign'> {
  /** Of the execution. */
  readonly time: EpochMs;
  /** Positive amounts to pay, commission and fees together. */
  readonly estimated: Money;
  readonly charged: Money;
}

/** What the trading room asks to be made durable. Orders and trades are whole snapshots that replace the last one. */
export type JournalRecord =
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'history'; readonly entry: OrderHistoryEntry }
  | { readonly kind: 'trade'; readonly trade: Trade }
  | { readonly kind: 'transaction'; readonly transaction: LedgerTransaction }
  | { readonly kind: 'charge'; readonly charge: BookedCharge }
  | { readonly kind: 'settled'; readonly date: IsoDate; readonly time: EpochMs };

/** What the books held when the program last wrote them. */
export interface TradingHistory {
  /** Orders that are not terminal, and all of the newest session, oldest first. */
  readonly orders: readonly Order[];
  readonly history: readonly OrderHistoryEntry[];
  /** Trades that hold a position, and all of the newest session. */
  readonly trades: readonly Trade[];
  /** Every transaction, oldest first. */
  readonly transactions: readonly LedgerTransaction[];
  /** The newest sequence number of an order; 0 when there is none. */
  readonly lastSequence: number;
}

/** The trading room's door to the relational store. */
export interface TradingJournal {
  /** One call is one database transaction; resolves when it is on disk. Calls are applied in order. */
  write(records: readonly JournalRecord[]): Promise<void>;
  load(): Promise<TradingHistory>;
  /** True when an order of that id was ever written, in any session. */
  hasOrder(id: OrderId): Promise<boolean>;
  /** A trade of any session, and everything booked of it in the order it was booked; null when the account has none of that id. */
  tradeBooks(id: TradeId): Promise<TradeBooks | null>;
}
