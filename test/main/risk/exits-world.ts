import type { InstrumentSymbol, Underlying } from '../../../src-core/instruments/instrument.ts';
import { scheduleOn } from '../../../src-core/ledger/fees.ts';
import type { Order, OrderLeg, OrderRequest, TradeId } from '../../../src-core/orders/order.ts';
import { type ExitPlan, type ExitView, NO_EXIT } from '../../../src-core/risk/exits.ts';
import { INITIAL_LIMITS, type RiskLimits } from '../../../src-core/risk/limits.ts';
import { PositionExits } from '../../../src-main/risk/position-exits.ts';
import type { PreTrade } from '../../../src-main/risk/pre-trade.ts';
import type { NewRiskEvent } from '../../../src-main/risk/risk-events.ts';
import type { ExitJournal, KeptExit } from '../../../src-main/risk/risk-journal.ts';
import { type DeskOptions, realChecks, TradingDesk } from '../trading/trading-desk.ts';
import { DATE, leg, MARKET, option, request, SESSION, SHARES, type Sides, TEN, TestClock, TestQuotes } from '../trading/trading-fixture.ts';

/** Keeps exits in memory as JSON, as a store would. */
export class TestExits implements ExitJournal {
  readonly kept = new Map<string, string>();
  failure: Error | null = null;

  exits(): Promise<readonly KeptExit[]> {
    return Promise.resolve([...this.kept.values()].map((row) => JSON.parse(row) as KeptExit));
  }

  writeExits(exits: readonly KeptExit[]): Promise<void> {
    if (this.failure !== null) return Promise.reject(this.failure);
    for (const exit of exits) this.kept.set(exit.tradeId, JSON.stringify(exit));
    return Promise.resolve();
  }
}

export const PUT_630 = option('put', 630);
export const PUT_633 = option('put', 633);
export const CALL_645 = option('call', 645);
export const CALL_648 = option('call', 648);
/** Sold at the market of `quoteAll` for a credit of 0.63; its greatest loss is 3 wide. */
export const CONDOR = [leg(PUT_630, 'buy'), leg(PUT_633, 'sell'), leg(CALL_645, 'sell'), leg(CALL_648, 'buy')];
export const percent = (value: number) => ({ unit: 'percent', value }) as const;

export interface ExitsOptions extends Pick<DeskOptions, 'latency' | 'capital'> {
  readonly limits?: Partial<RiskLimits>;
  readonly risk?: (quotes: TestQuotes, clock: TestClock) => PreTrade;
}

/** A trading desk with the exits over it, on quotes and time that the test holds. Orders pass the real checks. */
export class ExitsWorld {
  readonly quotes = new TestQuotes();
  readonly clock = new TestClock(TEN);
  readonly journal = new TestExits();
  readonly events: NewRiskEvent[] = [];
  readonly notices: string[] = [];
  readonly flattened = new Set<TradeId>();
  halted: Underlying | 'all' | null = null;
  limits: RiskLimits;
  desk: TradingDesk;
  exits: PositionExits;
  readonly #options: ExitsOptions;
  #placed = 0;

  private constructor(options: ExitsOptions, late: { desk?: TradingDesk; exits?: PositionExits }) {
    this.#options = options;
    this.limits = { ...INITIAL_LIMITS, ...options.limits };
    this.desk = late.desk as TradingDesk;
    this.exits = late.exits as PositionExits;
  }

  static async start(options: ExitsOptions = {}): Promise<ExitsWorld> {
    const world = new ExitsWorld(options, {});
    world.quoteAll();
    await world.#begin();
    return world;
  }

  /** The same after the process was killed: what is on disk, and nothing else. */
  async restart(): Promise<void> {
    await this.#begin(this.desk.journal.copy());
  }

