import type { Flattening } from '../../../src-core/contract/risk.ts';
import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import { scheduleOn } from '../../../src-core/ledger/fees.ts';
import type { OrderLeg, OrderRequest, TradeId } from '../../../src-core/orders/order.ts';
import { INITIAL_LIMITS } from '../../../src-core/risk/limits.ts';
import { FlatteningRun } from '../../../src-main/risk/flattening.ts';
import type { ClosingMarket } from '../../../src-main/risk/closing-ladder.ts';
import type { PreTrade } from '../../../src-main/risk/pre-trade.ts';
import type { FlatteningJournal } from '../../../src-main/risk/risk-journal.ts';
import { type DeskOptions, PASS_ALL, TradingDesk } from '../trading/trading-desk.ts';
import { DATE, MARKET, request, type Sides, TEN, TestClock, TestJournal, TestQuotes } from '../trading/trading-fixture.ts';

/** Keeps flattenings in memory as JSON, as a store would. */
export class TestFlattenings implements FlatteningJournal {
  readonly written: string[] = [];
  failure: Error | null = null;

  running(): Promise<{ readonly id: string; readonly flattening: Flattening } | null> {
    const newest = this.written.at(-1);
    const kept = newest === undefined ? null : (JSON.parse(newest) as { readonly id: string; readonly flattening: Flattening });
    return Promise.resolve(kept?.flattening.state === 'running' ? kept : null);
  }

  writeFlattening(id: string, flattening: Flattening): Promise<void> {
    if (this.failure !== null) return Promise.reject(this.failure);
    this.written.push(JSON.stringify({ id, flattening }));
    return Promise.resolve();
  }
}

export interface WorldOptions extends Pick<DeskOptions, 'latency' | 'capital'> {
  readonly risk?: (quotes: TestQuotes, clock: TestClock) => PreTrade;
}

/** A trading desk with trades on it and a flattening over them, on quotes and time that the test holds. */
export class FlatteningWorld {
  readonly quotes: TestQuotes;
  readonly clock: TestClock;
  readonly flattenings: TestFlattenings;
  readonly notices: string[] = [];
  desk: TradingDesk;
  run: FlatteningRun;
  #placed = 0;

  private constructor(parts: Pick<FlatteningWorld, 'quotes' | 'clock' | 'flattenings' | 'desk' | 'run'>) {
    this.quotes = parts.quotes;
    this.clock = parts.clock;
    this.flattenings = parts.flattenings;
    this.desk = parts.desk;
    this.run = parts.run;
  }

  static async start(options: WorldOptions = {}): Promise<FlatteningWorld> {
    const { risk = () => PASS_ALL, ...rest } = options;
    const quotes = new TestQuotes();
    const clock = new TestClock(TEN);
    const flattenings = new TestFlattenings();
    const desk = await TradingDesk.start({ quotes, clock, risk: risk(quotes, clock), ...rest });
    return new FlatteningWorld({ quotes, clock, flattenings, desk, run: await recovered(desk, quotes, clock, flattenings) });
  }

  /** The same after the process was killed: what is on disk, and nothing else. */
  async restart({ risk = () => PASS_ALL, ...rest }: WorldOptions = {}): Promise<void> {
    const journal: TestJournal = this.desk.journal.copy();
    this.desk = await TradingDesk.start({ quotes: this.quotes, clock: this.clock, journal, risk: risk(this.quotes, this.clock), ...rest });
    this.run = await recovered(this.desk, this.quotes, this.clock, this.flattenings);
  }

  market(): ClosingMarket {
    return { quotes: this.quotes, fees: scheduleOn(DATE), limits: INITIAL_LIMITS };
  }

  quote(symbol: InstrumentSymbol, bid: number | null, ask: number | null, rest: Partial<Sides> = {}): void {
    const status = bid === null || ask === null ? (bid === ask ? 'absent' : 'one_sided') : 'priced';
    this.quotes.set(symbol, this.clock.now(), { bid, ask, bidSize: 100, askSize: 100, status, ...rest });
  }

  async place(legs: readonly OrderLeg[], rest: Partial<OrderRequest> = {}): Promise<string> {
    this.#placed += 1;
    const asked = request(this.#placed, legs, MARKET, rest);
    await this.desk.manager.place(asked);
    return asked.id;
  }

  /** A trade filled at the market. */
  async open(legs: readonly OrderLeg[], quantity = 1): Promise<TradeId> {
    const id = await this.place(legs, { quantity });
    await this.desk.at(this.clock.now() + 200);
    const order = this.desk.manager.order(id);
    if (order?.state !== 'FILLED') throw new Error(`the trade is ${order?.state}`);
    return order.tradeId;
  }

  /** Lets time go on in steps, the run looking at each. */
  async pass(milliseconds: number, each = 100): Promise<void> {
    const until = this.clock.now() + milliseconds;
    while (this.clock.now() < until) {
      await this.desk.at(Math.min(until, this.clock.now() + each));
      this.run.step(this.clock.now());
      await this.settled();
    }
  }

  async settled(): Promise<void> {
    for (;;) {
      const waits = [this.desk.manager.pending(), this.run.pending()].filter((pending) => pending !== null);
      if (waits.length === 0) return;
      await Promise.all(waits);
    }
  }

  held(tradeId: TradeId): Record<string, number> {
    return Object.fromEntries(this.desk.manager.book.holdingsOf(tradeId).map(({ symbol, quantity }) => [symbol, quantity]));
  }

  /** The limits, in dollars, that each closing order had in turn. */
  prices(): number[][] {
    return this.desk.manager
      .orders()
      .filter(({ purpose }) => purpose === 'flatten')
      .map((order) => {
        const limits = this.desk.journal.writes.flat().flatMap((record) => (record.kind === 'order' && record.order.id === order.id && record.order.terms.type === 'limit' ? [record.order.terms.limit / 10_000] : []));
        return [...new Set(limits)];
      });
  }
}

async function recovered(desk: TradingDesk, quotes: TestQuotes, clock: TestClock, journal: FlatteningJournal): Promise<FlatteningRun> {
  return FlatteningRun.recover({ orders: desk.manager, quotes, fees: scheduleOn(DATE), limits: () => INITIAL_LIMITS, journal, clock, notice: (text) => void desk.notices.push(text) });
}
