import type { PerformanceView } from '../../../src-core/contract/performance.ts';
import type { DayState } from '../../../src-core/performance/daily-result.ts';
import type { IsoDate } from '../../../src-core/time.ts';
import { toDollars } from '../../../src-core/money.ts';
import type { ChartColumn, ChartRow } from '../../design/chart-data.ts';
import { ABSENT, formatCount } from '../../design/format.ts';
import { dollars } from './equity-data.ts';
import { dollarsWords, longDay, monthWords } from './performance-words.ts';
import { daysAfter, weekdayOf } from './period.ts';

/** A day of the calendar; null is not known, or not told for a slice. */
export interface CalendarDay {
  readonly date: IsoDate;
  readonly net: number | null;
  readonly trades: number | null;
  readonly winners: number | null;
  readonly losers: number | null;
  readonly state: DayState | null;
}

/** Where a day stands in its month: the month's week from 0, Monday 0. */
export interface PlacedDay extends CalendarDay {
  readonly week: number;
  readonly weekday: number;
}

export interface CalendarMonth {
  readonly title: string;
  readonly weeks: number;
  readonly days: readonly PlacedDay[];
}

/** The days of a view: of the account as booked, or of the slice's trades. */
export function calendarDays({ basis, days, daily }: Pick<PerformanceView, 'basis' | 'days' | 'daily'>): readonly CalendarDay[] {
  if (basis === 'trades') return days.map(({ date, net }) => ({ date, net, trades: null, winners: null, losers: null, state: null }));
  return daily
    .filter(({ underlying }) => underlying === null)
    .map(({ date, net, trades, winners, losers, state }) => ({ date, net: net === null ? null : toDollars(net), trades, winners, losers, state }));
}

/** `days` in order, as blocks of months. */
export function calendarMonths(days: readonly CalendarDay[]): readonly CalendarMonth[] {
  const months = new Map<string, PlacedDay[]>();
  for (const day of days) {
    const name = day.date.slice(0, 7);
    const placed = { ...day, ...placeOf(day.date) };
    const month = months.get(name);
    if (month === undefined) months.set(name, [placed]);
    else month.push(placed);
  }
  return [...months.values()].flatMap((placed) => {
    const [first] = placed;
    return first === undefined ? [] : [{ title: monthWords(first.date), weeks: Math.max(...placed.map(({ week }) => week)) + 1, days: placed }];
  });
}

function placeOf(date: IsoDate): Pick<PlacedDay, 'week' | 'weekday'> {
  const dayOfMonth = Number(date.slice(8));
  const weekday = (weekdayOf(date) + 6) % 7;
  const first = (weekdayOf(daysAfter(date, 1 - dayOfMonth)) + 6) % 7;
  // A month that begins on a weekend has no trading days in its first week.
  const skipped = first >= 5 ? 1 : 0;
  return { week: Math.floor((dayOfMonth - 1 + first) / 7) - skipped, weekday };
}

/** The day an arrow key goes to: up and down by day, left and right by week; undefined for other keys. */
export function dayAfterKey(key: string, days: readonly CalendarDay[], current: IsoDate | null): IsoDate | undefined {
  const at = days.findIndex(({ date }) => date === current);
  const last = days.length - 1;
  const go = (index: number): IsoDate | undefined => days[Math.min(last, Math.max(0, index))]?.date;
  /** The nearest day there is to the same weekday a week on. */
  const week = (by: -1 | 1): IsoDate | undefined => {
    if (current === null || at === -1) return go(last);
    const wanted = daysAfter(current, 7 * by);
    if (by === 1) return days.find(({ date }) => date >= wanted)?.date ?? go(last);
    return days.findLast(({ date }) => date <= wanted)?.date ?? go(0);
  };
  switch (key) {
    case 'ArrowUp':
      return at === -1 ? go(last) : go(at - 1);
    case 'ArrowDown':
      return at === -1 ? go(last) : go(at + 1);
    case 'ArrowLeft':
      return week(-1);
    case 'ArrowRight':
      return week(1);
    case 'Home':
      return go(0);
    case 'End':
      return go(last);
    default:
      return undefined;
  }
}

/** "Fri 20 Nov 2026: +$123.40, 5 trades, 3 won, 2 lost, restated". */
export function calendarWords({ date, net, trades, winners, losers, state }: CalendarDay): string {
  const parts = [net === null ? `${ABSENT} (a mark is not known)` : dollarsWords(net)];
  if (trades !== null) parts.push(trades === 0 ? 'no trade ended' : `${formatCount(trades)} ${trades === 1 ? 'trade' : 'trades'}, ${formatCount(winners)} won, ${formatCount(losers)} lost`);
  if (state === 'open') parts.push('still open');
  if (state === 'restated') parts.push('restated');
  return `${longDay(date)}: ${parts.join(', ')}`;
}

export const CALENDAR_COLUMNS: readonly ChartColumn[] = [
  { key: 'date', title: 'Day' },
  { key: 'net', title: 'Net, $', format: dollars },
  { key: 'trades', title: 'Trades' },
  { key: 'winners', title: 'Won' },
  { key: 'losers', title: 'Lost' },
  { key: 'state', title: 'State' },
];

export function calendarRows(days: readonly CalendarDay[]): readonly ChartRow[] {
  return days.map(({ date, net, trades, winners, losers, state }) => ({ date, net, trades, winners, losers, state }));
}
