import { formatMoney, type Money, add, times } from '../money.ts';
import type { EpochMs } from '../time.ts';
import type { Order, OrderChange, OrderEvent, OrderId, OrderState, OrderTerms } from './order.ts';

export type OrderEventType = OrderEvent['type'];

/** Where an event leads: a state, or back to the state before the pending request. */
export type Transition = OrderState | 'RESUME';

/**
 * The life of an order. What is not listed cannot happen.
 * A fill is listed with where a partial one leads; from every row that lists it, the fill that completes the order leads to FILLED.
 * While a request is pending, `resume` follows its own row, so only what the state before it allows can happen.
 */
const LIFE_CYCLE: Readonly<Record<OrderState, Readonly<Partial<Record<OrderEventType, Transition>>>>> = {
  INITIALIZED: { submitted: 'SUBMITTED', denied: 'DENIED', rejected: 'REJECTED' },
  SUBMITTED: {
    accepted: 'ACCEPTED',
    rejected: 'REJECTED',
    filled: 'PARTIALLY_FILLED',
    cancel_requested: 'PENDING_CANCEL',
    canceled: 'CANCELED',
    expired: 'EXPIRED',
  },
  ACCEPTED: {
    triggered: 'TRIGGERED',
    filled: 'PARTIALLY_FILLED',
    change_requested: 'PENDING_UPDATE',
    cancel_requested: 'PENDING_CANCEL',
    canceled: 'CANCELED',
    expired: 'EXPIRED',
  },
  TRIGGERED: {
    filled: 'PARTIALLY_FILLED',
    change_requested: 'PENDING_UPDATE',
    cancel_requested: 'PENDING_CANCEL',
    canceled: 'CANCELED',
    expired: 'EXPIRED',
  },
  PARTIALLY_FILLED: {
    filled: 'PARTIALLY_FILLED',
    change_requested: 'PENDING_UPDATE',
    cancel_requested: 'PENDING_CANCEL',
    canceled: 'CANCELED',
    expired: 'EXPIRED',
  },
  PENDING_UPDATE: {
    triggered: 'PENDING_UPDATE',
    filled: 'PENDING_UPDATE',
    changed: 'RESUME',
    change_rejected: 'RESUME',
    cancel_requested: 'PENDING_CANCEL',
    canceled: 'CANCELED',
    expired: 'EXPIRED',
  },
  PENDING_CANCEL: {
    accepted: 'PENDING_CANCEL',
    rejected: 'REJECTED',
    triggered: 'PENDING_CANCEL',
    filled: 'PENDING_CANCEL',
    changed: 'PENDING_CANCEL',
    change_rejected: 'PENDING_CANCEL',
    cancel_rejected: 'RESUME',
    canceled: 'CANCELED',
    expired: 'EXPIRED',
  },
  CANCELED: { filled: 'CANCELED' },
  EXPIRED: { filled: 'EXPIRED' },
  DENIED: {},
  REJECTED: {},
  FILLED: {},
};

/** Where an event of that type leads from that state (a fill: a partial one), or undefined where it cannot happen. */
export function transition(state: OrderState, eventType: OrderEventType): Transition | undefined {
  return LIFE_CYCLE[state][eventType];
}

/** Working at the broker with nothing unanswered. */
export function isOpen(state: OrderState): boolean {
  return state === 'ACCEPTED' || state === 'TRIGGERED' || state === 'PARTIALLY_FILLED';
}

/** Sent, or asked to change or cancel, and not answered yet. */
export function isInFlight(state: OrderState): boolean {
  return state === 'SUBMITTED' || state === 'PENDING_UPDATE' || state === 'PENDING_CANCEL';
}

/** Nothing follows but the late fill of a cancelled or expired order. */
export function isTerminal(state: OrderState): boolean {
  return state === 'DENIED' || state === 'REJECTED' || state === 'CANCELED' || state === 'EXPIRED' || state === 'FILLED';
}

/** An event that cannot happen to the order as it is. The order is unchanged. */
export class InvalidTransition extends Error {
  readonly orderId: OrderId;
  readonly state: OrderState;
  readonly eventType: OrderEventType;

  constructor(order: Order, eventType: OrderEventType, why: string) {
    super(`order ${order.id} is ${order.state} and cannot be ${eventType}: ${why}`);
    this.name = 'InvalidTransition';
    this.orderId = order.id;
    this.state = order.state;
    this.eventType = eventType;
  }
}

/** The order after the event. Throws InvalidTransition when the event cannot happen to it. */
export function applyEvent(order: Order, event: OrderEvent, time: EpochMs): Order {
  const { state } = order;
  const to = transition(state, event.type);
  if (to === undefined) throw new InvalidTransition(order, event.type, 'no such step');
  const touched: Order = { ...order, updatedAt: time };
  switch (event.type) {
    case 'submitted':
      return { ...touched, state: 'SUBMITTED' };
    case 'accepted':
    case 'triggered': {
      const triggered = order.triggered || event.type === 'triggered';
      if (!isPending(state)) return { ...touched, state: step(order, state, event.type), triggered };
      return { ...touched, triggered, resume: step(order, resumed(order), event.type) };
    }
    case 'filled':
      return filled(touched, event.execution.packages, event.execution.net);
    case 'change_requested':
      if (event.change.quantity < order.filledQuantity) {
        throw new InvalidTransition(order, event.type, `${order.filledQuantity} are filled, ${event.change.quantity} were asked for`);
      }
      return { ...touched, state: 'PENDING_UPDATE', resume: state, pendingChange: event.change };
    case 'cancel_requested':
      return { ...touched, state: 'PENDING_CANCEL', resume: isPending(state) ? resumed(order) : state };
    case 'changed':
      return changed(touched, unanswered(order, event.type));
    case 'change_rejected':
      unanswered(order, event.type);
      return to === 'RESUME' ? resume({ ...touched, pendingChange: undefined }) : { ...touched, pendingChange: undefined };
    case 'cancel_rejected':
      return order.pendingChange ? { ...touched, state: 'PENDING_UPDATE' } : resume(touched);
    case 'rejected':
      if (isPending(state)) step(order, resumed(order), event.type);
      return ended(touched, 'REJECTED', event.reason);
    case 'denied':
      return ended(touched, 'DENIED', event.reason);
    case 'canceled':
      return ended(touched, 'CANCELED', event.reason);
    case 'expired':
      return ended(touched, 'EXPIRED', event.reason);
  }
}

