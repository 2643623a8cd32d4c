import type { Candle } from '../../../src-core/contract/charts.ts';
import type { JournalRow } from '../../../src-core/contract/journal.ts';
import type { ConePoint } from '../../../src-core/market/price-cone.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { ChartColumn, ChartRow } from '../../design/chart-frame.tsx';
import { formatCount, formatPrice, formatTime } from '../../design/format.ts';
import { type Interval, joinCandles } from './candle-intervals.ts';
import type { Overlay } from './chart-settings.ts';
import { coneLines } from './cone-lines.ts';
import type { ChartContent } from './price-chart.ts';
import { type PriceLevel, type TradeMark, tradeMarks } from './trade-marks.ts';

export interface TodayParts {
  readonly candles: readonly Candle[];
  readonly marks: readonly TradeMark[];
  readonly levels: readonly PriceLevel[];
  readonly cone: readonly ConePoint[];
  readonly interval: Interval;
  readonly overlays: readonly Overlay[];
  /** The session's. */
  readonly open: EpochMs;
}

/** The session of one ticker, with what was and is held of it. */
export function todayContent({ candles, marks, levels, cone, interval, overlays, open }: TodayParts): ChartContent {
  const joined = joinCandles(candles, interval, open);
  const shows = (overlay: Overlay): boolean => overlays.includes(overlay);
  return {
    candles: joined,
    withVolume: shows('volume'),
    marks: shows('trades') ? atCandles(marks, joined) : [],
    levels: levels.filter(({ kind }) => shows(kind === 'strike' ? 'strikes' : 'break-evens')),
    cone: shows('cone') ? coneLines(cone, interval, open) : null,
    intraday: true,
  };
}

/** Recorded bars of one ticker, with the trades of those days. */
export function historyContent(candles: readonly Candle[], trades: readonly JournalRow[], overlays: readonly Overlay[]): ChartContent {
  return {
    candles,
    withVolume: overlays.includes('volume'),
    marks: overlays.includes('trades') ? atCandles(tradeMarks(trades), candles) : [],
    levels: [],
    cone: null,
    intraday: false,
  };
}

/** Each mark at the candle it happened in; one before the first candle is left out. */
function atCandles(marks: readonly TradeMark[], candles: readonly Candle[]): readonly TradeMark[] {
  return marks
    .flatMap((mark) => {
      const candle = candles[lastAtOrBefore(candles, mark.time)];
      return candle === undefined ? [] : [{ ...mark, time: candle.time }];
    })
    .sort((left, right) => left.time - right.time);
}

function lastAtOrBefore(candles: readonly Candle[], time: EpochMs): number {
  let low = 0;
  let high = candles.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((candles[middle] as Candle).time <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const price: ChartColumn['format'] = (value) => (typeof value === 'number' ? formatPrice(value) : String(value));

export const CHART_COLUMNS: readonly ChartColumn[] = [
  { key: 'time', title: 'New York' },
  { key: 'open', title: 'Open', format: price },
  { key: 'high', title: 'High', format: price },
  { key: 'low', title: 'Low', format: price },
  { key: 'close', title: 'Close', format: price },
  { key: 'volume', title: 'Shares', format: (value) => (typeof value === 'number' ? formatCount(value) : String(value)) },
  { key: 'trades', title: 'Trades' },
];

/** The candles as a table, newest first, with the marks of each. */
export function chartRows({ candles, marks, intraday }: ChartContent, dateOf: (time: EpochMs) => string): readonly ChartRow[] {
  const marked = Map.groupBy(marks, ({ time }) => time);
  return candles
    .map(({ time, ...prices }) => ({
      time: intraday ? formatTime(time).slice(0, 5) : `${dateOf(time)} ${formatTime(time).slice(0, 5)}`,
      ...prices,
      trades: (marked.get(time) ?? []).map(({ kind, text }) => `${kind === 'entry' ? 'in' : 'out'} ${text}`).join(', '),
    }))
    .reverse();
}
