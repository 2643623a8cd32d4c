import { parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { matchTrade } from '../../../src-core/ledger/trade-accounting.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import { signOf } from '../../../src-core/orders/net-price.ts';
import type { TradeId } from '../../../src-core/orders/order.ts';
import { greatestCommonDivisor } from '../../../src-core/orders/ratio.ts';
import type { AccountBooks } from './account-books.ts';
import { divide, type FillPiece, unitsOf } from './fill-pieces.ts';
import type { StatementFill } from './statement.ts';

/** What of an order's pieces is one trade's, and what is left after it. */
export interface ClosingPieces {
  readonly tradeId: TradeId;
  readonly pieces: readonly FillPiece[];
  readonly rest: readonly FillPiece[];
}

/**
 * What of the pieces closes which trade: one that they take whole packages of before the oldest ones leg by leg. Rows
 * that are said to open close nothing.
 */
export function* closingPieces(books: AccountBooks, fills: readonly StatementFill[], all: readonly FillPiece[]): Generator<ClosingPieces> {
  const opening = new Set(fills.filter(({ effect }) => effect === 'open').map(({ id }) => id));
  let left = all;
  const open = books.openTrades(parseSymbol(all[0]?.symbol ?? 'SPY').underlying);
  if (open.length === 0) return;
  const whole = closedWhole(books, open, all.filter(({ id }) => !opening.has(id)));
  for (const trade of whole === null ? open : [whole]) {
    const taken: FillPiece[] = [];
    const rest: FillPiece[] = left.filter(({ id }) => opening.has(id));
    for (const [symbol, pieces] of Map.groupBy(left.filter(({ id }) => !opening.has(id)), (piece) => piece.symbol)) {
      const [{ side } = { side: 'buy' as const }] = pieces;
      const parts = divide(pieces, Math.max(0, -signOf(side) * books.held(trade.id, symbol)));
      taken.push(...parts.first);
      rest.push(...parts.rest);
    }
    if (taken.length === 0) continue;
    left = byPlace(rest, all);
    yield { tradeId: trade.id, pieces: byPlace(taken, all), rest: left };
  }
}

/** Whether the trade holds as much as the pieces take. */
export function canTake(books: AccountBooks, tradeId: TradeId, pieces: readonly FillPiece[]): boolean {
  return totalsOf(pieces).every(({ symbol, side, units }) => -signOf(side) * books.held(tradeId, symbol) >= units);
}

/** The trade that the pieces together take back whole packages of. */
function closedWhole(books: AccountBooks, open: readonly Trade[], pieces: readonly FillPiece[]): Trade | null {
  if (pieces.length === 0) return null;
  const totals = totalsOf(pieces);
  const quantity = greatestCommonDivisor(totals.map(({ units }) => units));
  const legs = totals.map(({ symbol, side, units }) => ({ symbol, side, ratio: units / quantity }));
  const holdingsOf = (id: TradeId) => open.flatMap((trade) => (trade.id === id ? books.holdingsOf(trade) : []));
  return matchTrade(open, holdingsOf, { legs, quantity }) ?? open.find((trade) => matchTrade([trade], holdingsOf, { tradeId: trade.id, legs, quantity }) !== null) ?? null;
}

function totalsOf(pieces: readonly FillPiece[]) {
  return [...Map.groupBy(pieces, ({ symbol }) => symbol)].map(([symbol, group]) => ({
    symbol,
    side: group[0]?.side ?? ('buy' as const),
    units: group.reduce((sum, piece) => sum + unitsOf(piece), 0),
  }));
}

/** In the order in which the pieces were traded. */
function byPlace(pieces: readonly FillPiece[], all: readonly FillPiece[]): readonly FillPiece[] {
  const places = new Map(all.map(({ id }, place) => [id, place]));
  return pieces.toSorted((left, right) => (places.get(left.id) ?? 0) - (places.get(right.id) ?? 0));
}
