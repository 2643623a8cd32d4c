import type { CandlesView } from '../../src-core/contract/charts.ts';
import type { Tap } from '../../src-core/contract/host.ts';
import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { Ticker } from '../../src-core/instruments/instrument.ts';
import { type Clock, MINUTE } from '../../src-core/time.ts';
import type { Market } from '../market-data/market.ts';
import type { TickerState } from '../market-data/ticker-state.ts';
import type { StreamOpeners } from './door.ts';
import type { Signal } from './stream-taps.ts';
import { figure } from './views/market-view.ts';

export interface CandleParts {
  readonly market: Pick<Market, 'tickerState'>;
  readonly session: ExchangeSession;
  readonly clock: Clock;
  readonly readingBeat: Signal;
}

export function createChartStreams(parts: CandleParts): Pick<StreamOpeners, 'candles'> {
  return { candles: ({ ticker }, _subscription, notify) => candleTap(parts, ticker, notify) };
}

/** The running minute is told on each beat while it trades, and once more when it is over. */
function candleTap({ market, session, clock, readingBeat }: CandleParts, ticker: Ticker, notify: () => void): Tap {
  let next = 0;
  let told = -1;
  let first = true;
  const off = readingBeat.on(notify);
  return {
    take() {
      const state = market.tickerState(ticker);
      if (!first && state.refresh === told) return null;
      told = state.refresh;
      const running = Math.min(state.minutes.length - 1, Math.floor((clock.now() - session.open) / MINUTE));
      const candles = candlesOf(state, session, next, running);
      const value: CandlesView = { ticker, date: session.date, fresh: first, candles };
      next = Math.max(next, running);
      first = false;
      return { kind: 'value', value };
    },
    close: off,
  };
}

function candlesOf(state: Readonly<TickerState>, session: ExchangeSession, from: number, to: number): CandlesView['candles'] {
  const candles: CandlesView['candles'] = [];
  for (let minute = from; minute <= to; minute += 1) {
    const close = state.minutes[minute] ?? Number.NaN;
    if (Number.isNaN(close)) continue;
    candles.push({
      time: session.open + minute * MINUTE,
      open: state.opens[minute] as number,
      high: state.highs[minute] as number,
      low: state.lows[minute] as number,
      close,
      volume: figure((state.volumes[minute] as number) - volumeBefore(state, minute)),
    });
  }
  return candles;
}

/** Shares of the day before a minute: 0 before the first that traded. */
function volumeBefore({ volumes }: Readonly<TickerState>, minute: number): number {
  for (let before = minute - 1; before >= 0; before -= 1) {
    const shares = volumes[before] as number;
    if (!Number.isNaN(shares)) return shares;
  }
  return 0;
}
