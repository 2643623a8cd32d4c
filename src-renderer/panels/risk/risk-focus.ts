import { windowStore } from '../../workspace/window-store.ts';

export interface RiskFocus {
  /** The keys are to go to the risk panel as soon as it is in sight. */
  readonly asked: boolean;
  ask(): void;
  leave(): void;
}

export const useRiskFocus = windowStore<RiskFocus>((set) => ({
  asked: false,
  ask: () => set({ asked: true }),
  leave: () => set({ asked: false }),
}));
