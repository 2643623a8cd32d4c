import type { Ticker } from '../../../src-core/instruments/instrument.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { FeedSink, TickerTick } from '../../market-data/feed.ts';
import { staleTime } from './stale-rule.ts';

export type TickerField = 'bid' | 'ask' | 'last' | 'volume' | 'previousClose';

/** The newest of one ticker, and whether it was delivered yet. NaN where the gateway has not said. */
export class TickerBook {
  readonly ticker: Ticker;
  readonly #newest: TickerTick;
  readonly #tick: TickerTick;
  #heardAt: EpochMs = Number.NaN;
  #tickSince: EpochMs = Number.POSITIVE_INFINITY;
  #newsSince: EpochMs = Number.POSITIVE_INFINITY;
  #markedAt: EpochMs = Number.NaN;
  #isMarkWaiting = false;

  constructor(ticker: Ticker) {
    this.ticker = ticker;
    this.#newest = blank(ticker);
    this.#tick = blank(ticker);
  }

  /** Where it stands for choosing strikes: last trade, middle, or yesterday's close; NaN where none is known. */
  get price(): number {
    const { last, bid, ask, previousClose } = this.#newest;
    if (last > 0) return last;
    const middle = (bid + ask) / 2;
    return middle > 0 ? middle : previousClose;
  }

  /** When it was last heard; Infinity before the first time. */
  get heardAt(): EpochMs {
    return Number.isNaN(this.#heardAt) ? Number.POSITIVE_INFINITY : this.#heardAt;
  }

  /** What is absent, or 0 and less where it is a price, is not given. */
  set(field: TickerField, value: number | null, now: EpochMs): void {
    const isGiven = value !== null && (field === 'volume' ? value >= 0 : value > 0);
    this.#newest[field] = isGiven ? value : Number.NaN;
    this.heard(now);
  }

  /** It said something, if only a size. */
  heard(now: EpochMs): void {
    this.#heardAt = now;
    this.#markedAt = Number.NaN;
    this.#isMarkWaiting = false;
    if (this.#tickSince === Number.POSITIVE_INFINITY) this.#tickSince = now;
  }

  /** Forgets its prices: what is asked for anew must not bring back what was said long ago. */
  forget(): void {
    this.#newest.bid = this.#newest.ask = this.#newest.last = Number.NaN;
    this.#tickSince = Number.POSITIVE_INFINITY;
  }

  /** Makes it stale at once, until something is heard again. */
  markStale(now: EpochMs): void {
    if (Number.isNaN(this.#heardAt) || !Number.isNaN(this.#markedAt)) return;
    this.#markedAt = now;
    this.#isMarkWaiting = true;
    this.#newsSince = Math.min(this.#newsSince, now);
  }

  since(isHeld: boolean): EpochMs {
    return isHeld ? this.#newsSince : Math.min(this.#newsSince, this.#tickSince);
  }

  deliver(until: EpochMs, isHeld: boolean, sink: FeedSink): void {
    this.#newsSince = Number.POSITIVE_INFINITY;
    if (this.#isMarkWaiting) this.#sendMark(sink);
    else if (!isHeld && this.#tickSince !== Number.POSITIVE_INFINITY) this.#send(until, sink);
  }

  /** Delivers what is known of it, as of `until`. */
  deliverAll(until: EpochMs, sink: FeedSink): void {
    this.#newsSince = Number.POSITIVE_INFINITY;
    if (Number.isNaN(this.#heardAt)) return;
    this.#send(until, sink);
    if (!Number.isNaN(this.#markedAt)) this.#sendMark(sink);
  }

  #send(until: EpochMs, sink: FeedSink): void {
    const { bid, ask, last, volume, previousClose } = this.#newest;
    const tick = this.#tick;
    tick.time = Math.min(this.#heardAt, until);
    tick.bid = bid;
    tick.ask = ask;
    tick.last = last;
    tick.volume = volume;
    tick.previousClose = previousClose;
    this.#tickSince = Number.POSITIVE_INFINITY;
    sink.ticker(tick);
  }

  #sendMark(sink: FeedSink): void {
    this.#isMarkWaiting = false;
    const tick = this.#tick;
    tick.bid = tick.ask = tick.last = tick.volume = tick.previousClose = Number.NaN;
    tick.time = Math.min(this.#heardAt, staleTime(this.#markedAt));
    sink.ticker(tick);
  }
}

function blank(ticker: Ticker): TickerTick {
  return { ticker, time: Number.NaN, bid: Number.NaN, ask: Number.NaN, last: Number.NaN, volume: Number.NaN, previousClose: Number.NaN };
}
