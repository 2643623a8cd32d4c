import type { ConePoint } from '../../../src-core/market/price-cone.ts';
import { type EpochMs, MINUTE } from '../../../src-core/time.ts';
import { type Interval, intervalStart } from './candle-intervals.ts';

export const EDGES = ['low95', 'low68', 'high68', 'high95'] as const;
export type Edge = (typeof EDGES)[number];

export type ConeLines = Readonly<Record<Edge, readonly { readonly time: EpochMs; readonly value: number }[]>>;

/**
 * The cone at the starts of intervals, counted from `origin`, straight between its points: a chart's time axis counts
 * candles, so what is drawn past the last one needs a point for each interval.
 */
export function coneLines(cone: readonly ConePoint[], interval: Interval, origin: EpochMs): ConeLines {
  const lines: Record<Edge, { time: EpochMs; value: number }[]> = { low95: [], low68: [], high68: [], high95: [] };
  const [first] = cone;
  const last = cone.at(-1);
  if (first === undefined || last === undefined) return lines;
  let at = 0;
  for (let time = intervalStart(first.time, interval, origin); time <= last.time; time += interval * MINUTE) {
    const when = Math.max(time, first.time);
    while (at < cone.length - 2 && (cone[at + 1] as ConePoint).time <= when) at += 1;
    const from = cone[at] as ConePoint;
    const to = cone[at + 1] ?? from;
    const part = to.time > from.time ? (when - from.time) / (to.time - from.time) : 0;
    for (const edge of EDGES) lines[edge].push({ time, value: from[edge] + (to[edge] - from[edge]) * part });
  }
  return lines;
}
