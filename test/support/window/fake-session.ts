import type { Ticker } from '../../../src-core/instruments/instrument.ts';

/** When the made-up session opened, and how long after that it is looked at. */
export const OPEN = Date.parse('2026-11-20T14:30:00Z');
export const ELAPSED = 4.2 * 3_600_000;

export const SPOTS: Readonly<Record<Ticker, number>> = { SPY: 612.27, QQQ: 548.9, IWM: 231.16, VIX: 16.84 };

/** A price that swings around the spot, by the tick of the fake core. */
export function fakeSpot(ticker: Ticker, tick: number): number {
  return Math.round((SPOTS[ticker] + Math.sin(tick / 40) * SPOTS[ticker] * 4e-4) * 100) / 100;
}
