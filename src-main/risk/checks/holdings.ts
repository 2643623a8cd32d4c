import { signOf } from '../../../src-core/orders/net-price.ts';
import type { Check } from '../risk-context.ts';

/** What closes takes back no more than its trade holds, other closing orders counted. */
export const checkHoldings: Check = (order, { book, working }, found) => {
  if (!order.closing) return;
  for (const { symbol, side, ratio } of order.legs) {
    const held = Math.max(0, -signOf(side) * (book.holding(order.tradeId, symbol)?.quantity ?? 0));
    let closing = 0;
    for (const other of working) {
      if (other.tradeId !== order.tradeId || !other.closing) continue;
      const quantity = Math.max(other.quantity, other.pendingChange?.quantity ?? 0) - other.filledQuantity;
      for (const leg of other.legs) if (leg.symbol === symbol && leg.side === side) closing += leg.ratio * quantity;
    }
    const wanted = ratio * (order.quantity - order.filledQuantity);
    if (closing + wanted > held) found.push({ code: 'more_than_held', symbol, held, working: closing, wanted });
  }
};
