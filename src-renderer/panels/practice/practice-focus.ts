import { windowStore } from '../../workspace/window-store.ts';

interface PracticeFocus {
  /** The run whose score is looked at; it outlives the change of session that ends a run. */
  readonly run: string | null;
  show(run: string | null): void;
}

export const usePracticeFocus = windowStore<PracticeFocus>((set) => ({ run: null, show: (run) => set({ run }) }));
