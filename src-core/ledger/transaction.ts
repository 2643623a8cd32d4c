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

export const LEDGER_CAUSES = [
  'deposit',
  'fill',
  'exercise',
  'assignment',
  'lapse',
  /** What a broker charged for an execution, less what was booked for it by estimate. */
  'charge',
  /** Held at the broker, and explained by no execution. */
  'taken_over',
  /** Cash that came or went at the broker and is of no trade. */
  'adjustment',
] as const;
export type LedgerCause = (typeof LEDGER_CAUSES)[number];

/** Entries that add up to zero and are written together or not at all. */
export interface LedgerTransaction {
  /** Unique and stable, derived from what caused it, so that a cause is booked once. */
  readonly id: string;
  readonly time: EpochMs;
  readonly cause: LedgerCause;
  /** The trade it belongs to; absent for a deposit and an adjustment. */
  readonly tradeId?: TradeId | undefined;
  /** Why it was booked later than it happened; absent for what was booked as it came. */
  readonly reason?: string | undefined;
  readonly entries: readonly LedgerEntry[];
}
