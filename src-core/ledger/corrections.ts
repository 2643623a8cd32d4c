import { type InstrumentSymbol, type OptionContract, parseSymbol, symbolOf } from '../instruments/instrument.ts';
import { add, fromDollars, type Money, negate, times, ZERO } from '../money.ts';
import type { TradeId } from '../orders/order.ts';
import { balanced, cashOf, movedOn, realisedOf } from './book.ts';
import { type Holding, positionEntries } from './holding.ts';
import type { Trade } from './trade.ts';
import type { LedgerTransaction } from './transaction.ts';

/** What came to be known of a trade after it was over. Its id names it: it is booked once. */
export type Correction =
  /** Short options that were booked as lapsed were assigned. */
  | { readonly kind: 'assignment'; readonly id: string; readonly tradeId: TradeId; readonly symbol: string; readonly contracts: number }
  /** What the broker charged more (or, negative, less) than was booked. */
  | { readonly kind: 'charges'; readonly id: string; readonly tradeId: TradeId; readonly commission: Money; readonly fees: Money; readonly reason: string };

/** A trade and everything booked of it, in the order it was booked. */
export interface TradeBooks {
  readonly trade: Trade;
  readonly transactions: readonly LedgerTransaction[];
}

/** A correction that cannot be: nothing was booked. */
export class CorrectionRefused extends Error {
  override readonly name = 'CorrectionRefused';
  /** bad_input: it could never be. conflict: the books say otherwise. */
  readonly code: 'bad_input' | 'conflict';
  readonly field: string;

  constructor(code: 'bad_input' | 'conflict', field: string, message: string) {
    super(`${field}: ${message}`);
    this.code = code;
    this.field = field;
  }
}

/** No trade is charged as much: the schema's columns end there. */
const MOST_CHARGED = fromDollars(1_000_000);

/**
 * The transaction of a correction, and its trade after it; null where it is booked already. A late assignment is booked
 * at the settlement that let the contracts lapse: shares at the strike, held by the same trade. Charges are booked when
 * the trade was over. `heldOf` tells what the trade holds now. Throws CorrectionRefused.
 */
export function correctionOf(
  correction: Correction,
  { trade, transactions }: TradeBooks,
  heldOf: (symbol: InstrumentSymbol) => Holding | undefined,
): { readonly transaction: LedgerTransaction; readonly trade: Trade } | null {
  const transaction = correction.kind === 'assignment' ? assignment(correction, transactions, heldOf) : charges(correction, trade);
  const booked = transactions.find(({ id }) => id.startsWith(prefixOf(correction.id)));
  if (booked !== undefined) {
    if (booked.id === transaction.id) return null;
    throw new CorrectionRefused('conflict', 'id', `${correction.id} is another correction already`);
  }
  if (correction.kind === 'assignment') assertLapsed(correction, transactions);
  else assertCharged(correction, trade);
  const cost = correction.kind === 'assignment' ? negate(cashOf(transaction)) : ZERO;
  return {
    transaction,
    trade: {
      ...trade,
      closeCost: add(trade.closeCost, cost),
      optimisticCost: add(trade.optimisticCost, cost),
      pessimisticCost: add(trade.pessimisticCost, cost),
      realised: add(trade.realised, realisedOf(transaction)),
      commission: add(trade.commission, movedOn(transaction, 'commission')),
      fees: add(trade.fees, movedOn(transaction, 'fees')),
    },
  };
}

type Assignment = Extract<Correction, { readonly kind: 'assignment' }>;
type Charges = Extract<Correction, { readonly kind: 'charges' }>;

function prefixOf(id: string): string {
  return `correction:${id}:`;
}

/** Whether a transaction is one that a correction made. */
export function isCorrection(transactionId: string): boolean {
  return transactionId.startsWith('correction:');
}

/** What an assignment is of, in its transaction's id: how many of a symbol were assigned late is read there. */
function contentOf({ symbol, contracts }: Pick<Assignment, 'symbol' | 'contracts'>): string {
  return `assignment:${contracts}:${symbol}`;
}

