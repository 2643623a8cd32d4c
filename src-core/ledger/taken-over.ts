import { type InstrumentSymbol, multiplier, parseSymbol } from '../instruments/instrument.ts';
import { type Money, money, negate, times } from '../money.ts';
import type { TradeId } from '../orders/order.ts';
import type { EpochMs } from '../time.ts';
import type { Book } from './book.ts';
import { type Holding, positionEntries } from './holding.ts';
import type { LedgerEntry, LedgerTransaction } from './transaction.ts';

/** Units by which a broker's position differs from the books, and no execution says why. */
export interface UnexplainedUnits {
  readonly symbol: InstrumentSymbol;
  /** Signed: what the broker has more. */
  readonly units: number;
  /** Dollars per share that the broker keeps them at. */
  readonly price: Money;
}

/** What is booked to have what the broker has: units that trades lose at their cost, and units of a trade of their own. */
export interface TakenOver {
  readonly released: readonly LedgerTransaction[];
  /** null where the trades that hold the instrument lose units and nothing is left. */
  readonly opened: LedgerTransaction | null;
}

/**
 * Books units that came or went without an execution against capital: they are no result of trading. What the books hold
 * the other way round goes first, at its cost, the oldest trade first; the rest is held by `tradeId` at the broker's price.
 */
export function takeOver(book: Book, { symbol, units, price }: UnexplainedUnits, terms: { readonly id: string; readonly tradeId: TradeId; readonly time: EpochMs }): TakenOver {
  const { id, tradeId, time } = terms;
  const released: LedgerTransaction[] = [];
  let left = units;
  for (const holding of book.holdings()) {
    if (holding.symbol !== symbol || left === 0 || Math.sign(holding.quantity) === Math.sign(left)) continue;
    const taken = Math.sign(left) * Math.min(Math.abs(left), Math.abs(holding.quantity));
    const entries = positionEntries(holding, symbol, taken, averageOf(holding));
    released.push({ id: `${id}:${holding.tradeId}`, time, cause: 'taken_over', tradeId: holding.tradeId, entries: againstCapital(entries) });
    left -= taken;
  }
  if (left === 0) return { released, opened: null };
  return { released, opened: { id, time, cause: 'taken_over', tradeId, entries: againstCapital(positionEntries(undefined, symbol, left, price)) } };
}

/** Cash that came (positive) or went at the broker and is of no trade: it counts as paid in or out. */
export function adjustmentTransaction(id: string, time: EpochMs, amount: Money): LedgerTransaction {
  return {
    id,
    time,
    cause: 'adjustment',
    entries: [
      { account: 'cash', amount },
      { account: 'capital', amount: negate(amount) },
    ],
  };
}

function againstCapital(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const amount = entries.reduce((sum, entry) => sum + entry.amount, 0);
  return amount === 0 ? entries : [...entries, { account: 'capital', amount: money(-amount) }];
}

/** Dollars per share, to 1/10000. */
function averageOf({ symbol, quantity, costBasis }: Holding): Money {
  return money(Math.round(costBasis / (quantity * multiplier(parseSymbol(symbol)))));
}

/** Dollars that units cost at a price per share. */
export function costOfUnits(symbol: InstrumentSymbol, units: number, price: Money): Money {
  return times(price, units * multiplier(parseSymbol(symbol)));
}
