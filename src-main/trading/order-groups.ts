import { formatMoney } from '../../src-core/money.ts';
import { isTerminal } from '../../src-core/orders/life-cycle.ts';
import type { RequestProblem } from '../../src-core/orders/new-order.ts';
import { oppositeLegs } from '../../src-core/orders/opposite-legs.ts';
import type { Order, OrderChange, OrderGroup, OrderId, OrderRequest, OrderTerms } from '../../src-core/orders/order.ts';
import { greatestWorth } from '../../src-core/strategies/greatest-worth.ts';

/*
 * The rules of orders that belong together, at every broker.
 *
 * A bracket is an entry and what waits for it: a target, a stop, or both, each of the whole entry. They rest and cannot
 * fill while the entry has filled nothing; with each of its fills they may take back what has been opened by then. What
 * one takes back the other no longer may. The first fill of either ends what is left of the entry: a trade that is being
 * closed is opened no further. An entry that ends without a fill ends them; one that ends partly filled leaves them to
 * take back that part, to which they are changed.
 *
 * Other orders of one group cancel each other with the first fill of one, be it of a part.
 */

export type ExitRole = 'target' | 'stop';

/** An order that closes what the entry of a bracket opens: its legs and quantity follow from the entry. */
export interface ExitRequest {
  readonly id: OrderId;
  /** Net debits per share of the closing package. A target is a limit; a stop is a stop or a stop-limit. */
  readonly terms: OrderTerms;
  readonly timeInForce: 'DAY' | 'GTC';
}

export interface BracketExits {
  readonly target?: ExitRequest | undefined;
  readonly stop?: ExitRequest | undefined;
}

type Grouped = Pick<Order, 'id'> & { readonly group?: OrderGroup | undefined };

/** Packages it may still fill, of `quantity` in all; none while it waits for its entry, never negative. */
export function leftOf({ quantity: asked, filledQuantity, released }: Pick<Order, 'quantity' | 'filledQuantity' | 'released'>, quantity = asked): number {
  return Math.max(0, Math.min(quantity, released ?? quantity) - filledQuantity);
}

/** Whether it is one of those that wait for that entry. */
export function isExitOf(order: Grouped, entry: Pick<Order, 'id'>): boolean {
  return order.group?.parent === entry.id;
}

/** Whether one's fill bears on the other. */
export function areSiblings(left: Grouped, right: Grouped): boolean {
  return left.group !== undefined && left.id !== right.id && left.group.id === right.group?.id;
}

/** Whether it closes what is held in the place of others: an exit of a bracket, or one of a group on a position. */
export function closesInGroup({ closing, group }: Pick<Order, 'closing' | 'group'>): boolean {
  return closing && group !== undefined;
}

/** Whether two orders are of one package, leg by leg: one of a group may then stand for the other. */
export function hasSameLegs({ legs: left }: Pick<Order, 'legs'>, { legs: right }: Pick<Order, 'legs'>): boolean {
  return left.length === right.length && left.every(({ symbol, side, ratio }, index) => symbol === right[index]?.symbol && side === right[index].side && ratio === right[index].ratio);
}

/** What an order of a bracket is to its entry; null for any other. */
export function roleOf({ group, terms }: Pick<Order, 'group' | 'terms'>): ExitRole | null {
  if (group?.parent === undefined) return null;
  return terms.type === 'stop' || terms.type === 'stop_limit' ? 'stop' : 'target';
}

/**
 * The orders whose `released` is another once an order has filled `packages` more, as they are then. To be written
 * together with the fill: what a group allows is then known from its orders alone, whenever the program ends. Fills may
 * be told in any order: what is released may fall below zero until the entry's fill is told.
 */
export function afterFill(filled: Pick<Order, 'id' | 'group'>, packages: number, working: readonly Order[]): readonly Order[] {
  const changed: Order[] = [];
  for (const order of working) {
    if (isExitOf(order, filled)) changed.push({ ...order, released: (order.released ?? 0) + packages });
    else if (areSiblings(order, filled)) changed.push({ ...order, released: order.group?.parent === undefined ? order.filledQuantity : (order.released ?? 0) - packages });
  }
  return changed;
}

