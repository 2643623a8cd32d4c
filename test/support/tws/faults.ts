import type { LinkProblem } from '../../../src-main/ibkr/gateway.ts';
import { SeededRandom } from '../../../src-main/market-data/random.ts';

/**
 * One thing that goes wrong, as data. `message` counts from 0 what the gateway says of orders as it happens (open
 * orders, statuses, executions, commissions) over the whole life of a line, through its reconnects; `request` counts
 * the orders, changes and cancels that were sent; `subscription` the market data requests; `attempt` the connects.
 */
export type Fault =
  /** Told after `by` more: TWS promises no order between executions, open orders, statuses and commissions. Never past the answer to a request. */
  | { readonly kind: 'late'; readonly message: number; readonly by: number }
  /** Told again after `by` more: TWS repeats statuses, and executions when it resubscribes. */
  | { readonly kind: 'twice'; readonly message: number; readonly by: number }
  /** The connection ends in its place: it and what follows is never heard; in the middle of a fill where it is one of its executions. */
  | { readonly kind: 'cut_at_message'; readonly message: number }
  /** Written to the socket, but the connection ends before the gateway reads it. */
  | { readonly kind: 'cut_before_request'; readonly request: number }
  /** The gateway has it, and the connection ends before it says so. */
  | { readonly kind: 'cut_after_request'; readonly request: number }
  /** It waits for its turn within the message limit, and the connection ends: never written. */
  | { readonly kind: 'unsent'; readonly request: number }
  /** It waits for its turn, and goes out then. */
  | { readonly kind: 'waits'; readonly request: number }
  /** Half-open from there: nothing arrives, nothing is said, and the socket stays open (a cable pulled, a machine asleep). */
  | { readonly kind: 'half_open'; readonly request: number }
  /** The gateway restarts in its place; order ids begin at nextOrderId, be it lower than before. */
  | { readonly kind: 'restart'; readonly message: number; readonly nextOrderId: number; readonly dayOrders: 'kept' | 'gone' }
  /** Code 1100 in its place, and after `by` more deliveries 1101 (data lost) or 1102. */
  | { readonly kind: 'servers_lost'; readonly message: number; readonly by: number; readonly isDataLost: boolean }
  /** The broker rejects it: 201 with its text, and a status where it leaves one. */
  | { readonly kind: 'rejected'; readonly request: number; readonly code: number; readonly text: string; readonly status: 'Inactive' | 'Cancelled' | null }
  /** It is open and says nothing, until it is asked for anew. */
  | { readonly kind: 'silent'; readonly subscription: number }
  /** 354: not subscribed to at the broker. */
  | { readonly kind: 'not_subscribed'; readonly subscription: number }
  /** 10197 to all subscriptions from there. */
  | { readonly kind: 'competing'; readonly subscription: number }
  /** The connection is not to be had: refused, the API is disabled, the client id is taken (326). */
  | { readonly kind: 'refused'; readonly attempt: number; readonly problem: LinkProblem };

/** What goes wrong and how orders fill, of one day. */
export interface FaultSchedule {
  readonly faults: readonly Fault[];
  /** Parts of an order that fill at a time, each above 0, together 1: whole packages are made of them by `partsOf`. */
  readonly parts: readonly number[];
  /** Executions that each leg's units of one fill come in. */
  readonly pieces: number;
  /** Commission reports come when releaseCommissions is called, not with the executions. */
  readonly holdsCommissions: boolean;
  /** Cancels go through when confirmCancels is called. */
  readonly holdsCancels: boolean;
}

export const GOOD_DAY: FaultSchedule = { faults: [], parts: [1], pieces: 1, holdsCommissions: false, holdsCancels: false };

/**
 * Days of one kind of trouble each, for tests that name what they try. The first order of a day is request 0; its
 * acceptance is messages 0 to 3 (open order and status, twice), the executions of its fill begin with 4. What is late
 * comes at once where everything is delivered before the fill.
 */
