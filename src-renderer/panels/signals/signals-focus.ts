import { windowStore } from '../../workspace/window-store.ts';

export interface SignalsFocus {
  /** The keys are to go to the list as soon as its panel is in sight. */
  readonly asked: boolean;
  ask(): void;
  leave(): void;
}

export const useSignalsFocus = windowStore<SignalsFocus>((set) => ({
  asked: false,
  ask: () => set({ asked: true }),
  leave: () => set({ asked: false }),
}));
