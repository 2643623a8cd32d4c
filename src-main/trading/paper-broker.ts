import { dateInNewYork, type ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { type InstrumentSymbol, parseSymbol } from '../../src-core/instruments/instrument.ts';
import type { QuoteSource } from '../../src-core/market/quote.ts';
import { money, toDollars } from '../../src-core/money.ts';
import { applyEvent, isOpen, isTerminal } from '../../src-core/orders/life-cycle.ts';
import { allocateLegs, crossingFraction, expectedNet, packageQuote } from '../../src-core/orders/net-price.ts';
import type { Execution, PaperEvidence, Order, OrderChange, OrderEvent, OrderId, OrderTerms } from '../../src-core/orders/order.ts';
import type { Clock, EpochMs } from '../../src-core/time.ts';
import type { BrokerReport, SimulatedBroker } from './broker.ts';
import { DisplayedLiquidity } from './displayed-liquidity.ts';
import { decideFill, type FillDecision, type PackagePrices } from './fill-model.ts';
import { afterFill, areSiblings, isExitOf, leftOf } from './order-groups.ts';
import { random } from './random.ts';

export interface PaperBrokerParts {
  readonly quotes: QuoteSource;
  readonly seed: number;
  readonly session: ExchangeSession;
  readonly clock: Clock;
  readonly report: (report: BrokerReport) => void;
  /** Milliseconds a request takes to arrive, drawn for each; whole numbers, both ends included. */
  readonly latency: { readonly least: number; readonly most: number };
}

type Message =
  | { readonly type: 'submit' }
  | { readonly type: 'change'; readonly change: OrderChange }
  | { readonly type: 'cancel' }
  /** Its group had ended it before the program did. */
  | { readonly type: 'end'; readonly reason: string };

interface Request {
  readonly due: EpochMs;
  readonly orderId: OrderId;
  readonly message: Message;
}

/** When an order stops working by itself, and why. */
interface End {
  readonly time: EpochMs;
  readonly reason: string;
}

interface WorkingOrder {
  /** The order as this broker knows it: only what has arrived. */
  order: Order;
  readonly end: End;
  /** When its newest request arrives; a later one never overtakes it. */
  lastDue: EpochMs;
  /** The refresh counts of the legs' quotes it was last evaluated on; null when it must be evaluated anew. */
  evaluated: readonly number[] | null;
  /** When another order's fill last bore on it: it fills nothing in the same moment. */
  touchedAt: EpochMs | null;
}

const NOTHING_LEFT = 'nothing that its entry opened is left to close';

/**
 * Fills orders against the quotes on display, in simulated or recorded time. Market, limit, stop and stop-limit orders
 * of single legs and packages; a package fills whole or in whole parts. Requests act after a latency, on the quotes of
 * that moment. A stale, locked, crossed or one-sided quote never fills, and nothing fills outside the session or above a collar.
 * A leg that is quoted without a size does not limit the quantity. Same seed, requests and quotes: the same reports.
 * Groups of orders go by the rules of `order-groups.ts`; what one's fill does to the others it does in the same moment.
 */
export class PaperBroker implements SimulatedBroker {
  readonly #parts: PaperBrokerParts;
  readonly #liquidity: DisplayedLiquidity;
  readonly #working = new Map<OrderId, WorkingOrder>();
  /** In the order in which they arrive. */
  readonly #requests: Request[] = [];

  constructor(parts: PaperBrokerParts) {
    this.#parts = parts;
    this.#liquidity = new DisplayedLiquidity(parts.quotes);
  }

  refusalOf(): null {
    return null;
  }

  allot(): null {
    return null;
  }

  submit(order: Order): void {
    this.#adopt(order);
    this.#request(order.id, { type: 'submit' });
  }

  change(orderId: OrderId, change: OrderChange): void {
    this.#request(orderId, { type: 'change', change });
  }

  cancel(orderId: OrderId): void {
    this.#request(orderId, { type: 'cancel' });
  }

  /** Takes over what the books hold: unanswered requests are sent again, open orders work on. */
  reconcile(orders: readonly Order[]): void {
    for (const { resume, pendingChange, ...order } of orders.toSorted((left, right) => left.sequence - right.sequence)) {
      const state = resume ?? order.state;
      this.#adopt({ ...order, state });
      if (state === 'SUBMITTED') this.#request(order.id, { type: 'submit' });
      if (pendingChange) this.#request(order.id, { type: 'change', change: pendingChange });
      if (order.state === 'PENDING_CANCEL') this.#request(order.id, { type: 'cancel' });
    }
    for (const { order } of this.#working.values()) {
      const reason = this.#groupEnd(order);
      if (reason !== null) this.#requests.unshift({ due: this.#parts.clock.now(), orderId: order.id, message: { type: 'end', reason } });
    }
  }

  async working(): Promise<readonly OrderId[]> {
    return [...this.#working.keys()];
  }

  nextDue(): EpochMs | null {
    let next = this.#requests[0]?.due ?? Number.POSITIVE_INFINITY;
    for (const { end } of this.#working.values()) next = Math.min(next, end.time);
    return next === Number.POSITIVE_INFINITY ? null : next;
  }

  advance(now: EpochMs): void {
    for (let [request] = this.#requests; request && request.due <= now; [request] = this.#requests) {
      this.#requests.shift();
      const working = this.#working.get(request.orderId);
      // An order that ended while the request was on its way has already been reported.
      if (working) this.#receive(working, request.message, now);
    }
    for (const working of this.#working.values()) {
      if (working.end.time <= now) this.#tell(working, { type: 'expired', reason: working.end.reason }, now);
      else if (isOpen(working.order.state) && working.touchedAt !== now && leftOf(working.order) > 0) this.#evaluate(working, now);
    }
  }

  #adopt(order: Order): void {
    this.#working.set(order.id, { order, end: endOf(order, this.#parts.session), lastDue: 0, evaluated: null, touchedAt: null });
  }

  #request(orderId: OrderId, message: Message): void {
    const working = this.#working.get(orderId);
    if (!working) return;
    const { clock, seed, latency } = this.#parts;
    const now = clock.now();
    const draw = random(seed, working.order.sequence, now, `latency ${message.type}`);
    const due = Math.max(working.lastDue, now + latency.least + Math.floor(draw * (latency.most - latency.least + 1)));
    working.lastDue = due;
    const after = this.#requests.findIndex((other) => other.due > due);
    this.#requests.splice(after === -1 ? this.#requests.length : after, 0, { due, orderId, message });
  }

  #receive(working: WorkingOrder, message: Message, now: EpochMs): void {
    switch (message.type) {
      case 'submit': {
        const { end } = working;
        if (end.time <= now) this.#tell(working, { type: 'rejected', reason: end.reason }, now);
        else this.#tell(working, { type: 'accepted' }, now);
        return;
      }
      case 'change': {
        const { change } = message;
        const reason = refusalOf(working.order, change);
        if (reason !== null) {
          this.#parts.report({ orderId: working.order.id, time: now, event: { type: 'change_rejected', reason } });
          return;
        }
        working.order = applyEvent(working.order, { type: 'change_requested', change }, now);
        this.#tell(working, { type: 'changed' }, now);
        working.evaluated = null;
        return;
      }
      case 'cancel':
        this.#tell(working, { type: 'canceled', reason: 'as requested' }, now);
        return;
      case 'end':
        this.#tell(working, { type: 'canceled', reason: message.reason }, now);
    }
  }

  /** One look at the market: at the first chance, and then each time a leg's quote was refreshed. */
  #evaluate(working: WorkingOrder, now: EpochMs): void {
    const { session } = this.#parts;
    const isImmediate = working.order.timeInForce === 'IOC' || working.order.timeInForce === 'FOK';
    const isTrading = now >= session.open && now < session.lastTrade;
    const reason = isTrading ? this.#tryFill(working, now) : 'the session is not open';
    if (isImmediate && isOpen(working.order.state)) {
      this.#tell(working, { type: 'canceled', reason: `${working.order.timeInForce}: ${reason}` }, now);
    }
  }

  /** Fills what can be filled now; the result says why the rest, if any, was not. */
  #tryFill(working: WorkingOrder, now: EpochMs): string {
    const { legs } = working.order;
    const refreshes = legs.map((leg) => this.#parts.quotes.quote(leg.symbol)?.refresh ?? -1);
    if (working.evaluated?.every((refresh, index) => refresh === refreshes[index])) return 'no new quote';
    const { quote, problem } = packageQuote(legs, (symbol) => this.#liquidity.quote(symbol));
    if (quote === null) return `the quote of ${problem.symbol} is ${problem.reason}`;
    working.evaluated = refreshes;
    if (!this.#isTriggered(working, quote.natural, now)) return 'the stop was not reached';

    const order = working.order;
    const prices: PackagePrices = {
      mid: quote.mid,
      expected: money(Math.min(expectedNet(quote, crossingFraction(legs.length)), quote.natural)),
      natural: quote.natural,
    };
    const draw = () => random(this.#parts.seed, order.sequence, now, 'fill');
    const decision = decideFill(boundedTerms(order), prices, draw);
    if (decision === null) return 'nothing was to be had at the limit';
    const remaining = leftOf(order);
    const packages = Number.isNaN(quote.size) ? remaining : Math.min(remaining, quote.size);
    if (packages < 1 || (order.timeInForce === 'FOK' && packages < remaining)) return 'not enough size was shown';
    this.#tell(working, { type: 'filled', execution: this.#execution(order, packages, decision, prices, now) }, now);
    for (const { symbol, side, ratio } of legs) this.#liquidity.take(symbol, side, ratio * packages);
    return 'no more size was shown';
  }

  /** True for orders without a stop. Reports the trigger when it happens. */
  #isTriggered(working: WorkingOrder, natural: number, now: EpochMs): boolean {
    const { terms, triggered } = working.order;
    if (terms.type === 'market' || terms.type === 'limit' || triggered) return true;
    if (natural < terms.stop) return false;
    this.#tell(working, { type: 'triggered' }, now);
    return true;
  }

  #execution(order: Order, packages: number, decision: FillDecision, prices: PackagePrices, now: EpochMs): Execution {
    const { net, ...rule } = decision;
    const legPrices = allocateLegs(order.legs, net, (symbol) => this.#parts.quotes.quote(symbol));
    return {
      // The number of the first package it fills: known from the books alone, also after a restart.
      id: `${order.id}:${order.filledQuantity + 1}`,
      time: now,
      packages,
      net,
      legs: order.legs.map(({ symbol, side, ratio }, index) => ({
        symbol,
        side,
        quantity: ratio * packages,
        price: legPrices[index] ?? net,
      })),
      evidence: {
        ...rule,
        seed: this.#parts.seed,
        optimistic: prices.mid,
        expected: prices.expected,
        pessimistic: prices.natural,
        quotes: order.legs.map((leg) => this.#seenQuote(leg.symbol)),
      },
    };
  }

  #seenQuote(symbol: InstrumentSymbol): PaperEvidence['quotes'][number] {
    const quote = this.#parts.quotes.quote(symbol);
    if (!quote || quote.bid === null || quote.ask === null) throw new Error(`${symbol} was filled without a quote`);
    const { bid, ask, bidSize, askSize, time } = quote;
    return { symbol, bid: toDollars(bid), ask: toDollars(ask), bidSize: sizeOrNull(bidSize), askSize: sizeOrNull(askSize), time };
  }

  #tell(working: WorkingOrder, event: OrderEvent, now: EpochMs): void {
    const { order } = working;
    working.order = applyEvent(order, event, now);
    if (isTerminal(working.order.state)) this.#working.delete(order.id);
    this.#parts.report({ orderId: order.id, time: now, event });
    if (event.type === 'filled') this.#release(working.order, event.execution.packages, now);
    if (event.type === 'filled' || isTerminal(working.order.state)) this.#endOthers(working.order, now);
  }

  #release(filled: Order, packages: number, now: EpochMs): void {
    const orders = [...this.#working.values()].map(({ order }) => order);
    for (const order of afterFill(filled, packages, orders)) {
      const working = this.#working.get(order.id);
      if (working) Object.assign(working, { order, touchedAt: now });
    }
  }

  /** Ends what an order's fill or end leaves nothing to do for. */
  #endOthers(by: Order, now: EpochMs): void {
    for (const working of [...this.#working.values()]) {
      const { order } = working;
      const isAffected = order.id === by.id || isExitOf(order, by) || isExitOf(by, order) || areSiblings(order, by);
      // Ending one may have ended others.
      if (!isAffected || this.#working.get(order.id) !== working) continue;
      const reason = this.#groupEnd(order);
      if (reason !== null) this.#tell(working, { type: 'canceled', reason }, now);
    }
  }

  /** Why the rules of its group leave an order nothing to do; null while they leave something. */
  #groupEnd(order: Order): string | null {
    const { group, released } = order;
    if ([...this.#working.values()].some(({ order: exit }) => isExitOf(exit, order) && exit.filledQuantity > 0)) return 'what it opened is being closed';
    if (group === undefined || released === undefined || leftOf(order) > 0) return null;
    if (group.parent === undefined) return 'another order of its group has filled';
    return this.#working.has(group.parent) ? null : NOTHING_LEFT;
  }
}

/** What an order without a limit of its own may pay ends at its collar: above that it waits as if that were its limit. */
function boundedTerms({ terms, collar }: Order): OrderTerms {
  if (collar === undefined || terms.type === 'limit' || terms.type === 'stop_limit') return terms;
  return { type: 'limit', limit: collar };
}

/** A day order left over from an earlier session ends at once; so does any order on options that are gone. */
function endOf(order: Order, session: ExchangeSession): End {
  const expiry = firstExpiry(order);
  if (expiry !== null && expiry < session.date) return { time: 0, reason: `its options expired on ${expiry}` };
  if (order.timeInForce !== 'GTC') {
    const isLeftOver = dateInNewYork(order.createdAt) < session.date;
    return isLeftOver ? { time: 0, reason: 'its session is over' } : { time: session.lastTrade, reason: 'the session is over' };
  }
  if (expiry === session.date) return { time: session.lastTrade, reason: 'its options have expired' };
  return { time: Number.POSITIVE_INFINITY, reason: '' };
}

function refusalOf(order: Order, change: OrderChange): string | null {
  if (change.quantity < order.filledQuantity) return `${order.filledQuantity} are already filled`;
  const asksForStop = change.terms.type === 'stop' || change.terms.type === 'stop_limit';
  if (asksForStop && order.filledQuantity > 0 && !order.triggered) return 'an order that is partly filled cannot wait for a stop';
  return null;
}

function firstExpiry(order: Order): string | null {
  let first: string | null = null;
  for (const { symbol } of order.legs) {
    const instrument = parseSymbol(symbol);
    if (instrument.kind === 'option' && (first === null || instrument.expiry < first)) first = instrument.expiry;
  }
  return first;
}

function sizeOrNull(size: number): number | null {
  return Number.isFinite(size) ? size : null;
}
