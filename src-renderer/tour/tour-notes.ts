import type { ConnectionState } from '../connection/durable-port.ts';
import type { PackageView, SessionView } from '../../src-core/contract/schemas.ts';
import { orderStop } from '../workspace/desk-role.ts';
import { ageWords } from '../workspace/feed-age.ts';
import { PANELS, type PanelName } from '../workspace/workspace-layout.ts';
import type { TicketOutcome } from '../panels/ticket/ticket-store.ts';
import { endedUnfilled, isDoneByHand, type Tour } from './tour-steps.ts';

/** What the card does by a button. */
export type TourAct =
  | { readonly kind: 'show'; readonly panel: PanelName }
  | { readonly kind: 'resume' }
  | { readonly kind: 'again' }
  | { readonly kind: 'close'; readonly tradeId: string }
  | { readonly kind: 'disarm' };

export interface TourNote {
  /** 'warns' of what is in the way. */
  readonly tone: 'says' | 'warns';
  readonly text: string;
  readonly act: { readonly title: string; readonly act: TourAct } | null;
}

export interface TourSurroundings {
  readonly tour: Tour;
  readonly connection: ConnectionState;
  readonly session: Pick<SessionView, 'phase' | 'date' | 'lastTrade' | 'paused' | 'feed' | 'desk' | 'speed'> | null;
  /** What the step speaks of and cannot show; null where it is in sight. */
  readonly missing: PanelName | null;
  readonly outcome: TicketOutcome | null;
  readonly trade: PackageView | null;
  /** A close of it waits to be confirmed, or was refused for this reason. */
  readonly closing: 'none' | 'asked' | { readonly refused: string };
  readonly armed: boolean;
}

/** What is in the way of a step, or comes of it, and the button for that; the gravest first. */
export function tourNote(around: TourSurroundings): TourNote | null {
  const { tour, connection, session, missing, armed } = around;
  if (connection !== 'connected' || session === null) return warns('Not connected to the core: the tour goes on when it is there again.');
  const isTrading = isDoneByHand(tour.step);
  if (isTrading) {
    const stop = orderStop(session);
    if (stop !== null) return warns(`No order can be sent now. ${stop.title} ${stop.next}`);
  }
  const sent = isTrading ? sentNote(around) : null;
  if (sent?.tone === 'warns') return sent;
  if (missing !== null) return { tone: 'warns', text: `The panel “${PANELS[missing]}” is not in sight.`, act: { title: `Open “${PANELS[missing]}”`, act: { kind: 'show', panel: missing } } };
  if (isTrading && session.phase === 'before_open') return warns('The session has not opened yet: quotes and fills begin with it.');
  if (isTrading && session.paused) return { tone: 'warns', text: 'The market stands: nothing is quoted or filled.', act: { title: 'Resume the market', act: { kind: 'resume' } } };
  if (isTrading && session.feed.stale) return warns(`The quotes are old (${ageWords(session)}): an order may wait until the feed speaks again.`);
  if (sent !== null) return sent;
  if (tour.step === 'position') return closeNote(around);
  if (tour.step === 'help' && armed) return { tone: 'says', text: 'The window is still ARMED.', act: { title: 'Make it safe', act: { kind: 'disarm' } } };
  return null;
}

function sentNote({ tour, outcome }: TourSurroundings): TourNote | null {
  if (endedUnfilled(tour)) return { tone: 'warns', text: 'Take the natural price this time.', act: { title: 'Try again', act: { kind: 'again' } } };
  if (tour.order !== null) return { tone: 'says', text: 'If it rests, the price has moved: change or cancel it under Orders.', act: { title: 'Show the orders', act: { kind: 'show', panel: 'orders' } } };
  switch (outcome?.kind) {
    case 'refused':
      return warns(`Not sent: ${outcome.message.replace(/\.$/, '')}. Change the order, then preview it again.`);
    case 'unknown':
      return warns('No answer came. Send this review again: that cannot make a second order.');
    default:
      return null;
  }
}

function closeNote({ trade, closing, session }: TourSurroundings): TourNote | null {
  if (trade === null || trade.quantity === 0) return null;
  if (closing === 'asked') return { tone: 'says', text: 'Confirm it in the row of the position: Enter there sends the close.', act: null };
  if (closing !== 'none') return warns(`Not closed: ${closing.refused.replace(/\.$/, '')}. Keep it, or ask again in its row.`);
  if (session !== null && orderStop(session) !== null) return null;
  return { tone: 'says', text: '', act: { title: 'Close it …', act: { kind: 'close', tradeId: trade.tradeId } } };
}

function warns(text: string): TourNote {
  return { tone: 'warns', text, act: null };
}