export const BAD_DAYS = {
  execution_before_open_order: { ...GOOD_DAY, faults: [0, 1, 2, 3].map((message) => ({ kind: 'late', message, by: 6 }) as const) },
  status_before_open_order: { ...GOOD_DAY, faults: [0, 2].map((message) => ({ kind: 'late', message, by: 1 }) as const) },
  everything_twice: { ...GOOD_DAY, faults: Array.from({ length: 40 }, (_, message) => ({ kind: 'twice', message, by: message % 3 }) as const) },
  cut_before_order_arrives: { ...GOOD_DAY, faults: [{ kind: 'cut_before_request', request: 0 }] },
  cut_after_order_arrived: { ...GOOD_DAY, faults: [{ kind: 'cut_after_request', request: 0 }] },
  cut_within_a_fill: { ...GOOD_DAY, faults: [{ kind: 'cut_at_message', message: 6 }] },
  never_written: { ...GOOD_DAY, faults: [{ kind: 'unsent', request: 0 }] },
  half_open: { ...GOOD_DAY, faults: [{ kind: 'half_open', request: 0 }] },
  restart_with_lower_ids: { ...GOOD_DAY, faults: [{ kind: 'restart', message: 4, nextOrderId: 1, dayOrders: 'kept' }] },
  restart_without_day_orders: { ...GOOD_DAY, faults: [{ kind: 'restart', message: 4, nextOrderId: 1, dayOrders: 'gone' }] },
  servers_lost_with_data: { ...GOOD_DAY, faults: [{ kind: 'servers_lost', message: 3, by: 4, isDataLost: true }] },
  servers_lost: { ...GOOD_DAY, faults: [{ kind: 'servers_lost', message: 3, by: 4, isDataLost: false }] },
  partial_fills: { ...GOOD_DAY, parts: [0.4, 0.2, 0.4], pieces: 2 },
  late_commissions: { ...GOOD_DAY, holdsCommissions: true },
  rejected: { ...GOOD_DAY, faults: [{ kind: 'rejected', request: 0, code: 201, text: 'Order rejected - reason:The exchange is closed.', status: 'Cancelled' }] },
  silent: { ...GOOD_DAY, faults: [{ kind: 'silent', subscription: 0 }] },
  not_subscribed: { ...GOOD_DAY, faults: [{ kind: 'not_subscribed', subscription: 0 }] },
  competing_session: { ...GOOD_DAY, faults: [{ kind: 'competing', subscription: 1 }] },
  client_id_taken: { ...GOOD_DAY, faults: [{ kind: 'refused', attempt: 0, problem: 'client_id_taken' }] },
  api_disabled: { ...GOOD_DAY, faults: [{ kind: 'refused', attempt: 0, problem: 'api_disabled' }] },
} as const satisfies Record<string, FaultSchedule>;

const REJECTIONS = [
  { code: 201, text: 'Order rejected - reason:YOUR ORDER IS NOT ACCEPTED. MINIMUM OF 2000 USD REQUIRED.', status: 'Inactive' },
  { code: 201, text: 'Order rejected - reason:The exchange is closed.', status: 'Cancelled' },
  { code: 110, text: 'The price does not conform to the minimum price variation for this contract.', status: null },
] as const;

/** A day with up to seven troubles with orders and the connection: the same seed, the same day. No trouble with market data. */
export function randomFaults(seed: number): FaultSchedule {
  const random = new SeededRandom(seed);
  const below = (limit: number): number => Math.floor(random.uniform() * limit);
  const faults: Fault[] = [];
  for (let left = below(8); left > 0; left -= 1) faults.push(randomFault(below));
  const parts: number[] = [];
  for (let rest = 1; rest > 0; ) {
    const part = parts.length === 3 || below(2) === 0 ? rest : rest * (0.2 + 0.6 * random.uniform());
    parts.push(part);
    rest = rest - part < 1e-9 ? 0 : rest - part;
  }
  return { faults, parts, pieces: 1 + below(3), holdsCommissions: below(4) === 0, holdsCancels: below(4) === 0 };
}

function randomFault(below: (limit: number) => number): Fault {
  const message = below(48);
  const request = below(8);
  switch (below(13)) {
    case 0:
    case 1:
    case 2:
      return { kind: 'late', message, by: 1 + below(6) };
    case 3:
    case 4:
      return { kind: 'twice', message, by: below(5) };
    case 5:
      return { kind: 'cut_at_message', message };
    case 6:
      return { kind: 'cut_before_request', request };
    case 7:
      return { kind: 'cut_after_request', request };
    case 8:
      return { kind: below(2) === 0 ? 'unsent' : 'waits', request };
    case 9:
      return { kind: 'half_open', request };
    case 10:
      return { kind: 'restart', message, nextOrderId: 1 + below(4), dayOrders: below(4) === 0 ? 'gone' : 'kept' };
    case 11:
      return { kind: 'servers_lost', message, by: 1 + below(8), isDataLost: below(2) === 0 };
    default:
      return { kind: 'rejected', request, ...(REJECTIONS[below(REJECTIONS.length)] ?? REJECTIONS[0]) };
  }
}

/** Whole packages that fill at a time, by the parts of a schedule: 5 by 0.4, 0.2, 0.4 is 2, 1, 2. */
export function partsOf(quantity: number, schedule: FaultSchedule): readonly number[] {
  const sizes: number[] = [];
  let share = 0;
  let done = 0;
  schedule.parts.forEach((part, at) => {
    share += part;
    const until = at === schedule.parts.length - 1 ? quantity : Math.min(quantity, Math.round(share * quantity));
    if (until > done) sizes.push(until - done);
    done = Math.max(done, until);
  });
  return sizes;
}
