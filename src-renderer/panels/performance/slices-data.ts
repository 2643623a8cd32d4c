import type { SlicesView } from '../../../src-core/contract/performance.ts';
import type { Dimension } from '../../../src-core/performance/slice.ts';
import type { Metric, MetricName } from '../../../src-core/performance/metric.ts';
import type { ChartColumn, ChartRow } from '../../design/chart-data.ts';
import { formatCount } from '../../design/format.ts';
import { dollars, percent } from './equity-data.ts';
import { DIMENSION_TITLES } from './performance-words.ts';

/** How the trades of one key did. */
export interface SliceBar {
  readonly key: string;
  readonly title: string;
  readonly trades: number;
  readonly net: number;
  readonly winRate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly expectancy: number | null;
}

/** Greatest result first; keys without a trade that ended are left out. */
export function sliceBars({ rows }: Pick<SlicesView, 'rows'>): readonly SliceBar[] {
  return rows
    .flatMap(({ key, title, metrics }): SliceBar[] => {
      const net = valueOf(metrics, 'net_result');
      const trades = valueOf(metrics, 'trades') ?? 0;
      if (net === null || trades === 0) return [];
      const rate = metrics.find(({ name }) => name === 'win_rate');
      return [{ key, title, trades, net, winRate: rate?.value ?? null, low: rate?.low ?? null, high: rate?.high ?? null, expectancy: valueOf(metrics, 'expectancy') }];
    })
    .sort((left, right) => right.net - left.net || left.title.localeCompare(right.title));
}

export function valueOf(metrics: readonly Metric[], name: MetricName): number | null {
  return metrics.find((metric) => metric.name === name)?.value ?? null;
}

/** "34 · 61 % (44–76)": trades, and the share that won with its interval where the sample carries one. */
export function sliceNote({ trades, winRate, low, high }: SliceBar): string {
  if (winRate === null) return formatCount(trades);
  const points = (share: number): string => String(Math.round(share * 100));
  const interval = low === null || high === null ? '' : ` (${points(low)}–${points(high)})`;
  return `${formatCount(trades)} · ${points(winRate)} %${interval}`;
}

export function sliceColumns(by: Dimension): readonly ChartColumn[] {
  return [
    { key: 'title', title: DIMENSION_TITLES[by] },
    { key: 'trades', title: 'Trades' },
    { key: 'net', title: 'Net, $', format: dollars },
    { key: 'winRate', title: 'Win rate, share', format: percent },
    { key: 'low', title: 'from, 95 %', format: percent },
    { key: 'high', title: 'to, 95 %', format: percent },
    { key: 'expectancy', title: 'Expectancy, $', format: dollars },
  ];
}

export function sliceRows(bars: readonly SliceBar[]): readonly ChartRow[] {
  return bars.map(({ title, trades, net, winRate, low, high, expectancy }) => ({ title, trades, net, winRate, low, high, expectancy }));
}
