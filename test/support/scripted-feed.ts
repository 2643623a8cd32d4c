import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { yearsToReference } from '../../src-core/calendar/expiry-clock.ts';
import { type Ticker, type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import type { ContractListing } from '../../src-core/market/chain.ts';
import { price } from '../../src-core/pricing/black-scholes.ts';
import { type EpochMs, SECOND } from '../../src-core/time.ts';
import type { FeedDescription, FeedProblem, FeedSink, MarketFeed, QuoteBatch } from '../../src-main/market-data/feed.ts';
import { newQuoteBatch } from '../../src-main/market-data/quote-batch.ts';

/** Dollars at a time of the session. */
export type Path = (time: EpochMs) => number;

const STRIKES = 41;
const VOLATILITY = 0.3;
/** Percent. */
const VIX = 18;

/** A market that goes where a test says: every second the prices of all tickers and every contract, quoted two cents wide, ten a side. */
export class ScriptedFeed implements MarketFeed {
  readonly description: FeedDescription;
  readonly #session: ExchangeSession;
  readonly #paths: Readonly<Record<Underlying, Path>>;
  readonly #contracts: Readonly<Record<Underlying, readonly ContractListing[]>>;
  readonly #batches: Readonly<Record<Underlying, QuoteBatch>>;
  #next: EpochMs;
  #isListed = false;

  /** Strikes are whole dollars around where each path begins. */
  constructor(session: ExchangeSession, from: EpochMs, paths: Readonly<Record<Underlying, Path>>) {
    this.#session = session;
    this.#paths = paths;
    this.#next = from;
    const listings = (underlying: Underlying): readonly ContractListing[] =>
      Array.from({ length: STRIKES }, (_, rung) => Math.round(paths[underlying](from)) + rung - (STRIKES - 1) / 2).flatMap((strike): ContractListing[] => [
        { strike, right: 'call' },
        { strike, right: 'put' },
      ]);
    this.#contracts = { SPY: listings('SPY'), QQQ: listings('QQQ'), IWM: listings('IWM') };
    this.#batches = { SPY: newQuoteBatch('SPY', 2 * STRIKES), QQQ: newQuoteBatch('QQQ', 2 * STRIKES), IWM: newQuoteBatch('IWM', 2 * STRIKES) };
    this.description = { kind: 'simulated', label: 'SIMULATED', detail: 'scripted', date: session.date, from, to: session.reference, quoting: 'snapshot', staleAfterMs: 15 * SECOND };
  }

  nextTime(): EpochMs | null {
    return this.#next <= this.description.to ? this.#next : null;
  }

  advance(until: EpochMs, sink: FeedSink): void {
    for (let time = this.nextTime(); time !== null && time <= until; time = this.nextTime()) {
      if (!this.#isListed) for (const underlying of UNDERLYINGS) sink.list(underlying, this.#session.date, this.#contracts[underlying]);
      this.#isListed = true;
      this.#deliver(time, sink);
      this.#next = time + SECOND;
    }
  }

  seek(time: EpochMs, sink: FeedSink): void {
    this.#next = this.description.from;
    this.advance(time, sink);
  }

  problems(): { readonly kept: readonly FeedProblem[]; readonly total: number } {
    return { kept: [], total: 0 };
  }

  close(): void {
    this.#next = Number.POSITIVE_INFINITY;
  }

  #deliver(time: EpochMs, sink: FeedSink): void {
    const tell = (ticker: Ticker, at: number): void => {
      const last = Math.round(at * 100) / 100;
      sink.ticker({ ticker, time, bid: last - 0.01, ask: last + 0.01, last, volume: (time - this.description.from) / SECOND, previousClose: last });
    };
    tell('VIX', VIX);
    const years = yearsToReference(this.#session, time);
    for (const underlying of UNDERLYINGS) {
      const spot = this.#paths[underlying](time);
      tell(underlying, spot);
      const batch = this.#batches[underlying];
      batch.time = time;
      batch.count = this.#contracts[underlying].length;
      for (const [row, { strike, right }] of this.#contracts[underlying].entries()) {
        const model = years > 0 ? price({ right, spot, strike, years, rate: 0, dividendYield: 0 }, VOLATILITY) : Math.max(0, right === 'call' ? spot - strike : strike - spot);
        const cents = Math.round(model * 100);
        batch.row[row] = row;
        batch.bid[row] = cents < 1 ? Number.NaN : cents / 100;
        batch.ask[row] = (cents + 2) / 100;
        batch.bidSize[row] = 10;
        batch.askSize[row] = 10;
        batch.last[row] = Number.NaN;
        batch.volume[row] = Number.NaN;
        batch.openInterest[row] = Number.NaN;
      }
      sink.quotes(batch);
    }
  }
}

/** Goes in straight lines from one time and price to the next, and stands before the first and after the last. */
export function pathThrough(points: readonly (readonly [time: EpochMs, price: number])[]): Path {
  return (time) => {
    let [[from, at] = [0, Number.NaN]] = points;
    if (time <= from) return at;
    for (const [until, to] of points) {
      if (time < until) return at + ((to - at) * (time - from)) / (until - from);
      from = until;
      at = to;
    }
    return at;
  };
}
