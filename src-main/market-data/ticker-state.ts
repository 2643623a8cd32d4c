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
  /** Of those minutes, by their trades: first, highest and lowest price, and the shares of the day so far at their end. */
  readonly opens: Float64Array;
  readonly highs: Float64Array;
  readonly lows: Float64Array;
  readonly volumes: Float64Array;

  constructor(ticker: Ticker, session: ExchangeSession) {
    this.ticker = ticker;
    this.#session = session;
    const unknown = (): Float64Array => new Float64Array(Math.ceil((session.lastTrade - session.open) / MINUTE)).fill(Number.NaN);
    this.minutes = unknown();
    this.opens = unknown();
    this.highs = unknown();
    this.lows = unknown();
    this.volumes = unknown();
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
    const minute = Math.min(Math.floor((time - open) / MINUTE), this.minutes.length - 1);
    if (Number.isNaN(this.opens[minute])) this.opens[minute] = price;
    this.minutes[minute] = price;
    if (!((this.highs[minute] as number) >= price)) this.highs[minute] = price;
    if (!((this.lows[minute] as number) <= price)) this.lows[minute] = price;
    this.volumes[minute] = this.volume;
  }
}
