import type { DockviewApi, SerializedDockview } from 'dockview-react';
import { z } from 'zod';
import { setting } from './setting.ts';

/** The panels of the workspace by their name in a saved layout. */
export const PANELS = {
  chain: 'Option chain',
  market: 'Market',
  ticket: 'Ticket',
  positions: 'Positions',
  orders: 'Orders',
} as const;
export type PanelName = keyof typeof PANELS;

export function isPanelName(name: string): name is PanelName {
  return Object.hasOwn(PANELS, name);
}

const savedPanels = z.object({
  grid: z.object({ root: z.unknown(), width: z.number(), height: z.number(), orientation: z.string() }),
  panels: z
    .record(z.string().refine(isPanelName, 'is not a panel'), z.object({ contentComponent: z.string().refine(isPanelName, 'is not a panel') }))
    .refine((panels) => Object.keys(panels).length > 0, 'holds no panel'),
});

/** Accepts an arrangement of panels that exist; dockview judges the rest. */
export const layoutSchema = z.custom<SerializedDockview>((value) => savedPanels.safeParse(value).success, 'is not a layout of this workspace').nullable();

/** The saved arrangement; null for the default one. */
export const workspaceLayout = setting<SerializedDockview | null>('workspace.layout', layoutSchema, null);

/** Chain on the left half; market and ticket on the right, positions and orders below them. */
export function buildDefaultLayout(api: DockviewApi): void {
  api.clear();
  const add = (name: PanelName, position?: Parameters<DockviewApi['addPanel']>[0]['position']): void => {
    api.addPanel({ id: name, component: name, title: PANELS[name], ...(position ? { position } : {}) });
  };
  add('chain');
  add('market', { referencePanel: 'chain', direction: 'right' });
  add('positions', { referencePanel: 'market', direction: 'below' });
  add('orders', { referencePanel: 'positions', direction: 'within' });
  add('ticket', { referencePanel: 'market', direction: 'right' });
  const { width, height } = api;
  api.getPanel('chain')?.api.setSize({ width: Math.round(width * 0.5) });
  api.getPanel('positions')?.api.setSize({ height: Math.round(height * 0.33) });
  api.getPanel('ticket')?.api.setSize({ width: Math.round(width * 0.25) });
  api.getPanel('positions')?.api.setActive();
  api.getPanel('chain')?.api.setActive();
}

/** Restores `saved`; falls back to the default when it is null or dockview refuses it. */
export function restoreLayout(api: DockviewApi, saved: SerializedDockview | null): void {
  if (saved) {
    try {
      api.fromJSON(saved);
      if (api.panels.length > 0) return;
    } catch {
      // A layout of another version of the program; what was saved is replaced by the next change.
    }
  }
  buildDefaultLayout(api);
}

/** Brings a panel to the front, adding it again when it was closed. */
export function showPanel(api: DockviewApi, name: PanelName): void {
  const panel = api.getPanel(name) ?? api.addPanel({ id: name, component: name, title: PANELS[name] });
  panel.api.setActive();
}
