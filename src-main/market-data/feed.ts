import type { Ticker, Underlying } from '../../src-core/instruments/instrument.ts';
import type { ContractListing } from '../../src-core/market/chain.ts';
import type { EpochMs, IsoDate } from '../../src-core/time.ts';
import type { ExpiryStraddle } from './other-expiries.ts';

/** Columns of one underlying's option quotes at one time; rows 0 to count-1 are valid, the arrays are reused. */
export interface QuoteBatch {
  underlying: Underlying;
  time: EpochMs;
  count: number;
  /** Row of the contract in the order it was listed. */
  readonly row: Uint16Array;
  /** Dollars; NaN when that side is absent. */
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  /** Contracts; NaN when not given. */
  readonly bidSize: Float64Array;
  readonly askSize: Float64Array;
  /** NaN leaves the value that was there. */
  readonly last: Float64Array;
  readonly volume: Float64Array;
  readonly openInterest: Float64Array;
}

/** A ticker's own price. The object is reused; NaN means not given. */
export interface TickerTick {
  ticker: Ticker;
  time: EpochMs;
  bid: number;
  ask: number;
  last: number;
  /** Shares today. */
  volume: number;
  previousClose: number;
}

/** Where a feed delivers, in time order. */
export interface FeedSink {
  /** Announces contracts before their first quote; rows are numbered in order of first announcement. */
  list(underlying: Underlying, expiry: IsoDate, contracts: readonly ContractListing[]): void;
  ticker(tick: TickerTick): void;
  quotes(batch: QuoteBatch): void;
}

/** A row or a file that could not be used. Never fatal. */
export interface FeedProblem {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

export interface FeedDescription {
  readonly kind: 'simulated' | 'replay' | 'ibkr';
  /** Shown wherever its data is shown. */
  readonly label: 'SIMULATED' | 'REPLAY' | 'DELAYED' | 'LIVE';
  /** "seed 1" or the recording's name. */
  readonly detail: string;
  readonly date: IsoDate;
  /** First and last event. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** changes: an unchanged quote is not sent again, so a chain's age is its last event. snapshot: every book repeats every quote. */
  readonly quoting: 'changes' | 'snapshot';
  /** Age past which a quote must not be priced or filled on. */
  readonly staleAfterMs: number;
}

/** A source that is driven by the session's clock: simulated or recorded. */
export interface MarketFeed {
  readonly description: FeedDescription;
  /** Time of the next event that was not delivered yet; null at the end. */
  nextTime(): EpochMs | null;
  /** Delivers every event with time <= until. */
  advance(until: EpochMs, sink: FeedSink): void;
  /**
   * Goes to `time`, earlier or later, and delivers the state as of then: each contract's newest quote, and of the tickers
   * every tick, since their day's range and minutes are made of them. Used to resume a session.
   */
  seek(time: EpochMs, sink: FeedSink): void;
  /** Straddles at the money of expiries other than the session's as of `now`, the nearest expiry first; absent where the feed has none at all. */
  otherExpiries?(underlying: Underlying, now: EpochMs): readonly ExpiryStraddle[];
  /** Problems met so far, newest last, with the count of those no longer kept. */
  problems(): { readonly kept: readonly FeedProblem[]; readonly total: number };
  close(): void;
}
