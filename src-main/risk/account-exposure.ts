import { UNDERLYINGS, type Underlying } from '../../src-core/instruments/instrument.ts';
import type { Book } from '../../src-core/ledger/book.ts';
import type { FeeSchedule } from '../../src-core/ledger/fees.ts';
import type { Holding } from '../../src-core/ledger/holding.ts';
import type { QuoteSource } from '../../src-core/market/quote.ts';
import { add, type Money, money, subtract, ZERO } from '../../src-core/money.ts';
import type { Order, OrderId } from '../../src-core/orders/order.ts';
import type { PriceRange } from '../../src-core/risk/worst-case.ts';
import { areSiblings, hasSameLegs, leftOf } from '../trading/order-groups.ts';
import type { ExposureTotals, OrderExposure, UnderlyingTotals } from './exposure.ts';
import { highestNet, inFlight, oneOf, type OrderInFlight, withExits } from './in-flight.ts';
import { UnderlyingExposure } from './underlying-exposure.ts';

export interface AccountExposureParts {
  readonly quotes: QuoteSource;
  readonly spotOf: (underlying: Underlying) => Money | null;
  readonly fees: FeeSchedule;
  /** Part of the spot, either way, within which the worst case is looked for; null for the whole payoff. */
  readonly tailMove: () => number | null;
  /** The highest net that a market order, or a stop order once triggered, may pay; null while it is not known. */
  readonly collarOf: (order: Order) => Money | null;
}

const NONE: readonly never[] = [];

/** A working order as it was last reckoned, and the nets that was done with. */
interface Reckoned {
  readonly inFlight: OrderInFlight;
  readonly net: Money | null;
  readonly askedNet: Money | null;
}

/** Orders of a group that are reckoned as one, with what waits for them. */
interface Bundle {
  readonly orders: readonly Reckoned[];
  readonly exits: readonly Order[];
  /** The nets that the exits were reckoned with. */
  readonly nets: readonly (Money | null)[];
  readonly reckoned: Reckoned;
}

interface UnderlyingPart {
  readonly exposure: UnderlyingExposure;
  orders: readonly Reckoned[];
}

/**
 * What the account has at stake: margin, worst case at expiry, Greeks and buying power of what is held and on order.
 * The worst case is of what was paid and what expiry may bring: quotes have no part in it.
 */
export class AccountExposure {
  readonly #parts: AccountExposureParts;
  readonly #byUnderlying: Readonly<Record<Underlying, UnderlyingPart>>;
  readonly #reckoned = new WeakMap<Order, Reckoned>();
  /** By their first order. */
  readonly #bundles = new WeakMap<Order, Bundle>();
  /** What waits for an entry, of the last refresh. */
  #exits: ReadonlyMap<OrderId, readonly Order[]> = new Map();
  #book: Book | null = null;
  #transactions = 0;
  #totals: ExposureTotals | null = null;

  constructor(parts: AccountExposureParts) {
    this.#parts = parts;
    const part = (underlying: Underlying): UnderlyingPart => ({ exposure: new UnderlyingExposure(underlying), orders: [] });
    this.#byUnderlying = { SPY: part('SPY'), QQQ: part('QQQ'), IWM: part('IWM') };
  }

