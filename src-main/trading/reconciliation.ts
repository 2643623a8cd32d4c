import type { Order, OrderId } from '../../src-core/orders/order.ts';

/** Where the books and a broker differ on what works. */
export interface OrderDifference {
  /** In both. */
  readonly alike: number;
  /** The books have them working and the broker does not know them. */
  readonly unknown: readonly Order[];
  /** The broker works them and the books do not. */
  readonly stray: readonly OrderId[];
}

/** Compares the orders that are not over in the books with those that the broker has. */
export function differenceOf(books: readonly Order[], broker: readonly OrderId[]): OrderDifference {
  const there = new Set(broker);
  const ours = new Set(books.map(({ id }) => id));
  const unknown = books.filter(({ id }) => !there.has(id));
  return { alike: books.length - unknown.length, unknown, stray: broker.filter((id) => !ours.has(id)) };
}
