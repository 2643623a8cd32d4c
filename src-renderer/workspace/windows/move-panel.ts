import type { DockviewApi } from 'dockview-react';
import { useEffect } from 'react';
import { useCommands } from '../commands.ts';
import { buildAlone, isPanelName } from '../workspace-layout.ts';
import { openFurtherWindow, useWindowDesk } from './window-desk.ts';
import { MOVE_PANEL_KEY } from './window-links.tsx';

/** A hook: moves the active panel to a window of its own, and shows alone what another window moved here. */
export function useMovedPanels(dock: DockviewApi | null): void {
  const handed = useWindowDesk((desk) => desk.handed);
  const isOpening = useWindowDesk((desk) => desk.isOpening);
  // The ticket is filled by the chain of its own window: it stays there.
  const canMove = (): boolean => !isOpening && dock !== null && dock.panels.length > 1 && dock.activePanel !== undefined && dock.activePanel.id !== 'ticket';
  useCommands([
    {
      id: 'window.movePanel',
      title: 'Move the active panel to a new window',
      keys: MOVE_PANEL_KEY,
      group: 'Windows',
      enabled: canMove,
      run: () => {
        const panel = dock?.activePanel;
        // It stays here until the other window shows it.
        if (panel) openFurtherWindow(panel.id, () => panel.api.close());
      },
    },
  ]);
  useEffect(() => {
    if (dock === null || handed === null) return;
    useWindowDesk.setState({ handed: null });
    if (!isPanelName(handed.panel)) return;
    buildAlone(dock, handed.panel);
    handed.took();
  }, [dock, handed]);
}
