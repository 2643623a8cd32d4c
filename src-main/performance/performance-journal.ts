import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { BookedSum } from '../../src-core/ledger/daily-results.ts';
import type { Trade } from '../../src-core/ledger/trade.ts';
import type { Money } from '../../src-core/money.ts';
import type { TradeId } from '../../src-core/orders/order.ts';
import type { DailyResult } from '../../src-core/performance/daily-result.ts';
import type { Metric } from '../../src-core/performance/metric.ts';
import type { TradeCircumstances } from '../../src-core/performance/trade-result.ts';
import type { EpochMs, IsoDate } from '../../src-core/time.ts';

/** An account whose trading is kept. */
export interface KeptAccount {
  readonly id: string;
  /** Whose it is. */
  readonly userId: string;
  readonly number: string;
  readonly kind: 'paper' | 'live';
  readonly broker: string;
}

/** A trade with what the store knows beside it. */
export interface KeptTrade {
  readonly trade: Trade;
  /** When something was last booked of it; null before anything was. */
  readonly bookedAt: EpochMs | null;
  /** Whether it holds anything: shares that expiry left, as a rule. */
  readonly holds: boolean;
  /** Commission and fees of the fills that opened it. */
  readonly openingCosts: Money;
  /** The detector of the signal it acted on. */
  readonly signalType: string | null;
  readonly tags: readonly string[];
  /** It came with a statement: no quotes were kept with its fills. */
  readonly imported: boolean;
  readonly circumstances: TradeCircumstances | null;
}

/** Dollars per share at a session's end, as far as it went. */
export interface SessionCloses {
  readonly date: IsoDate;
  /** Made up, not of the exchange. */
  readonly simulated: boolean;
  readonly prices: Readonly<Partial<Record<Underlying, Money>>>;
}

/** Changes with what they are named after. */
export interface Stamps {
  readonly trades: string;
  readonly days: string;
}

export interface Balances {
  readonly buyingPower: Money;
  /** null while a mark is not known. */
  readonly netLiquidation: Money | null;
  readonly totalCash: Money;
}

/** What is kept of performance, each row a whole that replaces the last one of its `id`. */
export type PerformanceRow = { readonly id: string; readonly account: Pick<KeptAccount, 'id' | 'userId'> } & (
  | { readonly kind: 'day'; readonly result: DailyResult }
  | { readonly kind: 'metrics'; readonly from: IsoDate; readonly to: IsoDate; readonly metrics: readonly Metric[] }
  | { readonly kind: 'circumstances'; readonly circumstances: TradeCircumstances }
  /** Of a trade that holds something; 0 once it holds nothing. */
  | { readonly kind: 'unrealised'; readonly tradeId: TradeId; readonly amount: Money | null }
  | { readonly kind: 'balances'; readonly balances: Balances }
);

/** Performance's door to the relational store. */
export interface PerformanceJournal {
  /** Those of the user whose the terminal's own account is; that one first. */
  accounts(): Promise<readonly KeptAccount[]>;
  /** Of trades that are closed or settled. */
  endedTrades(accountId: string): Promise<readonly TradeId[]>;
  /** Those of the ids that are there, whatever their state, by id. */
  trades(accountId: string, ids: readonly TradeId[]): Promise<readonly KeptTrade[]>;
  /** When the first and the last booking are of; null before the first. */
  span(accountId: string): Promise<{ readonly from: EpochMs; readonly to: EpochMs } | null>;
  /** What was booked from `from` on and before `to`. */
  bookings(accountId: string, from: EpochMs, to: EpochMs): Promise<readonly BookedSum[]>;
  /** The times of bookings that came later than they happened. */
  lateBookings(accountId: string): Promise<readonly EpochMs[]>;
  /** Paid in. */
  deposits(accountId: string): Promise<readonly { readonly time: EpochMs; readonly amount: Money }[]>;
  /** In the order in which the sessions were begun. */
  closes(): Promise<readonly SessionCloses[]>;
  stamps(accountId: string): Promise<Stamps>;
  /** The rows of daily_pnl, by date. */
  days(accountId: string): Promise<readonly DailyResult[]>;
  circumstances(tradeIds: readonly TradeId[]): Promise<readonly TradeCircumstances[]>;
  write(rows: readonly PerformanceRow[], time: EpochMs): Promise<void>;
}
