import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { TICKERS, type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { money, type Money, ZERO } from '../../src-core/money.ts';
import type { Order, OrderId, OrderState } from '../../src-core/orders/order.ts';
import type { MarketState } from '../../src-core/signals/market-state.ts';
import { type EpochMs, MINUTE, SECOND } from '../../src-core/time.ts';
import type { FeedDescription } from '../market-data/feed.ts';
import type { FormerDays } from '../market-data/former-days.ts';
import type { Market } from '../market-data/market.ts';
import type { DayTotals, TradingChange } from '../trading/trading-state.ts';
import type { BreakerReadings } from './breakers/readings.ts';
import { marketCorrelation } from './market-correlation.ts';
import { VolumeSpike } from './volume-spike.ts';

export interface BreakerReaderParts {
  readonly session: ExchangeSession;
  readonly feed: Pick<FeedDescription, 'staleAfterMs'>;
  readonly market: Pick<Market, 'quotesSeen' | 'tickerState' | 'chain'>;
  /** As of the last bar's close; null before the first that was seen. */
  readonly state: () => MarketState | null;
  /** Booked today, of the whole account (null) or of one underlying. */
  readonly booked: (underlying: Underlying | null) => DayTotals;
  /** The day's result if closed now at the mid, commission and fees included; null while a mark is missing. */
  readonly result: (underlying: Underlying | null) => Money | null;
  /** Orders that work at the start. */
  readonly working: readonly Order[];
  /** True of a rejected order that the broker never had: it was refused here. Absent: none is. */
  readonly isRefusedHere?: (order: Order) => boolean;
}

/** Older than that, a VIX says nothing of now; so does a market state. */
const OLD_VIX_MS = 15 * MINUTE;
const OLD_STATE_MS = 5 * MINUTE;

const UNANSWERED: ReadonlySet<OrderState> = new Set(['SUBMITTED', 'PENDING_UPDATE', 'PENDING_CANCEL']);
/** The broker has answered an order that is in one of these. */
const TAKEN: ReadonlySet<OrderState> = new Set(['ACCEPTED', 'TRIGGERED', 'PARTIALLY_FILLED', 'FILLED']);

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
const unread = (missing: string): Mutable<BreakerReadings['vix']> => ({ value: Number.NaN, missing, of: null });
const noDay = (): Mutable<BreakerReadings['book']> => ({ booked: ZERO, result: null });

/**
 * Collects what the circuit breakers read from the engines, at every step of the session. What is of the market is read
 * at most once a second of session time; the rest is a few comparisons, and makes no object.
 */
export class BreakerReader {
  readonly #parts: BreakerReaderParts;
  readonly #volume: VolumeSpike;
  readonly #book = noDay();
  readonly #days: Readonly<Record<Underlying, Mutable<BreakerReadings['book']>>> = { SPY: noDay(), QQQ: noDay(), IWM: noDay() };
  readonly #vix = unread('VIX has no price yet');
  readonly #correlation = { ...unread('no bar has closed yet'), isOrdinary: true };
  readonly #volumeReading = unread('no five minutes are over yet');
  readonly #feed: Mutable<BreakerReadings['stale_feed']>;
  readonly #skew = { ...unread(''), value: 0, missing: null };
  readonly #rejects = { ...unread(''), value: 0, missing: null };
  readonly #doubt = { ...unread(''), value: 0, missing: null };
  readonly #readings: BreakerReadings;
  /** Since when each unanswered order has been so. */
  readonly #unanswered = new Map<OrderId, EpochMs>();
  #oldestUnanswered: EpochMs = Number.NaN;
  #lastRejected: OrderId | null = null;
  #state: MarketState | null = null;
  /** Events of the feed counted so far, and when the count last moved. */
  #seen = -1;
  #heardAt: EpochMs = Number.NaN;
  #readAt: EpochMs = Number.NEGATIVE_INFINITY;

  constructor(parts: BreakerReaderParts) {
    const { feed, market, session, working } = parts;
    this.#parts = parts;
    this.#volume = new VolumeSpike(session, (underlying) => market.tickerState(underlying).volumes);
    this.#feed = { ...unread('the session is not open'), rhythm: feed.staleAfterMs / SECOND };
    this.#readings = {
      book: this.#book,
      underlyings: this.#days,
      vix: this.#vix,
      correlation: this.#correlation,
      volume: this.#volumeReading,
      stale_feed: this.#feed,
      clock_skew: this.#skew,
      reject_streak: this.#rejects,
      orders_in_doubt: this.#doubt,
    };
    this.#follow(working);
  }

  /** Takes former days; until then no volume is known to be out of the ordinary. */
  learn(former: FormerDays): void {
    this.#volume.learn(former);
  }

  onTradingChange({ orders }: Pick<TradingChange, 'orders'>): void {
    this.#follow(orders);
    for (const { id, state, ...rest } of orders) {
      if (TAKEN.has(state)) this.#rejects.value = 0;
      else if (state === 'REJECTED' && id !== this.#lastRejected && this.#parts.isRefusedHere?.({ id, state, ...rest }) !== true) {
        this.#lastRejected = id;
        this.#rejects.value += 1;
      }
    }
    // What was booked counts at once.
    this.#readAt = Number.NEGATIVE_INFINITY;
  }

  /** The readings as of `now`, written over those of the step before. */
  step(now: EpochMs): BreakerReadings {
    this.#hearFeed(now);
    this.#doubt.value = this.#unanswered.size === 0 ? 0 : Math.max(0, now - this.#oldestUnanswered) / SECOND;
    if (now - this.#readAt >= SECOND) {
      this.#readAt = now;
      this.#readDay(this.#book, null);
      for (const underlying of UNDERLYINGS) this.#readDay(this.#days[underlying], underlying);
      this.#readVix(now);
      this.#readCorrelation(now);
      this.#readVolume(now);
      this.#readSkew(now);
    }
    return this.#readings;
  }

  #follow(orders: readonly Order[]): void {
    for (const { id, state, updatedAt } of orders) {
      if (UNANSWERED.has(state)) this.#unanswered.set(id, updatedAt);
      else this.#unanswered.delete(id);
    }
    this.#oldestUnanswered = Math.min(...this.#unanswered.values());
  }

  /** Time is the session's: while it stands, or jumps from one event of the feed to the next, nothing is missed. */
  #hearFeed(now: EpochMs): void {
    const { market, session } = this.#parts;
    let seen = market.quotesSeen;
    for (const ticker of TICKERS) seen += market.tickerState(ticker).refresh;
    if (seen !== this.#seen) {
      this.#seen = seen;
      this.#heardAt = now;
    }
    const isOpen = now >= session.open && now < session.lastTrade;
    this.#feed.value = isOpen ? (now - Math.max(this.#heardAt, session.open)) / SECOND : Number.NaN;
    this.#feed.missing = isOpen ? null : 'the session is not open';
  }

  #readDay(day: Mutable<BreakerReadings['book']>, underlying: Underlying | null): void {
    const { realised, commission, fees } = this.#parts.booked(underlying);
    day.booked = money(realised - commission - fees);
    day.result = this.#parts.result(underlying);
  }

  /** Before its first price of the day VIX is what it was at the last close. */
  #readVix(now: EpochMs): void {
    const { last, previousClose, time } = this.#parts.market.tickerState('VIX');
    const isToday = last > 0;
    const isOld = isToday && now - time > OLD_VIX_MS;
    const value = isToday ? last : previousClose;
    this.#vix.value = !isOld && value > 0 ? value : Number.NaN;
    this.#vix.missing = isOld ? 'the last VIX is more than 15 minutes old' : value > 0 ? null : 'VIX has no price yet';
  }

  #readCorrelation(now: EpochMs): void {
    const state = this.#parts.state();
    const isOld = state !== null && now - state.time > OLD_STATE_MS;
    const current = isOld ? null : state;
    if (current === this.#state && !isOld) return;
    this.#state = current;
    const missing = isOld ? 'no bar has closed for 5 minutes' : 'no bar has closed yet';
    Object.assign(this.#correlation, current === null ? { ...unread(missing), isOrdinary: true } : marketCorrelation(current));
  }

  #readVolume(now: EpochMs): void {
    const { session } = this.#parts;
    this.#volume.read(Math.floor((Math.min(now, session.lastTrade) - session.open) / MINUTE) - 1);
    this.#volumeReading.value = this.#volume.value;
    this.#volumeReading.missing = this.#volume.missing;
    this.#volumeReading.of = this.#volume.of;
  }

  #readSkew(now: EpochMs): void {
    const { market } = this.#parts;
    let newest = now;
    this.#skew.of = null;
    for (const ticker of TICKERS) {
      const { time } = market.tickerState(ticker);
      if (time > newest) {
        newest = time;
        this.#skew.of = ticker;
      }
    }
    for (const underlying of UNDERLYINGS) {
      const time = market.chain(underlying)?.lastUpdate ?? Number.NaN;
      if (time > newest) {
        newest = time;
        this.#skew.of = underlying;
      }
    }
    this.#skew.value = (newest - now) / SECOND;
  }
}
