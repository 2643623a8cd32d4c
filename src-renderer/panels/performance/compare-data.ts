import type { PerformanceView } from '../../../src-core/contract/performance.ts';
import type { IsoDate } from '../../../src-core/time.ts';
import type { ChartColumn, ChartRow } from '../../design/chart-data.ts';
import { percent } from './equity-data.ts';

/** A day of two accounts, results since the period's start as shares of what was there then; null where the account had no day. */
export interface ComparedDay {
  readonly date: IsoDate;
  readonly first: number | null;
  readonly second: number | null;
}

type Compared = Pick<PerformanceView, 'days' | 'startEquity'>;

/** Every day of either account, in order. */
export function comparedDays(first: Compared, second: Compared): readonly ComparedDay[] {
  const [ones, others] = [sharesOf(first), sharesOf(second)];
  const dates = [...new Set([...ones.keys(), ...others.keys()])].sort();
  return dates.map((date) => ({ date, first: ones.get(date) ?? null, second: others.get(date) ?? null }));
}

function sharesOf({ days, startEquity }: Compared): ReadonlyMap<IsoDate, number> {
  return new Map(startEquity > 0 ? days.map(({ date, equity }) => [date, equity / startEquity - 1] as const) : []);
}

export function comparedColumns(first: string, second: string): readonly ChartColumn[] {
  return [
    { key: 'date', title: 'Day' },
    { key: 'first', title: `${first}, share of start`, format: percent },
    { key: 'second', title: `${second}, share of start`, format: percent },
  ];
}

export function comparedRows(days: readonly ComparedDay[]): readonly ChartRow[] {
  return days.map(({ date, first, second }) => ({ date, first, second }));
}
