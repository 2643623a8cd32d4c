import type { OrderView } from '../../../src-core/contract/schemas.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import { toDollars } from '../../../src-core/money.ts';
import { describeEvent, isTerminal } from '../../../src-core/orders/life-cycle.ts';
import type { Order } from '../../../src-core/orders/order.ts';
import { structureName } from '../../../src-core/strategies/structure.ts';
import type { OrderHistoryEntry } from '../../trading/journal.ts';
import { leftOf, roleOf } from '../../trading/order-groups.ts';

/** `trade` is the one the order opens or closes; a closing order goes by its name. */
export function orderView(order: Order, history: readonly OrderHistoryEntry[], trade: Trade | undefined): OrderView {
  return {
    id: order.id,
    tradeId: order.tradeId,
    sequence: order.sequence,
    underlying: order.underlying,
    strategy: trade?.strategy ?? structureName(order.legs),
    closing: order.closing,
    legs: [...order.legs],
    quantity: order.quantity,
    terms: order.terms,
    timeInForce: order.timeInForce,
    state: order.state,
    open: !isTerminal(order.state),
    filledQuantity: order.filledQuantity,
    averageNet: order.filledQuantity === 0 ? null : toDollars(order.filledNetTotal) / order.filledQuantity,
    source: order.source,
    signalId: order.signalId ?? null,
    ...(order.adopted && { adopted: true }),
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    reason: order.reason ?? null,
    group: order.group === undefined ? null : { id: order.group.id, parent: order.group.parent ?? null, role: roleOf(order), released: order.filledQuantity + leftOf(order) },
    history: history.map((entry) => ({ time: entry.time, state: entry.state, text: describeEvent(entry.event) })),
  };
}
