import { type GreekColumns, greekColumns, greeksOver, greeksThrough } from '../../../src-core/analysis/result-curves.ts';
import { MINUTE } from '../../../src-core/time.ts';
import type { Range } from '../smile/smile-axes.ts';
import type { Analysis, AnalysisFrame, Curves } from './analyse.ts';

/** One structure's Greeks along an axis. */
export interface GreekSeries {
  readonly name: string;
  readonly title: string;
  readonly columns: GreekColumns;
}

export interface GreekPlotData {
  /** Prices in dollars, or times. */
  readonly xs: Float64Array;
  readonly series: readonly GreekSeries[];
}

/** What the plots of Greeks are of, in this order, with their units. */
export const GREEK_PLOTS = [
  { key: 'value', title: 'Result', unit: '$' },
  { key: 'delta', title: 'Delta', unit: 'shares' },
  { key: 'gamma', title: 'Gamma', unit: 'shares per $1' },
  { key: 'theta', title: 'Theta', unit: '$ a calendar day' },
  { key: 'vega', title: 'Vega', unit: '$ a point' },
] as const;
export type GreekName = (typeof GREEK_PLOTS)[number]['key'];

/** Moments from now to the reference, which is the last. */
const MOMENTS = 73;

/** By name: the structures that are drawn, and all of them as one. */
export function drawnCurves({ slots, sum }: Analysis): readonly { readonly name: string; readonly title: string; readonly curves: Curves }[] {
  const drawn = slots.flatMap((slot) => (slot.state === 'drawn' ? [{ name: slot.slot.letter as string, title: `${slot.slot.letter} ${slot.drawn.spec.title}`, curves: slot as Curves }] : []));
  return sum === null ? drawn : [...drawn, { name: 'sum', title: 'Σ together', curves: sum }];
}

/** Over the frame's prices at the time looked at, with its shift of the volatilities. */
export function greeksByPrice(analysis: Analysis): GreekPlotData {
  const { prices, at, shift } = analysis.frame;
  const series = drawnCurves(analysis).map(({ name, title, curves }) => {
    const columns = greekColumns(prices.length);
    greeksOver(curves.pricer, prices, shift, at, columns);
    return { name, title, columns: lessCost(columns, curves.cost) };
  });
  return { xs: prices, series };
}

/** From now to the reference, at the spot of now. */
export function greeksThroughDay(analysis: Analysis): GreekPlotData {
  const { frame } = analysis;
  const { market, spot, shift } = frame;
  const { time, reference } = market.view;
  const last = Math.max(reference, time + MINUTE);
  const xs = Float64Array.from({ length: MOMENTS }, (_, i) => time + ((last - time) * i) / (MOMENTS - 1));
  const moments = Array.from(xs, (at, i) => (i === 0 ? market.now : market.at(at)));
  const series = drawnCurves(analysis).map(({ name, title, curves }) => {
    const columns = greekColumns(MOMENTS);
    greeksThrough(curves.pricer, spot, shift, moments, columns);
    return { name, title, columns: lessCost(columns, curves.cost) };
  });
  return { xs, series };
}

function lessCost(columns: GreekColumns, cost: number): GreekColumns {
  for (let i = 0; i < columns.value.length; i += 1) columns.value[i] = (columns.value[i] as number) - cost;
  return columns;
}

/** Share of the values at either end that may lie outside: the last minutes of a gamma at the money have no measure. */
const OUTLIERS = 0.03;

/** Zero and the values of all series but the few farthest out, with a little room. */
export function greekRange(series: readonly GreekSeries[], key: GreekName): Range {
  const values = series.flatMap(({ columns }) => Array.from(columns[key]).filter(Number.isFinite)).toSorted((left, right) => left - right);
  const skipped = Math.floor(values.length * OUTLIERS);
  const low = Math.min(0, values[skipped] ?? 0);
  const high = Math.max(0, values[values.length - 1 - skipped] ?? 0);
  const room = low === high ? 1 : 0.08 * (high - low);
  return { low: low === 0 && high > 0 ? 0 : low - room, high: high === 0 && low < 0 ? 0 : high + room };
}

/** Where the price may be from now to the reference, dollars: the middle 68 % and 95 %. */
export interface ConeColumns {
  readonly low95: Float64Array;
  readonly low68: Float64Array;
  readonly high68: Float64Array;
  readonly high95: Float64Array;
}

/** Null where no distribution is known. */
export function coneOver({ market }: AnalysisFrame, times: Float64Array): ConeColumns | null {
  const { distribution } = market.view;
  if (distribution.state === 'absent') return null;
  const { interval68, interval95 } = distribution.move;
  const column = (price: number): Float64Array => times.map((time) => market.towardsForward(price, time));
  return { low95: column(interval95.low), low68: column(interval68.low), high68: column(interval68.high), high95: column(interval95.high) };
}
