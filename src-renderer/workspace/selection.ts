import type { Underlying } from '../../src-core/instruments/instrument.ts';
import { windowStore } from './window-store.ts';

/** The underlying that every panel of the window shows. */
export interface Selection {
  readonly underlying: Underlying;
  /** How often it was chosen in this window: a window that only follows others tells nobody. */
  readonly chosen: number;
  /** Chosen by the window's person: linked windows follow. */
  setUnderlying(underlying: Underlying): void;
  /** A linked window's was chosen. */
  follow(underlying: Underlying): void;
}

export const useSelection = windowStore<Selection>((set) => ({
  underlying: 'SPY',
  chosen: 0,
  setUnderlying: (underlying) => set(({ chosen }) => ({ underlying, chosen: chosen + 1 })),
  follow: (underlying) => set({ underlying }),
}));
