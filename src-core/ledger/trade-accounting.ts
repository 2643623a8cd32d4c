import { type InstrumentSymbol, multiplier, parseSymbol } from '../instruments/instrument.ts';
import { add, type Money, negate, times, ZERO } from '../money.ts';
import { signOf } from '../orders/net-price.ts';
import type { Execution, Order, OrderRequest, Side, TradeId } from '../orders/order.ts';
import type { EpochMs } from '../time.ts';
import { cashOf, movedOn, realisedOf } from './book.ts';
import type { Holding } from './holding.ts';
import type { Trade, TradeStatus } from './trade.ts';
import type { LedgerTransaction } from './transaction.ts';

/** The trade an opening order begins, before its first fill. */
export function openTrade(order: Order, strategy: string): Trade {
  return {
    id: order.tradeId,
    underlying: order.underlying,
    strategy,
    legs: order.legs,
    source: order.source,
    ...(order.signalId === undefined ? {} : { signalId: order.signalId }),
    status: 'pending',
    openedAt: order.createdAt,
    openedQuantity: 0,
    closedQuantity: 0,
    openCost: ZERO,
    closeCost: ZERO,
    optimisticCost: ZERO,
    pessimisticCost: ZERO,
    realised: ZERO,
    commission: ZERO,
    fees: ZERO,
  };
}

/**
 * The trade after a fill of its opening or a closing order. `transaction` is the fill as booked, `held` what the trade
 * holds after it: a package counts as closed once none of its legs is held, and the trade is closed once nothing is.
 */
export function tradeAfterExecution(
  trade: Trade,
  order: Pick<Order, 'closing'>,
  execution: Execution,
  transaction: LedgerTransaction,
  held: readonly Holding[],
): Trade {
  const cost = costOf(execution, execution.net);
  const openedQuantity = order.closing ? trade.openedQuantity : trade.openedQuantity + execution.packages;
  return {
    ...trade,
    ...statusAfter(trade, held, execution.time),
    openedQuantity,
    closedQuantity: openedQuantity - packagesHeld(trade, held),
    openCost: order.closing ? trade.openCost : add(trade.openCost, cost),
    closeCost: order.closing ? add(trade.closeCost, cost) : trade.closeCost,
    optimisticCost: add(trade.optimisticCost, costOf(execution, execution.evidence.optimistic)),
    pessimisticCost: add(trade.pessimisticCost, costOf(execution, execution.evidence.pessimistic)),
    realised: add(trade.realised, realisedOf(transaction)),
    commission: add(trade.commission, movedOn(transaction, 'commission')),
    fees: add(trade.fees, movedOn(transaction, 'fees')),
  };
}

/**
 * The trade after the settlement of its options; unchanged when none of the transactions is its own.
 * What exercise and assignment pay for shares is a closing cost. Shares it is left with stay among its holdings.
 */
export function tradeAfterSettlement(trade: Trade, transactions: readonly LedgerTransaction[], time: EpochMs): Trade {
  const own = transactions.filter((transaction) => transaction.tradeId === trade.id);
  if (own.length === 0) return trade;
  const cost = negate(add(...own.map(cashOf)));
  return {
    ...trade,
    status: 'settled',
    closedAt: time,
    closedQuantity: trade.openedQuantity,
    closeCost: add(trade.closeCost, cost),
    optimisticCost: add(trade.optimisticCost, cost),
    pessimisticCost: add(trade.pessimisticCost, cost),
    realised: add(trade.realised, ...own.map(realisedOf)),
  };
}

/** A trade of units that were held before this program knew of them, or that no execution explains. */
export function takenOverTrade(id: TradeId, { symbol, side, quantity }: { readonly symbol: InstrumentSymbol; readonly side: Side; readonly quantity: number }, strategy: string, cost: Money, time: EpochMs): Trade {
  return {
    id,
    underlying: parseSymbol(symbol).underlying,
    strategy,
    legs: [{ symbol, side, ratio: 1 }],
    source: 'manual',
    status: 'open',
    openedAt: time,
    openedQuantity: quantity,
    closedQuantity: 0,
    openCost: cost,
    closeCost: ZERO,
    optimisticCost: cost,
    pessimisticCost: cost,
    realised: ZERO,
    commission: ZERO,
    fees: ZERO,
  };
}

