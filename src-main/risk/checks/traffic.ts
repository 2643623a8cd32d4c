import type { Order, OrderTerms } from '../../../src-core/orders/order.ts';
import { MINUTE, SECOND } from '../../../src-core/time.ts';
import type { Check } from '../risk-context.ts';

/** Orders and messages of the last minute. What gets the account out of its positions is counted, and never refused. */
export const checkRates: Check = (order, { now, limits, recent }, found) => {
  if (order.closing && (order.purpose === 'exit' || order.purpose === 'flatten')) return;
  const since = now - MINUTE;
  const isNew = order.state === 'INITIALIZED';
  const orders = recent.ordersAfter(since).length + (isNew ? 1 : 0);
  if (isNew && orders > limits.max_orders_per_minute) {
    found.push({ code: 'order_rate', orders, most: limits.max_orders_per_minute });
  }
  const messages = orders + recent.changesAfter(since) + (isNew ? 0 : 1);
  if (messages > limits.max_messages_per_minute) {
    found.push({ code: 'message_rate', messages, most: limits.max_messages_per_minute });
  }
};

/** The same order twice within a moment is a slip of the hand. One that was never sent does not count. */
export const checkDuplicate: Check = (order, { now, limits, recent }, found) => {
  const seconds = limits.duplicate_seconds;
  if (order.state !== 'INITIALIZED' || seconds === 0) return;
  for (const other of recent.ordersAfter(now - seconds * SECOND)) {
    if (other.id === order.id || other.state === 'DENIED' || other.state === 'REJECTED' || !asksTheSame(other, order)) continue;
    found.push({ code: 'duplicate', sequence: other.sequence, time: other.createdAt, now, seconds });
    return;
  }
};

function asksTheSame(left: Order, right: Order): boolean {
  return (
    left.underlying === right.underlying &&
    left.quantity === right.quantity &&
    left.closing === right.closing &&
    // An opening order begins a trade of its own.
    (!left.closing || left.tradeId === right.tradeId) &&
    (left.purpose ?? 'trade') === (right.purpose ?? 'trade') &&
    sameTerms(left.terms, right.terms) &&
    left.legs.length === right.legs.length &&
    left.legs.every(({ symbol, side, ratio }) => right.legs.some((leg) => leg.symbol === symbol && leg.side === side && leg.ratio === ratio))
  );
}

function sameTerms(left: OrderTerms, right: OrderTerms): boolean {
  return (
    left.type === right.type &&
    ('limit' in left ? left.limit : null) === ('limit' in right ? right.limit : null) &&
    ('stop' in left ? left.stop : null) === ('stop' in right ? right.stop : null)
  );
}
