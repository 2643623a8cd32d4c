import { windowStore } from '../../workspace/window-store.ts';

export interface AuditFocus {
  /** The list is to have the focus. */
  readonly isAsked: boolean;
  /** The record is to be read through. */
  readonly isVerifying: boolean;
  ask(): void;
  verify(): void;
  leave(): void;
}

/** What the window's commands ask of the audit's panel. */
export const useAuditFocus = windowStore<AuditFocus>((set) => ({
  isAsked: false,
  isVerifying: false,
  ask: () => set({ isAsked: true }),
  verify: () => set({ isVerifying: true }),
  leave: () => set({ isAsked: false, isVerifying: false }),
}));
