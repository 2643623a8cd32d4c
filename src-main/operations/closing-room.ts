import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { OrderId, OrderRequest } from '../../src-core/orders/order.ts';
import type { RiskDesk } from '../risk/risk-desk.ts';
import type { OrderManager } from '../trading/order-manager.ts';

export interface ClosingRoomParts {
  readonly orders: Pick<OrderManager, 'tradeToClose'>;
  readonly risk: Pick<RiskDesk, 'restingTarget' | 'makeRoom'>;
  readonly pump: { readonly paused: boolean };
}

/** Real milliseconds that a target may take to be gone. */
const PATIENCE_MS = 5_000;

/** The order that a person's closing order has withdrawn first: the resting target of the trade it closes; null for none. */
export function inTheWay(request: Pick<OrderRequest, 'tradeId' | 'legs' | 'quantity'>, { orders, risk }: Pick<ClosingRoomParts, 'orders' | 'risk'>): OrderId | null {
  const trade = orders.tradeToClose(request);
  return trade === null ? null : risk.restingTarget(trade.id);
}

/**
 * Has the resting target of the trade that a request closes withdrawn first, since more than is held may never be on its
 * way. Fails like `tradeToClose`, or with 'conflict' where an exit closes the trade or the target cannot go now.
 */
export async function makeRoom(request: Pick<OrderRequest, 'tradeId' | 'legs' | 'quantity'>, { orders, risk, pump }: ClosingRoomParts): Promise<void> {
  const trade = orders.tradeToClose(request);
  if (trade === null) return;
  if (pump.paused && risk.restingTarget(trade.id) !== null) {
    throw new ContractFailure({ code: 'conflict', message: 'the target of this position rests with the broker and cannot be withdrawn while session time stands; resume it, or take the target out of its exits' });
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new ContractFailure({ code: 'conflict', message: `the target of this position was not withdrawn within ${PATIENCE_MS / 1_000} s, so nothing was sent; try again` })), PATIENCE_MS);
  });
  try {
    await Promise.race([risk.makeRoom(trade.id), late]);
  } finally {
    clearTimeout(timer);
  }
}
