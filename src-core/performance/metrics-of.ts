import type { DayNet } from './day-net.ts';
import { dayFigures } from './day-figures.ts';
import type { Figure } from './figure.ts';
import { METRIC_NAMES, type Metric, type MetricName } from './metric.ts';
import { METRICS } from './metrics.ts';
import { tradeFigures } from './trade-figures.ts';
import type { TradeResult } from './trade-result.ts';

/**
 * Every figure of METRICS, in its order. `results` are the trades of the slice that ended in the period, in the order in which
 * they ended; `days` every session day of the period, oldest first, also those that brought 0; `startEquity` dollars at its start.
 */
export function metricsOf(results: readonly TradeResult[], days: readonly DayNet[], startEquity: number): readonly Metric[] {
  const figures: Readonly<Record<MetricName, Figure>> = { ...tradeFigures(results), ...dayFigures(days, startEquity) };
  return METRIC_NAMES.map((name) => metric(name, figures[name]));
}

function metric(name: MetricName, { value, interval, sample, counts, because }: Figure): Metric {
  const missing = tooFew(name, sample, counts) ?? because;
  if (missing !== null || value === null) return { name, value: null, low: null, high: null, sample, because: missing };
  return { name, value, low: interval?.low ?? null, high: interval?.high ?? null, sample, because: null };
}

function tooFew(name: MetricName, sample: number, counts: string): string | null {
  const { leastSample } = METRICS[name];
  if (sample >= leastSample) return null;
  if (sample === 0) return `There are no ${counts}.`;
  return `It takes ${leastSample} ${counts}; there ${sample === 1 ? 'is' : 'are'} ${sample}.`;
}
