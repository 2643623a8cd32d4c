import { type ExchangeSession, newYorkTime, sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import type { IsoDate } from '../../../src-core/time.ts';
import { MINUTE } from '../../../src-core/time.ts';
import type { FormerDays } from '../../market-data/former-days.ts';

/**
 * Cuts former days to their regular sessions: minutes from the open to the reference. Weekends, holidays, early closes
 * and days the calendar does not reach are left out, since their minutes are no guide to those of a whole session.
 */
export function formerSessions({ dates }: Pick<FormerDays, 'dates'>, days: readonly Float64Array[]): readonly Float64Array[] {
  return dates.flatMap((date, index) => {
    const session = knownSession(date);
    const day = days[index];
    if (session === null || session.earlyClose || day === undefined) return [];
    const midnight = newYorkTime(date, '00:00');
    return [day.subarray((session.open - midnight) / MINUTE, (session.reference - midnight) / MINUTE)];
  });
}

function knownSession(date: IsoDate): ExchangeSession | null {
  try {
    return sessionOn(date);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
