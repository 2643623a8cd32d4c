import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { ExpiryClock } from '../../src-core/calendar/expiry-clock.ts';
import { type Ticker, type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { type EpochMs, SECOND } from '../../src-core/time.ts';
import type { FeedDescription, FeedProblem, FeedSink, MarketFeed, QuoteBatch, TickerTick } from './feed.ts';
import { type MarketScenario, scenarioOf } from './market-scenario.ts';
import { MartingalePath } from './martingale-path.ts';
import type { PlantedBreak } from './planted-breaks.ts';
import { PricePath, type SimulatedPath } from './price-path.ts';
import { newQuoteBatch } from './quote-batch.ts';
import { QuoteMaker } from './quote-maker.ts';
import { hash32 } from './random.ts';

export interface SimulatedFeedOptions {
  readonly seed: number;
  readonly session: ExchangeSession;
  /** Dollars; what is not given is near where these stood in 2026. */
  readonly previousCloses?: Partial<Readonly<Record<Ticker, number>>>;
  /** Annual, continuously compounded; 0 unless told. */
  readonly rate?: number;
  /** 'usual' unless told. Of the others interest is nothing. */
  readonly scenario?: MarketScenario;
  /** What variance comes on in other scenarios than the usual one; the flat one unless told. */
  readonly clock?: ExpiryClock;
  /**
   * Milliseconds of session time between two deliveries, whole quarters of a minute: the state of each such moment, and
   * nothing of what was between. Prices of tickers are then of the millisecond before, so that a minute's last price is
   * that of its end. Every change is delivered unless told.
   */
  readonly every?: number;
  /** Times the ordinary distances that strikes are listed over; 1 unless told. Fewer strikes make a cheaper session. */
  readonly reach?: number;
}

const PREVIOUS_CLOSES: Readonly<Record<Ticker, number>> = { SPY: 612, QQQ: 548, IWM: 231, VIX: 16.8 };
/** Annual, of the simulated market of the program: one seed and date are one day, whatever rate chains are priced at. */
export const SIMULATED_RATE = 0.04;
const STALE_AFTER_MS = 15 * SECOND;
/** VIX is published this often. */
const VIX_MS = 15 * SECOND;

interface SimulatedChain {
  readonly underlying: Underlying;
  readonly maker: QuoteMaker;
  readonly batch: QuoteBatch;
}

/** A whole New York session out of one seed: the same seed and session, the same market, tick for tick. */
export class SimulatedFeed implements MarketFeed {
  readonly description: FeedDescription;
  readonly #session: ExchangeSession;
  readonly #seed: number;
  readonly #path: SimulatedPath;
  /** What a scenario hid in the day, in order of time, for those who check what was found. */
  readonly planted: readonly PlantedBreak[];
  /** Steps from one delivery to the next; null delivers every change. */
  readonly #stride: number | null;
  readonly #previousCloses: Readonly<Record<Ticker, number>>;
  readonly #chains: readonly SimulatedChain[];
  readonly #tick: TickerTick;
  #step = 0;

  constructor({ seed, session, previousCloses, rate = 0, scenario = 'usual', clock, every, reach }: SimulatedFeedOptions) {
    this.#session = session;
    // Every day of a seed is another day.
    this.#seed = hash32(seed, Math.floor(session.open / 86_400_000), 0);
    this.#previousCloses = { ...PREVIOUS_CLOSES, ...previousCloses };
    const chosen = scenarioOf(scenario);
    if (every !== undefined && !(every > 0 && every % VIX_MS === 0)) throw new RangeError(`a feed delivers every 15 seconds or a multiple of that, not every ${every} ms`);
    if (chosen.name === 'usual') {
      this.#path = new PricePath(this.#seed, session, this.#previousCloses, chosen.splice);
      this.planted = [];
    } else {
      if (rate !== 0) throw new RangeError(`the scenario ${chosen.name} has no interest, and was given a rate of ${rate}`);
      const parts = { seed: this.#seed, session, previousCloses: this.#previousCloses, scenario: chosen };
      const path = new MartingalePath({ ...parts, ...(clock && { clock }), ...(every !== undefined && { stepMs: every }) });
      this.#path = path;
      this.planted = path.planted;
    }
    this.#stride = every === undefined ? null : every / this.#path.stepMs;
    const lastStep = this.#path.steps - 1;
    this.#chains = UNDERLYINGS.map((underlying) => {
      const maker = new QuoteMaker(this.#seed, underlying, session, this.#path, rate, reach);
      return { underlying, maker, batch: newQuoteBatch(underlying, maker.capacity) };
    });
    this.#tick = { ticker: 'SPY', time: 0, bid: 0, ask: 0, last: 0, volume: 0, previousClose: 0 };
    this.description = {
      kind: 'simulated',
      label: 'SIMULATED',
      detail: chosen.name === 'usual' ? `seed ${seed}` : `${chosen.name}, seed ${seed}`,
      date: session.date,
      from: session.open,
      to: this.#timeOf(lastStep - (this.#stride === null ? 0 : lastStep % this.#stride)),
      quoting: 'changes',
      staleAfterMs: STALE_AFTER_MS + (every ?? 0),
    };
  }

  nextTime(): EpochMs | null {
    return this.#step < this.#path.steps ? this.#timeOf(this.#step) : null;
  }

  advance(until: EpochMs, sink: FeedSink): void {
    for (; this.#step < this.#path.steps && this.#timeOf(this.#step) <= until; this.#step += this.#stride ?? 1) {
      const step = this.#step;
      this.#deliverTickers(step, sink);
      for (const { underlying, maker, batch } of this.#chains) {
        for (let listed = maker.listedAt(step); listed.length > 0; listed = maker.listedAt(step)) {
          sink.list(underlying, this.#session.date, listed);
        }
        if (maker.changes(step, batch) === 0) continue;
        batch.time = this.#timeOf(step);
        sink.quotes(batch);
      }
    }
  }

  seek(time: EpochMs, sink: FeedSink): void {
    const stride = this.#stride ?? 1;
    const lastStep = this.#path.steps - 1;
    const last = Math.floor(Math.min(Math.floor((time - this.#session.open) / this.#path.stepMs), lastStep) / stride) * stride;
    this.#step = Math.max(0, last + stride);
    if (last < 0) {
      for (const { maker } of this.#chains) maker.restart();
      return;
    }
    for (let step = 0; step <= last; step += stride) this.#deliverTickers(step, sink);
    for (const { underlying, maker, batch } of this.#chains) {
      sink.list(underlying, this.#session.date, maker.seek(last, batch, stride));
      batch.time = this.#timeOf(last);
      sink.quotes(batch);
    }
  }

  problems(): { readonly kept: readonly FeedProblem[]; readonly total: number } {
    return { kept: [], total: 0 };
  }

  close(): void {
    this.#step = this.#path.steps;
  }

  #timeOf(step: number): EpochMs {
    return this.#session.open + step * this.#path.stepMs;
  }

  #deliverTickers(step: number, sink: FeedSink): void {
    const tick = this.#tick;
    tick.time = this.#timeOf(step) - (this.#stride !== null && step > 0 ? 1 : 0);
    for (const underlying of UNDERLYINGS) {
      const { price, lastMove, volume } = this.#path.underlyings[underlying];
      if (this.#stride === null && lastMove[step] !== step) continue;
      const cents = (price[step] as number) * 100;
      tick.ticker = underlying;
      tick.bid = Math.floor(cents) / 100;
      tick.ask = (Math.floor(cents) + 1) / 100;
      tick.last = (hash32(this.#seed, step, underlying.charCodeAt(0)) & 1) === 1 ? tick.bid : tick.ask;
      tick.volume = volume[step] as number;
      tick.previousClose = this.#previousCloses[underlying];
      sink.ticker(tick);
    }
    if ((step * this.#path.stepMs) % VIX_MS !== 0) return;
    tick.ticker = 'VIX';
    tick.bid = Number.NaN;
    tick.ask = Number.NaN;
    tick.last = Math.round((this.#path.vix[step] as number) * 100) / 100;
    tick.volume = Number.NaN;
    tick.previousClose = this.#previousCloses.VIX;
    sink.ticker(tick);
  }
}
