import { newYorkTime } from '../../src-core/calendar/exchange-calendar.ts';
import { TICKERS, type Ticker } from '../../src-core/instruments/instrument.ts';
import { type EpochMs, type IsoDate, MINUTE } from '../../src-core/time.ts';
import type { FeedSink } from '../market-data/feed.ts';
import type { ValueOf } from '../stores/realtime/key-families.ts';

/** Looks for a ticker's minutes, some four a second, before it is shown without them. */
const PATIENCE = 8;

interface Extremes {
  readonly high: number;
  readonly low: number;
}

/**
 * The day of each ticker as it is heard, delivered as ticks: its minutes so far once, then each price, and before a price
 * an extreme that fell between two that were heard, so that open, high and low are those of who trades.
 */
export class FollowedDay {
  readonly #minutes = new Map<Ticker, readonly (number | null)[]>();
  readonly #delivered = new Map<Ticker, Extremes>();
  readonly #missed = new Map<Ticker, number>();

  /** Tickers whose minutes are not known and that were not delivered yet. */
  unknown(): readonly Ticker[] {
    return TICKERS.filter((ticker) => !this.#minutes.has(ticker) && !this.#delivered.has(ticker));
  }

  /** They could not be read. */
  miss(ticker: Ticker): void {
    this.#missed.set(ticker, (this.#missed.get(ticker) ?? 0) + 1);
  }

  /** Whether its prices may be delivered: the day so far comes before them, if it comes. */
  isReady(ticker: Ticker): boolean {
    return this.#minutes.has(ticker) || this.#delivered.has(ticker) || (this.#missed.get(ticker) ?? 0) >= PATIENCE;
  }

  /** Prices of the minutes from the open that are over, null where there was none. */
  know(ticker: Ticker, minutes: readonly (number | null)[]): void {
    this.#minutes.set(ticker, minutes);
  }

  deliver(ticker: Ticker, told: ValueOf<'market'>, sink: Pick<FeedSink, 'ticker'>, date: IsoDate): void {
    const tick = (time: EpochMs, last: number): void => {
      sink.ticker({
        ticker,
        time,
        bid: told.bid ?? Number.NaN,
        ask: told.ask ?? Number.NaN,
        last,
        volume: told.volume ?? Number.NaN,
        previousClose: told.previous_close ?? Number.NaN,
      });
    };
    const before = this.#delivered.get(ticker);
    if (before === undefined) this.#deliverPast(ticker, told, tick, newYorkTime(date, '09:30'));
    const { high, low } = this.#delivered.get(ticker) ?? { high: told.price, low: told.price };
    if (before !== undefined && told.high !== null && told.high > high) tick(told.timestamp, told.high);
    if (before !== undefined && told.low !== null && told.low < low) tick(told.timestamp, told.low);
    tick(told.timestamp, told.price);
    this.#delivered.set(ticker, { high: Math.max(high, told.high ?? high, told.price), low: Math.min(low, told.low ?? low, told.price) });
  }

  /** The open and the extremes are delivered in the first minute that had a price, before the price it ended with. */
  #deliverPast(ticker: Ticker, told: ValueOf<'market'>, tick: (time: EpochMs, last: number) => void, open: EpochMs): void {
    const minutes = this.#minutes.get(ticker) ?? [];
    const first = minutes.findIndex((price) => price !== null);
    const start = first < 0 ? told.timestamp : open + first * MINUTE;
    for (const price of [told.open, told.high, told.low]) if (price !== null) tick(start, price);
    minutes.forEach((price, minute) => {
      const time = open + minute * MINUTE;
      if (price !== null && time < told.timestamp) tick(time, price);
    });
  }
}
