import { type EpochMs, HOUR, MINUTE } from '../time.ts';
import { dateInNewYork, newYorkTime } from './exchange-calendar.ts';

/** What a New York clock shows during a session, "10:31". */
export function newYorkClock(time: EpochMs): string {
  const minutes = Math.floor(sinceMidnight(time) / MINUTE);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** The hour it shows, 0 to 23. */
export function newYorkHour(time: EpochMs): number {
  return Math.floor(sinceMidnight(time) / HOUR);
}

function sinceMidnight(time: EpochMs): number {
  return time - newYorkTime(dateInNewYork(time), '00:00');
}
