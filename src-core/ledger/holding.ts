import { type InstrumentSymbol, multiplier, parseSymbol } from '../instruments/instrument.ts';
import { add, type Money, negate, times, ZERO } from '../money.ts';
import type { TradeId } from '../orders/order.ts';
import type { LedgerEntry } from './transaction.ts';

/** Units bought (or, negative, sold) together at one price per share. */
export interface Lot {
  readonly quantity: number;
  readonly price: Money;
}

/** What a trade holds of one instrument. Never flat: a holding that is closed out is gone. */
export interface Holding {
  readonly tradeId: TradeId;
  readonly symbol: InstrumentSymbol;
  /** Signed units. */
  readonly quantity: number;
  /** What the lots cost, in dollars; negative for what was sold short. */
  readonly costBasis: Money;
  /** Oldest first, all of the holding's sign. */
  readonly lots: readonly Lot[];
}

/** Books that would not add up. Nothing was booked. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
}

/**
 * The position entries of trading `quantity` signed units at a price: what closes, first in first out at cost,
 * then what opens, at the price.
 */
export function positionEntries(
  held: Holding | undefined,
  symbol: InstrumentSymbol,
  quantity: number,
  price: Money,
): readonly LedgerEntry[] {
  const against = held && Math.sign(held.quantity) !== Math.sign(quantity) ? held : undefined;
  const closing = against ? Math.sign(quantity) * Math.min(Math.abs(quantity), Math.abs(against.quantity)) : 0;
  const opening = quantity - closing;
  const entries: LedgerEntry[] = [];
  if (against && closing !== 0) {
    const amount = negate(costOf(symbol, take(against.lots, Math.abs(closing)).taken));
    entries.push({ account: 'positions', amount, symbol, quantity: closing, price });
  }
  if (opening !== 0) {
    entries.push({ account: 'positions', amount: costOf(symbol, [{ quantity: opening, price }]), symbol, quantity: opening, price });
  }
  return entries;
}

/**
 * The holding after one position entry, undefined when that leaves none. Throws LedgerError when the entry is
 * incomplete, closes more than is held, or moves another amount than its lots cost.
 */
export function afterEntry(held: Holding | undefined, tradeId: TradeId, entry: LedgerEntry): Holding | undefined {
  const { symbol, quantity, price, amount } = entry;
  if (symbol === undefined || quantity === undefined || price === undefined || !Number.isSafeInteger(quantity) || quantity === 0) {
    throw new LedgerError(`a position entry of trade ${tradeId} needs an instrument, whole units and a price`);
  }
  const opens = held === undefined || Math.sign(held.quantity) === Math.sign(quantity);
  if (!opens && Math.abs(quantity) > Math.abs(held.quantity)) {
    throw new LedgerError(`trade ${tradeId} holds ${held.quantity} of ${symbol} and cannot close ${quantity}`);
  }
  const lot: Lot = { quantity, price };
  const { taken, left } = opens ? { taken: [], left: [...(held?.lots ?? []), lot] } : take(held.lots, Math.abs(quantity));
  const moved = opens ? costOf(symbol, [lot]) : negate(costOf(symbol, taken));
  if (moved !== amount) {
    throw new LedgerError(`${quantity} of ${symbol} in trade ${tradeId} cost ${moved}, the entry says ${amount} (1/10000 dollar)`);
  }
  if (left.length === 0) return undefined;
  return { tradeId, symbol, quantity: (held?.quantity ?? 0) + quantity, costBasis: costOf(symbol, left), lots: left };
}

/** The oldest `units` of the lots, and the rest. */
function take(lots: readonly Lot[], units: number): { readonly taken: readonly Lot[]; readonly left: readonly Lot[] } {
  const taken: Lot[] = [];
  const left: Lot[] = [];
  let wanted = units;
  for (const lot of lots) {
    const count = Math.min(wanted, Math.abs(lot.quantity));
    const part = Math.sign(lot.quantity) * count;
    wanted -= count;
    if (count > 0) taken.push({ quantity: part, price: lot.price });
    if (part !== lot.quantity) left.push({ quantity: lot.quantity - part, price: lot.price });
  }
  return { taken, left };
}

function costOf(symbol: InstrumentSymbol, lots: readonly Lot[]): Money {
  const shares = multiplier(parseSymbol(symbol));
  let cost = ZERO;
  for (const lot of lots) cost = add(cost, times(lot.price, lot.quantity * shares));
  return cost;
}
