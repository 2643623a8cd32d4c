import type { ExchangeSession } from '../../../src-core/calendar/exchange-calendar.ts';
import { multiplier, parseSymbol, type Underlying } from '../../../src-core/instruments/instrument.ts';
import { Book, depositTransaction, fillTransaction } from '../../../src-core/ledger/book.ts';
import { bookedResult, dayStartEquity } from '../../../src-core/ledger/day-start-equity.ts';
import { executionFees, type FeeLine, type FeeSchedule, scheduleOn, sumOfFees } from '../../../src-core/ledger/fees.ts';
import { matchTrade, openTrade } from '../../../src-core/ledger/trade-accounting.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import type { VolatilityRegime } from '../../../src-core/market/volatility-regime.ts';
import { fromDollars, type Money, money } from '../../../src-core/money.ts';
import { applyEvent, isTerminal } from '../../../src-core/orders/life-cycle.ts';
import { newOrder, validateRequest } from '../../../src-core/orders/new-order.ts';
import type { Execution, ExecutionLeg, Order, OrderChange, OrderEvent, OrderId, OrderLeg, OrderRequest } from '../../../src-core/orders/order.ts';
import type { RiskLimits } from '../../../src-core/risk/limits.ts';
import type { TradingStateName, Trip } from '../../../src-core/risk/trading-state.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import { AccountExposure } from '../../../src-main/risk/account-exposure.ts';
import { type HeldStates, statesAfter } from '../../../src-main/risk/breakers/trips.ts';
import { type Denial, isWritten } from '../../../src-main/risk/denial.ts';
import { highestNet } from '../../../src-main/risk/in-flight.ts';
import type { SignalConfidence } from '../../../src-main/risk/risk-context.ts';
import { collarInForce, RiskGate } from '../../../src-main/risk/risk-gate.ts';
import { OrderTraffic } from '../../../src-main/trading/order-traffic.ts';
import type { SequenceMarket } from './sequence-market.ts';

export interface DeskStart {
  readonly time: EpochMs;
  readonly capital: Money;
  readonly limits: RiskLimits;
}

/** What became of an order or a change that was asked for. */
export type Answer =
  | { readonly said: 'sent'; readonly order: Order }
  | { readonly said: 'denied'; readonly order: Order; readonly denials: readonly Denial[] }
  /** There is no such trade to close. */
  | { readonly said: 'conflict' };

/**
 * The desk's own way with an order, without a disk, a queue and a promise: the risk gate, the life cycle, the ledger and
 * its fees are the program's, and what `OrderManager` does between them is done here in the same order. The broker is
 * whoever calls `report` and `fill`.
 */
export class OrderDesk {
  readonly market: SequenceMarket;
  readonly session: ExchangeSession;
  readonly fees: FeeSchedule;
  readonly gate: RiskGate;
  /** Another exposure than the gate's, over the same account. */
  readonly measuring: AccountExposure;

  now: EpochMs = 0;
  book = new Book();
  limits: RiskLimits;
  regime: VolatilityRegime | null = 'normal';
  confidence: SignalConfidence | null = null;
  /** Not terminal, oldest first: another list after each change. */
  working: readonly Order[] = [];
  /** Cancelled or expired: a fill may still be on its way. */
  ended: Order[] = [];
  trades: Trade[] = [];
  /** By underlying, since the start, 1/10000 dollar. */
  booked: Record<Underlying, number> = { SPY: 0, QQQ: 0, IWM: 0 };
  equity: Money = fromDollars(0);
  readonly #orders = new Map<OrderId, Order>();
  readonly #executed = new Map<OrderId, ExecutionLeg[]>();
  readonly #heldTrades = new Set<string>();
  #traffic: OrderTraffic;
  #trips: readonly Trip[] = [];
  #states: HeldStates = statesAfter([]);
  #sequence = 0;

  constructor(market: SequenceMarket, session: ExchangeSession, limits: RiskLimits) {
    this.market = market;
    this.session = session;
    this.limits = limits;
    this.fees = scheduleOn(session.date);
    this.#traffic = new OrderTraffic(this.#orders, []);
    const spotOf = (underlying: Underlying): Money | null => market.spotOf(underlying);
    const parts = {
      quotes: market,
      spotOf,
      fees: this.fees,
      tailMove: () => (this.limits.allow_undefined_risk === 1 ? this.limits.tail_move / 100 : null),
      collarOf: collarInForce({ collarOf: (order) => this.gate.collarOf(order) }),
    };
    this.gate = new RiskGate({
      session,
      quotes: market,
      spotOf,
      fees: this.fees,
      stateOf: (underlying) => this.#states[underlying],
      exposure: new AccountExposure(parts),
      confidenceOf: () => this.confidence,
      events: [],
      clock: { now: () => this.now },
      limits: () => this.limits,
      account: () => ({ book: this.book, working: this.working }),
      equity: () => this.equity,
      today: () => this.book.totals,
      recent: () => this.#traffic,
      regime: () => this.regime,
      dayTrades: () => 0,
      extra: () => [],
    });
    this.measuring = new AccountExposure(parts);
  }

