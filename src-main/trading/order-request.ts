import type { Order, OrderRequest, OrderTerms } from '../../src-core/orders/order.ts';

/**
 * True when a request asks for the order that its id already stands for. An order that was changed since
 * no longer shows the terms and the quantity it was asked for, so these are not compared then.
 */
export function asksForSame(order: Order, request: OrderRequest, isChanged: boolean): boolean {
  return (
    order.underlying === request.underlying &&
    order.timeInForce === request.timeInForce &&
    order.source === request.source &&
    order.signalId === request.signalId &&
    (order.purpose ?? 'trade') === (request.purpose ?? 'trade') &&
    order.group?.id === request.group?.id &&
    order.group?.parent === request.group?.parent &&
    (request.tradeId === undefined || request.tradeId === order.tradeId) &&
    order.legs.length === request.legs.length &&
    order.legs.every((leg, index) => {
      const asked = request.legs[index];
      return leg.symbol === asked?.symbol && leg.side === asked.side && leg.ratio === asked.ratio;
    }) &&
    (isChanged || (order.quantity === request.quantity && sameTerms(order.terms, request.terms)))
  );
}

function sameTerms(left: OrderTerms, right: OrderTerms): boolean {
  return left.type === right.type && stopOf(left) === stopOf(right) && limitOf(left) === limitOf(right);
}

function stopOf(terms: OrderTerms): number | null {
  return 'stop' in terms ? terms.stop : null;
}

function limitOf(terms: OrderTerms): number | null {
  return 'limit' in terms ? terms.limit : null;
}
