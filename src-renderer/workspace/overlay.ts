import { windowStore } from './window-store.ts';

export interface Overlay {
  /** What lies over the workspace. */
  readonly shown: 'palette' | 'keys' | null;
  show(what: 'palette' | 'keys'): void;
  hide(): void;
}

export const useOverlay = windowStore<Overlay>((set) => ({
  shown: null,
  show: (shown) => set({ shown }),
  hide: () => set({ shown: null }),
}));
