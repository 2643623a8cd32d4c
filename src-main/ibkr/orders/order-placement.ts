import type { Order, OrderId } from '../../../src-core/orders/order.ts';
import { ALONE, type OrderPlacement } from './order-translation.ts';

/**
 * How an order stands to others at the gateway. What waits for an entry names it by its number: the gateway lets it work
 * as the entry fills, and ends the others of that entry with a fill of one. Orders of one standing share a group, of
 * which the first fill cancels the rest.
 */
export function placementOf(order: Order, transmit: boolean, numberOf: (entry: OrderId) => string | undefined): OrderPlacement {
  const { group } = order;
  if (group === undefined) return { ...ALONE, transmit };
  if (group.parent === undefined) return { ocaGroup: group.id, parentId: 0, transmit };
  return { ocaGroup: '', parentId: Number(numberOf(group.parent) ?? 0), transmit };
}
