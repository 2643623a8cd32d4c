import type { OrderView } from '../../src-core/contract/schemas.ts';

/** In the order they are taken. */
export const TOUR_STEPS = ['market', 'chain', 'fill', 'preview', 'arm', 'send', 'position', 'kill', 'help'] as const;
export type TourStep = (typeof TOUR_STEPS)[number];

/** An order as far as the tour follows it. */
export type TourOrder = Pick<OrderView, 'id' | 'tradeId' | 'sequence' | 'state' | 'open' | 'filledQuantity' | 'reason'>;

/** What the tour is told of the window and the account. */
export interface TourFacts {
  /** 'empty' without legs. */
  readonly ticket: 'empty' | 'editing' | 'review' | 'sending';
  readonly armed: boolean;
  /** Of the session, newest first. */
  readonly orders: readonly TourOrder[];
}

export interface Tour {
  readonly step: TourStep;
  /** The account's highest order number when the tour began, or tried again: the tour's own order has a higher one. */
  readonly after: number;
  /** The tour's order, once it was sent. */
  readonly order: TourOrder | null;
}

export type TourEvent =
  /** The window or the account has changed. */
  | { readonly kind: 'facts'; readonly facts: TourFacts }
  | { readonly kind: 'next' }
  | { readonly kind: 'back' }
  /** Past the trade, which cannot or shall not be made. */
  | { readonly kind: 'skip' }
  /** After an order that ended without a fill. */
  | { readonly kind: 'again' };

/** What the person does for themselves: the tour goes on when it has happened. */
const DONE_BY_HAND: ReadonlySet<TourStep> = new Set(['fill', 'preview', 'arm', 'send']);

export function isDoneByHand(step: TourStep): boolean {
  return DONE_BY_HAND.has(step);
}

/** Where the tour begins, or goes on: at a step that was left, and with the trade that was made before it. */
export function beginTour(facts: TourFacts, step: TourStep = 'market', tradeId: string | null = null): Tour {
  const order = facts.orders.findLast((known) => known.tradeId === tradeId) ?? null;
  return settle({ step, after: facts.orders[0]?.sequence ?? 0, order }, facts);
}

/** The tour after an event; null once it is over. */
export function afterTourEvent(tour: Tour, event: TourEvent, facts: TourFacts): Tour | null {
  switch (event.kind) {
    case 'facts':
      return settle(tour, event.facts);
    case 'next': {
      const next = TOUR_STEPS[TOUR_STEPS.indexOf(tour.step) + 1];
      if (isDoneByHand(tour.step)) return tour;
      return next === undefined ? null : settle({ ...tour, step: next }, facts);
    }
    case 'back': {
      const before = stepBefore(tour.step);
      return before === null ? tour : { ...tour, step: before };
    }
    case 'skip':
      return isDoneByHand(tour.step) ? { ...tour, step: 'position' } : tour;
    case 'again':
      return settle({ step: 'fill', after: facts.orders[0]?.sequence ?? tour.after, order: null }, facts);
  }
}

/** null where going back would be of no use: what was done is done. */
export function stepBefore(step: TourStep): TourStep | null {
  switch (step) {
    case 'chain':
      return 'market';
    case 'fill':
      return 'chain';
    case 'kill':
      return 'position';
    case 'help':
      return 'kill';
    default:
      return null;
  }
}

/** Whether the tour's order has ended without a fill. */
export function endedUnfilled({ order }: Tour): boolean {
  return order !== null && !order.open && order.filledQuantity === 0;
}

/** The step that the window and the account are at: forward when something was done, backward when it was undone. */
function settle(tour: Tour, facts: TourFacts): Tour {
  const order = orderOf(tour, facts);
  const known = order === tour.order ? tour : { ...tour, order };
  if (!isDoneByHand(tour.step)) return known;
  const step = order === null ? handStep(facts) : order.filledQuantity > 0 ? 'position' : 'send';
  return step === known.step ? known : { ...known, step };
}

/** How far the ticket is. */
function handStep({ ticket, armed }: TourFacts): TourStep {
  switch (ticket) {
    case 'empty':
      return 'fill';
    case 'editing':
      return 'preview';
    case 'review':
      return armed ? 'send' : 'arm';
    case 'sending':
      return 'send';
  }
}

/** The tour's order as it stands; the first one sent since the tour asked for it, until it has one. */
function orderOf({ order, after }: Tour, { orders }: TourFacts): TourOrder | null {
  const now = order === null ? orders.findLast(({ sequence }) => sequence > after) : orders.find(({ id }) => id === order.id);
  return now ?? order;
}
