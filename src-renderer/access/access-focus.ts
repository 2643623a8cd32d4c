import { windowStore } from '../workspace/window-store.ts';

export const ACCESS_SECTIONS = ['me', 'sessions', 'users', 'accounts'] as const;
export type AccessSection = (typeof ACCESS_SECTIONS)[number];

export interface AccessFocus {
  /** The part of the panel that is in front. */
  readonly front: AccessSection;
  /** Over the workspace: a new password, or the words of a live account. */
  readonly sheet: 'password' | 'live' | null;
  turnTo(section: AccessSection): void;
  open(sheet: 'password' | 'live'): void;
  close(): void;
}

export const useAccessFocus = windowStore<AccessFocus>((set) => ({
  front: 'me',
  sheet: null,
  turnTo: (front) => set({ front }),
  open: (sheet) => set({ sheet }),
  close: () => set({ sheet: null }),
}));
