import { ContractFailure } from '../../src-core/contract/messages.ts';
import { isTerminal } from '../../src-core/orders/life-cycle.ts';
import type { Order, OrderId, OrderRequest, TradeId } from '../../src-core/orders/order.ts';
import type { RiskDesk } from '../risk/risk-desk.ts';
import { closesInGroup } from '../trading/order-groups.ts';
import type { OrderManager } from '../trading/order-manager.ts';

export interface ClosingRoomParts {
  readonly orders: Pick<OrderManager, 'tradeToClose' | 'working' | 'order' | 'cancel' | 'subscribe'>;
  readonly risk: Pick<RiskDesk, 'restingTarget' | 'makeRoom'>;
  readonly pump: { readonly paused: boolean };
}

/** Real milliseconds that what is in the way may take to be gone. */
const PATIENCE_MS = 5_000;

/** The orders that a person's closing order has withdrawn first: the resting target of the trade it closes, and the target and the stop it was placed with. */
export function inTheWay(request: Pick<OrderRequest, 'tradeId' | 'legs' | 'quantity'>, { orders, risk }: Pick<ClosingRoomParts, 'orders' | 'risk'>): readonly OrderId[] {
  const trade = orders.tradeToClose(request);
  if (trade === null) return [];
  const target = risk.restingTarget(trade.id);
  return [...(target === null ? [] : [target]), ...exitsOf(trade.id, orders).map(({ id }) => id)];
}

/**
 * Has what is in the way of a request that closes a trade withdrawn first, since more than is held may never be on its
 * way. Fails like `tradeToClose`, or with 'conflict' where an exit closes the trade or the orders cannot go now.
 */
export async function makeRoom(request: Pick<OrderRequest, 'tradeId' | 'legs' | 'quantity'>, { orders, risk, pump }: ClosingRoomParts): Promise<void> {
  const trade = orders.tradeToClose(request);
  if (trade === null) return;
  if (pump.paused && inTheWay(request, { orders, risk }).length > 0) {
    throw new ContractFailure({ code: 'conflict', message: 'the target or the stop of this position rests with the broker and cannot be withdrawn while session time stands; resume it, or take the target out of its exits' });
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new ContractFailure({ code: 'conflict', message: `what rests for this position was not withdrawn within ${PATIENCE_MS / 1_000} s, so nothing was sent; try again` })), PATIENCE_MS);
  });
  const ended = new AbortController();
  try {
    await Promise.race([Promise.all([risk.makeRoom(trade.id), withdrawn(exitsOf(trade.id, orders), orders, ended.signal)]), late]);
  } finally {
    clearTimeout(timer);
    ended.abort();
  }
}

function exitsOf(tradeId: TradeId, orders: Pick<OrderManager, 'working'>): readonly Order[] {
  return orders.working().filter((order) => order.tradeId === tradeId && closesInGroup(order));
}

/** Cancels orders, and resolves once each of them is over. `ended` gives the waiting up. */
async function withdrawn(exits: readonly Order[], orders: ClosingRoomParts['orders'], ended: AbortSignal): Promise<void> {
  const isOver = (): boolean => exits.every(({ id }) => isTerminal(orders.order(id)?.state ?? 'CANCELED'));
  if (isOver()) return;
  const over = Promise.withResolvers<void>();
  const unsubscribe = orders.subscribe(() => {
    if (isOver()) over.resolve();
  });
  ended.addEventListener('abort', unsubscribe, { once: true });
  for (const { id } of exits) {
    await orders.cancel(id).catch((error: unknown) => {
      // One that is over by now is what was wanted.
      if (!(error instanceof ContractFailure && error.code === 'conflict')) throw error;
    });
  }
  await over.promise;
}
