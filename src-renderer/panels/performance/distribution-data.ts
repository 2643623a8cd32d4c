import type { z } from 'zod';
import type { histogramSchema } from '../../../src-core/contract/performance.ts';
import type { ChartColumn, ChartRow, ChartValue } from '../../design/chart-data.ts';
import { formatCount, formatPrice, formatSignedCount } from '../../design/format.ts';
import { durationWords } from './performance-words.ts';

export type Histogram = z.output<typeof histogramSchema>;
export type Distributed = Histogram['what'];

export const DISTRIBUTIONS: readonly Distributed[] = ['net', 'return_on_risk', 'holding_time'];

export const DISTRIBUTION_TITLES: Readonly<Record<Distributed, { readonly title: string; readonly of: string; readonly unit: string }>> = {
  net: { title: 'Results', of: 'trades by net result', unit: '$' },
  return_on_risk: { title: 'Returns on risk', of: 'trades by result over greatest loss', unit: 'share' },
  holding_time: { title: 'Holding times', of: 'trades by time from open to close', unit: 'ms' },
};

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Whose side of zero it is on; 'both' reaches over it, times are on neither. */
  readonly side: 'gain' | 'loss' | 'both' | 'none';
}

export function binsOf({ what, edges, counts }: Histogram): readonly Bin[] {
  return counts.map((count, at) => {
    const [from, to] = [edges[at] ?? Number.NaN, edges[at + 1] ?? Number.NaN];
    return { from, to, count, side: what === 'holding_time' ? 'none' : from >= 0 ? 'gain' : to <= 0 ? 'loss' : 'both' };
  });
}

/** An edge in few characters: "−250", "12 %", "1 h 23 min". */
export function edgeWords(value: number, what: Distributed): string {
  switch (what) {
    case 'net':
      return Number.isInteger(value) ? formatSignedCount(value) : formatPrice(value);
    case 'return_on_risk':
      return `${formatPrice(value * 100, Number.isInteger(Math.round(value * 1e6) / 1e4) ? 0 : 1)} %`;
    case 'holding_time':
      return durationWords(value);
  }
}

/** "−250 to −200: 12 trades". */
export function binWords({ from, to, count }: Bin, what: Distributed): string {
  return `${edgeWords(from, what)} to ${edgeWords(to, what)}: ${formatCount(count)} ${count === 1 ? 'trade' : 'trades'}`;
}

export function binColumns(what: Distributed): readonly ChartColumn[] {
  const { unit } = DISTRIBUTION_TITLES[what];
  const edge = (value: ChartValue): string => (typeof value === 'number' ? edgeWords(value, what) : '');
  return [
    { key: 'from', title: `From, ${unit}`, format: edge },
    { key: 'to', title: `Up to, ${unit}`, format: edge },
    { key: 'count', title: 'Trades' },
  ];
}

export function binRows(bins: readonly Bin[]): readonly ChartRow[] {
  return bins.map(({ from, to, count }) => ({ from, to, count }));
}
