import type { Underlying } from '../../src-core/instruments/instrument.ts';
import { windowStore } from './window-store.ts';

/** The underlying that every panel of the window shows. */
export interface Selection {
  readonly underlying: Underlying;
  setUnderlying(underlying: Underlying): void;
}

export const useSelection = windowStore<Selection>((set) => ({
  underlying: 'SPY',
  setUnderlying: (underlying) => set({ underlying }),
}));
