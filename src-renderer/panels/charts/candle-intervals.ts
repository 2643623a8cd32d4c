import type { Candle } from '../../../src-core/contract/charts.ts';
import type { Bar } from '../../../src-core/contract/connections.ts';
import { type EpochMs, MINUTE } from '../../../src-core/time.ts';

/** Minutes of one candle. */
export const INTERVALS = [1, 2, 5, 15, 30] as const;
export type Interval = (typeof INTERVALS)[number];

/** The start of the interval that a moment lies in, counted from `origin`. */
export function intervalStart(time: EpochMs, interval: Interval, origin: EpochMs): EpochMs {
  const width = interval * MINUTE;
  return origin + Math.floor((time - origin) / width) * width;
}

/** Candles of longer intervals, counted from `origin`, the session's open. A volume that one of the minutes does not have is null. */
export function joinCandles(candles: readonly Candle[], interval: Interval, origin: EpochMs): readonly Candle[] {
  if (interval === 1) return candles;
  const joined: Candle[] = [];
  for (const candle of candles) {
    const time = intervalStart(candle.time, interval, origin);
    const last = joined.at(-1);
    if (last?.time !== time) {
      joined.push({ ...candle, time });
      continue;
    }
    joined[joined.length - 1] = {
      time,
      open: last.open,
      high: Math.max(last.high, candle.high),
      low: Math.min(last.low, candle.low),
      close: candle.close,
      volume: last.volume === null || candle.volume === null ? null : last.volume + candle.volume,
    };
  }
  return joined;
}

/** Recorded bars as candles: where only the close was kept it stands for all four. */
export function candlesOfBars(bars: readonly Bar[]): readonly Candle[] {
  return bars.map(({ time, open, high, low, close, volume }) => {
    const first = open ?? close;
    return { time, open: first, high: high ?? Math.max(first, close), low: low ?? Math.min(first, close), close, volume };
  });
}
