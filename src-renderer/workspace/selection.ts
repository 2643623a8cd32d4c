import { create } from 'zustand';
import type { Underlying } from '../../src-core/instruments/instrument.ts';

/** The underlying that every panel of the window shows. */
export interface Selection {
  readonly underlying: Underlying;
  setUnderlying(underlying: Underlying): void;
}

export const useSelection = create<Selection>()((set) => ({
  underlying: 'SPY',
  setUnderlying: (underlying) => set({ underlying }),
}));
