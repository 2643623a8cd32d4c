import { create } from 'zustand';
import type { WindowOpener } from './window-opener.ts';

/** A panel that another window gave to this one; `took` tells it that the panel is shown. */
export interface HandedPanel {
  readonly panel: string;
  took(): void;
}

export interface WindowDesk {
  /** null while the window is closed to its person. */
  readonly opener: Pick<WindowOpener, 'open'> | null;
  readonly isOpening: boolean;
  /** Why no window opened, a sentence. */
  readonly problem: string | null;
  readonly handed: HandedPanel | null;
}

/** What this window has to do with the others. */
export const useWindowDesk = create<WindowDesk>()(() => ({ opener: null, isOpening: false, problem: null, handed: null }));

/** Opens a further window, with one panel alone or with its own; `isThere` is called once it shows it. What fails is said. */
export function openFurtherWindow(panel: string | null, isThere: () => void = () => undefined): void {
  const { opener, isOpening } = useWindowDesk.getState();
  if (opener === null || isOpening) return;
  useWindowDesk.setState({ isOpening: true, problem: null });
  opener.open(panel).then(
    () => {
      useWindowDesk.setState({ isOpening: false });
      isThere();
    },
    (reason: unknown) => useWindowDesk.setState({ isOpening: false, problem: reason instanceof Error ? reason.message : String(reason) }),
  );
}
