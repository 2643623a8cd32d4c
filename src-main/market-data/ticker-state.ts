import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { Ticker } from '../../src-core/instruments/instrument.ts';
import { type EpochMs, MINUTE } from '../../src-core/time.ts';
import type { TickerTick } from './feed.ts';

/** One ticker's day so far. NaN where the feed has not said. */
export class TickerState {
  readonly ticker: Ticker;
  readonly #session: ExchangeSession;
  last = Number.NaN;
  bid = Number.NaN;
  ask = Number.NaN;
  /** Shares today. */
  volume = Number.NaN;
  /** Of the regular session: from the open to the reference. */
  open = Number.NaN;
  high = Number.NaN;
  low = Number.NaN;
  previousClose = Number.NaN;
  time: EpochMs = Number.NaN;
  /** Ticks so far. */
  refresh = 0;
  /** Last price of each minute from the open to the last trade; the running minute holds its newest. */
  readonly minutes: Float64Array;

  constructor(ticker: Ticker, session: ExchangeSession) {
    this.ticker = ticker;
    this.#session = session;
    this.minutes = new Float64Array(Math.ceil((session.lastTrade - session.open) / MINUTE)).fill(Number.NaN);
  }

  update(tick: TickerTick): void {
    this.time = tick.time;
    this.refresh += 1;
    if (!Number.isNaN(tick.bid)) this.bid = tick.bid;
    if (!Number.isNaN(tick.ask)) this.ask = tick.ask;
    if (!Number.isNaN(tick.volume)) this.volume = tick.volume;
    if (!Number.isNaN(tick.previousClose)) this.previousClose = tick.previousClose;
    if (!Number.isNaN(tick.last)) this.#trade(tick.last, tick.time);
  }

  #trade(price: number, time: EpochMs): void {
    this.last = price;
    const { open, reference, lastTrade } = this.#session;
    if (time < open || time > lastTrade) return;
    if (time <= reference) {
      if (Number.isNaN(this.open)) this.open = price;
      if (!(this.high >= price)) this.high = price;
      if (!(this.low <= price)) this.low = price;
    }
    const minute = Math.floor((time - open) / MINUTE);
    this.minutes[Math.min(minute, this.minutes.length - 1)] = price;
  }
}
