import { windowStore } from '../workspace/window-store.ts';
import type { PanelName } from '../workspace/workspace-layout.ts';

export interface Help {
  /** The panel that is explained; null while none is. */
  readonly panel: PanelName | null;
  explain(panel: PanelName): void;
  close(): void;
}

export const useHelp = windowStore<Help>((set) => ({
  panel: null,
  explain: (panel) => set({ panel }),
  close: () => set({ panel: null }),
}));
