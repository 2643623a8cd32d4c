import type { OrderView } from '../../../src-core/contract/schemas.ts';
import type { OrderState } from '../../../src-core/orders/order.ts';

export type OrderFilter = 'working' | 'all';

/** The orders of a filter, those that can still fill first, each newest first. */
export function orderList(orders: readonly OrderView[], filter: OrderFilter): readonly OrderView[] {
  return orders
    .filter((order) => filter === 'all' || order.open)
    .toSorted((left, right) => Number(right.open) - Number(left.open) || right.sequence - left.sequence);
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
