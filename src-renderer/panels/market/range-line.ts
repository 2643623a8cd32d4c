import type { Bar, HistoryView } from '../../../src-core/contract/connections.ts';
import { type EpochMs, MINUTE } from '../../../src-core/time.ts';
import { formatCount, formatPrice } from '../../design/format.ts';
import type { HistoryRange } from './market-range.ts';

/** A point of a line: where it stands, and what it is of. */
export interface RangePoint extends Bar {
  /** Minutes since the open today; else the bar's number, so that nights and weekends take no room. */
  readonly at: number;
}

export interface RangeTick {
  readonly at: number;
  readonly label: string;
}

/** A ticker over a range, ready to be drawn. */
export interface RangeLine {
  readonly points: readonly RangePoint[];
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly RangeTick[];
}

const zone = { timeZone: 'America/New_York' } as const;
const clock = new Intl.DateTimeFormat('en-GB', { ...zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const weekday = new Intl.DateTimeFormat('en-GB', { ...zone, weekday: 'short', day: 'numeric' });
const day = new Intl.DateTimeFormat('en-GB', { ...zone, day: 'numeric' });
const month = new Intl.DateTimeFormat('en-US', { ...zone, month: 'short' });
const year = new Intl.DateTimeFormat('en-US', { ...zone, year: '2-digit' });
const whole = new Intl.DateTimeFormat('en-GB', { ...zone, weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });

/** The session so far on the whole session's width: the last price of each minute. */
export function todayLine(minutes: readonly (number | null)[], open: EpochMs, length: number): RangeLine {
  const points = minutes.flatMap((price, at): RangePoint[] => (price === null ? [] : [{ at, time: open + at * MINUTE, open: null, high: null, low: null, close: price, volume: null }]));
  const every = Array.from({ length: length + 1 }, (_, at) => ({ at, label: clock.format(open + at * MINUTE) }));
  return { points, from: 0, to: length, ticks: every.filter(({ label }) => label.endsWith(':00')) };
}

/** Bars side by side, with a tick where a day begins; over years, where a month does. */
export function historyLine({ bars }: HistoryView, range: HistoryRange): RangeLine {
  const points = bars.map((bar, at): RangePoint => ({ ...bar, at }));
  let before: string | null = null;
  const ticks = points.flatMap(({ at, time }): RangeTick[] => {
    const label = tickLabel(time, range);
    const begins = label !== before;
    before = label;
    return begins ? [{ at, label }] : [];
  });
  // The first bar may stand in the middle of its day or month.
  return { points, from: 0, to: Math.max(1, points.length - 1), ticks: range === '5d' ? ticks : ticks.slice(1) };
}

/** "Mon 16", "16 Nov", "Nov ’26". */
function tickLabel(time: EpochMs, range: HistoryRange): string {
  switch (range) {
    case '5d':
      return weekday.format(time);
    case '30d':
      return `${day.format(time)} ${month.format(time)}`;
    case '2y':
      return `${month.format(time)} ’${year.format(time)}`;
  }
}

/** Every so many of the ticks that at most `most` are left. */
export function thinTicks(ticks: readonly RangeTick[], most: number): readonly RangeTick[] {
  const every = Math.max(1, Math.ceil(ticks.length / Math.max(1, most)));
  return ticks.filter((_, index) => index % every === 0);
}

/** When a bar was: "Thu, 19 Nov 2026, 13:42", a daily bar without the time. */
export function barTimeWords({ time }: Pick<Bar, 'time'>, every: HistoryView['every']): string {
  return every === 'day' ? whole.format(time) : `${whole.format(time)}, ${clock.format(time)}`;
}

/** The lowest and the highest price of a line; null without points. */
export function extentOf({ points }: Pick<RangeLine, 'points'>): { readonly low: number; readonly high: number } | null {
  if (points.length === 0) return null;
  const closes = points.map(({ close }) => close);
  return { low: Math.min(...closes), high: Math.max(...closes) };
}

/** "SPY, 5 days: 598.20 to 614.10 in 600 minute bars, from InfluxDB". */
export function historyWords(ticker: string, name: string, view: HistoryView): string {
  const extent = extentOf({ points: view.bars.map((bar, at) => ({ ...bar, at })) });
  const what = `${formatCount(view.bars.length)} ${view.every} bars, from ${view.source}`;
  return extent === null ? `${ticker}, ${name}: nothing recorded yet, ${view.source}` : `${ticker}, ${name}: ${formatPrice(extent.low)} to ${formatPrice(extent.high)} in ${what}`;
}
