import type { z } from 'zod';
import type { histogramSchema } from '../contract/performance.ts';
import { HOUR, MINUTE, SECOND } from '../time.ts';

export type Histogram = z.output<typeof histogramSchema>;

const MOST_BINS = 40;
/** A round width may be so much narrower than the one that is wanted; neighbours among them are about twice this apart. */
const NARROWER = 0.7;

/** A bin's width as a whole number over another, so that edges are the decimals they look like. */
interface Width {
  readonly over: number;
  readonly under: number;
}

/**
 * How often values fall where: bins as wide as D. Freedman and P. Diaconis say (2 · quartile range · n^(-1/3), Z. Wahrsch. verw.
 * Gebiete 57, 1981), or the round width next to that, at most 40 of them. Every edge is a multiple of the width, so 0 is never
 * inside a bin. A value on an edge is in the bin above it. Values must be finite; none gives no bin.
 */
export function histogramOf(what: Histogram['what'], values: readonly number[]): Histogram {
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined) return { what, edges: [], counts: [] };
  const { first, last, width } = bins(low, high, wantedWidth(sorted), what === 'holding_time' ? timeWidths : decimalWidths);
  const edges = Array.from({ length: last - first + 1 }, (_, i) => edge(first + i, width));
  const counts = edges.slice(1).map(() => 0);
  let bin = 0;
  for (const value of sorted) {
    while (value >= (edges[bin + 1] ?? Infinity)) bin += 1;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { what, edges, counts };
}

/** Not above 0 where nothing says how wide. */
function wantedWidth(sorted: Float64Array): number {
  const range = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  const spread = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0);
  // Most values may be the same, as are full wins of one structure: then as many bins as H. Sturges (1926) says.
  return range > 0 ? 2 * range * sorted.length ** (-1 / 3) : spread / (Math.log2(sorted.length) + 1);
}

function quantile(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN];
  return below + (at - Math.floor(at)) * (above - below);
}

/** The narrowest of the round widths from `wanted` on that needs few enough bins; bins reach from edge `first` to edge `last`. */
function bins(low: number, high: number, wanted: number, widths: (least: number) => Iterable<Width>): { first: number; last: number; width: Width } {
  const least = Math.max(wanted * NARROWER, (high - low) / MOST_BINS) || Math.max(Math.abs(high) / MOST_BINS, Number.MIN_VALUE);
  for (const width of widths(least)) {
    let first = Math.floor((low * width.under) / width.over);
    let last = Math.floor((high * width.under) / width.over) + 1;
    // Rounding may have put the ends on the wrong side of an edge.
    if (edge(first, width) > low) first -= 1;
    if (edge(last, width) <= high) last += 1;
    if (last - first <= MOST_BINS) return { first, last, width };
  }
  throw new RangeError(`no bins reach from ${low} to ${high}`);
}

function edge(i: number, { over, under }: Width): number {
  return (i * over) / under || 0;
}

/** 1, 2, 2.5 and 5 times powers of ten, not narrower than a ten-thousandth. */
function* decimalWidths(least: number): Iterable<Width> {
  for (let power = Math.max(-4, Math.floor(Math.log10(least))); power < 300; power += 1) {
    for (const digits of [10, 20, 25, 50]) {
      const width = power >= 1 ? { over: digits * 10 ** (power - 1), under: 1 } : { over: digits, under: 10 ** (1 - power) };
      if (width.over / width.under >= least) yield width;
    }
  }
}

const ROUND_TIMES = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4, 6, 12].map((hours) => hours * HOUR),
];

function* timeWidths(least: number): Iterable<Width> {
  for (const time of ROUND_TIMES) if (time >= least) yield { over: time, under: 1 };
  for (let days = 1; ; days *= 2) if (24 * days * HOUR >= least) yield { over: 24 * days * HOUR, under: 1 };
}
