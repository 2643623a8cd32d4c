import type { ExpiryClock } from '../calendar/expiry-clock.ts';
import type { EpochMs } from '../time.ts';
import type { PriceInterval } from './expected-move.ts';

/** Where a price may be at one moment: the middle 68 % and 95 %, dollars. */
export interface ConePoint {
  readonly time: EpochMs;
  readonly low95: number;
  readonly low68: number;
  readonly high68: number;
  readonly high95: number;
}

/** The end of a cone: the intervals of the price at the reference around the forward. */
export interface ConeEnd {
  readonly forward: number;
  readonly interval68: PriceInterval;
  readonly interval95: PriceInterval;
}

/**
 * Where the price may be from `from` to the reference, in so many steps of the wall clock: the end's distances from the
 * forward, times the root of the part of the variance that has gone by then. It is exact for a normal distribution, and
 * keeps the end's skew at all times.
 */
export function priceCone(end: ConeEnd, clock: ExpiryClock, from: EpochMs, reference: EpochMs, steps: number): readonly ConePoint[] {
  const whole = clock.yearsLeft(from);
  if (!(whole > 0)) return [];
  return Array.from({ length: steps + 1 }, (_, step): ConePoint => {
    const time = Math.round(from + ((reference - from) * step) / steps);
    const part = Math.sqrt(Math.max(0, 1 - clock.yearsLeft(time) / whole));
    const at = (price: number): number => end.forward + (price - end.forward) * part;
    return { time, low95: at(end.interval95.low), low68: at(end.interval68.low), high68: at(end.interval68.high), high95: at(end.interval95.high) };
  });
}
