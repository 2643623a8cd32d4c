import { create } from 'zustand';

export interface SignalsFocus {
  /** The keys are to go to the list as soon as its panel is in sight. */
  readonly asked: boolean;
  ask(): void;
  leave(): void;
}

export const useSignalsFocus = create<SignalsFocus>()((set) => ({
  asked: false,
  ask: () => set({ asked: true }),
  leave: () => set({ asked: false }),
}));
