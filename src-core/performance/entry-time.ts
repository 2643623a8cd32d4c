import { newYorkClock } from '../calendar/clock-text.ts';
import { dateInNewYork } from '../calendar/exchange-calendar.ts';
import { DAY, type EpochMs, HOUR, MINUTE } from '../time.ts';

/** When in a session something was, by New York. */
export interface EntryTime {
  /** Start of its half-hour, "09:30". */
  readonly halfHour: string;
  /** 1 Monday to 7 Sunday. */
  readonly weekday: string;
}

const HALF_HOUR = 30 * MINUTE;
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 4;

/** By half-hours since 1970, which clocks never change within: a calendar is asked once for each. */
const known = new Map<number, EntryTime>();

export function entryTime(time: EpochMs): EntryTime {
  const halfHours = Math.floor(time / HALF_HOUR);
  let found = known.get(halfHours);
  if (found === undefined) {
    found = read(halfHours * HALF_HOUR);
    known.set(halfHours, found);
  }
  return found;
}

function read(time: EpochMs): EntryTime {
  const days = Date.parse(`${dateInNewYork(time)}T00:00:00Z`) / DAY;
  return { halfHour: newYorkClock(time), weekday: String(((days + FIRST_WEEKDAY - 1) % 7) + 1) };
}

/** Of a key "09:30": "09:30–10:00". */
export function halfHourTitle(halfHour: string): string {
  const [hours = 0, minutes = 0] = halfHour.split(':').map(Number);
  const end = (hours * HOUR + minutes * MINUTE + HALF_HOUR) / MINUTE;
  return `${halfHour}–${String(Math.floor(end / 60)).padStart(2, '0')}:${String(end % 60).padStart(2, '0')}`;
}
