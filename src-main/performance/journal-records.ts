import type { Trade } from '../../src-core/ledger/trade.ts';
import type { LedgerTransaction } from '../../src-core/ledger/transaction.ts';
import type { ImportRecord } from '../../src-core/contract/journal.ts';
import type { InstrumentSymbol } from '../../src-core/instruments/instrument.ts';
import type { Money } from '../../src-core/money.ts';
import type { Order, OrderId, Side, TradeId } from '../../src-core/orders/order.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { OrderHistoryEntry } from '../trading/journal.ts';
import type { KnownBooks } from './statements/account-books.ts';
import type { BookedStatement } from './statements/statement-booking.ts';

/** A trade as far as a look at all of them goes. */
export interface JournalHead {
  readonly id: TradeId;
  /** Another one once anything that a row shows of the trade changed. */
  readonly mark: string;
}

/** A person's words about a trade. */
export interface TradeWords {
  readonly id: TradeId;
  readonly notes: string;
  readonly tags: readonly string[];
  readonly importId: string | null;
}

/** A trade's orders and everything booked of it. */
export interface TradeRecord {
  readonly accountId: string;
  readonly trade: Trade;
  /** Oldest first, with their history. */
  readonly orders: readonly { readonly order: Order; readonly history: readonly OrderHistoryEntry[] }[];
  /** In the order they were booked. */
  readonly transactions: readonly LedgerTransaction[];
}

/** A fill as it is exported. */
export interface ExportedFill {
  readonly id: string;
  readonly orderId: OrderId;
  readonly tradeId: TradeId;
  readonly time: EpochMs;
  readonly closing: boolean;
  readonly packages: number;
  readonly net: Money;
  /** null where no quote was kept. */
  readonly quoted: { readonly mid: Money; readonly natural: Money } | null;
  readonly legs: readonly { readonly symbol: InstrumentSymbol; readonly side: Side; readonly quantity: number; readonly price: Money }[];
}

/** What an imported account is made of. */
export interface ImportedAccount {
  readonly id: string;
  readonly userId: string;
  readonly number: string;
  readonly broker: string;
}

export interface ImportRows {
  readonly record: Omit<ImportRecord, 'accountNumber'>;
  readonly digest: string;
  readonly account: ImportedAccount;
  readonly isNewAccount: boolean;
  readonly booked: BookedStatement;
}

/** What taking an import back leaves of its account. */
export interface RemovedRows {
  readonly importId: string;
  readonly accountId: string;
  /** Trades of earlier imports that it had gone on with, as they are without it. */
  readonly restored: readonly Trade[];
  /** Nothing is left of the account: it goes too. */
  readonly isLast: boolean;
}

/** The journal's door to the relational store. */
export interface JournalRecords {
  /** Every trade of an account. */
  heads(accountId: string): Promise<readonly JournalHead[]>;
  /** Changes once anything that heads are made of does, and costs less. */
  stamp(accountId: string): Promise<string>;
  /** Of those of the trades that have notes, tags, or an import. */
  words(tradeIds: readonly TradeId[]): Promise<readonly TradeWords[]>;
  /** null where there is no such trade. */
  accountOf(tradeId: TradeId): Promise<string | null>;
  /** null where there is no such trade. */
  record(tradeId: TradeId): Promise<TradeRecord | null>;
  /** Every tag of the accounts' trades and on how many it is, the most used first. */
  tags(accountIds: readonly string[]): Promise<readonly { readonly tag: string; readonly trades: number }[]>;
  annotate(change: { readonly tradeId: TradeId; readonly accountId: string; readonly notes?: string | undefined; readonly tags?: readonly string[] | undefined }): Promise<void>;
  /** Fills and bookings of the trades; a fill's transaction is the booking "fill:" and its id. */
  exported(accountId: string, tradeIds: readonly TradeId[]): Promise<{ readonly fills: readonly ExportedFill[]; readonly transactions: readonly LedgerTransaction[] }>;

  /** Newest first. */
  imports(userId: string): Promise<readonly ImportRecord[]>;
  books(accountId: string): Promise<KnownBooks>;
  /** Writes an import whole or not at all. */
  write(rows: ImportRows): Promise<void>;
  /** Takes it back whole or not at all. */
  remove(rows: RemovedRows): Promise<void>;
}
