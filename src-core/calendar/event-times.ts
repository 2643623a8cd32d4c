import { z } from 'zod';
import { type EpochMs, type IsoDate, parseIsoDate } from '../time.ts';
import { newYorkTime } from './exchange-calendar.ts';

/** A time known beforehand after which the underlyings move more than the time of day explains. */
export interface EventTime {
  /** For people: "FOMC". */
  readonly label: string;
  /** New York, HH:MM. */
  readonly time: string;
  readonly at: EpochMs;
  /** In addition to the session's ordinary variance, as a multiple of it; all of it falls before the reference. */
  readonly extraVariance: number;
  /** The extra variance per minute halves in this many minutes, from `at` on. */
  readonly halfLifeMinutes: number;
}

const yearSchema = z.int({ error: 'expected a year' }).min(2000, 'expected a year').max(2100, 'expected a year');
const dateSchema = z.string({ error: 'expected a date YYYY-MM-DD' }).transform((text, context): IsoDate => {
  try {
    return parseIsoDate(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'expected a date YYYY-MM-DD' });
    return z.NEVER;
  }
});
const timeSchema = z.string({ error: 'expected a time HH:MM' }).regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time HH:MM');
const textSchema = z.string({ error: 'expected a text' }).min(1, 'expected a text');
const multipleSchema = z
  .number({ error: 'expected a multiple above 0, at most 10' })
  .positive('expected a multiple above 0, at most 10')
  .max(10, 'expected a multiple above 0, at most 10');
const halfLifeSchema = z
  .number({ error: 'expected minutes from 1 to 120' })
  .min(1, 'expected minutes from 1 to 120')
  .max(120, 'expected minutes from 1 to 120');

/** The events of whole years; a date of other years has none that are known of. */
export const eventTableSchema = z
  .object({
    firstYear: yearSchema,
    lastYear: yearSchema,
    source: textSchema,
    kinds: z.record(
      z.string(),
      z.object({ label: textSchema, extraVariance: multipleSchema, halfLifeMinutes: halfLifeSchema, source: textSchema }),
    ),
    events: z.array(z.object({ date: dateSchema, time: timeSchema, kind: textSchema }), { error: 'expected a list of events' }),
  })
  .superRefine(({ firstYear, lastYear, kinds, events }, context) => {
    const seen = new Set<string>();
    for (const [i, { date, time, kind }] of events.entries()) {
      const key = `${date} ${time} ${kind}`;
      // Twice the event would be twice the variance.
      if (seen.has(key)) context.addIssue({ code: 'custom', path: ['events', i], message: 'expected each event once' });
      seen.add(key);
      const year = Number(date.slice(0, 4));
      if (!Object.hasOwn(kinds, kind)) {
        const message = `expected one of the kinds: ${Object.keys(kinds).join(', ')}`;
        context.addIssue({ code: 'custom', path: ['events', i, 'kind'], message });
      }
      if (year < firstYear || year > lastYear) {
        context.addIssue({ code: 'custom', path: ['events', i, 'date'], message: `expected a date of ${firstYear} to ${lastYear}` });
      }
    }
  });

export type EventTable = z.output<typeof eventTableSchema>;

/** True where the table knows the events of the date's year. */
export function coversDate(table: EventTable, date: IsoDate): boolean {
  const year = Number(date.slice(0, 4));
  return year >= table.firstYear && year <= table.lastYear;
}

/** The events of a date, earliest first. */
export function eventsOn(table: EventTable, date: IsoDate): readonly EventTime[] {
  return table.events
    .flatMap((event): EventTime[] => {
      const kind = table.kinds[event.kind];
      if (event.date !== date || kind === undefined) return [];
      const { label, extraVariance, halfLifeMinutes } = kind;
      return [{ label, time: event.time, at: newYorkTime(date, event.time), extraVariance, halfLifeMinutes }];
    })
    .sort((left, right) => left.at - right.at);
}