  async #begin(journal?: TradingDesk['journal']): Promise<void> {
    const { quotes, clock } = this;
    const { limits: _limits, risk = realChecks, ...rest } = this.#options;
    this.desk = await TradingDesk.start({ quotes, clock, risk: risk(quotes, clock), ...(journal && { journal }), ...rest });
    this.exits = await PositionExits.recover({
      orders: this.desk.manager,
      quotes,
      fees: scheduleOn(DATE),
      session: SESSION,
      limits: () => this.limits,
      journal: this.journal,
      clock,
      isHalted: (underlying) => this.halted === 'all' || this.halted === underlying,
      isFlattened: (tradeId) => this.flattened.has(tradeId),
      tell: (event) => this.events.push(event),
      notice: (text) => void this.notices.push(text),
    });
    this.desk.manager.subscribe((change) => this.exits.onTradingChange(change));
  }

  get orders() {
    return this.desk.manager;
  }

  quote(symbol: InstrumentSymbol, bid: number | null, ask: number | null, rest: Partial<Sides> = {}): void {
    const status = bid === null || ask === null ? (bid === ask ? 'absent' : 'one_sided') : 'priced';
    this.quotes.set(symbol, this.clock.now(), { bid, ask, bidSize: 100, askSize: 100, status, ...rest });
  }

  /** The condor costs 0.73 to buy back, and 0.67 at the mid. */
  quoteAll(rest: Partial<Sides> = {}): void {
    this.quote(PUT_630, 0.2, 0.22, rest);
    this.quote(PUT_633, 0.5, 0.54, rest);
    this.quote(CALL_645, 0.6, 0.64, rest);
    this.quote(CALL_648, 0.25, 0.27, rest);
    this.quote(SHARES, 640, 640.02, rest);
  }

  /** The condor costs so much more to buy back than by `quoteAll`. */
  quoteDearer(by: number, rest: Partial<Sides> = {}): void {
    this.quoteAll(rest);
    this.quote(CALL_645, Math.round(60 + by * 100) / 100, Math.round(64 + by * 100) / 100, rest);
  }

  async place(legs: readonly OrderLeg[], rest: Partial<OrderRequest> = {}): Promise<string> {
    this.#placed += 1;
    const asked = request(this.#placed, legs, MARKET, rest);
    await this.orders.place(asked);
    return asked.id;
  }

  /** A trade filled at the market. */
  async open(legs: readonly OrderLeg[] = CONDOR, quantity = 1): Promise<TradeId> {
    const id = await this.place(legs, { quantity });
    await this.desk.at(this.clock.now() + 200);
    const order = this.orders.order(id);
    if (order?.state !== 'FILLED') throw new Error(`the trade is ${order?.state}: ${order?.reason}`);
    return order.tradeId;
  }

  plan(tradeId: TradeId, plan: Partial<ExitPlan>): Promise<ExitView> {
    return this.exits.set(tradeId, { ...NO_EXIT, ...plan });
  }

  view(tradeId: TradeId): ExitView {
    const view = this.exits.view(tradeId);
    if (view === null) throw new Error(`trade ${tradeId} has no exits`);
    return view;
  }

  /** Lets time go on in steps; `each` says what is quoted meanwhile. */
  async pass(milliseconds: number, quote: () => void = () => undefined, each = 100): Promise<void> {
    const until = this.clock.now() + milliseconds;
    while (this.clock.now() < until) {
      await this.desk.at(Math.min(until, this.clock.now() + each));
      quote();
      this.exits.step(this.clock.now());
      await this.settled();
    }
  }

  async settled(): Promise<void> {
    for (;;) {
      const waits = [this.orders.pending(), this.exits.pending()].filter((pending) => pending !== null);
      if (waits.length === 0) return;
      await Promise.all(waits);
    }
  }

  held(tradeId: TradeId): Record<string, number> {
    return Object.fromEntries(this.orders.book.holdingsOf(tradeId).map(({ symbol, quantity }) => [symbol, quantity]));
  }

  /** Orders of the exits, oldest first. */
  sent(): readonly Order[] {
    return this.orders.orders().filter(({ purpose }) => purpose === 'exit');
  }

  kinds(): readonly string[] {
    return this.events.map(({ type }) => type);
  }
}
