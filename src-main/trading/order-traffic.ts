import type { Order, OrderId } from '../../src-core/orders/order.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { OrderHistoryEntry } from './journal.ts';

/** What was asked of the broker lately, by the session's time: rates and duplicates are counted on it. */
export interface RecentOrders {
  /** Orders written after `since`, denied ones included, newest first. */
  ordersAfter(since: EpochMs): readonly Order[];
  /** Changes asked of the broker after `since`. */
  changesAfter(since: EpochMs): number;
}

/** Derived from what the journal holds alone: the same in a replay and after a restart. */
export class OrderTraffic implements RecentOrders {
  readonly #orders: ReadonlyMap<OrderId, Order>;
  /** Oldest first. */
  readonly #ids: OrderId[] = [];
  readonly #changes: EpochMs[] = [];

  /** `orders` as they are by now. */
  constructor(orders: ReadonlyMap<OrderId, Order>, history: Iterable<OrderHistoryEntry>) {
    this.#orders = orders;
    const known = [...orders.values()].sort((left, right) => left.sequence - right.sequence);
    for (const { id } of known) this.#ids.push(id);
    for (const entry of history) this.step(entry);
    this.#changes.sort((left, right) => left - right);
  }

  /** Takes an order that was not known before. */
  written(id: OrderId): void {
    this.#ids.push(id);
  }

  step({ event, time }: OrderHistoryEntry): void {
    if (event.type === 'change_requested') this.#changes.push(time);
  }

  ordersAfter(since: EpochMs): readonly Order[] {
    const recent: Order[] = [];
    for (let index = this.#ids.length - 1; index >= 0; index -= 1) {
      const order = this.#orders.get(this.#ids[index] ?? '');
      if (order === undefined || order.createdAt <= since) break;
      recent.push(order);
    }
    return recent;
  }

  changesAfter(since: EpochMs): number {
    let index = this.#changes.length;
    while (index > 0 && (this.#changes[index - 1] ?? since) > since) index -= 1;
    return this.#changes.length - index;
  }
}