  /**
   * Takes the account as it is, and the market as it is now. `working`: orders that are not terminal.
   * What has not changed since the last time is not worked out again.
   */
  refresh({ book, working }: { readonly book: Book; readonly working: readonly Order[] }): void {
    const isSameBook = book === this.#book && book.transactionCount === this.#transactions;
    this.#book = book;
    this.#transactions = book.transactionCount;
    let holdings: Record<Underlying, Holding[]> | null = null;
    const orders = this.#ordersOf(working);
    for (const underlying of UNDERLYINGS) {
      const part = this.#byUnderlying[underlying];
      if (!isSameBook || !isSame(part.orders, orders[underlying])) {
        holdings ??= holdingsByUnderlying(book);
        part.orders = orders[underlying];
        part.exposure.rebuild(holdings[underlying], part.orders.map((order) => order.inFlight));
      }
      const spot = this.#parts.spotOf(underlying);
      part.exposure.update(this.#parts.quotes, spot, this.#range(spot));
    }
    this.#totals = this.#sum(book.cash);
  }

  /** As of the last refresh. Throws Error before the first. */
  totals(): ExposureTotals {
    if (this.#totals === null) throw new Error('an exposure is asked for before its first refresh');
    return this.#totals;
  }

  /** What one more order would do, one that is not among the working ones. */
  effectOf(order: Order): OrderExposure {
    const before = this.totals();
    const { underlying } = order;
    const { required, marginChange, packageLoss, held, after } = this.#byUnderlying[underlying].exposure.effectOf(this.#bundled([order]).inFlight);
    const taken = required === null ? (this.#book?.cash ?? ZERO) : money(Math.max(0, required));
    const all = sums({ ...before.underlyings, [underlying]: after });
    return {
      required,
      marginChange,
      available: before.buyingPower,
      packageLoss,
      held: { ...held, worstCaseRises: held.worstCaseRises || losesMore(all, before) },
      before,
      after: { ...all, reserved: add(before.reserved, taken), buyingPower: subtract(before.buyingPower, taken) },
    };
  }

  #sum(cash: Money): ExposureTotals {
    let reserved = ZERO;
    for (const underlying of UNDERLYINGS) {
      const { known, unknown } = this.#byUnderlying[underlying].exposure.reserved;
      reserved = add(reserved, known, money(cash * unknown));
    }
    const { SPY, QQQ, IWM } = this.#byUnderlying;
    const totals = sums({ SPY: SPY.exposure.totals, QQQ: QQQ.exposure.totals, IWM: IWM.exposure.totals });
    return { ...totals, reserved, buyingPower: subtract(cash, add(totals.margin, reserved)) };
  }

  #ordersOf(working: readonly Order[]): Record<Underlying, Reckoned[]> {
    const orders: Record<Underlying, Reckoned[]> = { SPY: [], QQQ: [], IWM: [] };
    const oldestFirst = isAscending(working) ? working : working.toSorted((left, right) => left.sequence - right.sequence);
    this.#exits = exitsByEntry(oldestFirst);
    for (const bundle of bundlesOf(oldestFirst)) orders[bundle[0].underlying].push(this.#bundled(bundle));
    return orders;
  }

  /**
   * Orders of one package that cancel each other are one, and never two closes. What waits for an entry is nothing by
   * itself: it may only follow the entry's fill, and what that comes to is an outcome of the entry.
   */
  #bundled(bundle: readonly [Order, ...Order[]]): Reckoned {
    const [first] = bundle;
    const exits = this.#exits.get(first.id) ?? NONE;
    if (bundle.length === 1 && exits.length === 0) return this.#reckon(first);
    const { collarOf, fees } = this.#parts;
    const orders = bundle.map((order) => this.#reckon(order));
    const nets = exits.flatMap((exit) => [highestNet(exit, collarOf), exit.pendingChange === undefined ? null : highestNet({ ...exit, ...exit.pendingChange }, collarOf)]);
    const known = this.#bundles.get(first);
    if (known !== undefined && isSame(known.orders, orders) && isSame(known.exits, exits) && isSame(known.nets, nets)) return known.reckoned;
    const left = leftOf(first);
    const one = oneOf(orders.map((order) => order.inFlight));
    const followed = exits.length === 0 ? one : withExits(one, exits.map((exit) => inFlight({ ...exit, released: exit.filledQuantity + left }, fees, collarOf)));
    const reckoned = { inFlight: followed, net: null, askedNet: null };
    this.#bundles.set(first, { orders, exits, nets, reckoned });
    return reckoned;
  }

  /** Anew only where the order or the highest net it may pay is another. */
  #reckon(order: Order): Reckoned {
    const { collarOf, fees } = this.#parts;
    const net = highestNet(order, collarOf);
    const askedNet = order.pendingChange === undefined ? net : highestNet({ ...order, ...order.pendingChange }, collarOf);
    const known = this.#reckoned.get(order);
    if (known?.net === net && known.askedNet === askedNet) return known;
    const reckoned = { inFlight: inFlight(order, fees, collarOf), net, askedNet };
    this.#reckoned.set(order, reckoned);
    return reckoned;
  }

  #range(spot: Money | null): PriceRange | null {
    const move = this.#parts.tailMove();
    if (move === null || spot === null) return null;
    return { low: money(Math.max(0, Math.floor(spot * (1 - move)))), high: money(Math.ceil(spot * (1 + move))) };
  }
}

