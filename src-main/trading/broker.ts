import type { Order, OrderChange, OrderEvent, OrderId } from '../../src-core/orders/order.ts';
import type { EpochMs } from '../../src-core/time.ts';

/** What the broker says of an order, at the broker's time. */
export interface BrokerReport {
  readonly orderId: OrderId;
  readonly time: EpochMs;
  readonly event: OrderEvent;
}

/** Where orders go. Answers arrive as reports, never as return values: silence is not a rejection. */
export interface Broker {
  submit(order: Order): void;
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
