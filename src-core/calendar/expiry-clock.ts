import { DAY, type EpochMs, MINUTE } from '../time.ts';
import type { ExchangeSession } from './exchange-calendar.ts';

/** Milliseconds of a year of 365 days. */
export const YEAR = 365 * DAY;

/**
 * How the time to one session's reference is counted. An implied volatility is annual on the clock it was solved on;
 * interest runs on calendar time, {@link yearsToReference}, on either clock.
 */
export interface ExpiryClock {
  readonly name: 'variance' | 'flat';
  /** For people: "flat clock", "variance clock", "variance clock · FOMC 14:00". */
  readonly label: string;
  /** Years of 365 days on this clock; falls strictly to exactly 0 at the reference, and is 0 after it. */
  yearsLeft(now: EpochMs): number;
  /**
   * Years on this clock that pass in one calendar year at this instant: what turns a derivative by the clock's time
   * into one by calendar time. That of the instant after where it changes; 0 from the reference on.
   */
  speed(now: EpochMs): number;
}

/** Every second counts the same. */
export function flatClock(session: ExchangeSession): ExpiryClock {
  return {
    name: 'flat',
    label: 'flat clock',
    yearsLeft: (now) => yearsToReference(session, now),
    speed: (now) => (now < session.reference ? 1 : 0),
  };
}

/** Minutes to the reference as the clock weighs them: 390 at 09:30 of an ordinary session on either clock. */
export function minutesLeft(clock: ExpiryClock, now: EpochMs): number {
  return clock.yearsLeft(now) * (YEAR / MINUTE);
}

/** Years from `now` to the session's reference time; 0 at and after it. */
export function yearsToReference(session: ExchangeSession, now: EpochMs): number {
  return Math.max(0, session.reference - now) / YEAR;
}
