import type { Money } from '../../src-core/money.ts';
import type { Order, OrderChange, OrderEvent, OrderId, OrderRequest } from '../../src-core/orders/order.ts';
import type { EpochMs } from '../../src-core/time.ts';

/** What the broker says of an order, at the broker's time. */
export interface BrokerReport {
  readonly orderId: OrderId;
  readonly time: EpochMs;
  readonly event: OrderEvent;
}

/** What the broker charged for one execution of ours, once it is known for all that the execution was made of. */
export interface BrokerCharge {
  readonly orderId: OrderId;
  /** The execution's id in the books. */
  readonly executionId: string;
  readonly time: EpochMs;
  /** Commission with all fees that the broker names no further, dollars, positive. */
  readonly commission: Money;
  /** As the broker said it, before it was converted; null where it said dollars. */
  readonly foreign: { readonly amount: number; readonly currency: string; readonly rate: number } | null;
}

/** Where orders go. Answers arrive as reports, never as return values: silence is not a rejection. */
export interface Broker {
  /** Why it takes no such order at all, as a sentence; null where it does. Asked before anything is written. */
  refusalOf(request: Pick<OrderRequest, 'legs' | 'quantity' | 'terms' | 'timeInForce' | 'confirmed'>): string | null;
  /** The broker's own number for an order that is about to be written: it is kept with the order and never given again. null where it needs none. */
  allot(): string | null;
  /** `transmit` false: at the broker it waits for the next one, which is of its bracket and follows at once. Absent: true. */
  submit(order: Order, transmit?: boolean): void;
  change(orderId: OrderId, change: OrderChange): void;
  cancel(orderId: OrderId): void;
  /** Given every order the books hold as not terminal, reports what really became of each before anything new is sent. */
  reconcile(orders: readonly Order[]): void;
  /** The orders it works now, as it says itself. */
  working(): Promise<readonly OrderId[]>;
}

/** A broker that lives on the session's clock: the pump calls it after each market event and whenever it is due. */
export interface SimulatedBroker extends Broker {
  /** When it next has something to do without a market event (an acknowledgement after its latency); null when idle. */
  nextDue(): EpochMs | null;
  /** Works everything due at `now` against the market as it is. */
  advance(now: EpochMs): void;
}
