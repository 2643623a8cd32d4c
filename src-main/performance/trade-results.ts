import { dateInNewYork } from '../../src-core/calendar/exchange-calendar.ts';
import { parseSymbol } from '../../src-core/instruments/instrument.ts';
import type { Trade } from '../../src-core/ledger/trade.ts';
import { add, type Money, money, subtract } from '../../src-core/money.ts';
import { signOf } from '../../src-core/orders/net-price.ts';
import type { TradeResult } from '../../src-core/performance/trade-result.ts';
import { payoffProfile } from '../../src-core/strategies/payoff.ts';
import type { KeptTrade } from './performance-journal.ts';

/** A trade as statistics see it; null while it is not over. It is over when it was last booked, nothing being held. */
export function tradeResultOf(kept: KeptTrade): TradeResult | null {
  const { trade, bookedAt, circumstances, holds, imported, signalType, tags } = kept;
  const { status, openedQuantity, realised, commission, fees } = trade;
  if (holds || openedQuantity === 0 || trade.closedAt === undefined || (status !== 'closed' && status !== 'settled')) return null;
  const closedAt = Math.max(trade.closedAt, bookedAt ?? trade.closedAt);
  const net = subtract(realised, add(commission, fees));
  const booked = add(trade.openCost, trade.closeCost);
  return {
    id: trade.id,
    underlying: trade.underlying,
    strategy: trade.strategy,
    source: trade.source,
    signalType,
    tags,
    openedAt: trade.openedAt,
    closedAt,
    date: dateInNewYork(closedAt),
    quantity: openedQuantity,
    realised,
    commission,
    fees,
    net,
    netAtMid: imported ? null : add(net, subtract(booked, trade.optimisticCost)),
    netAtNatural: imported ? null : add(net, subtract(booked, trade.pessimisticCost)),
    risk: riskOf(trade, kept.openingCosts),
    vix: circumstances?.vix ?? null,
    regime: circumstances?.regime ?? null,
    best: circumstances?.best ?? null,
    worst: circumstances?.worst ?? null,
  };
}

/**
 * Dollars: the greatest loss at expiry of what was opened, at the prices paid, opening costs included; 0 where every
 * price gains, null without bound or where the legs do not expire together.
 */
export function riskOf({ legs, openedQuantity, openCost }: Pick<Trade, 'legs' | 'openedQuantity' | 'openCost'>, openingCosts: Money): Money | null {
  const holdings = legs.map(({ symbol, side, ratio }) => ({ instrument: parseSymbol(symbol), quantity: signOf(side) * ratio * openedQuantity }));
  const expiries = new Set(holdings.flatMap(({ instrument }) => (instrument.kind === 'option' ? [instrument.expiry] : [])));
  if (expiries.size > 1) return null;
  const { maximumLoss } = payoffProfile(holdings, add(openCost, openingCosts));
  return maximumLoss === null ? null : money(Math.max(maximumLoss, 0));
}
