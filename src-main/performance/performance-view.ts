import type { PerformanceAccount, PerformanceQuery, PerformanceView, SlicesView } from '../../src-core/contract/performance.ts';
import { toDollars } from '../../src-core/money.ts';
import { daysOfTrades } from '../../src-core/performance/day-net.ts';
import { equityCurve } from '../../src-core/performance/equity-curve.ts';
import { histogramOf } from '../../src-core/performance/histogram.ts';
import { inSlice } from '../../src-core/performance/keys-of.ts';
import { metricsOf } from '../../src-core/performance/metrics-of.ts';
import type { Dimension, Slice } from '../../src-core/performance/slice.ts';
import { slicesOf } from '../../src-core/performance/slices-of.ts';
import type { TradeResult } from '../../src-core/performance/trade-result.ts';
import type { DailyResult } from '../../src-core/performance/daily-result.ts';
import type { IsoDate } from '../../src-core/time.ts';
import { type AccountResults, netsOf } from './account-results.ts';
import { sessionDates } from './session-dates.ts';

type Period = Pick<PerformanceQuery, 'from' | 'to'>;

/** Points of a scatter. */
const MOST_POINTS = 2_000;

/** What the trading of a period came to. `breathe` is waited for between its parts. */
export async function performanceView(results: AccountResults, account: PerformanceAccount, query: PerformanceQuery, breathe: () => Promise<void>): Promise<PerformanceView> {
  const rows = results.days.rows();
  const period = periodOf(rows, results, query);
  const basis = isWhole(query.slice) ? 'account' : 'trades';
  if (period === null) return { ...EMPTY, account, basis, metrics: [...metricsOf([], [], 0)] };
  const { from, to } = period;
  const trades = chosen(results, period, query.slice);
  const startEquity = results.equityBefore(rows, from);
  const nets = basis === 'account' ? netsOf(rows, from, to) : daysOfTrades(trades, sessionDates(from, to));
  await breathe();
  const metrics = metricsOf(trades, nets, startEquity);
  await breathe();
  const days = equityCurve(nets, startEquity);
  const spread = histograms(trades);
  await breathe();
  return {
    account,
    from,
    to,
    basis,
    startEquity,
    metrics: [...metrics],
    days,
    daily: rows.filter(({ date, underlying }) => underlying === null && date >= from && date <= to),
    histograms: spread,
    scatter: { total: trades.length, points: evenly(trades, MOST_POINTS).map(pointOf) },
  };
}

/** The same figures for each key of a dimension. */
export async function slicesView(results: AccountResults, query: PerformanceQuery, by: Dimension, breathe: () => Promise<void>): Promise<SlicesView> {
  const daily = results.days.rows();
  const period = periodOf(daily, results, query);
  if (period === null) return { by, rows: [] };
  const trades = chosen(results, period, query.slice);
  const startEquity = results.equityBefore(daily, period.from);
  const dates = sessionDates(period.from, period.to);
  const rows: SlicesView['rows'] = [];
  let since = 0;
  for (const slice of slicesOf(trades, by)) {
    if (since >= BREATH) {
      await breathe();
      since = 0;
    }
    rows.push({ key: slice.key, title: slice.title, metrics: [...metricsOf(slice.results, daysOfTrades(slice.results, dates), startEquity)] });
    since += slice.results.length + DAYS_WEIGH;
  }
  return { by, rows };
}

/** Trades measured between two breaths, and how many of them a key's days weigh as much as. */
const BREATH = 5_000;
const DAYS_WEIGH = 250;

/** The days asked for that the account has results of; null where there are none. */
export function periodOf(rows: readonly DailyResult[], results: AccountResults, { from, to }: Period): { readonly from: IsoDate; readonly to: IsoDate } | null {
  const dates = results.trades.dates();
  const first = least([rows[0]?.date, dates[0]]);
  const last = greatest([rows.at(-1)?.date, dates.at(-1)]);
  if (first === undefined || last === undefined) return null;
  const period = { from: from !== undefined && from > first ? from : first, to: to !== undefined && to < last ? to : last };
  return period.from <= period.to ? period : null;
}

const EMPTY: Pick<PerformanceView, 'from' | 'to' | 'startEquity' | 'days' | 'daily' | 'histograms' | 'scatter'> = {
  from: null,
  to: null,
  startEquity: 0,
  days: [],
  daily: [],
  histograms: [],
  scatter: { total: 0, points: [] },
};

function isWhole(slice: Slice): boolean {
  return Object.values(slice).every((keys) => keys === undefined);
}

function chosen(results: AccountResults, { from, to }: { readonly from: IsoDate; readonly to: IsoDate }, slice: Slice): readonly TradeResult[] {
  const trades = results.trades.between(from, to);
  return isWhole(slice) ? trades : trades.filter((trade) => inSlice(trade, slice));
}

function histograms(trades: readonly TradeResult[]): PerformanceView['histograms'] {
  return [
    histogramOf('net', trades.map(({ net }) => toDollars(net))),
    histogramOf('return_on_risk', trades.flatMap(({ net, risk }) => (risk === null || risk === 0 ? [] : [net / risk]))),
    histogramOf('holding_time', trades.map(({ closedAt, openedAt }) => closedAt - openedAt)),
  ];
}

function pointOf({ date, id, net, risk, strategy, underlying }: TradeResult): PerformanceView['scatter']['points'][number] {
  return { id, strategy, underlying, date, risk: risk === null ? null : toDollars(risk), net: toDollars(net) };
}

function evenly<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]).filter((item) => item !== undefined);
}

function least(dates: readonly (IsoDate | undefined)[]): IsoDate | undefined {
  return dates.filter((date) => date !== undefined).sort()[0];
}

function greatest(dates: readonly (IsoDate | undefined)[]): IsoDate | undefined {
  return dates.filter((date) => date !== undefined).sort().at(-1);
}
