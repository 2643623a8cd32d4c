import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import { signOf } from '../../../src-core/orders/net-price.ts';
import type { Order, Side } from '../../../src-core/orders/order.ts';
import { areSiblings, isExitOf, leftOf } from '../../trading/order-groups.ts';
import type { Check } from '../risk-context.ts';

/**
 * What closes takes back no more than its trade holds, other closing orders counted; of those that cancel each other the
 * largest. What waits for an entry takes back what that is still to open.
 */
export const checkHoldings: Check = (order, { book, working }, found) => {
  if (!order.closing) return;
  const others = working.filter((other) => other.closing && other.tradeId === order.tradeId && !areSiblings(other, order));
  const entry = working.find((other) => isExitOf(order, other));
  for (const { symbol, side, ratio } of order.legs) {
    const held = Math.max(0, -signOf(side) * (book.holding(order.tradeId, symbol)?.quantity ?? 0));
    const closing = unitsOf(others, symbol, side);
    const wanted = ratio * (order.group?.parent === undefined ? order.quantity - order.filledQuantity : leftOf(order));
    if (closing + wanted > held) found.push({ code: 'more_than_held', symbol, held, working: closing, wanted });
    else if (entry !== undefined && order.quantity > entry.quantity) found.push({ code: 'more_than_held', symbol, held: ratio * entry.quantity, working: closing, wanted: ratio * order.quantity });
  }
};

function unitsOf(orders: readonly Order[], symbol: InstrumentSymbol, side: Side): number {
  let units = 0;
  const ofGroups = new Map<string, number>();
  for (const { group, legs, ...order } of orders) {
    const quantity = leftOf(order, Math.max(order.quantity, order.pendingChange?.quantity ?? 0));
    for (const leg of legs) {
      if (leg.symbol !== symbol || leg.side !== side) continue;
      if (group === undefined) units += leg.ratio * quantity;
      else ofGroups.set(group.id, Math.max(ofGroups.get(group.id) ?? 0, leg.ratio * quantity));
    }
  }
  for (const most of ofGroups.values()) units += most;
  return units;
}
