import { parseSymbol, type Underlying } from '../../src-core/instruments/instrument.ts';
import type { Book } from '../../src-core/ledger/book.ts';
import type { Order, TradeId } from '../../src-core/orders/order.ts';

export interface PositionCount {
  /** Trades that hold something. */
  readonly held: number;
  /** Trades that hold nothing yet and that a working order would open. */
  readonly onOrder: number;
}

/** Packages held and on order by underlying; an underlying without either is left out. */
export function positionCounts(book: Book, working: readonly Order[]): ReadonlyMap<Underlying, PositionCount> {
  const held = new Map<TradeId, Underlying>();
  for (const { tradeId, symbol } of book.holdings()) {
    if (!held.has(tradeId)) held.set(tradeId, parseSymbol(symbol).underlying);
  }
  const opening = new Map<TradeId, Underlying>();
  for (const { closing, tradeId, underlying } of working) if (!closing && !held.has(tradeId)) opening.set(tradeId, underlying);
  const counts = new Map<Underlying, { held: number; onOrder: number }>();
  const countOf = (underlying: Underlying): { held: number; onOrder: number } => {
    const count = counts.get(underlying) ?? { held: 0, onOrder: 0 };
    counts.set(underlying, count);
    return count;
  };
  for (const underlying of held.values()) countOf(underlying).held += 1;
  for (const underlying of opening.values()) countOf(underlying).onOrder += 1;
  return counts;
}
