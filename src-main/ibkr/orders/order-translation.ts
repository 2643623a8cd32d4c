import { parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { CENT, formatMoney, fromDollars, type Money, money, toDollars } from '../../../src-core/money.ts';
import type { Order, OrderLeg, OrderTerms } from '../../../src-core/orders/order.ts';
import { type ContractBook, SMART_DOLLARS } from '../contract-book.ts';
import type { GatewayContract, GatewayOrder } from '../gateway.ts';

/** What orders need to know of the gateway's numbers. */
export type OrderContracts = Pick<ContractBook, 'conIdOf' | 'contractOf' | 'symbolOf' | 'learn' | 'resolve'>;

/** How an order stands to others of its bracket or group. */
export interface OrderPlacement {
  readonly ocaGroup: string;
  /** The gateway's number of the order that it waits for; 0 for none. */
  readonly parentId: number;
  readonly transmit: boolean;
}

export const ALONE: OrderPlacement = { ocaGroup: '', parentId: 0, transmit: true };

const SMART = 'SMART';

/** What is bought or sold: the instrument, or a combination of the legs as they are written. null while the gateway's number of a leg is not known. */
export function contractOfLegs(legs: readonly OrderLeg[], contracts: Pick<OrderContracts, 'contractOf' | 'conIdOf'>): GatewayContract | null {
  const [first] = legs;
  if (first === undefined) return null;
  if (legs.length === 1) return contracts.contractOf(first.symbol);
  const comboLegs = legs.map(({ symbol, side, ratio }) => ({ conId: contracts.conIdOf(symbol) ?? 0, ratio, action: side === 'buy' ? ('BUY' as const) : ('SELL' as const), exchange: SMART }));
  if (comboLegs.some(({ conId }) => conId === 0)) return null;
  return { ...SMART_DOLLARS, symbol: parseSymbol(first.symbol).underlying, secType: 'BAG', comboLegs };
}

/**
 * An order as the gateway takes it. A package is bought as its legs are written, at its net debit, which may be
 * negative; a single leg is bought or sold at the price of its share. What may pay no more than its collar is sent with
 * the collar as its limit: a market order as a limit order, a stop order as a stop-limit order. The gateway knows no
 * stop-limit order of a package, so a package's stop is sent without.
 */
export function gatewayOrderOf(
  order: Pick<Order, 'id' | 'legs' | 'quantity' | 'terms' | 'timeInForce' | 'collar'>,
  account: string,
  placement: OrderPlacement = ALONE,
): GatewayOrder {
  const isSold = sellsOneLeg(order.legs);
  const price = (net: Money): number => toDollars(priceOfNet(net, order.legs));
  const bound = order.collar === undefined ? null : price(order.collar);
  const { terms } = order;
  const isPackage = order.legs.length > 1;
  const priced = ((): Pick<GatewayOrder, 'type' | 'limit' | 'stop'> => {
    switch (terms.type) {
      case 'market':
        return bound === null ? { type: 'MKT', limit: null, stop: null } : { type: 'LMT', limit: bound, stop: null };
      case 'limit':
        return { type: 'LMT', limit: price(terms.limit), stop: null };
      case 'stop':
        return bound === null || isPackage ? { type: 'STP', limit: null, stop: price(terms.stop) } : { type: 'STP LMT', limit: bound, stop: price(terms.stop) };
      case 'stop_limit':
        return { type: 'STP LMT', limit: price(terms.limit), stop: price(terms.stop) };
    }
  })();
  return {
    ...priced,
    action: isSold ? 'SELL' : 'BUY',
    quantity: order.quantity,
    timeInForce: order.timeInForce,
    account,
    reference: order.id,
    ...placement,
    whatIf: false,
  };
}

/** The price that a net debit is at the gateway. A single leg has no price below its tick: what would take nothing for it asks for one tick. */
function priceOfNet(net: Money, legs: readonly OrderLeg[]): Money {
  if (legs.length > 1) return net;
  return money(Math.max(CENT, sellsOneLeg(legs) ? -net : net));
}

function sellsOneLeg(legs: readonly OrderLeg[]): boolean {
  return legs.length === 1 && legs[0]?.side === 'sell';
}

/** Whether the gateway speaks of the same prices and quantity: of what an order of that type has. */
export function isSameOrder(sent: GatewayOrder, heard: GatewayOrder): boolean {
  if (sent.type !== heard.type || sent.action !== heard.action || sent.quantity !== heard.quantity) return false;
  const hasLimit = sent.type === 'LMT' || sent.type === 'STP LMT';
  const hasStop = sent.type === 'STP' || sent.type === 'STP LMT';
  return (!hasLimit || isSamePrice(sent.limit, heard.limit)) && (!hasStop || isSamePrice(sent.stop, heard.stop));
}

function isSamePrice(left: number | null, right: number | null): boolean {
  return left === null || right === null ? left === right : fromDollars(left) === fromDollars(right);
}

/** The terms that an order has at the gateway; null where it lacks a price of its type. */
export function termsOf(heard: Pick<GatewayOrder, 'type' | 'limit' | 'stop' | 'action'>, legCount: number): OrderTerms | null {
  const net = (dollars: number | null): Money | null => (dollars === null ? null : fromDollars(legCount === 1 && heard.action === 'SELL' ? -dollars : dollars));
  const limit = net(heard.limit);
  const stop = net(heard.stop);
  switch (heard.type) {
    case 'MKT':
      return { type: 'market' };
    case 'LMT':
      return limit === null ? null : { type: 'limit', limit };
    case 'STP':
      return stop === null ? null : { type: 'stop', stop };
    case 'STP LMT':
      return limit === null || stop === null ? null : { type: 'stop_limit', stop, limit };
    case 'OTHER':
      return null;
  }
}

/** "2 at limit 0.45", as the gateway has it. */
export function gatewayOrderText({ type, quantity, limit, stop }: Pick<GatewayOrder, 'type' | 'quantity' | 'limit' | 'stop'>): string {
  const price = (dollars: number | null): string => (dollars === null ? '?' : formatMoney(fromDollars(dollars)));
  switch (type) {
    case 'MKT':
      return `${quantity} at market`;
    case 'LMT':
      return `${quantity} at limit ${price(limit)}`;
    case 'STP':
      return `${quantity} at stop ${price(stop)}`;
    case 'STP LMT':
      return `${quantity} at stop ${price(stop)}, limit ${price(limit)}`;
    case 'OTHER':
      return `${quantity} of a type that this program does not know`;
  }
}
