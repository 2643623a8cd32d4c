import { type InstrumentSymbol, symbolOf, type Right, type Underlying } from '../../../src-core/instruments/instrument.ts';
import type { Quote } from '../../../src-core/market/quote.ts';
import { type Money, money, parseMoney } from '../../../src-core/money.ts';
import { newOrder } from '../../../src-core/orders/new-order.ts';
import { signOf } from '../../../src-core/orders/net-price.ts';
import type { Execution, ExecutionLeg, Order, OrderLeg, OrderRequest, Side } from '../../../src-core/orders/order.ts';
import { type IsoDate, parseIsoDate } from '../../../src-core/time.ts';

export const EXPIRY: IsoDate = parseIsoDate('2026-08-19');
export const SHARES = symbolOf({ kind: 'shares', underlying: 'SPY' });

export function option(strike: number, right: Right, underlying: Underlying = 'SPY', expiry: IsoDate = EXPIRY): InstrumentSymbol {
  return symbolOf({ kind: 'option', underlying, expiry, right, strike: parseMoney(String(strike)) });
}

export function leg(side: Side, symbol: InstrumentSymbol, ratio = 1): OrderLeg {
  return { symbol, side, ratio };
}

/** A bull put spread: 1 of 640 sold, 1 of 638 bought. */
export const PUT_SPREAD: readonly OrderLeg[] = [leg('sell', option(640, 'put')), leg('buy', option(638, 'put'))];

export function request(changes: Partial<OrderRequest> = {}): OrderRequest {
  return {
    id: '7f0c4ba2-9d3e-4a53-8a57-0f64b6b1c001',
    underlying: 'SPY',
    legs: PUT_SPREAD,
    quantity: 4,
    terms: { type: 'limit', limit: parseMoney('-0.78') },
    timeInForce: 'DAY',
    source: 'manual',
    ...changes,
  };
}

export function order(changes: Partial<OrderRequest> = {}, closing = false): Order {
  return newOrder(request(changes), { sequence: 1, tradeId: changes.tradeId ?? 'trade-1', closing, time: 1_000 });
}

export function quote(bid: number | null, ask: number | null, changes: Partial<Quote> = {}): Quote {
  return {
    bid: bid === null ? null : money(bid),
    ask: ask === null ? null : money(ask),
    bidSize: 10,
    askSize: 10,
    time: 1_000,
    status: 'priced',
    refresh: 1,
    iv: 0.2,
    delta: 0.5,
    gamma: 0,
    theta: 0,
    vega: 0,
    ...changes,
  };
}

/** An execution of whole packages at leg prices in the order of the legs; its three nets are a cent apart. */
export function execution(id: string, legs: readonly OrderLeg[], packages: number, prices: readonly Money[], time = 2_000): Execution {
  const executed: ExecutionLeg[] = legs.map(({ symbol, side, ratio }, index) => {
    const price = prices[index];
    if (price === undefined) throw new Error('a price for each leg');
    return { symbol, side, quantity: ratio * packages, price };
  });
  const net = executed.reduce((sum, { side, quantity, price }) => sum + (signOf(side) * quantity * price) / packages, 0);
  return {
    id,
    time,
    packages,
    net: money(net),
    legs: executed,
    evidence: {
      rule: 'marketable',
      seed: 1,
      optimistic: money(net - 100),
      expected: money(net),
      pessimistic: money(net + 100),
      quotes: [],
    },
  };
}
