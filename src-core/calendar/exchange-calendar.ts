import table from '../../resources/holidays.json' with { type: 'json' };
import { DAY, type EpochMs, HOUR, type IsoDate, MINUTE, parseIsoDate } from '../time.ts';

/** One trading day of the options on SPY, QQQ and IWM, which trade until a quarter of an hour after the shares close. */
export interface ExchangeSession {
  readonly date: IsoDate;
  /** 09:30 New York. */
  readonly open: EpochMs;
  /** The regular close whose price decides automatic exercise: 16:00, or 13:00 on an early close. */
  readonly reference: EpochMs;
  /** 16:15, or 13:15 on an early close. */
  readonly lastTrade: EpochMs;
  /** Until when holders may exercise or refuse: 17:30, on an early close too. */
  readonly exerciseCutOff: EpochMs;
  readonly earlyClose: boolean;
}

const ZONE = 'America/New_York';
const { firstYear, lastYear } = table;
const holidays = new Set<IsoDate>(table.holidays.map((day) => parseIsoDate(day.date)));
const earlyCloses = new Set<IsoDate>(table.earlyCloses.map((day) => parseIsoDate(day.date)));

/** The session of a date, null on weekends and holidays. Throws RangeError outside the years of the holiday table. */
export function sessionOn(date: IsoDate): ExchangeSession | null {
  const known = sessions.get(date);
  if (known !== undefined) return known;
  const session = readSession(date);
  sessions.set(date, session);
  return session;
}

/** The first session after `date`. Throws RangeError when the holiday table ends before it. */
export function nextSession(date: IsoDate): ExchangeSession {
  return nearestSession(date, DAY);
}

/** The last session before `date`. Throws RangeError when the holiday table begins after it. */
export function previousSession(date: IsoDate): ExchangeSession {
  return nearestSession(date, -DAY);
}

export function dateInNewYork(time: EpochMs): IsoDate {
  // New York is four or five hours behind UTC: both guesses agree except within the hour that decides.
  const later = utcDate(time - 4 * HOUR);
  const earlier = utcDate(time - 5 * HOUR);
  return later === earlier || time >= newYorkTime(later, '00:00') ? later : earlier;
}

/**
 * The moment a New York clock shows `clock` ("09:30", 24 hours) on `date`. Of an hour that a change of the clocks repeats,
 * the first; an hour that it skips is read by the clock after it. Throws RangeError on anything but HH:MM.
 */
export function newYorkTime(date: IsoDate, clock: string): EpochMs {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(clock);
  if (!match) throw new RangeError(`"${clock}" is not a time of day; expected HH:MM`);
  const { before, after } = offsetsOf(date);
  const hour = Number(match[1]);
  // Clocks change at 02:00.
  return midnightUtc(date) + hour * HOUR + Number(match[2]) * MINUTE - (hour < 2 ? before : after);
}

const sessions = new Map<IsoDate, ExchangeSession | null>();

function readSession(date: IsoDate): ExchangeSession | null {
  const year = Number(date.slice(0, 4));
  if (year < firstYear || year > lastYear) {
    throw new RangeError(`no exchange calendar for ${date}: the holiday table covers ${firstYear} to ${lastYear}`);
  }
  const weekday = new Date(midnightUtc(date)).getUTCDay();
  if (weekday === 0 || weekday === 6 || holidays.has(date)) return null;
  const earlyClose = earlyCloses.has(date);
  const reference = newYorkTime(date, earlyClose ? '13:00' : '16:00');
  return {
    date,
    open: newYorkTime(date, '09:30'),
    reference,
    lastTrade: reference + 15 * MINUTE,
    exerciseCutOff: newYorkTime(date, '17:30'),
    earlyClose,
  };
}

function nearestSession(date: IsoDate, step: number): ExchangeSession {
  for (let day = midnightUtc(date) + step; ; day += step) {
    const session = sessionOn(utcDate(day));
    if (session !== null) return session;
  }
}

/** Offsets from UTC in milliseconds, negative west of Greenwich, at the start of a New York date and at its noon. */
interface ZoneOffsets {
  readonly before: number;
  readonly after: number;
}

const offsets = new Map<IsoDate, ZoneOffsets>();
const zoneFormat = new Intl.DateTimeFormat('en-US', { timeZone: ZONE, timeZoneName: 'longOffset' });

function offsetsOf(date: IsoDate): ZoneOffsets {
  let found = offsets.get(date);
  if (found === undefined) {
    found = { before: offsetAt(midnightUtc(date) + 5 * HOUR), after: offsetAt(midnightUtc(date) + 17 * HOUR) };
    offsets.set(date, found);
  }
  return found;
}

function offsetAt(time: EpochMs): number {
  const name = zoneFormat.formatToParts(time).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const match = /^GMT([+-])(\d{2}):(\d{2})$/.exec(name);
  if (!match) throw new RangeError(`the time zone ${ZONE} is unknown here: its offset reads "${name}"`);
  const size = Number(match[2]) * HOUR + Number(match[3]) * MINUTE;
  return match[1] === '-' ? -size : size;
}

function midnightUtc(date: IsoDate): EpochMs {
  return Date.parse(`${date}T00:00:00Z`);
}

function utcDate(time: EpochMs): IsoDate {
  return parseIsoDate(new Date(time).toISOString().slice(0, 10));
}
