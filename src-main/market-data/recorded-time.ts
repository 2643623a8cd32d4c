import { dateInNewYork, newYorkTime } from '../../src-core/calendar/exchange-calendar.ts';
import { type EpochMs, HOUR, type IsoDate, parseIsoDate, SECOND } from '../../src-core/time.ts';

const PATTERN = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?$/;

/** Reads the times of a recording: ISO-8601 with Z or an offset, or New York wall time without one. Books repeat theirs, so the last one is kept. */
export class RecordedTimes {
  #text = '';
  #time: EpochMs = Number.NaN;
  #date: IsoDate | null = null;

  /** Throws RangeError on anything else. */
  read(text: string): EpochMs {
    if (text !== this.#text) {
      this.#time = parseTime(text);
      this.#date = dateInNewYork(this.#time);
      this.#text = text;
    }
    return this.#time;
  }

  /** Takes a time that is known. */
  at(time: EpochMs): EpochMs {
    if (time === this.#time) return time;
    // Dates of New York change at whole hours of UTC.
    if (Math.floor(time / HOUR) !== Math.floor(this.#time / HOUR)) this.#date = dateInNewYork(time);
    this.#time = time;
    this.#text = '';
    return time;
  }

  /** New York date of the time read last. */
  get date(): IsoDate | null {
    return this.#date;
  }
}

function parseTime(text: string): EpochMs {
  const match = PATTERN.exec(text.trim());
  const [, day = '', clock = '', seconds = '00', fraction = '0', zone] = match ?? [];
  if (!match) throw new RangeError(`"${text}" is not a time; expected 2026-07-28T09:35:15Z, an offset, or New York time without one`);
  const date = parseIsoDate(day);
  if (Number(seconds) > 59) throw new RangeError(`"${text}" is not a time`);
  const beyondMinute = Number(seconds) * SECOND + Math.floor(Number(`0.${fraction}`) * SECOND);
  if (zone === undefined) return newYorkTime(date, clock) + beyondMinute;
  const offset = zone === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const time = Date.parse(`${date}T${clock}:00${offset}`) + beyondMinute;
  if (Number.isNaN(time)) throw new RangeError(`"${text}" is not a time`);
  return time;
}
