import { windowStore } from '../../workspace/window-store.ts';

export interface JournalSheets {
  /** The sheet that is open over the journal. */
  readonly sheet: 'export' | 'import' | null;
  /** The keys are to go to the list as soon as its panel is in sight. */
  readonly asked: boolean;
  open(sheet: 'export' | 'import'): void;
  close(): void;
  ask(): void;
  leave(): void;
}

export const useJournalSheets = windowStore<JournalSheets>((set) => ({
  sheet: null,
  asked: false,
  open: (sheet) => set({ sheet }),
  close: () => set({ sheet: null }),
  ask: () => set({ asked: true }),
  leave: () => set({ asked: false }),
}));
