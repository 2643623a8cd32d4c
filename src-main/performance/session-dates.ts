import { sessionOn } from '../../src-core/calendar/exchange-calendar.ts';
import { DAY, type IsoDate, parseIsoDate } from '../../src-core/time.ts';

/** The exchange's session days from `from` to `to`, both included; weekdays in years for which no holidays are known. */
export function sessionDates(from: IsoDate, to: IsoDate): readonly IsoDate[] {
  const dates: IsoDate[] = [];
  for (const date of calendarDates(from, to)) if (isSession(date)) dates.push(date);
  return dates;
}

/** Every date from `from` to `to`, both included. */
export function calendarDates(from: IsoDate, to: IsoDate): readonly IsoDate[] {
  const dates: IsoDate[] = [];
  const end = Date.parse(`${to}T00:00:00Z`);
  for (let day = Date.parse(`${from}T00:00:00Z`); day <= end; day += DAY) dates.push(parseIsoDate(new Date(day).toISOString().slice(0, 10)));
  return dates;
}

function isSession(date: IsoDate): boolean {
  try {
    return sessionOn(date) !== null;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return ![0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
  }
}
