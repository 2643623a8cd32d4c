import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import { add, type Money, money, times, ZERO } from '../../../src-core/money.ts';
import { allocateLegs, netOf, signOf } from '../../../src-core/orders/net-price.ts';
import type { Execution, ExecutionLeg, OrderLeg, Side } from '../../../src-core/orders/order.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import { deriveUuid } from '../../trading/derive-id.ts';

/** A broker's execution of one leg. */
export interface LegExecution {
  readonly id: string;
  readonly time: EpochMs;
  readonly symbol: InstrumentSymbol;
  readonly side: Side;
  /** Units. */
  readonly quantity: number;
  readonly price: Money;
  readonly exchange: string;
}

/** The units of a broker's execution that are in one of ours. */
export interface ExecutionPart {
  readonly id: string;
  readonly exchange: string;
  readonly symbol: InstrumentSymbol;
  readonly quantity: number;
}

/** One of our executions but for what the market was then. */
export type AssembledExecution = Omit<Execution, 'evidence'> & { readonly parts: readonly ExecutionPart[] };

/** Units of a leg that make no whole package with the others yet. */
export interface LooseLeg {
  readonly symbol: InstrumentSymbol;
  readonly side: Side;
  readonly quantity: number;
  /** The broker's executions that they are of. */
  readonly ids: readonly string[];
}

export type Taken =
  | { readonly kind: 'new'; readonly made: readonly AssembledExecution[] }
  /** It replaced an execution of which nothing was in a package yet. */
  | { readonly kind: 'corrected'; readonly made: readonly AssembledExecution[] }
  | { readonly kind: 'known' }
  /** The broker changed what is booked already: the books stay, and somebody must be told. */
  | { readonly kind: 'corrected_after_booking'; readonly bookedId: string; readonly made: readonly AssembledExecution[] }
  /** Of an instrument or a side that the order has not. */
  | { readonly kind: 'not_of_order' };

interface Known {
  /** Its id with the newest revision. */
  id: string;
  readonly base: string;
  revision: number;
  readonly time: EpochMs;
  readonly leg: OrderLeg;
  readonly exchange: string;
  quantity: number;
  price: Money;
  /** Units that are in packages. */
  used: number;
}

/** "0001f4e8.68a1b2c3.01.02" is the second revision of "0001f4e8.68a1b2c3.01". */
export function executionIdentity(id: string): { readonly base: string; readonly revision: number } {
  const match = /^(.+)\.(\d+)$/.exec(id);
  return match === null ? { base: id, revision: 0 } : { base: match[1] ?? id, revision: Number(match[2]) };
}

/**
 * Makes whole packages of a broker's executions of one order's legs. A package is made as soon as all its legs are there
 * and stays as it was made; whatever the order in which executions come, once all are told the packages, their units and
 * their sum are the same. Each price level is an execution of its own, so that every leg has one exact price; only where
 * the units of one package differ in price is a leg's price their mean, to 1/10000 with the sum exact.
 */
export class ExecutionAssembler {
  readonly #legs: readonly OrderLeg[];
  readonly #known = new Map<string, Known>();
  /** Units of executions that were in packages before this program started, and the revision that was booked. */
  readonly #booked = new Map<string, { readonly id: string; used: number }>();
  #packages = 0;

