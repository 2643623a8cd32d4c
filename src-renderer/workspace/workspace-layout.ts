import type { DockviewApi, SerializedDockview } from 'dockview-react';
import { z } from 'zod';
import type { WindowName } from '../../src-core/contract/window-names.ts';
import { nameNow, withNamesOfNow } from './renamed-panels.ts';
import { WINDOW } from './window-name.ts';

/** The panels of the workspace by their name in a saved layout. */
export const PANELS = {
  chain: 'Option chain',
  market: 'Market',
  volatility: 'Volatility',
  gamma: 'Gamma',
  charts: 'Charts',
  analysis: 'Analysis',
  ticket: 'Ticket',
  positions: 'Positions',
  orders: 'Orders',
  signals: 'Signals',
  'market-state': 'Market state',
  calibration: 'Calibration',
  risk: 'Risk',
  expiry: 'Expiry cockpit',
  alerts: 'Alerts',
  limits: 'Limits',
  performance: 'Performance',
  journal: 'Journal',
  practice: 'Practice',
  broker: 'Broker',
  'vendor-greeks': 'Vendor Greeks',
  connections: 'Connections',
  audit: 'Audit',
  system: 'System',
  access: 'Access',
} as const;
export type PanelName = keyof typeof PANELS;

export function isPanelName(name: string): name is PanelName {
  return Object.hasOwn(PANELS, name);
}

const panelName = z.string().refine((name) => isPanelName(nameNow(name)), 'is not a panel');
const savedPanels = z.object({
  grid: z.object({ root: z.unknown(), width: z.number(), height: z.number(), orientation: z.string() }),
  panels: z
    .record(panelName, z.object({ contentComponent: panelName }))
    .refine((panels) => Object.keys(panels).length > 0, 'holds no panel'),
});

/** Accepts an arrangement of panels that exist; dockview judges the rest. */
export const layoutSchema = z.custom<SerializedDockview>((value) => savedPanels.safeParse(value).success, 'is not a layout of this workspace').nullable();

/** From here on market, positions and orders stand over each other, all in sight. Pixels. */
const WIDE = 2000;
/** From here on a ticket of that width leaves room for the volatility below it. Pixels. */
const TALL = 1200;

/**
 * The chain on the left with the signals below it, so that signals, ticket and positions are in sight together; what takes a whole group to be looked
 * at has tabs beside the chain. On the right market, with risk, volatility, gamma and the market state as tabs, and ticket with positions and orders as tabs
 * below them; where there is room, a column of market, positions and orders, and one of the ticket, with volatility and gamma below it on a tall window.
 * Calibration and alerts are tabs beside the signals, the expiry cockpit one beside the orders. Limits, practice, connections, access, audit and system are opened by name.
 */
export function buildDefaultLayout(api: DockviewApi): void {
  api.clear();
  const { width, height } = api;
  const isWide = width >= WIDE;
  const isTall = isWide && height >= TALL;
  const add = (name: PanelName, position?: Parameters<DockviewApi['addPanel']>[0]['position']): void => {
    api.addPanel({ id: name, component: name, title: PANELS[name], ...(position ? { position } : {}) });
  };
  const size = (name: PanelName, shares: { readonly width?: number; readonly height?: number }): void => {
    if (shares.width !== undefined) api.getPanel(name)?.api.setSize({ width: Math.round(width * shares.width) });
    if (shares.height !== undefined) api.getPanel(name)?.api.setSize({ height: Math.round(height * shares.height) });
  };
  add('chain');
  for (const name of BESIDE_THE_CHAIN) add(name, { referencePanel: 'chain', direction: 'within' });
  add('market', { referencePanel: 'chain', direction: 'right' });
  if (isWide) add('ticket', { referencePanel: 'market', direction: 'right' });
  add('positions', { referencePanel: 'market', direction: 'below' });
  add('orders', { referencePanel: 'positions', direction: isWide ? 'below' : 'within' });
  if (!isWide) add('ticket', { referencePanel: 'market', direction: 'right' });
  add('signals', { referencePanel: 'chain', direction: 'below' });
  add('calibration', { referencePanel: 'signals', direction: 'within' });
  add('alerts', { referencePanel: 'signals', direction: 'within' });
  add('risk', { referencePanel: 'market', direction: 'within' });
  add('expiry', { referencePanel: 'orders', direction: 'within' });
  add('volatility', isTall ? { referencePanel: 'ticket', direction: 'below' } : { referencePanel: 'market', direction: 'within' });
  add('gamma', { referencePanel: isTall ? 'volatility' : 'market', direction: 'within' });
  add('market-state', { referencePanel: 'market', direction: 'within' });
  size('chain', { width: isWide ? 0.44 : 0.5 });
  size('ticket', { width: isWide ? 0.18 : 0.25 });
  size('signals', { height: isTall ? 0.5 : 0.34 });
  size('positions', { height: isWide ? 0.34 : 0.29 });
  if (isWide) size('orders', { height: isTall ? 0.3 : 0.28 });
  if (isWide) size('market', { height: isTall ? 0.36 : 0.38 });
  if (isTall) size('volatility', { height: 0.4 });
  if (isTall) api.getPanel('volatility')?.api.setActive();
  api.getPanel('market')?.api.setActive();
  if (isWide) api.getPanel('orders')?.api.setActive();
  api.getPanel('positions')?.api.setActive();
  api.getPanel('signals')?.api.setActive();
  api.getPanel('chain')?.api.setActive();
}

