import type { OrderView } from '../../../src-core/contract/schemas.ts';
import type { OrderState } from '../../../src-core/orders/order.ts';

export type OrderFilter = 'working' | 'all';

/**
 * The orders of a filter, those that can still fill first, each newest first. What waits for an entry, or closes what it
 * opened, comes under it: an entry with such an order at work is among those that can still fill.
 */
export function orderList(orders: readonly OrderView[], filter: OrderFilter): readonly OrderView[] {
  const shown = orders.filter((order) => filter === 'all' || order.open);
  const ids = new Set(shown.map(({ id }) => id));
  const entryOf = ({ group }: OrderView): string | null => {
    const parent = group?.parent ?? null;
    return parent !== null && ids.has(parent) ? parent : null;
  };
  const exits = Map.groupBy(shown.filter((order) => entryOf(order) !== null), entryOf);
  const works = (order: OrderView): number => Number(order.open || (exits.get(order.id)?.some((exit) => exit.open) ?? false));
  return shown
    .filter((order) => entryOf(order) === null)
    .toSorted((left, right) => works(right) - works(left) || right.sequence - left.sequence)
    .flatMap((order) => [order, ...(exits.get(order.id) ?? []).toSorted((left, right) => left.sequence - right.sequence)]);
}

/** What an order is in its group: its place in a bracket, and whether it waits. */
export interface GroupMark {
  readonly text: string;
  readonly title: string;
}

/** null for an order that is in no group and has none waiting for it. */
export function groupMark(order: OrderView, orders: readonly OrderView[]): GroupMark | null {
  const { group } = order;
  const exits = orders.filter((other) => other.group?.parent === order.id);
  if (exits.length > 0) return { text: 'entry', title: `Orders ${exits.map(({ sequence }) => sequence).join(' and ')} close what it opens` };
  if (group === null || group === undefined) return null;
  if (group.parent === null) return { text: 'one of several', title: 'The first fill of one cancels the others of its group' };
  const entry = orders.find(({ id }) => id === group.parent);
  const of = entry === undefined ? 'its entry' : `order ${entry.sequence}`;
  const waits = order.open && group.released <= order.filledQuantity;
  return { text: `${group.role ?? 'exit'}${waits ? ' · waits' : ''}`, title: waits ? `Waits for the fill of ${of}` : `Closes what ${of} opened; what the other exit closes it no longer does` };
}

/** What a state means to its reader. */
export type StateTone = 'flight' | 'working' | 'filled' | 'refused' | 'over';

const TONES: Readonly<Record<OrderState, StateTone>> = {
  INITIALIZED: 'flight',
  SUBMITTED: 'flight',
  ACCEPTED: 'working',
  TRIGGERED: 'working',
  PARTIALLY_FILLED: 'working',
  PENDING_UPDATE: 'flight',
  PENDING_CANCEL: 'flight',
  DENIED: 'refused',
  REJECTED: 'refused',
  CANCELED: 'over',
  EXPIRED: 'over',
  FILLED: 'filled',
};

export function stateTone(state: OrderState): StateTone {
  return TONES[state];
}

/** A change or a cancel may be asked for once the broker has the order, and not while another is unanswered. */
export function isChangeable(order: Pick<OrderView, 'state'>): boolean {
  return TONES[order.state] === 'working';
}

/** A cancel may also follow an order that the broker has not answered yet. */
export function isCancelable(order: Pick<OrderView, 'state' | 'open'>): boolean {
  return order.open && order.state !== 'PENDING_CANCEL';
}
