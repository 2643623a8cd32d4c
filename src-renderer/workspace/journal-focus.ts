import { windowStore } from './window-store.ts';

export interface JournalFocus {
  /** The trade whose entry is asked for; null before any was. */
  readonly tradeId: string | null;
  /** Grows with each asking, the same trade's included. */
  readonly seq: number;
  open(tradeId: string): void;
}

/** Asks the journal for a trade's entry, from wherever the trade is shown. */
export const useJournalFocus = windowStore<JournalFocus>((set) => ({
  tradeId: null,
  seq: 0,
  open: (tradeId) => set(({ seq }) => ({ tradeId, seq: seq + 1 })),
}));
