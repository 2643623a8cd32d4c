import { z } from 'zod';
import { DAY, type IsoDate, parseIsoDate } from '../../../src-core/time.ts';
import { dateSchema } from '../../../src-core/contract/schemas.ts';

export const NAMED_PERIODS = ['today', 'week', 'month', 'year', 'all'] as const;
export type NamedPeriod = (typeof NAMED_PERIODS)[number];

export const PERIOD_TITLES: Readonly<Record<NamedPeriod | 'range', string>> = {
  today: 'Today',
  week: 'This week',
  month: 'This month',
  year: 'Year to date',
  all: 'All days',
  range: 'From – to',
};

/** The days looked at: named by what today is in them, or from one day to another, both included. */
export const periodSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(NAMED_PERIODS) }),
  z.object({ kind: z.literal('range'), from: dateSchema.nullable(), to: dateSchema.nullable() }),
]);
export type Period = z.output<typeof periodSchema>;

/** Inclusive; what is absent has no bound. */
export interface Bounds {
  readonly from?: IsoDate;
  readonly to?: IsoDate;
}

/** null where the period ends before it begins. A named period begins on its first calendar day, a week on Monday. */
export function boundsOf(period: Period, today: IsoDate): Bounds | null {
  switch (period.kind) {
    case 'today':
      return { from: today, to: today };
    case 'week':
      return { from: daysAfter(today, -((weekdayOf(today) + 6) % 7)), to: today };
    case 'month':
      return { from: parseIsoDate(`${today.slice(0, 8)}01`), to: today };
    case 'year':
      return { from: parseIsoDate(`${today.slice(0, 5)}01-01`), to: today };
    case 'all':
      return {};
    case 'range': {
      const { from, to } = period;
      if (from !== null && to !== null && from > to) return null;
      return { ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) };
    }
  }
}

/** Sunday 0 to Saturday 6. */
export function weekdayOf(date: IsoDate): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

export function daysAfter(date: IsoDate, days: number): IsoDate {
  return parseIsoDate(new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10));
}

/** What a date field holds, null while it is empty or half typed. */
export function dateIn(text: string): IsoDate | null {
  const date = dateSchema.safeParse(text);
  return date.success ? date.data : null;
}
