import type { Order, OrderEvent } from '../../../src-core/orders/order.ts';

/** A status as the gateway tells it, with an order or by itself. */
export interface HeardStatus {
  readonly status: string;
  /** Units filled; null where it was not told. */
  readonly filled: number | null;
}

/** What is known of the order that decides what a status means. */
export interface StatusContext {
  readonly order: Pick<Order, 'state' | 'resume' | 'terms' | 'triggered' | 'timeInForce'>;
  /** Packages that executions were told of. */
  readonly booked: number;
  /** We asked for its cancellation. */
  readonly isCancelAsked: boolean;
  /** The session it was for is over. */
  readonly isPastEnd: boolean;
  /** The newest thing the broker said against it, as a sentence; null where it said nothing. */
  readonly reason: string | null;
  /** That was a refusal of the order, not only of a request about it. */
  readonly isRefused: boolean;
}

export type StatusReading =
  /** It works on; the events are those that the status is the first to tell. */
  | { readonly kind: 'works'; readonly events: readonly OrderEvent[] }
  /** On its way, or being cancelled: nothing is decided. */
  | { readonly kind: 'wait' }
  /** It is over. `isExplained` is false where the reason may still come. */
  | { readonly kind: 'over'; readonly event: OrderEvent; readonly isExplained: boolean }
  /** The broker has it filled: its executions say how. */
  | { readonly kind: 'filled' }
  /** A status that is not known. */
  | { readonly kind: 'unknown' };

/**
 * What a status of the gateway means for an order. Statuses: "Order Status" of the TWS API reference; PreSubmitted is
 * accepted and, for a stop, waits to be triggered; Inactive is refused or cancelled by the broker.
 */
export function readStatus({ status }: HeardStatus, context: StatusContext): StatusReading {
  switch (status) {
    case 'ApiPending':
    case 'PendingSubmit':
    case 'PendingCancel':
      return { kind: 'wait' };
    case 'PreSubmitted':
      return { kind: 'works', events: acceptance(context) };
    case 'Submitted':
      return { kind: 'works', events: [...acceptance(context), ...triggering(context)] };
    case 'Filled':
      return { kind: 'filled' };
    case 'Cancelled':
    case 'ApiCancelled':
      return cancelled(context);
    case 'Inactive':
      return inactive(context);
    default:
      return { kind: 'unknown' };
  }
}

/** The state behind a request that is not answered. */
export function standingOf({ state, resume }: Pick<Order, 'state' | 'resume'>): Order['state'] {
  return resume ?? state;
}

function acceptance({ order }: StatusContext): readonly OrderEvent[] {
  return standingOf(order) === 'SUBMITTED' ? [{ type: 'accepted' }] : [];
}

function triggering({ order }: StatusContext): readonly OrderEvent[] {
  return waitsForStop(order) ? [{ type: 'triggered' }] : [];
}

/** Its stop was not reached as far as is known. */
export function waitsForStop({ terms, triggered }: Pick<Order, 'terms' | 'triggered'>): boolean {
  return !triggered && (terms.type === 'stop' || terms.type === 'stop_limit');
}

function cancelled({ order, isCancelAsked, isPastEnd, isRefused, reason }: StatusContext): StatusReading {
  if (isRefused && reason !== null && standingOf(order) === 'SUBMITTED') return { kind: 'over', event: { type: 'rejected', reason }, isExplained: true };
  if (isCancelAsked) return { kind: 'over', event: { type: 'canceled', reason: 'as requested' }, isExplained: true };
  if (isPastEnd) return { kind: 'over', event: { type: 'expired', reason: 'the session is over' }, isExplained: true };
  const { timeInForce } = order;
  if (timeInForce === 'IOC' || timeInForce === 'FOK') return { kind: 'over', event: { type: 'canceled', reason: `${timeInForce}: ${reason ?? 'no more was to be had at once'}` }, isExplained: true };
  return { kind: 'over', event: { type: 'canceled', reason: reason ?? 'the broker cancelled it and gave no reason' }, isExplained: reason !== null };
}

function inactive({ order, isCancelAsked, isPastEnd, reason }: StatusContext): StatusReading {
  const type = standingOf(order) === 'SUBMITTED' ? 'rejected' : 'canceled';
  if (reason === null && isCancelAsked) return { kind: 'over', event: { type: 'canceled', reason: 'as requested' }, isExplained: true };
  if (reason === null && isPastEnd && type === 'canceled') return { kind: 'over', event: { type: 'expired', reason: 'the session is over' }, isExplained: true };
  return { kind: 'over', event: { type, reason: reason ?? 'the broker made it inactive and gave no reason' }, isExplained: reason !== null };
}
