import { useEffect, useState } from 'react';
import type { InstrumentSymbol, Underlying } from '../../../src-core/instruments/instrument.ts';
import { ChainBook, fieldOffset } from '../../connection/chain-frames.ts';
import { useCore } from '../../connection/core.tsx';
import { subscribeLastingly } from '../../connection/lasting-subscription.ts';

/** A leg's quote as read by a person; NaN is absent. Dollars per share, delta per 1.00. */
export interface LegQuote {
  readonly bid: number;
  readonly ask: number;
  readonly mid: number;
  readonly delta: number;
}

/** A person reads no faster; holding a frame's acknowledgement back makes the core merge what comes in between. */
const INTERVAL_MS = 250;
const BID = fieldOffset('bid');
const ASK = fieldOffset('ask');
const MID = fieldOffset('mid');
const DELTA = fieldOffset('delta');

/** The newest quotes of a chain, at most four times a second, while `underlying` is not null. */
export function useLegQuotes(underlying: Underlying | null): (symbol: InstrumentSymbol) => LegQuote | null {
  const core = useCore();
  // A book is filled in place; a new holder tells React that it was.
  const [shown, setShown] = useState<{ readonly book: ChainBook | null }>({ book: null });
  useEffect(() => {
    if (underlying === null) return undefined;
    let book: ChainBook | null = null;
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const unsubscribe = subscribeLastingly(
      core,
      'chain',
      { underlying },
      {
        next: (layout) => {
          book = new ChainBook(layout, book ?? undefined);
        },
        frame: (frame, acknowledge) => {
          if (book?.apply(frame) === true) setShown({ book });
          const timer = setTimeout(() => {
            timers.delete(timer);
            acknowledge();
          }, INTERVAL_MS);
          timers.add(timer);
        },
      },
    );
    return () => {
      unsubscribe();
      for (const timer of timers) clearTimeout(timer);
      setShown({ book: null });
    };
  }, [core, underlying]);
  return (symbol) => (shown.book === null ? null : legQuote(shown.book, symbol));
}

/** The quote of one contract; null when the chain does not list it. */
export function legQuote(book: ChainBook, symbol: InstrumentSymbol): LegQuote | null {
  const row = book.layout.contracts.findIndex((contract) => contract.symbol === symbol);
  if (row === -1) return null;
  return { bid: book.value(row, BID), ask: book.value(row, ASK), mid: book.value(row, MID), delta: book.value(row, DELTA) };
}
