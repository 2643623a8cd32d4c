import type { STATEMENT_FORMATS } from '../../../src-core/contract/journal.ts';
import type { InstrumentSymbol, Underlying } from '../../../src-core/instruments/instrument.ts';
import type { LedgerCause } from '../../../src-core/ledger/transaction.ts';
import type { Money } from '../../../src-core/money.ts';
import type { Side } from '../../../src-core/orders/order.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { ExactDollars } from './exact-dollars.ts';

export type StatementFormat = (typeof STATEMENT_FORMATS)[number];

/** A row that cannot be used: the line of the file, the column, what is wrong and what would be accepted. */
export interface StatementProblem {
  readonly line: number;
  readonly field: string | null;
  readonly message: string;
}

/** Units that traded at one price per share. */
export interface PricedUnits {
  readonly units: number;
  readonly price: Money;
}

/** Names a package that a file told apart already. */
export interface StatementTrade {
  readonly key: string;
  readonly strategy: string;
  readonly source: 'manual' | 'automated';
  /** null: its first fill. */
  readonly openedAt: EpochMs | null;
}

/** One instrument that was bought or sold. */
export interface StatementFill {
  readonly kind: 'fill';
  readonly line: number;
  /** The broker's name of the execution, or one made of what the row says, as row-ids keeps it: the same row has the same one in every file. */
  readonly id: string;
  /** null where the file names no order. */
  readonly orderId: string | null;
  readonly time: EpochMs;
  readonly symbol: InstrumentSymbol;
  readonly side: Side;
  /** Never empty. */
  readonly lots: readonly PricedUnits[];
  /** Paid, positive. */
  readonly commission: ExactDollars;
  readonly fees: ExactDollars;
  /** null where the file does not say. */
  readonly effect: 'open' | 'close' | null;
  /** null where packages are put together here. */
  readonly trade: StatementTrade | null;
  /** Net debits per share of the whole fill at the mid and at the natural price; null where none was kept. */
  readonly quoted: { readonly mid: Money; readonly natural: Money } | null;
}

/** Units of an instrument that came (positive) or went at a price per share. */
export interface BookedUnits {
  readonly symbol: InstrumentSymbol;
  readonly units: number;
  readonly price: Money;
}

/** What the end of an option did, or what was booked late, to one package as a file of this program's tells it. */
export interface StatementBooking {
  readonly kind: 'booking';
  readonly line: number;
  readonly id: string;
  readonly time: EpochMs;
  readonly cause: Exclude<LedgerCause, 'deposit'>;
  readonly trade: StatementTrade;
  readonly legs: readonly BookedUnits[];
  /** Received, commission and fees not counted. */
  readonly cash: Money;
  readonly commission: ExactDollars;
  readonly fees: ExactDollars;
  readonly reason: string | null;
}

/** Contracts that were exercised, assigned, or lapsed, as a broker says it: of whatever package holds them. */
export interface StatementSettlement {
  readonly kind: 'settlement';
  readonly line: number;
  readonly id: string;
  readonly time: EpochMs;
  readonly cause: 'exercise' | 'assignment' | 'lapse';
  readonly symbol: InstrumentSymbol;
  readonly contracts: number;
  /** Which side of it was held; null where the file does not say. */
  readonly held: 'long' | 'short' | null;
  readonly commission: ExactDollars;
  readonly fees: ExactDollars;
}

export type StatementEvent = StatementFill | StatementBooking | StatementSettlement;

/** Shares that an exercise or an assignment brought or took, on a row of their own. */
export interface ShareDelivery {
  readonly line: number;
  readonly time: EpochMs;
  readonly underlying: Underlying;
  /** Signed shares. */
  readonly units: number;
  /** Dollars per share. */
  readonly price: Money;
  readonly commission: ExactDollars;
  readonly fees: ExactDollars;
}

/** What a statement says, before it is set against any account. */
export interface StatementReading {
  readonly format: StatementFormat;
  readonly broker: string;
  readonly accountNumber: string;
  /** null where the statement does not say it. */
  readonly startingCash: Money | null;
  /** Oldest first; what happened at one moment as the file has it. */
  readonly events: readonly StatementEvent[];
  readonly problems: readonly StatementProblem[];
  /** Rows of other things, by why. */
  readonly passedOver: ReadonlyMap<string, number>;
  /** Nothing of it may be imported. */
  readonly fatal: boolean;
}

/** Whether packages can be told from order ids alone, or executions of one moment belong together as well. */
export function ordersAreWhole(format: StatementFormat): boolean {
  return format === 'smart-0dte' || format === 'tastytrade';
}
