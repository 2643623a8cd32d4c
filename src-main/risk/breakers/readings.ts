import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import type { Money } from '../../../src-core/money.ts';
import type { BreakerName } from '../../../src-core/risk/trading-state.ts';

/** Breakers that measure something; the others are a person's. */
export type MeasuredBreaker = Exclude<BreakerName, 'kill' | 'by_hand'>;

/** One number that a breaker is told. */
export interface Reading {
  /** In the unit of the breaker's limit; NaN where it is not known. */
  readonly value: number;
  /** Why it is not known, a sentence; null where it is. */
  readonly missing: string | null;
  /** What it is of, where there is a choice: "SPY_IWM", "SPY and QQQ". */
  readonly of: string | null;
}

/** The day so far, commission and fees included. */
export interface DayReading {
  /** What is booked: no mark is in it. */
  readonly booked: Money;
  /** If closed now at the mid; null while a mark is missing. */
  readonly result: Money | null;
}

/** What breakers read at one moment. Whoever makes it may write the next moment over it. */
export interface BreakerReadings {
  readonly book: DayReading;
  readonly underlyings: Readonly<Record<Underlying, DayReading>>;
  readonly vix: Reading;
  /** The second lowest of the pairs that are looser than is ordinary at this time of day; of all pairs where fewer than two are. */
  readonly correlation: Reading & { readonly isOrdinary: boolean };
  readonly volume: Reading;
  readonly stale_feed: Reading & {
    /** Seconds after which a quote of this feed is stale: it is not held to a shorter silence. */
    readonly rhythm: number;
  };
  readonly clock_skew: Reading;
  readonly reject_streak: Reading;
  readonly orders_in_doubt: Reading;
}
