import type { Bins } from './brier.ts';

/**
 * Bins of about as many forecasts each, lowest first: at most `most`, with at least `least` in each, so none for fewer
 * than that. Equal forecasts stay together, so that no order among them decides anything.
 */
export function equalCountBins(forecasts: readonly number[], most = 10, least = 20): Bins {
  const order = Array.from(forecasts, (_, i) => i).sort((left, right) => (forecasts[left] as number) - (forecasts[right] as number));
  const count = order.length;
  const wanted = Math.min(most, Math.floor(count / least));
  const bins: number[][] = [];
  let start = 0;
  for (let end = 1; end <= count && wanted > 0; end += 1) {
    const last = end === count;
    const tied = !last && forecasts[order[end] as number] === forecasts[order[end - 1] as number];
    const full = end >= ((bins.length + 1) * count) / wanted && end - start >= least && count - end >= least;
    if (!last && (tied || !full)) continue;
    bins.push(order.slice(start, end));
    start = end;
  }
  return bins;
}
