import { type InstrumentSymbol, type Underlying, UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import { bookedResult } from '../../../src-core/ledger/day-start-equity.ts';
import { isUsable } from '../../../src-core/market/quote.ts';
import { money, type Money } from '../../../src-core/money.ts';
import type { Order } from '../../../src-core/orders/order.ts';
import { percentOfEquity } from '../../../src-core/risk/percent-of-equity.ts';
import { UnderlyingMargin } from '../../../src-core/strategies/underlying-margin.ts';
import type { ExposureTotals } from '../../../src-main/risk/exposure.ts';
import { type OrderDesk, sharesOf, tradableNet } from './order-desk.ts';
import { type End, type OrderEnds, type Units, type Worst, worstByEnumeration } from './worst-by-enumeration.ts';

/** Who moved the account. */
export type Mover =
  /** An order or a change of one that the gate let through. */
  | { readonly by: 'order'; readonly order: Order; readonly former: readonly Order[]; readonly reduces: boolean }
  /** A step of a flattening plan: it may cost what it costs. */
  | { readonly by: 'flattening' }
  /** The broker on an order that works. */
  | { readonly by: 'broker' }
  | { readonly by: 'market' }
  /** What the books had as over, or limits that were set tighter. */
  | { readonly by: 'outside' };

/** The account as it stands, with every working order at its worst. Amounts are 1/10000 dollar; null: without bound. */
export interface Standing {
  readonly totals: ExposureTotals;
  readonly booked: number;
  readonly bookedOf: Readonly<Record<Underlying, number>>;
  readonly dayAtWorst: number | null;
  /** By enumeration, not by what is proved. */
  readonly worst: Readonly<Record<Underlying, Worst>>;
  readonly positions: number;
  /** The same with the trades that closing orders are of: after a fill that nobody expected they may close more than is held. */
  readonly tradesAtMost: number;
  readonly positionsOf: Readonly<Record<Underlying, number>>;
  /** Short contracts with everything that is being sold. */
  readonly shorts: ReadonlyMap<InstrumentSymbol, number>;
}

/** More than the bound of any order's fees is above real ones: a contract's, and an order's. */
const FEE_SLACK = { contract: 40_000, order: 30_000 } as const;
/** What is left of an order after a fill is bounded anew, each of its charges rounded up again: never above the bound of the whole. */
const ROUNDING = 20;
/** Ends of orders to try with each other: beyond it takes too long. */
const MOST_WAYS = 3_000;

/** Holds each step of a sequence against what must never happen. */
export class DeskProof {
  readonly #desk: OrderDesk;
  readonly #ends = new WeakMap<Order, OrderEnds>();
  readonly #margin: Readonly<Record<Underlying, UnderlyingMargin>> = { SPY: new UnderlyingMargin('SPY'), QQQ: new UnderlyingMargin('QQQ'), IWM: new UnderlyingMargin('IWM') };
  /** The day's loss at worst that nothing of ours may pass: the limit, or what stood when it was passed by another. */
  #allowed: number | null = 0;
  #standing: Standing | null = null;

  constructor(desk: OrderDesk) {
    this.#desk = desk;
  }

  /** As the sequence begins. */
  begin(): void {
    this.#standing = this.#measure();
    this.#allowed = this.#floor(this.#standing);
  }

  get standing(): Standing {
    if (this.#standing === null) throw new Error('the proof has not begun');
    return this.#standing;
  }

  /** Whether more is at stake than a day may risk. */
  get isBeyond(): boolean {
    const { dayAtWorst } = this.standing;
    return dayAtWorst === null || dayAtWorst > this.#dayLimit();
  }

  /** Whether an order raises nothing: such a one no limit of the book holds up. */
  reduces(order: Order, working: readonly Order[]): boolean {
    const { book, measuring } = this.#desk;
    measuring.refresh({ book, working });
    const { marginRises, worstCaseRises } = measuring.effectOf(order).held;
    return !marginRises && !worstCaseRises;
  }

  /** After a step. Throws with what was broken. */
  check(mover: Mover): void {
    const before = this.standing;
    const after = this.#measure();
    this.#standing = after;
    this.#checkBounds(after);
    switch (mover.by) {
      case 'order':
        this.#checkOrder(mover, before, after);
        this.#allowed = this.#floor(after);
        break;
      case 'broker':
        this.#checkBroker(before, after);
        if (this.#allowed !== null && after.dayAtWorst !== null) this.#allowed = Math.max(this.#dayLimit(), Math.min(this.#allowed, after.dayAtWorst));
        break;
      case 'market':
        this.#checkMarket(before, after);
        if (this.#isTailed) this.#allowed = this.#floor(after);
        break;
      case 'flattening':
      case 'outside':
        this.#allowed = this.#floor(after);
        break;
    }
    this.#checkDay(after);
  }

  /** Fills every working order that is among the worst ends, whole and at its highest net, and looks at what is left. */
  fillWorst(): void {
    const { worst } = this.standing;
    for (const underlying of UNDERLYINGS) {
      const orders = this.#workingIn(underlying);
      for (const [index, order] of orders.entries()) {
        const end = this.#endsOf(order).ends[worst[underlying].ends[index] ?? -1];
        const net = tradableNet(order.legs, this.#desk.highestNet(order));
        if (end === undefined || net === null) continue;
        this.#desk.fill(order, Math.min(end.packages, order.quantity - order.filledQuantity), net);
      }
    }
    for (const order of this.#desk.working) this.#desk.report(order, { type: 'canceled', reason: '' });
    this.check({ by: 'broker' });
  }

  get #isTailed(): boolean {
    return this.#desk.limits.allow_undefined_risk === 1;
  }

  #limit(name: 'max_day_risk' | 'max_underlying_risk' | 'max_margin_use'): number {
    return percentOfEquity(this.#desk.limits[name], this.#desk.equity);
  }

  #dayLimit(): number {
    return this.#limit('max_day_risk');
  }

  #floor({ dayAtWorst }: Standing): number | null {
    return dayAtWorst === null ? null : Math.max(this.#dayLimit(), dayAtWorst);
  }

  /** The bounds of the exposure are bounds of everything that can come, and no more than fees above it. */
  #checkBounds({ totals, worst }: Standing): void {
    for (const underlying of UNDERLYINGS) {
      const { leastResultWithOrders: least, worstCaseWithOrders, shorts } = totals.underlyings[underlying];
      const tried = worst[underlying];
      claim((least === null) === (tried.slope < 0), () => `${underlying} has ${least === null ? 'no' : 'a'} bound, by trying ${tried.slope} shares in the end`);
      if (least === null) continue;
      claim(least <= tried.least, () => `${underlying} can end at ${tried.least}, below the bound of ${least}`);
      const orders = this.#workingIn(underlying);
      const contracts = orders.reduce((sum, { legs, quantity, pendingChange }) => sum + Math.max(quantity, pendingChange?.quantity ?? 0) * legs.reduce((all, { ratio }) => all + ratio, 0), 0);
      claim(least >= tried.least - FEE_SLACK.contract * contracts - FEE_SLACK.order * orders.length, () => `${underlying} ends at ${tried.least} at worst, far above the bound of ${least}`);
      claim(worstCaseWithOrders === Math.max(0, -least), () => `${underlying} has a worst case of ${worstCaseWithOrders} and a least result of ${least}`);
      for (const [symbol, short] of shorts) claim(short === this.standing.shorts.get(symbol), () => `${symbol} would be short ${short}, by counting ${this.standing.shorts.get(symbol)}`);
    }
  }

  #checkOrder({ order, former, reduces }: Extract<Mover, { by: 'order' }>, before: Standing, after: Standing): void {
    const { limits, stateOf } = { limits: this.#desk.limits, stateOf: this.#desk.stateOf(order.underlying) };
    const { underlying } = order;
    const was = before.totals.underlyings[underlying];
    const is = after.totals.underlyings[underlying];
    claim(stateOf !== 'HALTED', () => 'an order passed a halt');
    if (stateOf === 'REDUCING') {
      claim(notAbove(lossOf(after), lossOf(before)), () => `REDUCING, and all together can lose ${lossOf(after)} in place of ${lossOf(before)}`);
      claim(notAbove(is.worstCaseWithOrders, was.worstCaseWithOrders), () => `REDUCING, and the worst case rose from ${was.worstCaseWithOrders} to ${is.worstCaseWithOrders}`);
      const needed = this.#marginAtWorst(underlying, this.#desk.working);
      claim(needed <= Math.max(was.marginWithOrders, this.#marginAtWorst(underlying, former)) || this.#hasNaked(underlying), () => `REDUCING, and a margin of ${needed} may be needed, where ${was.marginWithOrders} was at most`);
    }
    claim(after.worst[underlying].slope >= Math.min(0, before.worst[underlying].slope), () => `the loss above every strike rose from ${before.worst[underlying].slope} to ${after.worst[underlying].slope} shares`);
    claim((reduces && order.closing) || within(after.dayAtWorst, this.#dayLimit(), before.dayAtWorst), () => `the day at worst went from ${before.dayAtWorst} to ${after.dayAtWorst}, above ${this.#dayLimit()}`);
    const most = this.#limit('max_underlying_risk');
    claim(within(is.worstCaseWithOrders, most, was.worstCaseWithOrders), () => `the worst case of ${underlying} went from ${was.worstCaseWithOrders} to ${is.worstCaseWithOrders}, above ${most}`);
    this.#checkMargin(order, reduces, before, after);
    if (!order.closing) {
      const contracts = contractsOf(order);
      claim(contracts <= limits.max_contracts_per_order, () => `an order of ${contracts} contracts passed`);
    }
    if (reduces) return;
    claim(within(after.positions, limits.max_positions, before.positions), () => `positions went from ${before.positions} to ${after.positions}`);
    claim(within(after.positionsOf[underlying], limits.max_positions_per_underlying, before.positionsOf[underlying]), () => `positions in ${underlying} went from ${before.positionsOf[underlying]} to ${after.positionsOf[underlying]}`);
    for (const [symbol, short] of after.shorts) {
      claim(within(short, limits.max_contracts_per_strike, before.shorts.get(symbol) ?? 0), () => `${symbol} went from ${before.shorts.get(symbol) ?? 0} short contracts to ${short}`);
    }
  }

  /** At the quotes of the moment of the check. */
  #checkMargin({ closing, underlying }: Order, reduces: boolean, before: Standing, after: Standing): void {
    const { margin, marginWithOrders, buyingPower } = after.totals;
    claim(margin === UNDERLYINGS.reduce((sum, each) => sum + this.#marginAfter(each, []), 0), () => `the margin of what is held is not ${margin}`);
    const atWorst = this.#marginAtWorst(underlying, this.#desk.working);
    const bound = after.totals.underlyings[underlying].marginWithOrders;
    claim(atWorst <= bound || this.#hasNaked(underlying), () => `some of the orders in ${underlying} could need a margin of ${atWorst}, above the bound of ${bound}`);
    const most = this.#limit('max_margin_use');
    claim(reduces || within(marginWithOrders, most, before.totals.marginWithOrders), () => `the margin went from ${before.totals.marginWithOrders} to ${marginWithOrders}, above ${most}`);
    claim(closing || buyingPower >= Math.min(0, before.totals.buyingPower), () => `buying power went from ${before.totals.buyingPower} to ${buyingPower}`);
  }

  /** What the broker does with an order that works makes nothing worse than it was counted as. */
  #checkBroker(before: Standing, after: Standing): void {
    for (const underlying of UNDERLYINGS) {
      const was = before.totals.underlyings[underlying].leastResultWithOrders;
      const is = after.totals.underlyings[underlying].leastResultWithOrders;
      claim(is !== null || was === null, () => `${underlying} lost its bound`);
      if (is === null || was === null) continue;
      claim(after.bookedOf[underlying] + is + ROUNDING >= before.bookedOf[underlying] + was, () => `${underlying} was to end at ${before.bookedOf[underlying] + was} at worst, and now at ${after.bookedOf[underlying] + is}`);
    }
    claim(after.tradesAtMost <= before.tradesAtMost, () => `trades went from ${before.tradesAtMost} to ${after.tradesAtMost} by the broker`);
    for (const [symbol, short] of after.shorts) claim(short <= (before.shorts.get(symbol) ?? 0), () => `${symbol} went from ${before.shorts.get(symbol) ?? 0} short contracts to ${short} by the broker`);
  }

  #checkMarket(before: Standing, after: Standing): void {
    claim(this.#isTailed || after.dayAtWorst === before.dayAtWorst, () => `the market moved the day at worst from ${before.dayAtWorst} to ${after.dayAtWorst}`);
  }

  /** The day alone, by enumeration: with any of the working orders filled it ends no worse than is allowed. */
  #checkDay({ booked, worst }: Standing): void {
    const allowed = this.#allowed;
    if (allowed === null) return;
    let least = 0;
    for (const underlying of UNDERLYINGS) {
      claim(worst[underlying].slope >= 0, () => `${underlying} has lost its bound`);
      least += worst[underlying].least;
    }
    claim(-booked - least <= (allowed > this.#dayLimit() ? allowed + ROUNDING : allowed), () => `the day can end ${-booked - least} down, and ${allowed} is allowed`);
  }

  #measure(): Standing {
    const { book, booked: bookedOf, measuring, working } = this.#desk;
    measuring.refresh(this.#desk);
    const totals = measuring.totals();
    const booked = bookedResult(book.totals);
    const trades = new Map<string, Underlying>();
    const held = new Map<InstrumentSymbol, number>();
    for (const { tradeId, symbol, quantity } of book.holdings()) {
      trades.set(tradeId, this.#desk.market.listed(symbol).underlying);
      held.set(symbol, (held.get(symbol) ?? 0) + quantity);
    }
    const selling = new Map<InstrumentSymbol, number>();
    const closed = new Set<string>();
    for (const { closing, filledQuantity, legs, pendingChange, quantity, tradeId, underlying } of working) {
      if (closing) closed.add(tradeId);
      else trades.set(tradeId, underlying);
      const left = Math.max(quantity, pendingChange?.quantity ?? 0) - filledQuantity;
      for (const { symbol, side, ratio } of legs) if (side === 'sell') selling.set(symbol, (selling.get(symbol) ?? 0) + ratio * left);
    }
    const shorts = new Map<InstrumentSymbol, number>();
    for (const symbol of new Set([...held.keys(), ...selling.keys()])) {
      const short = (selling.get(symbol) ?? 0) - (held.get(symbol) ?? 0);
      if (short > 0 && this.#desk.market.listed(symbol).right !== null) shorts.set(symbol, short);
    }
    const positionsOf = { SPY: 0, QQQ: 0, IWM: 0 };
    for (const underlying of trades.values()) positionsOf[underlying] += 1;
    const worst = { SPY: this.#worst('SPY'), QQQ: this.#worst('QQQ'), IWM: this.#worst('IWM') };
    const { leastResultWithOrders: least } = totals;
    const dayAtWorst = least === null ? null : Math.max(0, -booked - least);
    return { totals, booked, bookedOf: { ...bookedOf }, dayAtWorst, worst, positions: trades.size, tradesAtMost: new Set([...trades.keys(), ...closed]).size, positionsOf, shorts };
  }

  #workingIn(underlying: Underlying): readonly Order[] {
    return this.#desk.working.filter((order) => order.underlying === underlying);
  }

  #heldIn(underlying: Underlying): { readonly units: readonly Units[]; readonly basis: number } {
    const units: Units[] = [];
    let basis = 0;
    for (const { symbol, quantity, costBasis } of this.#desk.book.holdings()) {
      const listed = this.#desk.market.listed(symbol);
      if (listed.underlying !== underlying) continue;
      units.push({ listed, quantity });
      basis += costBasis;
    }
    return { units, basis };
  }

  #worst(underlying: Underlying): Worst {
    const { limits, market } = this.#desk;
    const spot = market.spotOf(underlying);
    const move = limits.tail_move / 100;
    const range = this.#isTailed && spot !== null ? { low: Math.max(0, Math.floor(spot * (1 - move))), high: Math.ceil(spot * (1 + move)) } : null;
    const { units, basis } = this.#heldIn(underlying);
    const orders = this.#workingIn(underlying).map((order) => this.#endsOf(order));
    return worstByEnumeration(units, basis, orders, range);
  }

  /** What an order may come to at its highest nets, with the fees that are really charged then: whole, and one package. */
  #endsOf(order: Order): OrderEnds {
    const known = this.#ends.get(order);
    if (known !== undefined) return known;
    const desk = this.#desk;
    const legs = order.legs.map(({ symbol, side, ratio }) => ({ listed: desk.market.listed(symbol), quantity: side === 'buy' ? ratio : -ratio }));
    const ends: End[] = [];
    const endAt = (packages: number, total: number): void => {
      const net = money(Math.floor(total / packages));
      ends.push({ packages, cost: total * sharesOf(order) + desk.feesOf(order, packages, net) });
    };
    const left = order.quantity - order.filledQuantity;
    const now = tradableNet(order.legs, desk.highestNet(order));
    // Of shares no part: less than a round lot covers nothing, so that selling one of them may need more than selling all.
    if (now !== null) for (const packages of left > 1 && sharesOf(order) > 1 ? [1, left] : [left]) endAt(packages, packages * now);
    if (order.pendingChange !== undefined) {
      const changed = { ...order, ...order.pendingChange };
      const more = changed.quantity - order.filledQuantity;
      const then = tradableNet(changed.legs, desk.highestNet(changed));
      if (then !== null && more > 0) {
        endAt(more, more * then);
        // Some fill before the change arrives, as long as that leaves the order something to be changed.
        const first = now === null ? 0 : Math.min(left - 1, more);
        if (first > 0) endAt(more, first * (now ?? 0) + (more - first) * then);
      }
    }
    const made = { legs, ends };
    this.#ends.set(order, made);
    return made;
  }

  /**
   * Whether a short may be left that no long is there to cover, or shares are on order. The rule's formula then has no
   * bound by parts: which shorts are naked, and which ones shares cover, depends on all the others, and buying back a
   * part of the greater side of a strangle leaves the other side with a greater premium beside it.
   */
  #hasNaked(underlying: Underlying): boolean {
    const isShort = (units: readonly Units[], right: 'call' | 'put'): boolean => units.reduce((sum, { listed, quantity }) => sum + (listed.right === right ? quantity : 0), 0) < 0;
    const orders = this.#workingIn(underlying).map((order) => this.#endsOf(order).legs);
    if (orders.some((legs) => legs.some(({ listed }) => listed.right === null))) return true;
    return [this.#heldIn(underlying).units, ...orders].some((units) => isShort(units, 'call') || isShort(units, 'put'));
  }

  /** After whichever of the orders filled needs most. */
  #marginAtWorst(underlying: Underlying, working: readonly Order[]): number {
    const orders = working.filter((order) => order.underlying === underlying).map((order) => this.#endsOf(order));
    if (orders.reduce((ways, { ends }) => ways * (1 + ends.length), 1) > MOST_WAYS) return this.#marginAfter(underlying, []);
    let most = 0;
    const filled: Units[] = [];
    const look = (index: number): void => {
      const order = orders[index];
      if (order === undefined) {
        most = Math.max(most, this.#marginAfter(underlying, filled));
        return;
      }
      look(index + 1);
      for (const { packages } of order.ends) {
        for (const { listed, quantity } of order.legs) filled.push({ listed, quantity: quantity * packages });
        look(index + 1);
        filled.length -= order.legs.length;
      }
    };
    look(0);
    return most;
  }

  #marginAfter(underlying: Underlying, filled: readonly Units[]): number {
    const { book, market } = this.#desk;
    const margin = this.#margin[underlying];
    const held = new Map<InstrumentSymbol, number>();
    const paid = new Map<InstrumentSymbol, Money>();
    for (const { symbol, quantity, costBasis } of book.holdings()) {
      const listed = market.listed(symbol);
      if (listed.underlying !== underlying) continue;
      held.set(symbol, (held.get(symbol) ?? 0) + quantity);
      if (listed.right === null && !paid.has(symbol)) paid.set(symbol, money(Math.round(costBasis / quantity)));
    }
    for (const { listed, quantity } of filled) held.set(listed.symbol, (held.get(listed.symbol) ?? 0) + quantity);
    margin.clear();
    for (const [symbol, quantity] of held) {
      const { right, strike } = market.listed(symbol);
      const quote = market.quote(symbol);
      const mark = isUsable(quote) ? money(Math.round((quote.bid + quote.ask) / 2)) : (paid.get(symbol) ?? null);
      if (right === null) margin.take({ kind: 'shares', underlying }, quantity, mark);
      else margin.take({ kind: 'option', underlying, expiry: market.date, right, strike: money(strike) }, quantity, mark);
    }
    return margin.requirement(market.spotOf(underlying));
  }
}

function contractsOf({ legs, quantity, pendingChange }: Order): number {
  const shares = sharesOf({ legs }) === 1 ? 100 : 1;
  return legs.reduce((most, { ratio }) => Math.max(most, (ratio * (pendingChange?.quantity ?? quantity)) / shares), 0);
}

/** What all underlyings together can lose from here. */
function lossOf({ totals }: Standing): number | null {
  const { leastResultWithOrders: least } = totals;
  return least === null ? null : Math.max(0, -least);
}

/** null is without bound. */
function notAbove(after: number | null, before: number | null): boolean {
  return before === null || (after !== null && after <= before);
}

function within(after: number | null, most: number, before: number | null): boolean {
  return before === null || (after !== null && after <= Math.max(most, before));
}

function claim(holds: boolean, otherwise: () => string): void {
  if (!holds) throw new Error(otherwise());
}