function isPending(state: OrderState): boolean {
  return state === 'PENDING_UPDATE' || state === 'PENDING_CANCEL';
}

/** The table's step from `state` where it leads to a state of its own. */
function step(order: Order, state: OrderState, eventType: OrderEventType): OrderState {
  const to = transition(state, eventType);
  if (to === undefined || to === 'RESUME') throw new InvalidTransition(order, eventType, `it was ${state} before the request`);
  return to;
}

function resumed(order: Order): OrderState {
  if (order.resume === undefined) throw new Error(`order ${order.id} is ${order.state} without a state to resume`);
  return order.resume;
}

function unanswered(order: Order, eventType: OrderEventType): OrderChange {
  if (order.pendingChange === undefined) throw new InvalidTransition(order, eventType, 'no change was asked for');
  return order.pendingChange;
}

function resume(order: Order): Order {
  return { ...order, state: resumed(order), resume: undefined };
}

function ended(order: Order, state: OrderState, reason: string | undefined): Order {
  return { ...order, state, reason, resume: undefined, pendingChange: undefined };
}

function filled(order: Order, packages: number, net: Money): Order {
  const filledQuantity = order.filledQuantity + packages;
  if (!Number.isInteger(packages) || packages < 1 || filledQuantity > order.quantity) {
    throw new InvalidTransition(order, 'filled', `${packages} more would make ${filledQuantity} of ${order.quantity}`);
  }
  const after: Order = { ...order, filledQuantity, filledNetTotal: add(order.filledNetTotal, times(net, packages)) };
  if (filledQuantity === order.quantity) return ended(after, 'FILLED', undefined);
  if (isPending(order.state)) return { ...after, resume: step(order, resumed(order), 'filled') };
  return { ...after, state: step(order, order.state, 'filled') };
}

/** A fill may overtake the change: what is filled stays filled, and an order with nothing left is done. */
function changed(order: Order, change: OrderChange): Order {
  const quantity = Math.max(change.quantity, order.filledQuantity);
  const after: Order = { ...order, terms: change.terms, collar: change.collar, quantity, pendingChange: undefined };
  if (order.filledQuantity === quantity) return ended(after, 'FILLED', undefined);
  return order.state === 'PENDING_UPDATE' ? resume(after) : after;
}

/** The status of an order or trade leg in the relational store. */
export type SeedStatus = 'pending' | 'submitted' | 'filled' | 'partially_filled' | 'cancelled' | 'rejected' | 'expired';

const SEED_STATUS: Readonly<Record<OrderState, SeedStatus>> = {
  INITIALIZED: 'pending',
  SUBMITTED: 'submitted',
  ACCEPTED: 'submitted',
  TRIGGERED: 'submitted',
  PENDING_UPDATE: 'submitted',
  PENDING_CANCEL: 'submitted',
  PARTIALLY_FILLED: 'partially_filled',
  DENIED: 'rejected',
  REJECTED: 'rejected',
  CANCELED: 'cancelled',
  EXPIRED: 'expired',
  FILLED: 'filled',
};

/** The state as the relational store's status. */
export function seedStatus(state: OrderState): SeedStatus {
  return SEED_STATUS[state];
}

/** One line of an order's history in plain words: "filled 1 at −0.78 (credit 0.78)". */
export function describeEvent(event: OrderEvent): string {
  switch (event.type) {
    case 'submitted':
      return event.elsewhere ? 'made elsewhere in the account, and taken over' : 'sent to the broker';
    case 'accepted':
      return 'accepted by the broker';
    case 'triggered':
      return 'stop triggered';
    case 'filled':
      return `filled ${event.execution.packages} at ${netText(event.execution.net)}`;
    case 'change_requested':
      return `change requested: ${event.change.quantity} at ${termsText(event.change.terms)}`;
    case 'changed':
      return 'changed';
    case 'change_rejected':
      return `change refused: ${event.reason}`;
    case 'cancel_requested':
      return 'cancel requested';
    case 'cancel_rejected':
      return `cancel refused: ${event.reason}`;
    case 'denied':
    case 'rejected':
    case 'expired':
      return `${event.type}: ${event.reason}`;
    case 'canceled':
      return `cancelled: ${event.reason}`;
  }
}

function termsText(terms: OrderTerms): string {
  switch (terms.type) {
    case 'market':
      return 'market';
    case 'limit':
      return `limit ${netText(terms.limit)}`;
    case 'stop':
      return `stop ${netText(terms.stop)}`;
    case 'stop_limit':
      return `stop ${netText(terms.stop)}, limit ${netText(terms.limit)}`;
  }
}

function netText(net: Money): string {
  const text = formatMoney(net, net % 100 === 0 ? 2 : 4);
  if (net === 0) return `${text} (even)`;
  return net < 0 ? `−${text.slice(1)} (credit ${text.slice(1)})` : `${text} (debit ${text})`;
}
