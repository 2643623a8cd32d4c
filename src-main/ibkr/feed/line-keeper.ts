import { type InstrumentSymbol, type Underlying, UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import { type EpochMs, SECOND } from '../../../src-core/time.ts';
import { centreOf, planLines, type PlannedPair } from './line-plan.ts';
import type { OptionSubscription, Subscription, TickerSubscription } from './subscription.ts';
import type { SubscriptionTable } from './subscription-table.ts';

/** Asked for in one step at most: with four steps a second most of the gateway's 50 messages stay for others. */
const ASKS = 8;
/** A line that was given up is free at the gateway a moment later: its "no more lines" of that time lowers no limit. */
const FREED_MS = 2 * SECOND;
/** A new connection waits so long for every chain and its underlying's price, so that lines are not given away and taken back. */
const GATHER_MS = 5 * SECOND;

interface KeptChain {
  /** Whether it was read, empty or not. */
  isRead: boolean;
  pairs: PlannedPair<OptionSubscription>[];
  centre: number;
}

export interface LineKeeperParts {
  readonly table: SubscriptionTable;
  readonly tickers: readonly TickerSubscription[];
  /** Lines that the account has. */
  readonly lines: number;
  /** Symbols that must have quotes: held or ordered. */
  readonly needed: () => Iterable<InstrumentSymbol>;
  /** Dollars; NaN where it is not known. */
  readonly priceOf: (underlying: Underlying) => number;
  /** Its line was given up: nobody says any more that its quote stands. */
  readonly onGivenUp: (option: OptionSubscription, now: EpochMs) => void;
}

/** Keeps the account's lines on the contracts that matter most: see `planLines`. Moves them slowly. */
export class LineKeeper {
  readonly #parts: LineKeeperParts;
  readonly #chains: Readonly<Record<Underlying, KeptChain>> = { SPY: noChain(), QQQ: noChain(), IWM: noChain() };
  readonly #bySymbol = new Map<InstrumentSymbol, OptionSubscription>();
  #limit: number;
  #planned: ReadonlySet<OptionSubscription> = new Set();
  #needed = '';
  #isDue = true;
  #gaveUpAt: EpochMs = Number.NEGATIVE_INFINITY;
  #gathersUntil: EpochMs = Number.NEGATIVE_INFINITY;

  constructor(parts: LineKeeperParts) {
    this.#parts = parts;
    this.#limit = parts.lines;
  }

  get limit(): number {
    return this.#limit;
  }

  /** How many options are to have a line. */
  get planned(): number {
    return this.#planned.size;
  }

  /** Whether every line there is has its contract, or but one that no pair fits into. */
  get areFull(): boolean {
    return this.#parts.table.used > 0 && this.#planned.size + this.#forTickers() >= this.#limit - 1;
  }

  optionOf(symbol: InstrumentSymbol): OptionSubscription | undefined {
    return this.#bySymbol.get(symbol);
  }

  /** Options of one underlying, by strike, the call first. */
  optionsOf(underlying: Underlying): readonly OptionSubscription[] {
    return this.#chains[underlying].pairs.flatMap(({ call, put }) => [call, put].filter((option) => option !== null));
  }

  /** The underlying's chain was read; `options` are those that are new. */
  list(read: Underlying, options: readonly OptionSubscription[]): void {
    this.#chains[read].isRead = true;
    if (options.length === 0) return;
    for (const option of options) this.#bySymbol.set(option.symbol, option);
    const strikes = new Map<number, { call: OptionSubscription | null; put: OptionSubscription | null }>();
    for (const option of this.#bySymbol.values()) {
      if (option.underlying !== read) continue;
      const pair = strikes.get(option.strike) ?? { call: null, put: null };
      pair[option.right] = option;
      strikes.set(option.strike, pair);
    }
    for (const { call, put } of strikes.values()) {
      if (call !== null) call.pair = put;
      if (put !== null) put.pair = call;
    }
    this.#chains[read].pairs = [...strikes].map(([strike, pair]) => ({ strike, ...pair })).toSorted((left, right) => left.strike - right.strike);
    this.#isDue = true;
  }

  /** A new connection has all its lines, and every contract another chance. */
  renew(now: EpochMs): void {
    this.#limit = this.#parts.lines;
    this.#gathersUntil = now + GATHER_MS;
    this.#gaveUpAt = Number.NEGATIVE_INFINITY;
    this.#isDue = true;
  }

  /** One was refused: its line goes to another. */
  replan(): void {
    this.#isDue = true;
  }

  /** The gateway gives no line more than those that are open: the limit is what it gave. */
  ranOut(subscription: Subscription, now: EpochMs): void {
    subscription.state = 'idle';
    subscription.nextTry = now + SECOND;
    if (now - this.#gaveUpAt < FREED_MS || this.#parts.table.used >= this.#limit) return;
    this.#limit = this.#parts.table.used;
    this.#isDue = true;
  }

  /** Plans anew where that is due, gives up one line that others need more, and asks for what has none. */
  step(now: EpochMs): void {
    const { table, tickers } = this.#parts;
    if (this.#isMoved()) this.#plan();
    let asks = ASKS;
    for (const ticker of tickers) if (asks > 0 && this.#ask(ticker, now)) asks -= 1;
    this.#giveUpOne(now);
    if (now < this.#gathersUntil && !Object.values(this.#chains).every(({ isRead, pairs, centre }) => isRead && (pairs.length === 0 || centre > 0))) return;
    for (const option of this.#planned) {
      if (asks === 0 || table.used >= this.#limit) return;
      if (this.#ask(option, now)) asks -= 1;
    }
  }

  #ask(subscription: Subscription, now: EpochMs): boolean {
    const { table } = this.#parts;
    if (subscription.requestId !== 0 || subscription.state === 'refused' || now < subscription.nextTry || table.used >= this.#limit) return false;
    return table.ask(subscription, now);
  }

  /** The open one that is farthest from being planned, where it takes a line that is wanted or not there. */
  #giveUpOne(now: EpochMs): void {
    const { table, onGivenUp } = this.#parts;
    let farthest: OptionSubscription | null = null;
    let distance = -1;
    for (const open of table.open()) {
      if (open.kind !== 'option' || this.#planned.has(open)) continue;
      const away = Math.abs(open.strike / this.#chains[open.underlying].centre - 1);
      if (away > distance) [farthest, distance] = [open, away];
      else farthest ??= open;
    }
    if (farthest === null) return;
    table.cancel(farthest);
    farthest.state = 'idle';
    this.#gaveUpAt = now;
    onGivenUp(farthest, now);
  }

  #isMoved(): boolean {
    let isMoved = this.#isDue;
    for (const underlying of UNDERLYINGS) {
      const chain = this.#chains[underlying];
      const centre = centreOf(chain.centre, this.#parts.priceOf(underlying), chain.pairs);
      if (Object.is(centre, chain.centre)) continue;
      chain.centre = centre;
      isMoved = true;
    }
    const needed = [...this.#parts.needed()].sort().join();
    if (needed === this.#needed) return isMoved;
    this.#needed = needed;
    return true;
  }

  #forTickers(): number {
    return this.#parts.tickers.filter(({ state }) => state !== 'refused').length;
  }

  #plan(): void {
    this.#isDue = false;
    const needed = [...this.#parts.needed()].map((symbol) => this.#bySymbol.get(symbol)).filter((option) => option !== undefined && option.state !== 'refused');
    const chains = UNDERLYINGS.map((underlying) => {
      const { centre, pairs } = this.#chains[underlying];
      return { centre, pairs: pairs.map(({ strike, call, put }) => ({ strike, call: unlessRefused(call), put: unlessRefused(put) })).filter(({ call, put }) => call !== null || put !== null) };
    });
    this.#planned = planLines(chains, needed.filter((option) => option !== undefined), Math.max(0, this.#limit - this.#forTickers()));
  }
}

function noChain(): KeptChain {
  return { isRead: false, pairs: [], centre: Number.NaN };
}

function unlessRefused(option: OptionSubscription | null): OptionSubscription | null {
  return option?.state === 'refused' ? null : option;
}
