import type { PanelName } from '../workspace/workspace-layout.ts';
import type { TourStep } from './tour-steps.ts';

/** What a step speaks of. */
export interface TourAnchor {
  /** The first of them that is in sight is marked. */
  readonly selectors: readonly string[];
  /** What has to be in front for that; null for what is always there. */
  readonly panel: PanelName | null;
}

const CHAIN = '[data-testid="chain-grid"]';
const TICKET = '[data-testid="ticket"]';
const POSITIONS = '[data-testid="positions"]';

/** `tradeId` is of the trade that the tour made; null before it. */
export function anchorOf(step: TourStep, tradeId: string | null): TourAnchor {
  switch (step) {
    case 'market':
      return { selectors: ['[data-testid="badge-feed"]'], panel: null };
    case 'chain':
      return { selectors: [CHAIN], panel: 'chain' };
    case 'fill':
      return { selectors: [`${CHAIN} .chain-row[data-atm]:not([hidden]) [data-side="call"] [data-field="ask"]`, CHAIN], panel: 'chain' };
    case 'preview':
      return { selectors: [TICKET], panel: 'ticket' };
    case 'arm':
      return { selectors: ['[data-testid="badge-arming"]'], panel: 'ticket' };
    case 'send':
      return { selectors: ['[data-testid="ticket-review-words"]', '[data-testid="ticket-sent"]', TICKET], panel: 'ticket' };
    case 'position':
      return { selectors: tradeId === null ? [POSITIONS] : [`#${CSS.escape(`position-${tradeId}`)}`, POSITIONS], panel: 'positions' };
    case 'kill':
      return { selectors: ['[data-testid="halt"]'], panel: null };
    case 'help':
      return { selectors: ['[data-testid="status-keys"]'], panel: null };
  }
}

/** Where a panel's content is, by its name; only the panels that the tour speaks of. */
export const PANEL_ROOTS: Readonly<Partial<Record<PanelName, string>>> = { chain: CHAIN, ticket: TICKET, positions: POSITIONS };
