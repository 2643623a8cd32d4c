import { ContractFailure } from '../../src-core/contract/messages.ts';
import { matchTrade } from '../../src-core/ledger/trade-accounting.ts';
import type { Trade } from '../../src-core/ledger/trade.ts';
import type { OrderRequest } from '../../src-core/orders/order.ts';
import type { TradingState } from './trading-state.ts';

/**
 * The trade a request would reduce; null when it opens one. Throws ContractFailure: 'not_found' where the trade that it
 * names is none, 'conflict' where that cannot be closed so.
 */
export function tradeToClose({ book, trades }: TradingState, request: Pick<OrderRequest, 'tradeId' | 'legs' | 'quantity'>): Trade | null {
  const { tradeId } = request;
  if (tradeId !== undefined && !trades.has(tradeId)) {
    throw new ContractFailure({ code: 'not_found', field: 'tradeId', message: `tradeId: there is no trade ${tradeId}` });
  }
  const held = new Set(book.holdings().map((holding) => holding.tradeId));
  const open = [...trades.values()].filter((trade) => held.has(trade.id));
  const trade = matchTrade(open, (id) => book.holdingsOf(id), request);
  if (tradeId !== undefined && trade === null) {
    const message = `tradeId: trade ${tradeId} does not hold what this order would close`;
    throw new ContractFailure({ code: 'conflict', field: 'tradeId', message });
  }
  return trade;
}
