import { fromDollars, toDollars, money } from '../../../src-core/money.ts';
import type { ExecutionBook, NewExecution } from './executions.ts';
import { legPrices } from './leg-prices.ts';
import type { ModelMarket } from './market.ts';
import type { ModelLeg, ModelOrder } from './model-order.ts';
import type { OrderBook } from './order-book.ts';

export interface FillTerms {
  /** Dollars for one package, unit or share, of a BAG as it is bought; the limit, else what the quotes give. */
  readonly price?: number;
  /** Dollars, a leg each; they must make the price. */
  readonly legPrices?: readonly number[];
  /** Each leg's units come in several executions. */
  readonly pieces?: number;
}

/** Fills orders, when told to and, where it matches, by the quotes. */
export class OrderFills {
  /** Orders fill by themselves where the quotes reach them: whole, at the quotes. */
  matches = false;
  readonly #orders: OrderBook;
  readonly #executions: ExecutionBook;
  readonly #market: ModelMarket;

  constructor(orders: OrderBook, executions: ExecutionBook, market: ModelMarket) {
    this.#orders = orders;
    this.#executions = executions;
    this.#market = market;
  }

  /** Fills so many packages. Throws RangeError where the order is over, or has not that many left. */
  fill(order: ModelOrder, packages: number, terms: FillTerms = {}): void {
    if (order.completedStatus !== null) throw new RangeError(`order ${order.orderId} is over: ${order.status}`);
    if (!(packages > 0) || packages > order.order.quantity - order.filled) throw new RangeError(`order ${order.orderId} has ${order.order.quantity - order.filled} left, not ${packages}`);
    const price = terms.price ?? order.order.limit ?? this.natural(order);
    if (price === null) throw new RangeError(`order ${order.orderId} has no price: no limit and no quotes`);
    const prices = terms.legPrices ?? (order.legs.length === 1 ? [price] : legPrices(order.legs, order.legs.map((leg) => this.#middle(leg)), price));
    const buys = order.order.action === 'BUY';
    const lines: NewExecution[] = [];
    if (order.legs.length > 1) lines.push({ order, traded: null, side: buys ? 'buy' : 'sell', quantity: packages, price });
    order.legs.forEach((leg, at) => {
      const side = (leg.sign > 0) === buys ? 'buy' : 'sell';
      for (const quantity of cut(packages * leg.ratio, terms.pieces ?? 1)) lines.push({ order, traded: leg.contract, side, quantity, price: prices[at] ?? 0 });
    });
    const { tellExecutions, tellCommissions } = this.#executions.book(lines);
    order.filled += packages;
    order.paid += packages * fromDollars(price);
    order.waitsForStop = false;
    tellExecutions();
    const isWhole = order.filled === order.order.quantity;
    if (isWhole) {
      order.status = 'Filled';
      order.whyHeld = '';
      order.completedStatus = `Filled Size: ${order.filled}`;
    } else if (!order.isCancelling) order.status = 'Submitted';
    this.#orders.say(order);
    tellCommissions();
    this.#consequences(order, isWhole);
  }

  /** Executes legs of a combination by themselves, as one that is not guaranteed may: the order is no more filled by it. */
  fillLegs(order: ModelOrder, legs: readonly { readonly conId: number; readonly quantity: number; readonly price: number }[]): void {
    const lines = legs.map(({ conId, quantity, price }): NewExecution => {
      const leg = order.legs.find(({ contract }) => contract.conId === conId);
      if (leg === undefined) throw new RangeError(`order ${order.orderId} has no leg ${conId}`);
      return { order, traded: leg.contract, side: (leg.sign > 0) === (order.order.action === 'BUY') ? 'buy' : 'sell', quantity, price };
    });
    const { tellExecutions, tellCommissions } = this.#executions.book(lines);
    tellExecutions();
    tellCommissions();
  }

  /** What the quotes give at once for one package as it is bought, in dollars; null where a side is absent. */
  natural(order: ModelOrder): number | null {
    const buys = order.order.action === 'BUY';
    let sum = 0;
    for (const { contract, ratio, sign } of order.legs) {
      const quote = this.#market.quote(contract.conId);
      const price = (sign > 0) === buys ? quote.ask : quote.bid;
      if (price === null) return null;
      sum += sign * ratio * fromDollars(price);
    }
    return toDollars(money(sum));
  }

  /** Looks whether the order fills at the quotes. */
  match(order: ModelOrder): void {
    if (!this.matches || order.completedStatus !== null || order.isHeld || order.waitsForParent || order.status === 'PendingSubmit' || order.status === 'Inactive') return;
    const natural = this.natural(order);
    const { action, type, limit, stop, timeInForce } = order.order;
    const buys = action === 'BUY';
    if (order.waitsForStop && natural !== null && stop !== null && (buys ? natural >= stop : natural <= stop)) {
      order.waitsForStop = false;
      order.status = 'Submitted';
      order.whyHeld = '';
      this.#orders.say(order);
    }
    if (!order.waitsForStop && natural !== null) {
      const isMarket = type === 'MKT' || type === 'STP';
      if (isMarket || (limit !== null && (buys ? natural <= limit : natural >= limit))) return this.fill(order, order.order.quantity - order.filled, { price: natural });
    }
    if (timeInForce === 'IOC' || timeInForce === 'FOK') this.#orders.cancelled(order, 'Cancelled by System');
  }

  #consequences(order: ModelOrder, isWhole: boolean): void {
    const group = order.order.ocaGroup;
    const others = this.#orders.all.filter(
      (other) =>
        other !== order &&
        other.completedStatus === null &&
        ((group !== '' && other.order.ocaGroup === group && other.order.account === order.order.account) ||
          (order.order.parentId !== 0 && other.order.parentId === order.order.parentId && other.clientId === order.clientId)),
    );
    for (const other of others) this.#orders.cancelled(other, 'Cancelled by System');
    if (isWhole) for (const child of this.#orders.childrenOf(order)) this.#orders.release(child);
  }

  #middle({ contract }: ModelLeg): number {
    const { bid, ask, last } = this.#market.quote(contract.conId);
    return bid !== null && ask !== null ? (bid + ask) / 2 : (ask ?? last ?? bid ?? 0);
  }
}

/** Whole pieces: 5 in 2 is 3 and 2. */
function cut(units: number, pieces: number): readonly number[] {
  const sizes: number[] = [];
  let left = units;
  for (let at = 0; at < pieces && left > 0; at += 1) {
    const size = Math.ceil(left / (pieces - at));
    sizes.push(size);
    left -= size;
  }
  return sizes;
}
