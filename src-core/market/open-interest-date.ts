import { type ExchangeSession, previousSession } from '../calendar/exchange-calendar.ts';
import { DAY, type IsoDate } from '../time.ts';

/** The session whose close the open interest is of: contracts that are open are counted overnight. */
export interface OpenInterestDate {
  readonly asOf: IsoDate;
  readonly ageDays: number;
}

/** null where the calendar begins with the session. */
export function openInterestDate({ date }: ExchangeSession): OpenInterestDate | null {
  try {
    const asOf = previousSession(date).date;
    return { asOf, ageDays: Math.round((Date.parse(date) - Date.parse(asOf)) / DAY) };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
