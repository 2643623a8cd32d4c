import { windowStore } from './window-store.ts';

export interface Arming {
  /** Keys and buttons that send orders act only while true. Every start is SAFE. */
  readonly armed: boolean;
  /** Why it cannot be armed now, as a sentence; null while it can. */
  readonly held: string | null;
  arm(): void;
  disarm(): void;
  toggle(): void;
  /** Disarms, and keeps it so until held for null. */
  hold(reason: string | null): void;
}

export const useArming = windowStore<Arming>((set) => ({
  armed: false,
  held: null,
  arm: () => set((state) => ({ armed: state.held === null })),
  disarm: () => set({ armed: false }),
  toggle: () => set((state) => ({ armed: !state.armed && state.held === null })),
  hold: (reason) => set((state) => ({ held: reason, armed: state.armed && reason === null })),
}));
