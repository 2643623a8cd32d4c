import { dateInNewYork, sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import type { Bar } from '../../../src-core/contract/connections.ts';
import { type EpochMs, MINUTE } from '../../../src-core/time.ts';
import { newYorkDay } from './daily-aggregates.ts';

/** What market_data says of one stretch of time: its start, its prices in dollars, and the day's running volume at its end. */
export interface PriceWindow {
  readonly time: EpochMs;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly runningVolume: number | null;
}

/**
 * Minute bars of minute windows, oldest first. The volume of a minute is what the running total grew by since the minute
 * before, or since the open; null where that minute is not known.
 */
export function minuteBars(windows: readonly PriceWindow[]): readonly Bar[] {
  return windows.map((window, index) => ({ ...pricesOf(window), volume: volumeOf(window, windows[index - 1]) }));
}

function volumeOf({ time, runningVolume }: PriceWindow, before: PriceWindow | undefined): number | null {
  if (runningVolume === null) return null;
  if (before?.time === time - MINUTE && before.runningVolume !== null) {
    const grown = runningVolume - before.runningVolume;
    return grown >= 0 ? grown : null;
  }
  return time === openOf(time) ? runningVolume : null;
}

/** The day's open; null where no session is known. */
function openOf(time: EpochMs): EpochMs | null {
  try {
    return sessionOn(dateInNewYork(time))?.open ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Daily bars, oldest first: the aggregates, and where a day has none, a bar of its windows (given oldest first). */
export function dayBars(aggregates: readonly Bar[], windows: readonly PriceWindow[]): readonly Bar[] {
  const bars = new Map<EpochMs, Bar>();
  for (const window of windows) {
    const time = newYorkDay(window.time).start;
    const known = bars.get(time);
    bars.set(time, known === undefined ? { ...pricesOf(window), time, volume: window.runningVolume } : joined(known, window));
  }
  for (const aggregate of aggregates) bars.set(aggregate.time, aggregate);
  return [...bars.values()].sort((left, right) => left.time - right.time);
}

function pricesOf({ time, open, high, low, close }: PriceWindow): Omit<Bar, 'volume'> {
  return { time, open, high, low, close };
}

function joined(bar: Bar, { high, low, close, runningVolume }: PriceWindow): Bar {
  return {
    time: bar.time,
    open: bar.open,
    high: Math.max(bar.high ?? high, high),
    low: Math.min(bar.low ?? low, low),
    close,
    volume: runningVolume === null ? bar.volume : Math.max(bar.volume ?? 0, runningVolume),
  };
}

/** The minutes that start within `from` <= time < `to`, whole. */
export function wholeMinutes(from: EpochMs, to: EpochMs): { readonly from: EpochMs; readonly to: EpochMs } {
  return { from: Math.ceil(from / MINUTE) * MINUTE, to: Math.ceil(to / MINUTE) * MINUTE };
}