  /** `booked`: what the books have of the order, in the order in which it was booked. */
  constructor(legs: readonly OrderLeg[], booked: readonly Execution[]) {
    this.#legs = legs;
    for (const { packages, evidence } of booked) {
      this.#packages += packages;
      if (evidence.rule !== 'broker') continue;
      for (const { id, quantity } of evidence.executions) {
        const { base } = executionIdentity(id);
        const used = (this.#booked.get(base)?.used ?? 0) + quantity;
        this.#booked.set(base, { id, used });
      }
    }
  }

  /** Made so far, with those that were booked before. */
  get packages(): number {
    return this.#packages;
  }

  /** Units of a broker's execution, by whichever revision is named; null where it was not told. */
  quantityOf(id: string): number | null {
    return this.#known.get(executionIdentity(id).base)?.quantity ?? null;
  }

  take(execution: LegExecution): Taken {
    const { base, revision } = executionIdentity(execution.id);
    const leg = this.#legs.find(({ symbol, side }) => symbol === execution.symbol && side === execution.side);
    if (leg === undefined) return { kind: 'not_of_order' };
    const known = this.#known.get(base);
    if (known !== undefined) return this.#again(known, execution, revision);
    const booked = this.#booked.get(base);
    const { id, time, exchange, quantity, price } = execution;
    const used = booked?.used ?? 0;
    this.#known.set(base, { id, base, revision, time, leg, exchange, quantity, price, used });
    const isCorrected = booked !== undefined && revision > executionIdentity(booked.id).revision;
    if (booked !== undefined && !isCorrected && used >= quantity) return { kind: 'known' };
    const made = this.#make();
    return isCorrected ? { kind: 'corrected_after_booking', bookedId: booked.id, made } : { kind: 'new', made };
  }

  /** What makes no whole packages: of an order that is over, a position that no package of ours explains. */
  loose(): readonly LooseLeg[] {
    return this.#legs.flatMap((leg) => {
      const rest = this.#queue(leg);
      const quantity = rest.reduce((sum, { quantity: all, used }) => sum + all - used, 0);
      return quantity === 0 ? [] : [{ symbol: leg.symbol, side: leg.side, quantity, ids: rest.map(({ id }) => id) }];
    });
  }

  #again(known: Known, { id, quantity, price }: LegExecution, revision: number): Taken {
    if (revision <= known.revision) return { kind: 'known' };
    const isSame = quantity === known.quantity && price === known.price;
    const bookedId = known.id;
    const isBooked = known.used > 0;
    Object.assign(known, { id, revision, quantity, price });
    if (isSame) return { kind: 'known' };
    const made = this.#make();
    return isBooked ? { kind: 'corrected_after_booking', bookedId, made } : { kind: 'corrected', made };
  }

  #make(): readonly AssembledExecution[] {
    const made: AssembledExecution[] = [];
    for (;;) {
      const queues = this.#legs.map((leg) => this.#queue(leg));
      const whole = Math.min(...queues.map((queue, index) => Math.floor(units(queue) / (this.#legs[index]?.ratio ?? 1))));
      if (whole < 1) return made;
      const even = Math.min(...queues.map((queue, index) => Math.floor(units(headOfOnePrice(queue)) / (this.#legs[index]?.ratio ?? 1))));
      made.push(this.#cut(queues, Math.max(1, Math.min(whole, even))));
    }
  }

  /** The leg's executions with units left, in the order in which they happened. */
  #queue(leg: OrderLeg): readonly Known[] {
    return [...this.#known.values()]
      .filter((known) => known.leg === leg && known.quantity > known.used)
      .sort((left, right) => left.time - right.time || (left.base < right.base ? -1 : 1));
  }

  #cut(queues: readonly (readonly Known[])[], packages: number): AssembledExecution {
    const parts: ExecutionPart[] = [];
    const names: string[] = [];
    let time = 0;
    const costs = this.#legs.map(({ symbol, ratio }, index) => {
      let cost = ZERO;
      let missing = ratio * packages;
      for (const known of queues[index] ?? []) {
        const quantity = Math.min(missing, known.quantity - known.used);
        if (quantity === 0) break;
        parts.push({ id: known.id, exchange: known.exchange, symbol, quantity });
        names.push(quantity === known.quantity ? known.base : `${known.base}:${known.used}+${quantity}`);
        cost = add(cost, times(known.price, quantity));
        time = Math.max(time, known.time);
        known.used += quantity;
        missing -= quantity;
      }
      return cost;
    });
    const prices = legPrices(this.#legs, costs, packages);
    const legs: ExecutionLeg[] = this.#legs.map(({ symbol, side, ratio }, index) => ({ symbol, side, quantity: ratio * packages, price: prices[index] ?? ZERO }));
    this.#packages += packages;
    const [only] = names;
    const id = only !== undefined && names.length === 1 ? `ibkr:${only}` : `ibkr:${deriveUuid(names.join('|'))}`;
    return { id, time, packages, net: netOf(this.#legs, (leg) => prices[this.#legs.indexOf(leg)] ?? ZERO), legs, parts };
  }
}

function units(queue: readonly Known[]): number {
  return queue.reduce((sum, { quantity, used }) => sum + quantity - used, 0);
}

function headOfOnePrice(queue: readonly Known[]): readonly Known[] {
  const other = queue.findIndex(({ price }) => price !== queue[0]?.price);
  return other === -1 ? queue : queue.slice(0, other);
}

/** Prices of the legs whose signed sum is what the packages cost, each the mean of its units' prices where that is exact. */
function legPrices(legs: readonly OrderLeg[], costs: readonly Money[], packages: number): readonly Money[] {
  const means = legs.map(({ ratio }, index) => (costs[index] ?? 0) / (ratio * packages));
  if (means.every(Number.isInteger)) return means.map(money);
  // Only one package at a time is cut where prices differ, so its net is exact.
  const net = add(...legs.map(({ side }, index) => times(costs[index] ?? ZERO, signOf(side))));
  return allocateLegs(legs, net, (symbol) => {
    const mean = means[legs.findIndex((leg) => leg.symbol === symbol)] ?? 0;
    const greeks = { iv: Number.NaN, delta: Number.NaN, gamma: Number.NaN, theta: Number.NaN, vega: Number.NaN };
    return { bid: money(Math.floor(mean)), ask: money(Math.ceil(mean)), bidSize: Number.NaN, askSize: Number.NaN, time: 0, status: 'priced', refresh: 0, ...greeks };
  });
}
