import type { Bar } from '../../src-core/contract/connections.ts';
import { dateInNewYork } from '../../src-core/calendar/exchange-calendar.ts';
import type { Ticker } from '../../src-core/instruments/instrument.ts';
import { toDollars } from '../../src-core/money.ts';
import type { BarReader } from '../operations/history.ts';
import { createMarketHistory, type RecordedMinute } from '../stores/relational/market-history.ts';
import type { RelationalStore } from '../stores/relational/relational-store.ts';

/** Bars from what was recorded in this machine's books: a chart's second source. */
export function recordedBars(store: RelationalStore, tickerIds: Readonly<Record<Ticker, number>>): BarReader {
  const history = createMarketHistory(store, tickerIds);
  return {
    kind: store.kind,
    async bars(ticker, every, from, to) {
      const minutes = await history.minutes(ticker, from, to);
      return every === 'minute' ? minutes.map(({ time, price }) => barOf(time, [toDollars(price)])) : daysOf(minutes);
    },
  };
}

function daysOf(minutes: readonly RecordedMinute[]): readonly Bar[] {
  const days = Map.groupBy(minutes, ({ time }) => dateInNewYork(time));
  return [...days.values()].map((day) => barOf(day[0]?.time ?? 0, day.map(({ price }) => toDollars(price))));
}

/** Volume is recorded as the day's so far, and is left out. */
function barOf(time: number, prices: readonly number[]): Bar {
  const [open = Number.NaN] = prices;
  return { time, open, high: Math.max(...prices), low: Math.min(...prices), close: prices.at(-1) ?? Number.NaN, volume: null };
}
