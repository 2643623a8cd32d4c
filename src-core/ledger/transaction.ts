import type { InstrumentSymbol } from '../instruments/instrument.ts';
import type { TradeId } from '../orders/order.ts';
import type { Money } from '../money.ts';
import type { EpochMs } from '../time.ts';

/** The accounts of the double-entry books. Assets grow with positive amounts; capital and income with negative ones. */
export type LedgerAccount = 'cash' | 'positions' | 'realised' | 'commission' | 'fees' | 'capital';

/**
 * One line of the books. A 'positions' entry carries the instrument, the signed units and the price per share;
 * its amount is the cost basis that came or went.
 */
export interface LedgerEntry {
  readonly account: LedgerAccount;
  readonly amount: Money;
  readonly symbol?: InstrumentSymbol | undefined;
  readonly quantity?: number | undefined;
  readonly price?: Money | undefined;
}

export type LedgerCause = 'deposit' | 'fill' | 'exercise' | 'assignment' | 'lapse';

/** Entries that add up to zero and are written together or not at all. */
export interface LedgerTransaction {
  /** Unique and stable, derived from what caused it, so that a cause is booked once. */
  readonly id: string;
  readonly time: EpochMs;
  readonly cause: LedgerCause;
  /** The trade it belongs to; absent for a deposit. */
  readonly tradeId?: TradeId | undefined;
  /** Why it was booked later than it happened; absent for what was booked as it came. */
  readonly reason?: string | undefined;
  readonly entries: readonly LedgerEntry[];
}
