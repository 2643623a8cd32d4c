import type { z } from 'zod';
import type { equityPointSchema } from '../../../src-core/contract/performance.ts';
import type { IsoDate } from '../../../src-core/time.ts';
import type { ChartColumn, ChartRow, ChartValue } from '../../design/chart-data.ts';
import { formatCount, formatPrice } from '../../design/format.ts';
import { dollarsWords, monthWords, shortDay } from './performance-words.ts';

export type EquityPoint = z.output<typeof equityPointSchema>;

export const dollars = (value: ChartValue): string => (typeof value === 'number' ? dollarsWords(value) : '');
export const percent = (value: ChartValue): string => (typeof value === 'number' ? `${formatPrice(value * 100)} %` : '');

/** An amount that is held, "$25,204.50". */
const held = (value: ChartValue): string => (typeof value === 'number' ? dollarsWords(value).replace(/^\+/, '') : '');

export const EQUITY_COLUMNS: readonly ChartColumn[] = [
  { key: 'date', title: 'Day' },
  { key: 'net', title: 'Net, $', format: dollars },
  { key: 'equity', title: 'Equity, $', format: held },
  { key: 'drawdown', title: 'Drawdown, $', format: dollars },
  { key: 'drawdownShare', title: 'Drawdown, share', format: percent },
];

export function equityRows(days: readonly EquityPoint[]): readonly ChartRow[] {
  return days.map(({ date, net, equity, drawdown, drawdownShare }) => ({ date, net, equity, drawdown, drawdownShare }));
}

export interface DayTick {
  readonly at: IsoDate;
  readonly label: string;
}

/** From this many days on, only months are named. */
const MONTHS_FROM = 45;

/** At most so many names under the days: of days, or of months where they begin. */
export function dayTicks(dates: readonly IsoDate[], most: number): readonly DayTick[] {
  const isLong = dates.length >= MONTHS_FROM;
  const ticks = dates.flatMap((at, index): DayTick[] => {
    const before = dates[index - 1];
    if (!isLong) return [{ at, label: shortDay(at) }];
    return before === undefined || before.slice(0, 7) === at.slice(0, 7) ? [] : [{ at, label: monthWords(at) }];
  });
  const every = Math.max(1, Math.ceil(ticks.length / Math.max(1, most)));
  return ticks.filter((_, index) => index % every === 0);
}

/** "25,204", "1.2 m" for an axis. */
export function axisDollars(value: number): string {
  return Math.abs(value) >= 1_000_000 ? `${formatPrice(value / 1_000_000)} m` : formatCount(value);
}

/** "−4 %", "12.5 %" for an axis whose numbers are shares. */
export function axisPercent(value: number): string {
  const points = value * 100;
  return `${formatPrice(points, Math.abs(points - Math.round(points)) < 0.005 ? 0 : 1)} %`;
}
