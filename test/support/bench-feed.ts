import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { yearsToReference } from '../../src-core/calendar/expiry-clock.ts';
import type { ContractListing } from '../../src-core/market/chain.ts';
import { price } from '../../src-core/pricing/black-scholes.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { FeedDescription, FeedProblem, FeedSink, MarketFeed, QuoteBatch, TickerTick } from '../../src-main/market-data/feed.ts';
import { newQuoteBatch } from '../../src-main/market-data/quote-batch.ts';

const STRIKES = 500;
const SPACING = 0.1;
const CENTRE = 612;
const VOLATILITY = 0.9;

/** The heaviest chain a window is measured on: 500 strikes of SPY, all 1,000 contracts quoted anew at every step of `stepMs`. */
export class BenchFeed implements MarketFeed {
  readonly description: FeedDescription;
  readonly #session: ExchangeSession;
  readonly #stepMs: number;
  readonly #contracts: readonly ContractListing[];
  readonly #batch: QuoteBatch;
  readonly #tick: TickerTick;
  #step = 0;
  #listed = false;
  #seed = 1;

  constructor(session: ExchangeSession, from: EpochMs, stepMs: number) {
    this.#session = session;
    this.#stepMs = stepMs;
    this.#contracts = Array.from({ length: STRIKES }, (_, rung) => Math.round((CENTRE + (rung - STRIKES / 2) * SPACING) * 100) / 100).flatMap(
      (strike): ContractListing[] => [
        { strike, right: 'call' },
        { strike, right: 'put' },
      ],
    );
    this.#batch = newQuoteBatch('SPY', this.#contracts.length);
    this.#tick = { ticker: 'SPY', time: from, bid: CENTRE, ask: CENTRE + 0.01, last: CENTRE, volume: 0, previousClose: CENTRE - 1 };
    this.description = {
      kind: 'simulated',
      label: 'SIMULATED',
      detail: `${this.#contracts.length} contracts every ${stepMs} ms`,
      date: session.date,
      from,
      to: session.reference,
      quoting: 'changes',
      staleAfterMs: 15_000,
    };
  }

  get contracts(): number {
    return this.#contracts.length;
  }

  nextTime(): EpochMs | null {
    const time = this.#timeOf(this.#step);
    return time <= this.description.to ? time : null;
  }

  advance(until: EpochMs, sink: FeedSink): void {
    for (let time = this.nextTime(); time !== null && time <= until; time = this.nextTime()) {
      if (!this.#listed) sink.list('SPY', this.#session.date, this.#contracts);
      this.#listed = true;
      this.#deliver(time, sink);
      this.#step += 1;
    }
  }

  seek(time: EpochMs, sink: FeedSink): void {
    this.#step = Math.max(0, Math.floor((time - this.description.from) / this.#stepMs));
    this.advance(time, sink);
  }

  problems(): { readonly kept: readonly FeedProblem[]; readonly total: number } {
    return { kept: [], total: 0 };
  }

  close(): void {
    this.#step = Number.POSITIVE_INFINITY;
  }

  #timeOf(step: number): EpochMs {
    return this.description.from + step * this.#stepMs;
  }

  /** A new price of the underlying, and of every contract a new bid, ask, size, last and volume. */
  #deliver(time: EpochMs, sink: FeedSink): void {
    const tick = this.#tick;
    const spot = CENTRE + Math.sin(time / 7_000) + this.#draw(20) / 100;
    tick.time = time;
    tick.bid = Math.round(spot * 100) / 100;
    tick.ask = Math.round(spot * 100 + 1) / 100;
    tick.last = tick.bid;
    tick.volume += 100;
    sink.ticker(tick);
    const batch = this.#batch;
    const years = yearsToReference(this.#session, time);
    batch.time = time;
    batch.count = this.#contracts.length;
    this.#contracts.forEach(({ strike, right }, row) => {
      const model = price({ right, spot, strike, years, rate: 0, dividendYield: 0 }, VOLATILITY);
      const cents = Math.max(1, Math.floor(model * 100) - this.#draw(4));
      batch.row[row] = row;
      batch.bid[row] = cents / 100;
      batch.ask[row] = (cents + 1 + this.#draw(4)) / 100;
      batch.bidSize[row] = 1 + this.#draw(500);
      batch.askSize[row] = 1 + this.#draw(500);
      batch.last[row] = batch.bid[row] as number;
      batch.volume[row] = this.#step + this.#draw(50);
      batch.openInterest[row] = 1_000 + row;
    });
    sink.quotes(batch);
  }

  /** 0 to below `count`, evenly, the same in every run. */
  #draw(count: number): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#seed / 0x1_0000_0000) * count);
  }
}
