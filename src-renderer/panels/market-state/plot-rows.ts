import type { CorrelationHistory, MarketStateView } from '../../../src-core/contract/signals.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import type { CorrelationPair } from '../../../src-core/signals/market-state.ts';
import { type EpochMs, MINUTE } from '../../../src-core/time.ts';

/** One moment of a plot: its place along the axis, and a value a series, null where absent. */
export interface PlotRow {
  readonly at: number;
  readonly time: EpochMs;
  readonly values: readonly (number | null)[];
  /** 95 % and 68 % of a cone. */
  readonly band?: { readonly low95: number; readonly low68: number; readonly high68: number; readonly high95: number };
}

export interface PlotTick {
  readonly at: number;
  readonly label: string;
}

/** Rows ready to be drawn or read as a table, along an axis from `from` to `to`. */
export interface PlotData {
  readonly rows: readonly PlotRow[];
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly PlotTick[];
}

const zone = { timeZone: 'America/New_York' } as const;
const clock = new Intl.DateTimeFormat('en-GB', { ...zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat('en-GB', { ...zone, day: 'numeric', month: 'short' });

type Span = Pick<MarketStateView, 'open' | 'reference'>;

/** One row a finished minute: a bar's values stand at its close. */
function minuteRows(open: EpochMs, series: readonly (readonly (number | null)[])[]): PlotRow[] {
  const length = Math.max(0, ...series.map((values) => values.length));
  return Array.from({ length }, (_, minute) => ({ at: minute + 1, time: open + (minute + 1) * MINUTE, values: series.map((values) => values[minute] ?? null) }));
}

function sessionAxis({ open, reference }: Span): Omit<PlotData, 'rows'> {
  const to = Math.round((reference - open) / MINUTE);
  const ticks = Array.from({ length: to + 1 }, (_, at) => ({ at, label: clock.format(open + at * MINUTE) })).filter(({ label }) => label.endsWith(':00'));
  return { from: 0, to, ticks };
}

/** Today's short correlation and what is ordinary at each minute. */
export function correlationToday(view: Span & Pick<MarketStateView, 'history'>, pair: CorrelationPair): PlotData {
  return { ...sessionAxis(view), rows: minuteRows(view.open, [view.history.correlation[pair], view.history.baseline[pair]]) };
}

/** The correlation of the last days; nights and weekends take no room. */
export function correlationPast({ points }: Pick<CorrelationHistory, 'points'>): PlotData {
  const rows = points.map(({ time, correlation }, at): PlotRow => ({ at, time, values: [correlation] }));
  let before = '';
  const ticks = rows.flatMap(({ at, time }): PlotTick[] => {
    const label = day.format(time);
    const begins = label !== before;
    before = label;
    return begins ? [{ at, label }] : [];
  });
  return { rows, from: 0, to: Math.max(1, rows.length - 1), ticks };
}

/** The price so far, and from now on where the implied distribution puts it. */
export function expectedMoveCone(view: Span & Pick<MarketStateView, 'history' | 'cones'>, underlying: Underlying): PlotData {
  const ahead = view.cones[underlying].map(({ time, ...band }): PlotRow => ({ at: (time - view.open) / MINUTE, time, values: [null], band }));
  return { ...sessionAxis(view), rows: [...minuteRows(view.open, [view.history.price[underlying]]), ...ahead] };
}

/** Annual volatilities in percent: implied at the money, and realised since the open. */
export function impliedAgainstRealised(view: Span & Pick<MarketStateView, 'history'>, underlying: Underlying): PlotData {
  const percent = (values: readonly (number | null)[]): (number | null)[] => values.map((value) => (value === null ? null : value * 100));
  return { ...sessionAxis(view), rows: minuteRows(view.open, [percent(view.history.implied[underlying]), percent(view.history.realised[underlying])]) };
}

/** "13:42", of another day with its date. */
export function rowTime({ time }: Pick<PlotRow, 'time'>, dated: boolean): string {
  return dated ? `${day.format(time)} ${clock.format(time)}` : clock.format(time);
}

/** Lowest and highest of all that is drawn; null where there is nothing. */
export function plotExtent(rows: readonly PlotRow[]): { readonly low: number; readonly high: number } | null {
  const values = rows.flatMap(({ values, band }) => [...values.filter((value) => value !== null), ...(band === undefined ? [] : [band.low95, band.high95])]);
  if (values.length === 0) return null;
  return { low: Math.min(...values), high: Math.max(...values) };
}

/** Unbroken runs of a series: a gap stays a gap. */
export function runsOf(rows: readonly PlotRow[], series: number): readonly (readonly { readonly at: number; readonly value: number }[])[] {
  const runs: { at: number; value: number }[][] = [];
  let run: { at: number; value: number }[] = [];
  for (const { at, values } of rows) {
    const value = values[series] ?? null;
    if (value !== null) {
      if (run.length === 0) runs.push(run);
      run.push({ at, value });
    } else run = [];
  }
  return runs;
}
