import type { DailyResult } from '../../src-core/performance/daily-result.ts';
import type { Metric } from '../../src-core/performance/metric.ts';
import { metricsOf } from '../../src-core/performance/metrics-of.ts';
import { DAY, type IsoDate, parseIsoDate } from '../../src-core/time.ts';
import { type AccountResults, netsOf } from './account-results.ts';

export interface MetricPeriod {
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/**
 * The periods whose figures are kept and in which one of the days changed: its month and its year, and everything from
 * the account's first day to the end of the year of its last.
 */
export function metricPeriods(rows: readonly DailyResult[], changed: readonly IsoDate[]): readonly MetricPeriod[] {
  const periods = new Map<string, MetricPeriod>();
  const take = (from: string, to: string): void => void periods.set(`${from} ${to}`, { from: parseIsoDate(from), to: parseIsoDate(to) });
  for (const date of changed) {
    const year = date.slice(0, 4);
    take(`${date.slice(0, 7)}-01`, endOfMonth(date));
    take(`${year}-01-01`, `${year}-12-31`);
  }
  const [first, last] = [rows[0]?.date, rows.at(-1)?.date];
  if (changed.length > 0 && first !== undefined && last !== undefined) take(first, `${last.slice(0, 4)}-12-31`);
  return [...periods.values()];
}

/** The account's figures of the part of a period in which it has days. */
export function metricsOfPeriod(results: AccountResults, { from, to }: MetricPeriod): readonly Metric[] {
  const rows = results.days.rows();
  const inside = rows.filter(({ date }) => date >= from && date <= to);
  const [first, last] = [inside[0]?.date, inside.at(-1)?.date];
  if (first === undefined || last === undefined) return metricsOf([], [], 0);
  return metricsOf(results.trades.between(first, last), netsOf(rows, first, last), results.equityBefore(rows, first));
}

function endOfMonth(date: IsoDate): string {
  const next = Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 1);
  return new Date(next - DAY).toISOString().slice(0, 10);
}