/** The trade after units of it went without an execution, at their cost; `held` is what it holds after that. */
export function tradeAfterRelease(trade: Trade, transaction: LedgerTransaction, held: readonly Holding[]): Trade {
  const cost = movedOn(transaction, 'positions');
  return {
    ...trade,
    ...statusAfter(trade, held, transaction.time),
    closedQuantity: trade.openedQuantity - packagesHeld(trade, held),
    closeCost: add(trade.closeCost, cost),
    optimisticCost: add(trade.optimisticCost, cost),
    pessimisticCost: add(trade.pessimisticCost, cost),
  };
}

/** The trade after a broker said what it charged for an execution. */
export function tradeAfterCharge(trade: Trade, transaction: LedgerTransaction): Trade {
  return { ...trade, commission: add(trade.commission, movedOn(transaction, 'commission')), fees: add(trade.fees, movedOn(transaction, 'fees')) };
}

/** The trade after its opening order ended: without a fill there never was a position. Otherwise unchanged. */
export function tradeAfterOrderEnd(trade: Trade, order: Order): Trade {
  if (trade.status !== 'pending' || order.closing || order.filledQuantity > 0) return trade;
  const status = unfilledStatus(order);
  return status === null ? trade : { ...trade, status, closedAt: order.updatedAt };
}

/**
 * The trade that a request closes: the oldest whose every leg held it takes back, opposite and in no greater number;
 * null when it closes none. A request that names its trade can only close that one, and may take back some of its legs.
 */
export function matchTrade(
  openTrades: readonly Trade[],
  holdingsOf: (tradeId: TradeId) => readonly Holding[],
  request: Pick<OrderRequest, 'tradeId' | 'legs' | 'quantity'>,
): Trade | null {
  const named = request.tradeId;
  return openTrades
    .filter((trade) => {
      if (named !== undefined && trade.id !== named) return false;
      const held = holdingsOf(trade.id);
      return reduces(held, request) && (named !== undefined || held.length === request.legs.length);
    })
    .reduce<Trade | null>((oldest, trade) => (oldest === null || trade.openedAt < oldest.openedAt ? trade : oldest), null);
}

function reduces(held: readonly Holding[], request: Pick<OrderRequest, 'legs' | 'quantity'>): boolean {
  return request.legs.every(({ symbol, side, ratio }) => {
    const left = -signOf(side) * (held.find((holding) => holding.symbol === symbol)?.quantity ?? 0);
    return left >= ratio * request.quantity;
  });
}

/** Dollars of an execution's packages at a net per share. */
function costOf(execution: Execution, net: Money): Money {
  const [leg] = execution.legs;
  const shares = leg === undefined ? 0 : multiplier(parseSymbol(leg.symbol));
  return times(net, execution.packages * shares);
}

/** A settled trade stays one when its shares are sold. */
function statusAfter(trade: Trade, held: readonly Holding[], time: EpochMs): Pick<Trade, 'status' | 'closedAt'> {
  if (trade.status === 'settled') return { status: 'settled', closedAt: trade.closedAt };
  return held.length > 0 ? { status: 'open', closedAt: undefined } : { status: 'closed', closedAt: time };
}

function packagesHeld(trade: Trade, held: readonly Holding[]): number {
  let packages = 0;
  for (const { symbol, ratio } of trade.legs) {
    const quantity = held.find((holding) => holding.symbol === symbol)?.quantity ?? 0;
    packages = Math.max(packages, Math.ceil(Math.abs(quantity) / ratio));
  }
  return packages;
}

function unfilledStatus(order: Order): TradeStatus | null {
  switch (order.state) {
    case 'CANCELED':
      return 'cancelled';
    case 'DENIED':
    case 'REJECTED':
      return 'rejected';
    case 'EXPIRED':
      return 'expired';
    default:
      return null;
  }
}
