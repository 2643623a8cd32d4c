import { type InstrumentSymbol, multiplier, parseSymbol } from '../../src-core/instruments/instrument.ts';
import { type ChargedLeg, feesAtMost, saleRate } from '../../src-core/ledger/fee-bound.ts';
import type { FeeSchedule } from '../../src-core/ledger/fees.ts';
import { add, type Money, money, times, ZERO } from '../../src-core/money.ts';
import { signOf } from '../../src-core/orders/net-price.ts';
import type { Order } from '../../src-core/orders/order.ts';
import type { InFlight } from '../../src-core/risk/worst-case.ts';
import { losingPart } from '../../src-core/strategies/losing-part.ts';
import { leftOf } from '../trading/order-groups.ts';

export interface InFlightLeg extends ChargedLeg {
  readonly symbol: InstrumentSymbol;
  /** Signed units of one package. */
  readonly quantity: number;
  /** Of these, what can lose at expiry. */
  readonly losing: number;
}

/** An end an order may come to: as it stands, or as a change of it that is not answered yet asks. */
export interface Outcome {
  /** Not filled yet. */
  readonly packages: number;
  /** Dollars for all of them at the highest net the order may pay, fees at most; null while that net is not known. */
  readonly cost: Money | null;
  /** The same without the fees on the value of what is sold, which depend on how the legs are priced. */
  readonly costBeforeSales: Money | null;
}

/** What is left of an order, as the account must be ready for it. */
export interface OrderInFlight extends InFlight {
  readonly legs: readonly InFlightLeg[];
  /** Every one may come, whole or in part: what is left of the order, and of the order as it was asked to become. */
  readonly wholes: readonly Outcome[];
  /** The most packages of these. */
  readonly packages: number;
  /** Whether every cost is known; `outcomes` is then complete. */
  readonly isPriced: boolean;
  /** The part of the value of what is sold that fees take. */
  readonly saleRate: number;
}

/**
 * `collarOf` is the highest net that a market order, or a stop order once triggered, may pay; null while it is not known.
 * An order's minimum charges weigh most on a single package, so that one package is an outcome of its own.
 */
export function inFlight(order: Order, fees: FeeSchedule, collarOf: (order: Order) => Money | null): OrderInFlight {
  const units = order.legs.map(({ symbol, side, ratio }) => ({ symbol, instrument: parseSymbol(symbol), side, ratio, quantity: signOf(side) * ratio }));
  const losing = losingPart(units);
  const legs = units.map((leg, index) => ({ ...leg, losing: losing[index] ?? 0 }));
  const [first] = legs;
  const shares = first === undefined ? 0 : multiplier(first.instrument);
  const wholes: Outcome[] = [];
  const outcomes: { packages: number; cost: Money }[] = [];
  const now = highestNet(order, collarOf);
  const asked = order.pendingChange === undefined ? [order] : [order, { ...order, ...order.pendingChange }];
  for (const version of asked) {
    const left = leftOf(version);
    if (left <= 0) continue;
    const net = highestNet(version, collarOf);
    if (net === null) {
      wholes.push({ packages: left, cost: null, costBeforeSales: null });
      continue;
    }
    // Until a change arrives, all packages of the order but its last may fill at what it paid before: these count at the dearer.
    const early = Math.max(0, leftOf(order) - 1);
    const dearer = money(Math.max(0, (now ?? net) - net));
    const totalOf = (packages: number): Money => add(times(net, packages), times(dearer, Math.min(early, packages)));
    const whole = costOf(version, legs, left, net, times(totalOf(left), shares), fees);
    wholes.push({ packages: left, ...whole });
    outcomes.push({ packages: left, cost: whole.cost });
    if (left > 1) outcomes.push({ packages: 1, cost: costOf(version, legs, 1, net, times(totalOf(1), shares), fees).cost });
  }
  return {
    legs,
    wholes,
    outcomes,
    packages: wholes.reduce((most, { packages }) => Math.max(most, packages), 0),
    isPriced: wholes.every(({ cost }) => cost !== null),
    saleRate: first === undefined ? 0 : saleRate(fees, first.instrument.kind),
  };
}

/** Orders of one package of which one fills in place of the others, as one. Throws Error for none. */
export function oneOf(orders: readonly OrderInFlight[]): OrderInFlight {
  const [first] = orders;
  if (first === undefined) throw new Error('none of no orders fills');
  if (orders.length === 1) return first;
  return {
    ...first,
    wholes: orders.flatMap(({ wholes }) => wholes),
    outcomes: orders.flatMap(({ outcomes }) => outcomes),
    packages: orders.reduce((most, { packages }) => Math.max(most, packages), 0),
    isPriced: orders.every(({ isPriced }) => isPriced),
  };
}

/** An entry with what takes its package back, once it is there: each of them, or none, may follow. */
export function withExits(entry: OrderInFlight, exits: readonly OrderInFlight[]): OrderInFlight {
  const takenBack = entry.outcomes.flatMap(({ packages, cost }) =>
    exits.flatMap(({ outcomes }) => outcomes.filter((exit) => exit.packages <= packages).map((exit) => ({ packages: packages - exit.packages, cost: add(cost, exit.cost) }))),
  );
  return { ...entry, outcomes: [...entry.outcomes, ...takenBack], isPriced: entry.isPriced && exits.every(({ isPriced }) => isPriced) };
}

/** `paid`: dollars at the highest nets. */
function costOf(
  { filledQuantity }: Order,
  legs: readonly InFlightLeg[],
  packages: number,
  net: Money,
  paid: Money,
  fees: FeeSchedule,
): { readonly cost: Money; readonly costBeforeSales: Money } {
  const { others, ofSales } = feesAtMost(fees, legs, packages, net, filledQuantity);
  const costBeforeSales = add(paid, others);
  return { costBeforeSales, cost: add(costBeforeSales, ofSales) };
}

/** The most an order may pay for one package, per share, nothing where it only sells; null while it is not known. */
export function highestNet(order: Order, collarOf: (order: Order) => Money | null): Money | null {
  const { legs, terms } = order;
  const net = terms.type === 'limit' || terms.type === 'stop_limit' ? terms.limit : collarOf(order);
  return net !== null && net > 0 && legs.every(({ side }) => side === 'sell') ? ZERO : net;
}