/** Changes that make what waits for an entry no larger than what there is to take back, once the entry has ended with a part filled. */
export function fittedExits(entry: Order, working: readonly Order[]): readonly { readonly order: Order; readonly change: OrderChange }[] {
  if (!isTerminal(entry.state) || entry.filledQuantity === 0 || entry.filledQuantity === entry.quantity) return [];
  return working.flatMap((order) => {
    const quantity = order.filledQuantity + leftOf(order);
    return isExitOf(order, entry) && leftOf(order) > 0 && quantity < order.quantity ? [{ order, change: { terms: order.terms, quantity } }] : [];
  });
}

/** The entry and what waits for it, as requests: the same entry and exits give the same ones. */
export function bracketRequests(entry: OrderRequest, { target, stop }: BracketExits): readonly [OrderRequest, ...OrderRequest[]] {
  const group: OrderGroup = { id: entry.id, parent: entry.id };
  const exits = [target, stop].filter((exit) => exit !== undefined);
  return [
    entry,
    ...exits.map(({ id, terms, timeInForce }): OrderRequest => ({
      id,
      underlying: entry.underlying,
      legs: oppositeLegs(entry.legs),
      quantity: entry.quantity,
      terms,
      timeInForce,
      source: entry.source,
      confirmed: entry.confirmed,
      group,
    })),
  ];
}

/** What is wrong with a bracket by itself beyond what may be wrong with each of its orders; null where nothing is. */
export function bracketProblem(entry: OrderRequest, { target, stop }: BracketExits): RequestProblem | null {
  if (target === undefined && stop === undefined) return { field: 'target', message: 'is absent, and so is stop; expected at least one of them' };
  if (entry.timeInForce !== 'DAY' && entry.timeInForce !== 'GTC') {
    return { field: 'entry.timeInForce', message: `is ${entry.timeInForce}; expected DAY or GTC for an entry that others wait for` };
  }
  if (target !== undefined && target.terms.type !== 'limit') return { field: 'target.terms.type', message: `is ${target.terms.type}; expected limit` };
  if (stop !== undefined && stop.terms.type !== 'stop' && stop.terms.type !== 'stop_limit') {
    return { field: 'stop.terms.type', message: `is ${stop.terms.type}; expected stop or stop_limit` };
  }
  const worth = greatestWorth(oppositeLegs(entry.legs));
  if (stop !== undefined && 'stop' in stop.terms && worth !== null && stop.terms.stop > worth) {
    return { field: 'stop.terms.stop', message: `is ${formatMoney(stop.terms.stop)}; what closes the package costs ${formatMoney(worth)} at the most, so it is never reached` };
  }
  const ids = new Set([entry.id, ...(target ? [target.id] : []), ...(stop ? [stop.id] : [])]);
  if (ids.size !== 1 + Number(target !== undefined) + Number(stop !== undefined)) return { field: 'id', message: 'appears twice; expected an id of its own for each order' };
  if (target?.terms.type === 'limit' && stop !== undefined && 'stop' in stop.terms && stop.terms.stop <= target.terms.limit) {
    return { field: 'stop.terms.stop', message: 'is reached before the target is; expected a net debit above the target’s limit' };
  }
  return null;
}

/** Why a change of an order's quantity may not be asked for; null where it may. */
export function changeProblem(order: Order, change: Pick<Order, 'quantity'>, working: readonly Order[]): string | null {
  if (order.group?.parent !== undefined && change.quantity > order.quantity) {
    return `is ${change.quantity}; order ${order.sequence} takes back what its entry opened, at most ${order.quantity}`;
  }
  if (change.quantity === order.quantity || !working.some((other) => isExitOf(other, order))) return null;
  return `is ${change.quantity}; order ${order.sequence} has a target or a stop of its quantity waiting for it; cancel it and place it anew, or change its price alone`;
}

/** Orders in which they are told to a broker, with whether each goes on to the market at once or waits there for the last one. */
export function transmitted(orders: readonly Order[]): readonly { readonly order: Order; readonly transmit: boolean }[] {
  const [first] = orders;
  const isBracket = first !== undefined && orders.some((order) => isExitOf(order, first));
  return orders.map((order, index) => ({ order, transmit: !isBracket || index === orders.length - 1 }));
}

/** Interactive Brokers' kind of one-cancels-all: 1 cancels the others, 2 reduces them, both with overfill protection; null without a group. */
export function oneCancelsAllType({ group }: Pick<Order, 'group'>): 1 | 2 | null {
  if (group === undefined) return null;
  return group.parent === undefined ? 1 : 2;
}