function sums(underlyings: Readonly<Record<Underlying, UnderlyingTotals>>): Omit<ExposureTotals, 'reserved' | 'buyingPower'> {
  const { SPY, QQQ, IWM } = underlyings;
  return {
    margin: add(SPY.margin, QQQ.margin, IWM.margin),
    marginWithOrders: add(SPY.marginWithOrders, QQQ.marginWithOrders, IWM.marginWithOrders),
    worstCase: sumOrNull(SPY.worstCase, QQQ.worstCase, IWM.worstCase),
    worstCaseWithOrders: sumOrNull(SPY.worstCaseWithOrders, QQQ.worstCaseWithOrders, IWM.worstCaseWithOrders),
    leastResultWithOrders: sumOrNull(SPY.leastResultWithOrders, QQQ.leastResultWithOrders, IWM.leastResultWithOrders),
    underlyings,
  };
}

/** Whether all underlyings together can lose more: a gain that is sure in one of them pays for the losses of others. */
function losesMore({ leastResultWithOrders: after }: Pick<ExposureTotals, 'leastResultWithOrders'>, { leastResultWithOrders: before }: ExposureTotals): boolean {
  return before !== null && (after === null || (after < 0 && after < before));
}

function sumOrNull(...amounts: readonly (Money | null)[]): Money | null {
  let sum = ZERO;
  for (const amount of amounts) {
    if (amount === null) return null;
    sum = add(sum, amount);
  }
  return sum;
}

function isSame<Item>(before: readonly Item[], after: readonly Item[]): boolean {
  return before.length === after.length && before.every((item, index) => item === after[index]);
}

function exitsByEntry(orders: readonly Order[]): ReadonlyMap<OrderId, readonly Order[]> {
  const exits = new Map<OrderId, Order[]>();
  for (const order of orders) {
    const entry = order.group?.parent;
    if (entry === undefined) continue;
    const known = exits.get(entry);
    if (known === undefined) exits.set(entry, [order]);
    else known.push(order);
  }
  return exits;
}

/** Each order by itself, but those of one package that cancel each other together. */
function bundlesOf(orders: readonly Order[]): readonly (readonly [Order, ...Order[]])[] {
  const bundles: [Order, ...Order[]][] = [];
  for (const order of orders) {
    const bundle = order.group === undefined ? undefined : bundles.find(([first]) => areSiblings(first, order) && hasSameLegs(first, order));
    if (bundle === undefined) bundles.push([order]);
    else bundle.push(order);
  }
  return bundles;
}

function isAscending(orders: readonly Order[]): boolean {
  return orders.every((order, index) => index === 0 || (orders[index - 1]?.sequence ?? 0) <= order.sequence);
}

function holdingsByUnderlying(book: Book): Record<Underlying, Holding[]> {
  const holdings: Record<Underlying, Holding[]> = { SPY: [], QQQ: [], IWM: [] };
  for (const holding of book.holdings()) holdings[underlyingOf(holding.symbol)].push(holding);
  return holdings;
}

/** OCC symbols and tickers begin with the underlying's name. */
function underlyingOf(symbol: string): Underlying {
  const underlying = UNDERLYINGS.find((candidate) => symbol.startsWith(candidate));
  if (underlying === undefined) throw new RangeError(`"${symbol}" is held and is of none of ${UNDERLYINGS.join(', ')}`);
  return underlying;
}