function assignment(correction: Assignment, transactions: readonly LedgerTransaction[], heldOf: (symbol: InstrumentSymbol) => Holding | undefined): LedgerTransaction {
  const { id, tradeId, contracts } = correction;
  const option = optionOf(correction.symbol);
  const lapse = lapseOf(correction, transactions);
  if (!Number.isSafeInteger(contracts) || contracts < 1) throw new CorrectionRefused('bad_input', 'contracts', `is ${contracts}; expected a whole number above 0`);
  const shares = symbolOf({ kind: 'shares', underlying: option.underlying });
  // Who was short a call delivers, who was short a put receives.
  const units = contracts * 100 * (option.right === 'call' ? -1 : 1);
  const entries = [...positionEntries(heldOf(shares), shares, units, option.strike), { account: 'cash' as const, amount: negate(times(option.strike, units)) }];
  return {
    id: `${prefixOf(id)}${contentOf(correction)}`,
    time: lapse.time,
    cause: 'assignment',
    tradeId,
    reason: `late: ${contracts} of ${correction.symbol.replaceAll(/ +/g, ' ')} were booked as lapsed and were assigned`,
    entries: balanced(entries),
  };
}

function assertLapsed(correction: Assignment, transactions: readonly LedgerTransaction[]): void {
  const lapsed = shortLapsed(lapseOf(correction, transactions));
  const assigned = transactions.reduce((sum, { id }) => sum + lateContracts(id, correction.symbol), 0);
  if (correction.contracts <= lapsed - assigned) return;
  const before = assigned === 0 ? '' : `, of which ${assigned} were assigned late already`;
  throw new CorrectionRefused('conflict', 'contracts', `is ${correction.contracts}; ${lapsed} short contracts of ${correction.symbol} lapsed${before}`);
}

function lapseOf({ symbol, tradeId }: Assignment, transactions: readonly LedgerTransaction[]): LedgerTransaction {
  const lapse = transactions.find((transaction) => transaction.cause === 'lapse' && shortLapsed(transaction) > 0 && transaction.entries.some((entry) => entry.symbol === symbol));
  if (lapse === undefined) throw new CorrectionRefused('conflict', 'symbol', `no short ${symbol} lapsed in trade ${tradeId}`);
  return lapse;
}

/** Contracts that were short: they are bought back by their lapse. */
function shortLapsed({ entries }: LedgerTransaction): number {
  return entries.reduce((sum, { account, quantity = 0 }) => sum + (account === 'positions' && quantity > 0 ? quantity : 0), 0);
}

function lateContracts(transactionId: string, symbol: string): number {
  const match = /^correction:[^:]*:assignment:(\d+):(.*)$/.exec(transactionId);
  return match?.[2] === symbol ? Number(match[1]) : 0;
}

function optionOf(symbol: string): OptionContract {
  try {
    const instrument = parseSymbol(symbol);
    if (instrument.kind === 'option') return instrument;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new CorrectionRefused('bad_input', 'symbol', `"${symbol}" is no option; expected an OCC symbol such as "SPY   261120P00600000"`);
}

function charges({ id, tradeId, commission, fees, reason }: Charges, { closedAt }: Trade): LedgerTransaction {
  if (commission === 0 && fees === 0) throw new CorrectionRefused('bad_input', 'commission', 'is 0, and so are the fees; expected what was charged more or less than booked');
  if (closedAt === undefined) throw new CorrectionRefused('conflict', 'tradeId', `trade ${tradeId} is not over; its charges are booked on the day it is`);
  return {
    id: `${prefixOf(id)}charges:${commission}:${fees}`,
    time: closedAt,
    cause: 'fill',
    tradeId,
    reason,
    entries: balanced([
      { account: 'cash', amount: negate(add(commission, fees)) },
      { account: 'commission', amount: commission },
      { account: 'fees', amount: fees },
    ]),
  };
}

function assertCharged(correction: Charges, trade: Trade): void {
  for (const field of ['commission', 'fees'] as const) {
    const after = add(trade[field], correction[field]);
    if (after < 0) throw new CorrectionRefused('bad_input', field, `is ${correction[field] / 10_000} dollars; only ${trade[field] / 10_000} were booked`);
    if (after >= MOST_CHARGED) throw new CorrectionRefused('bad_input', field, `would be ${after / 10_000} dollars in all; expected less than 1,000,000`);
  }
}
