import { windowStore } from '../../workspace/window-store.ts';

export interface PerformanceFocus {
  /** The keys are to go to the performance panel as soon as it is in sight. */
  readonly asked: boolean;
  ask(): void;
  leave(): void;
}

export const usePerformanceFocus = windowStore<PerformanceFocus>((set) => ({
  asked: false,
  ask: () => set({ asked: true }),
  leave: () => set({ asked: false }),
}));
