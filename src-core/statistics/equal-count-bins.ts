import type { Bins } from './brier.ts';

/**
 * Bins of about as many forecasts each, lowest first, each holding the places of its forecasts: at most `most`, with at least
 * `least` in each, so none for fewer than that. Equal forecasts stay together, so that no order among them decides anything.
 */
export function equalCountBins(forecasts: readonly number[], most = 10, least = 20): Bins {
  const sorted = Float64Array.from(forecasts).sort();
  const count = sorted.length;
  const wanted = Math.min(most, Math.floor(count / least));
  if (wanted === 0) return [];
  const highest: number[] = [];
  let start = 0;
  for (let end = 1; end < count; end += 1) {
    const tied = sorted[end] === sorted[end - 1];
    const full = end >= ((highest.length + 1) * count) / wanted && end - start >= least && count - end >= least;
    if (tied || !full) continue;
    highest.push(sorted[end - 1] as number);
    start = end;
  }
  const bins = Array.from({ length: highest.length + 1 }, (): number[] => []);
  forecasts.forEach((forecast, i) => {
    const above = highest.findIndex((bound) => forecast <= bound);
    bins.at(above)?.push(i);
  });
  return bins;
}
