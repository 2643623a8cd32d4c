import type { PerformanceView } from '../../../src-core/contract/performance.ts';
import type { ChartColumn, ChartRow } from '../../design/chart-data.ts';
import { formatCount } from '../../design/format.ts';
import { dollars } from './equity-data.ts';
import { dollarsWords, shortDay } from './performance-words.ts';

type Scatter = PerformanceView['scatter'];
export type ScatterPoint = Scatter['points'][number];
/** A point whose place is known. */
export type PlacedPoint = ScatterPoint & { readonly risk: number };

export function placedPoints({ points }: Scatter): readonly PlacedPoint[] {
  return points.flatMap((point) => (point.risk === null ? [] : [{ ...point, risk: point.risk }]));
}

/** What is not drawn, in words; empty where all is. */
export function leftOutWords({ total, points }: Scatter): string {
  const unbounded = points.filter(({ risk }) => risk === null).length;
  const parts = [
    ...(points.length < total ? [`${formatCount(points.length)} of ${formatCount(total)}, evenly picked`] : []),
    ...(unbounded > 0 ? [`${formatCount(unbounded)} without a bounded loss ${unbounded === 1 ? 'is' : 'are'} in the table only`] : []),
  ];
  return parts.join('; ');
}

/** "SPY iron condor, 20 Nov: risked $222.00, +$58.00". */
export function pointWords({ underlying, strategy, date, risk, net }: ScatterPoint): string {
  return `${underlying} ${strategy}, ${shortDay(date)}: ${risk === null ? 'loss without bound' : `risked ${dollarsWords(risk).replace(/^\+/, '')}`}, ${dollarsWords(net)}`;
}

export const SCATTER_COLUMNS: readonly ChartColumn[] = [
  { key: 'trade', title: 'Trade' },
  { key: 'date', title: 'Day' },
  { key: 'risk', title: 'Risk, $', format: (value) => dollars(value).replace(/^\+/, '') },
  { key: 'net', title: 'Net, $', format: dollars },
];

export function scatterRows({ points }: Scatter): readonly ChartRow[] {
  return points.map(({ underlying, strategy, date, risk, net }) => ({ trade: `${underlying} ${strategy}`, date, risk, net }));
}
