import { DAY, type EpochMs } from '../time.ts';
import type { ExchangeSession } from './exchange-calendar.ts';

/** The clock that implied volatilities are quoted against: every second counts the same, in years of 365 days. */
export const EXPIRY_CLOCK = 'flat';

/** Years from `now` to the session's reference time; 0 at and after it. */
export function yearsToReference(session: ExchangeSession, now: EpochMs): number {
  return Math.max(0, session.reference - now) / (365 * DAY);
}
