import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { Bar } from '../../src-core/contract/connections.ts';
import { type Ticker, TICKERS } from '../../src-core/instruments/instrument.ts';
import { type EpochMs, MINUTE } from '../../src-core/time.ts';
import type { Market } from '../market-data/market.ts';

/** Former days that are read back at most, calendar days; what is older is forgotten. */
const KEPT_MS = 45 * 24 * 60 * MINUTE;

/** The bars of a study's own former sessions: what the program reads from its time series. */
export class StudyBars {
  readonly #bars: Record<Ticker, Bar[]> = { SPY: [], QQQ: [], IWM: [], VIX: [] };
  readonly #days: Record<Ticker, Bar[]> = { SPY: [], QQQ: [], IWM: [], VIX: [] };

  /** Takes the minutes of a session that is over, up to the reference. A second recording of the same day replaces what it has of the first. */
  add({ open, reference }: ExchangeSession, market: Pick<Market, 'tickerState'>): void {
    for (const ticker of TICKERS) {
      const { minutes, volumes } = market.tickerState(ticker);
      const bars = this.#bars[ticker].filter(({ time }) => time >= open - KEPT_MS && time < open);
      let before = 0;
      for (let minute = 0; minute < (reference - open) / MINUTE; minute += 1) {
        const close = minutes[minute] ?? Number.NaN;
        const traded = volumes[minute] ?? Number.NaN;
        if (close > 0) bars.push(barOf(open + minute * MINUTE, close, Number.isNaN(traded - before) ? null : traded - before));
        before = traded;
      }
      const newest = bars.at(-1);
      if (newest === undefined || newest.time < open) continue;
      this.#bars[ticker] = bars;
      this.#days[ticker] = [...this.#days[ticker].filter(({ time }) => time < open), barOf(open, newest.close, null)];
    }
  }

  /** Minute bars with `from` <= time < `to`, oldest first. */
  minutes(ticker: Ticker, from: EpochMs, to: EpochMs): readonly Bar[] {
    return between(this.#bars[ticker], from, to);
  }

  /** One bar a session, likewise. */
  days(ticker: Ticker, from: EpochMs, to: EpochMs): readonly Bar[] {
    return between(this.#days[ticker], from, to);
  }
}

function barOf(time: EpochMs, close: number, volume: number | null): Bar {
  return { time, open: null, high: null, low: null, close, volume };
}

function between(bars: readonly Bar[], from: EpochMs, to: EpochMs): readonly Bar[] {
  return bars.slice(firstFrom(bars, from), firstFrom(bars, to));
}

/** The place of the first bar at or after `time`. */
function firstFrom(bars: readonly Bar[], time: EpochMs): number {
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bars[middle]?.time ?? Number.POSITIVE_INFINITY) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
