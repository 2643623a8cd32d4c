import { useEffect, useState } from 'react';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import { ChainBook } from './chain-frames.ts';
import { useCore } from './core.tsx';
import { subscribeLastingly } from './lasting-subscription.ts';

/** A person reads no faster; holding a frame's acknowledgement back makes the core merge what comes in between. */
const INTERVAL_MS = 250;

/** The book that is filled in place; a new holder with each frame. Null before the first. */
export interface ReadChain {
  readonly book: ChainBook | null;
}

/** A hook: the newest quotes of a chain, at most four times a second, while `underlying` is not null. */
export function useChainBook(underlying: Underlying | null): ReadChain {
  const core = useCore();
  // A book is filled in place; a new holder tells React that it was.
  const [shown, setShown] = useState<ReadChain>({ book: null });
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
  return shown;
}
