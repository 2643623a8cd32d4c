/** Milliseconds since 1970-01-01T00:00:00Z. All times inside the program are UTC. */
export type EpochMs = number;

declare const isoDate: unique symbol;

/** A calendar date "YYYY-MM-DD" of the exchange (New York). */
export type IsoDate = string & { readonly [isoDate]: true };

/** The date that was read last: symbols of one day are read by the thousand. */
let lastRead: IsoDate | null = null;

/** Throws RangeError unless the text is a real date written YYYY-MM-DD. */
export function parseIsoDate(text: string): IsoDate {
  if (text === lastRead) return lastRead;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) {
    throw new RangeError(`"${text}" is not a date; expected YYYY-MM-DD`);
  }
  lastRead = text as IsoDate;
  return lastRead;
}

/** Where an engine reads the time. Engines take one as an argument and never read the machine's clock. */
export interface Clock {
  now(): EpochMs;
}

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;
