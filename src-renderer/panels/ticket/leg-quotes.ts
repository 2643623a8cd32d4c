import type { InstrumentSymbol, Underlying } from '../../../src-core/instruments/instrument.ts';
import { type ChainBook, fieldOffset } from '../../connection/chain-frames.ts';
import { useChainBook } from '../../connection/use-chain-book.ts';

/** A leg's quote as read by a person; NaN is absent. Dollars per share, delta per 1.00. */
export interface LegQuote {
  readonly bid: number;
  readonly ask: number;
  readonly mid: number;
  readonly delta: number;
}

const BID = fieldOffset('bid');
const ASK = fieldOffset('ask');
const MID = fieldOffset('mid');
const DELTA = fieldOffset('delta');

/** The newest quotes of a chain, at most four times a second, while `underlying` is not null. */
export function useLegQuotes(underlying: Underlying | null): (symbol: InstrumentSymbol) => LegQuote | null {
  const { book } = useChainBook(underlying);
  return (symbol) => (book === null ? null : legQuote(book, symbol));
}

/** The quote of one contract; null when the chain does not list it. */
export function legQuote(book: ChainBook, symbol: InstrumentSymbol): LegQuote | null {
  const row = book.layout.contracts.findIndex((contract) => contract.symbol === symbol);
  if (row === -1) return null;
  return { bid: book.value(row, BID), ask: book.value(row, ASK), mid: book.value(row, MID), delta: book.value(row, DELTA) };
}
