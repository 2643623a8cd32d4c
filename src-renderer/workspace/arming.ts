import { create } from 'zustand';

export interface Arming {
  /** Keys and buttons that send orders act only while true. Every start is SAFE. */
  readonly armed: boolean;
  arm(): void;
  disarm(): void;
  toggle(): void;
}

export const useArming = create<Arming>()((set) => ({
  armed: false,
  arm: () => set({ armed: true }),
  disarm: () => set({ armed: false }),
  toggle: () => set((state) => ({ armed: !state.armed })),
}));