  reset({ time, capital, limits }: DeskStart): void {
    this.market.reset();
    this.now = time;
    this.limits = limits;
    this.book = Book.replay([depositTransaction('deposit', time, capital)]);
    this.regime = 'normal';
    this.confidence = null;
    this.working = [];
    this.ended = [];
    this.trades = [];
    this.booked = { SPY: 0, QQQ: 0, IWM: 0 };
    this.#orders.clear();
    this.#executed.clear();
    this.#heldTrades.clear();
    this.#traffic = new OrderTraffic(this.#orders, []);
    this.#sequence = 0;
    this.setTrips([]);
    this.equity = dayStartEquity(this.book.totals, this.book.totals);
  }

  get trips(): readonly Trip[] {
    return this.#trips;
  }

  setTrips(trips: readonly Trip[]): void {
    this.#trips = trips;
    this.#states = statesAfter(trips);
  }

  stateOf(underlying: Underlying): TradingStateName {
    return this.#states[underlying].state;
  }

  /** `meanwhile` happens while the intent is written. */
  place(request: Omit<OrderRequest, 'id'>, meanwhile: () => void = () => undefined): Answer {
    const id = `${this.#sequence + 1}`;
    const [problem] = validateRequest(request);
    if (problem !== undefined) throw new Error(`${problem.field}: ${problem.message}`);
    const closes = matchTrade(this.trades.filter((trade) => this.#heldTrades.has(trade.id)), (trade) => this.book.holdingsOf(trade), request);
    if (request.tradeId !== undefined && closes === null) return { said: 'conflict' };
    const asked = newOrder({ ...request, id }, { sequence: this.#sequence + 1, tradeId: closes?.id ?? `trade ${id}`, closing: closes !== null, time: this.now });
    const order: Order = { ...asked, collar: this.gate.collarOf(asked) ?? undefined };
    const denials = this.gate.check(order, this);
    if (denials.length > 0) {
      if (denials.every(isWritten)) this.#write(applyEvent(order, { type: 'denied', reason: '' }, this.now));
      return { said: 'denied', order, denials };
    }
    const sent = applyEvent(order, { type: 'submitted' }, this.now);
    if (closes === null) this.trades.push(openTrade(sent, ''));
    this.#write(sent);
    meanwhile();
    const denial = this.gate.lastCheck(sent);
    if (denial === null) return { said: 'sent', order: sent };
    this.#write(applyEvent(sent, { type: 'rejected', reason: '' }, this.now));
    return { said: 'denied', order, denials: [denial] };
  }

  /** Of an order that is open. */
  change(order: Order, { terms, quantity }: OrderChange, meanwhile: () => void = () => undefined): Answer {
    const asked: OrderChange = { terms, quantity, collar: this.gate.collarOf({ legs: order.legs, terms }) ?? undefined };
    const event: OrderEvent = { type: 'change_requested', change: asked };
    const next = applyEvent(order, event, this.now);
    const denials = this.gate.check({ ...order, ...asked }, { book: this.book, working: this.working.filter((other) => other.id !== order.id), changing: order });
    if (denials.length > 0) return { said: 'denied', order: { ...order, ...asked }, denials };
    this.#write(next);
    this.#traffic.step({ orderId: order.id, step: 0, time: this.now, event, state: next.state });
    meanwhile();
    const denial = this.gate.lastCheck(next);
    if (denial === null) return { said: 'sent', order: next };
    this.#write(applyEvent(next, { type: 'change_rejected', reason: '' }, this.now));
    return { said: 'denied', order: { ...order, ...asked }, denials: [denial] };
  }

  /** Anything but a fill that the broker, or whoever cancels, says of an order. */
  report(order: Order, event: Exclude<OrderEvent, { type: 'filled' }>): void {
    this.#write(applyEvent(order, event, this.now));
  }

  /** The highest net that the broker may fill the order at, as it stands there. */
  highestNet(order: Order): Money {
    const net = highestNet(order, ({ collar }) => collar ?? null);
    if (net === null) throw new Error(`order ${order.sequence} was sent without any bound`);
    return net;
  }

  /** What filling so many packages at a net costs now in commission and fees, after the fills that were. */
  feesOf(order: Pick<Order, 'id' | 'legs'>, packages: number, net: Money): number {
    const lines = this.#feesOn(order, this.#legsAt(order, packages, net));
    return sumOfFees(lines, 'commission') + sumOfFees(lines, 'fee');
  }

  /** Fills packages of an order that may be working, or over for the books. */
  fill(order: Order, packages: number, net: Money): void {
    const legs = this.#legsAt(order, packages, net);
    const lines = this.#feesOn(order, legs);
    const evidence = { rule: 'marketable', seed: 1, optimistic: net, expected: net, pessimistic: net, quotes: [] } as const;
    const execution: Execution = { id: `${order.id}:${order.filledQuantity + 1}`, time: this.now, packages, net, legs, evidence };
    const next = applyEvent(order, { type: 'filled', execution }, this.now);
    const before = bookedResult(this.book.totals);
    this.book.post(fillTransaction(this.book, order, execution, lines));
    this.booked[order.underlying] += bookedResult(this.book.totals) - before;
    this.#executed.set(order.id, [...(this.#executed.get(order.id) ?? []), ...legs]);
    if (this.book.holdingsOf(order.tradeId).length > 0) this.#heldTrades.add(order.tradeId);
    else this.#heldTrades.delete(order.tradeId);
    this.#write(next);
  }

  /** Holds a package that no order of this desk brought. */
  receive(legs: readonly OrderLeg[], underlying: Underlying, packages: number, net: Money): void {
    const request: OrderRequest = { id: `received ${this.trades.length}`, underlying, legs, quantity: packages, terms: { type: 'limit', limit: net }, timeInForce: 'DAY', source: 'manual' };
    const order = newOrder(request, { sequence: 0, tradeId: request.id, closing: false, time: this.now });
    const evidence = { rule: 'marketable', seed: 1, optimistic: net, expected: net, pessimistic: net, quotes: [] } as const;
    const execution: Execution = { id: request.id, time: this.now, packages, net, legs: this.#legsAt(order, packages, net), evidence };
    this.book.post(fillTransaction(this.book, order, execution, []));
    this.trades.push(openTrade(order, ''));
    this.#heldTrades.add(order.tradeId);
  }

  #feesOn({ id }: Pick<Order, 'id'>, legs: readonly ExecutionLeg[]): readonly FeeLine[] {
    return executionFees(this.fees, legs, { legs: this.#executed.get(id) ?? [] }).lines;
  }

  /** What the legs of a package would trade at for a net: at their prices, with what is left of the net on one leg of ratio 1. */
  #legsAt({ legs }: Pick<Order, 'legs'>, packages: number, net: Money): readonly ExecutionLeg[] {
    const prices: number[] = legs.map(({ symbol }) => this.market.price(symbol));
    const single = legs.findIndex(({ ratio }) => ratio === 1);
    const missing = (): number => legs.reduce<number>((rest, { side, ratio }, index) => rest - (side === 'buy' ? 1 : -1) * ratio * (prices[index] ?? 0), net);
    const settle = (): void => {
      prices[single] = (prices[single] ?? 0) + (legs[single]?.side === 'buy' ? missing() : -missing());
    };
    settle();
    const short = prices[single] ?? 0;
    if (short < 0) {
      // No price is negative: the other side trades higher, where there is one.
      const other = legs.findIndex(({ side }) => side !== legs[single]?.side);
      prices[other] = (prices[other] ?? Number.NaN) + Math.ceil(-short / (legs[other]?.ratio ?? 1));
      settle();
    }
    return legs.map(({ symbol, side, ratio }, index) => ({ symbol, side, quantity: ratio * packages, price: money(prices[index] ?? Number.NaN) }));
  }

  #write(order: Order): void {
    if (!this.#orders.has(order.id)) {
      this.#traffic.written(order.id);
      this.#sequence = Math.max(this.#sequence, order.sequence);
    }
    this.#orders.set(order.id, order);
    const wasWorking = this.working.some(({ id }) => id === order.id);
    if (isTerminal(order.state)) {
      this.working = this.working.filter(({ id }) => id !== order.id);
      this.ended = this.ended.filter(({ id }) => id !== order.id);
      if (order.state === 'CANCELED' || order.state === 'EXPIRED') this.ended.push(order);
    } else this.working = wasWorking ? this.working.map((other) => (other.id === order.id ? order : other)) : [...this.working, order];
  }
}

/** The dearest net up to `highest` that a package can trade at while no price is negative; null where there is none. */
export function tradableNet(legs: readonly OrderLeg[], highest: Money): Money | null {
  if (legs.every(({ side }) => side === 'buy')) return highest < 0 ? null : highest;
  return legs.every(({ side }) => side === 'sell') ? money(Math.min(0, highest)) : highest;
}

/** Shares of one unit of a package's net. */
export function sharesOf({ legs }: Pick<Order, 'legs'>): number {
  const [first] = legs;
  return first === undefined ? 0 : multiplier(parseSymbol(first.symbol));
}
