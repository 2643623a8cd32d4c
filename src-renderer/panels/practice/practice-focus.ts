import { create } from 'zustand';

interface PracticeFocus {
  /** The run whose score is looked at; it outlives the change of session that ends a run. */
  readonly run: string | null;
  show(run: string | null): void;
}

export const usePracticeFocus = create<PracticeFocus>()((set) => ({ run: null, show: (run) => set({ run }) }));
