import { type InstrumentSymbol, multiplier, parseSymbol, type Underlying } from '../../src-core/instruments/instrument.ts';
import type { Book } from '../../src-core/ledger/book.ts';
import { estimateFees, type FeeSchedule } from '../../src-core/ledger/fees.ts';
import { isUsable, type QuoteSource } from '../../src-core/market/quote.ts';
import { add, type Money, money, subtract, times, ZERO } from '../../src-core/money.ts';
import { packageQuote, signOf } from '../../src-core/orders/net-price.ts';
import type { Order, OrderLeg } from '../../src-core/orders/order.ts';
import { marginRequirement } from '../../src-core/strategies/margin.ts';

/** What requirements are reckoned from. */
export interface AccountState {
  readonly book: Book;
  /** Orders that are not terminal. */
  readonly working: readonly Order[];
  readonly quotes: QuoteSource;
  readonly spotOf: (underlying: Underlying) => Money | null;
  readonly fees: FeeSchedule;
}

export interface BuyingPower {
  readonly cash: Money;
  /** Required for what is held. */
  readonly margin: Money;
  /** Tied up by working orders, should they fill. Never negative: what an order would free counts once it is filled. */
  readonly reserved: Money;
  /** cash - margin - reserved; negative after a loss that margin no longer covers. */
  readonly buyingPower: Money;
}

/** What one more order would do. */
export interface OrderEffect {
  /** Cost, estimated fees and added margin; negative when the order frees buying power. */
  readonly required: Money;
  readonly marginChange: Money;
  readonly available: Money;
}

/** Signed units by instrument, over all trades. */
type Positions = ReadonlyMap<InstrumentSymbol, number>;

export function buyingPower(state: AccountState): BuyingPower {
  const { margin, reserved } = commitments(state);
  const { cash } = state.book;
  return { cash, margin, reserved, buyingPower: subtract(cash, add(margin, reserved)) };
}

/** The effect of an order that is not among the working ones; null while its price is not known. */
export function orderEffect(order: Order, state: AccountState): OrderEffect | null {
  const { held, margin, reserved, committed } = commitments(state);
  const required = requirement(order, state, held, committed);
  if (required === null) return null;
  return {
    required,
    marginChange: subtract(marginOf(withOrder(held, order), state), margin),
    available: subtract(state.book.cash, add(margin, reserved)),
  };
}

/**
 * The net debit per share an order is reckoned at: its limit, otherwise the natural price, at least the stop.
 * null while a leg it needs has no usable quote.
 */
export function reckonedNet(order: Pick<Order, 'legs' | 'terms'>, quotes: QuoteSource): Money | null {
  const { terms } = order;
  if (terms.type === 'limit' || terms.type === 'stop_limit') return terms.limit;
  const { quote } = packageQuote(order.legs, (symbol) => quotes.quote(symbol));
  if (quote === null) return terms.type === 'stop' ? terms.stop : null;
  return terms.type === 'stop' ? money(Math.max(terms.stop, quote.natural)) : quote.natural;
}

interface Commitments {
  readonly held: Positions;
  readonly margin: Money;
  readonly reserved: Money;
  /** What is held together with every working order that ties something up. */
  readonly committed: Positions;
}

function commitments(state: AccountState): Commitments {
  const held = positionsOf(state.book);
  let committed = held;
  let reserved = ZERO;
  for (const order of state.working.toSorted((left, right) => left.sequence - right.sequence)) {
    const asked = order.pendingChange ? { ...order, ...order.pendingChange } : order;
    // An order whose price is not known ties up everything until its quotes are back.
    const required = requirement(asked, state, held, committed) ?? state.book.cash;
    if (required <= 0) continue;
    committed = withOrder(committed, asked);
    reserved = add(reserved, required);
  }
  return { held, margin: marginOf(held, state), reserved, committed };
}

/**
 * What the rest of an order takes from buying power if it fills. Its margin is the greater of what it adds to the
 * positions held and what it adds on top of the other working orders: a hedge that is not filled yet protects nothing.
 */
function requirement(order: Order, state: AccountState, held: Positions, committed: Positions): Money | null {
  const net = reckonedNet(order, state.quotes);
  if (net === null) return null;
  const packages = order.quantity - order.filledQuantity;
  const [first] = order.legs;
  const shares = first === undefined ? 0 : multiplier(parseSymbol(first.symbol));
  const fees = estimateFees(state.fees, order.legs, packages, (leg) => feePrice(leg, net, state.quotes));
  const added = Math.max(addedMargin(held, order, state), committed === held ? -Infinity : addedMargin(committed, order, state));
  return add(times(net, packages * shares), ...fees.map((line) => line.amount), money(added));
}

function addedMargin(positions: Positions, order: Order, state: AccountState): Money {
  return subtract(marginOf(withOrder(positions, order), state), marginOf(positions, state));
}

/** A leg's price for charges that depend on it: the side it would take, or the package's net while that is not shown. */
function feePrice(leg: OrderLeg, net: Money, quotes: QuoteSource): Money {
  const quote = quotes.quote(leg.symbol);
  return (leg.side === 'buy' ? quote?.ask : quote?.bid) ?? money(Math.abs(net));
}

function positionsOf(book: Book): Positions {
  const positions = new Map<InstrumentSymbol, number>();
  for (const { symbol, quantity } of book.holdings()) positions.set(symbol, (positions.get(symbol) ?? 0) + quantity);
  return positions;
}

function withOrder(positions: Positions, order: Order): Positions {
  const after = new Map(positions);
  const packages = order.quantity - order.filledQuantity;
  for (const { symbol, side, ratio } of order.legs) {
    after.set(symbol, (after.get(symbol) ?? 0) + signOf(side) * ratio * packages);
  }
  return after;
}

function marginOf(positions: Positions, { quotes, spotOf }: AccountState): Money {
  const holdings = [...positions]
    .filter(([, quantity]) => quantity !== 0)
    .map(([symbol, quantity]) => ({ instrument: parseSymbol(symbol), quantity, mark: markOf(symbol, quotes) }));
  return marginRequirement(holdings, spotOf);
}

function markOf(symbol: InstrumentSymbol, quotes: QuoteSource): Money | null {
  const quote = quotes.quote(symbol);
  return isUsable(quote) ? money(Math.round((quote.bid + quote.ask) / 2)) : null;
}