/** What a further window begins with: the chain, and the ticket that it fills. */
function buildFurtherLayout(api: DockviewApi): void {
  api.clear();
  api.addPanel({ id: 'chain', component: 'chain', title: PANELS.chain });
  api.addPanel({ id: 'ticket', component: 'ticket', title: PANELS.ticket, position: { referencePanel: 'chain', direction: 'right' } });
  api.getPanel('ticket')?.api.setSize({ width: Math.min(400, Math.round(api.width * 0.4)) });
  api.getPanel('chain')?.api.setActive();
}

/** What a window begins with. */
export function buildFirstLayout(api: DockviewApi, window: WindowName = WINDOW): void {
  if (window === 'main') buildDefaultLayout(api);
  else buildFurtherLayout(api);
}

/** One panel, and nothing else. */
export function buildAlone(api: DockviewApi, name: PanelName): void {
  api.clear();
  api.addPanel({ id: name, component: name, title: PANELS[name] });
}

/** What takes a whole group to be looked at, and is not needed while one trades. */
const BESIDE_THE_CHAIN = ['analysis', 'charts', 'performance', 'journal'] as const satisfies readonly PanelName[];

/** Restores `saved`; falls back to what the window begins with when it is null or dockview refuses it. */
export function restoreLayout(api: DockviewApi, saved: SerializedDockview | null): void {
  if (saved) {
    try {
      const { data } = layoutSchema.safeParse(withNamesOfNow(saved));
      api.fromJSON(data ?? saved);
      for (const panel of api.panels) if (isPanelName(panel.id)) panel.api.setTitle(PANELS[panel.id]);
      if (api.panels.length > 0) return;
    } catch {
      // A layout of another version of the program; what was saved is replaced by the next change.
    }
  }
  buildFirstLayout(api);
}

/** The tabs a panel is added to where its place is not of the layout: the first of them that is there. */
const BESIDE: Partial<Record<PanelName, readonly PanelName[]>> = {
  volatility: ['market'],
  gamma: ['volatility', 'market'],
  charts: ['chain', 'market'],
  analysis: ['chain', 'signals', 'market'],
  signals: ['positions', 'orders', 'market'],
  'market-state': ['market', 'volatility'],
  calibration: ['signals', 'volatility', 'market'],
  risk: ['market', 'orders', 'positions'],
  expiry: ['orders', 'positions', 'market'],
  alerts: ['signals', 'orders', 'positions', 'market'],
  limits: ['orders', 'positions', 'market'],
  performance: ['signals', 'chain', 'market'],
  journal: ['performance', 'signals', 'chain', 'market'],
  practice: ['chain', 'signals', 'market'],
  broker: ['chain', 'signals', 'market'],
  'vendor-greeks': ['chain', 'signals', 'market'],
  connections: ['orders', 'positions', 'market'],
  audit: ['access', 'system', 'chain', 'signals', 'market'],
  system: ['access', 'audit', 'chain', 'signals', 'market'],
  access: ['connections', 'chain', 'signals', 'market'],
};

/** Brings a panel to the front, adding it when it was closed or is not of the saved layout. */
export function showPanel(api: DockviewApi, name: PanelName): void {
  const beside = BESIDE[name]?.map((neighbour) => api.getPanel(neighbour)).find((panel) => panel !== undefined);
  const panel = api.getPanel(name) ?? api.addPanel({ id: name, component: name, title: PANELS[name], ...(beside ? { position: { referencePanel: beside } } : {}) });
  panel.api.setActive();
}
