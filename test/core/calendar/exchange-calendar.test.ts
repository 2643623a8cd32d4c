import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  dateInNewYork,
  newYorkTime,
  nextSession,
  previousSession,
  sessionOn,
} from '../../../src-core/calendar/exchange-calendar.ts';
import { DAY, type IsoDate, parseIsoDate } from '../../../src-core/time.ts';
import table from '../../../resources/holidays.json' with { type: 'json' };

const recordings = '../shared/sessions/nyse-calendar';
const date = parseIsoDate;

function* days(from: string, to: string): Generator<IsoDate> {
  for (let day = Date.parse(from); day <= Date.parse(to); day += DAY) yield date(new Date(day).toISOString().slice(0, 10));
}

function weekday(day: string): number {
  return new Date(day).getUTCDay();
}

function shift(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY).toISOString().slice(0, 10);
}

/** The nth (from 1) weekday of a month; n = -1 is the last. */
function nth(year: number, month: number, day: number, n: number): string {
  if (n < 0) {
    const end = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
    return shift(end, -((weekday(end) - day + 7) % 7));
  }
  const start = `${year}-${String(month).padStart(2, '0')}-01`;
  return shift(start, ((day - weekday(start) + 7) % 7) + 7 * (n - 1));
}

function observed(day: string): string {
  return weekday(day) === 6 ? shift(day, -1) : weekday(day) === 0 ? shift(day, 1) : day;
}

/** Easter Sundays as published; Good Friday is two days earlier. */
const EASTER = [
  '2018-04-01', '2019-04-21', '2020-04-12', '2021-04-04', '2022-04-17', '2023-04-09', '2024-03-31',
  '2025-04-20', '2026-04-05', '2027-03-28', '2028-04-16', '2029-04-01', '2030-04-21',
];

function holidaysByRule(year: number): string[] {
  const newYear = `${year}-01-01`;
  const easter = EASTER.find((day) => day.startsWith(String(year))) ?? '';
  return [
    ...(weekday(newYear) === 6 ? [] : [observed(newYear)]),
    nth(year, 1, 1, 3),
    nth(year, 2, 1, 3),
    shift(easter, -2),
    nth(year, 5, 1, -1),
    ...(year >= 2022 ? [observed(`${year}-06-19`)] : []),
    observed(`${year}-07-04`),
    nth(year, 9, 1, 1),
    nth(year, 11, 4, 4),
    observed(`${year}-12-25`),
  ];
}

const SPECIAL_CLOSURES = ['2018-12-05', '2025-01-09'];

describe('the holiday table', () => {
  it('follows the exchange rules, with the special closures added', () => {
    const expected = EASTER.flatMap((day) => holidaysByRule(Number(day.slice(0, 4))));
    expect(table.holidays.map((day) => day.date)).toEqual([...expected, ...SPECIAL_CLOSURES].sort());
  });

  it('closes early on July 3, after Thanksgiving and on Christmas Eve when these are sessions', () => {
    const expected = EASTER.flatMap((easter) => {
      const year = Number(easter.slice(0, 4));
      const closed = holidaysByRule(year);
      return [`${year}-07-03`, shift(nth(year, 11, 4, 4), 1), `${year}-12-24`].filter(
        (day) => weekday(day) % 6 !== 0 && !closed.includes(day),
      );
    });
    expect(table.earlyCloses.map((day) => day.date)).toEqual(expected.sort());
  });
});

describe('sessionOn', () => {
  it('gives the times of a regular day in UTC, on both sides of a change of the clocks', () => {
    const winter = sessionOn(date('2026-03-06'));
    const summer = sessionOn(date('2026-03-09'));
    expect(winter?.open).toBe(Date.parse('2026-03-06T14:30Z'));
    expect(winter?.reference).toBe(Date.parse('2026-03-06T21:00Z'));
    expect(summer?.open).toBe(Date.parse('2026-03-09T13:30Z'));
    expect(summer?.lastTrade).toBe(Date.parse('2026-03-09T20:15Z'));
    expect(summer?.exerciseCutOff).toBe(Date.parse('2026-03-09T21:30Z'));
    expect(summer?.earlyClose).toBe(false);
  });

  it('closes at 13:00 on an early close and lets the options run to 13:15', () => {
    const session = sessionOn(date('2026-11-27'));
    expect(session?.earlyClose).toBe(true);
    expect(session?.reference).toBe(Date.parse('2026-11-27T18:00Z'));
    expect(session?.lastTrade).toBe(Date.parse('2026-11-27T18:15Z'));
  });

  it.each(['2026-08-22', '2026-08-23', '2026-07-03', '2025-01-09', '2024-03-29', '2022-06-20'])('%s has none', (day) => {
    expect(sessionOn(date(day))).toBeNull();
  });

  it.each(['2021-12-31', '2026-10-12', '2026-11-11', '2021-06-18'])('%s is one', (day) => {
    expect(sessionOn(date(day))?.date).toBe(day);
  });

  it.each(['2017-12-29', '2031-01-02'])('refuses %s and names the years it knows', (day) => {
    expect(() => sessionOn(date(day))).toThrow(/2018 to 2030/);
  });
});

describe('nextSession and previousSession', () => {
  it('skip weekends and holidays', () => {
    expect(nextSession(date('2026-07-02')).date).toBe('2026-07-06');
    expect(previousSession(date('2026-07-06')).date).toBe('2026-07-02');
    expect(nextSession(date('2026-08-19')).date).toBe('2026-08-20');
  });

  it('are inverse on sessions', () => {
    for (const day of days('2026-01-05', '2026-12-24')) {
      if (sessionOn(day) !== null) expect(previousSession(nextSession(day).date).date).toBe(day);
    }
  });
});

describe('dateInNewYork and newYorkTime', () => {
  it('are inverse at the start and the end of every day of a year', () => {
    for (const day of days('2026-01-01', '2026-12-31')) {
      expect(dateInNewYork(newYorkTime(day, '00:00'))).toBe(day);
      expect(dateInNewYork(newYorkTime(day, '00:00') - 1)).toBe(shift(day, -1));
      expect(dateInNewYork(newYorkTime(day, '23:59'))).toBe(day);
    }
  });

  it('follow the clocks within a day of change', () => {
    expect(newYorkTime(date('2026-03-08'), '01:59')).toBe(Date.parse('2026-03-08T06:59Z'));
    expect(newYorkTime(date('2026-03-08'), '03:00')).toBe(Date.parse('2026-03-08T07:00Z'));
    expect(newYorkTime(date('2026-11-01'), '01:30')).toBe(Date.parse('2026-11-01T05:30Z'));
    expect(newYorkTime(date('2026-11-01'), '02:00')).toBe(Date.parse('2026-11-01T07:00Z'));
  });

  it.each(['9:30', '24:00', '09:60', '09:30:00', ''])('refuse "%s" as a time of day', (clock) => {
    expect(() => newYorkTime(date('2026-08-19'), clock)).toThrow(RangeError);
  });
});

describe.skipIf(!existsSync(recordings))('published calendars (skipped without ../shared/sessions/nyse-calendar)', () => {
  function readGzip(name: string): string {
    return gunzipSync(readFileSync(`${recordings}/${name}`)).toString('utf8');
  }

  it('agree with every session and close from 2018 to January 2023', () => {
    const closes = new Map<string, number>();
    for (const line of readGzip('exchange_calendars_xnys.csv.gz').split('\n').slice(1)) {
      const [day = '', , close = ''] = line.split(',');
      if (day >= '2018') closes.set(day.slice(0, 10), Date.parse(close));
    }
    expect(closes.size).toBeGreaterThan(1_250);
    for (const day of days('2018-01-01', '2023-01-13')) {
      expect([day, sessionOn(day)?.reference]).toEqual([day, closes.get(day)]);
    }
  });

  it('agree with the holidays and early closes to 2028', () => {
    const schema = z.object({
      entries: z.object({
        'Equity-usa-[*]': z.object({ holidays: z.array(z.string()), earlyCloses: z.record(z.string(), z.string()) }),
      }),
    });
    const published = schema.parse(JSON.parse(readGzip('lean-market-hours-database.json.gz'))).entries['Equity-usa-[*]'];
    const iso = (day: string): string => new Date(`${day} UTC`).toISOString().slice(0, 10);
    // The published list holds New Year's Day of 2022 too, a Saturday.
    const within = (day: string): boolean => day >= '2018-01-01' && day <= '2028-12-31' && weekday(day) % 6 !== 0;
    const ours = (list: readonly { date: string }[]): string[] => list.map((day) => day.date).filter(within);
    expect(ours(table.holidays)).toEqual(published.holidays.map(iso).filter(within).sort());
    const earlyCloses = Object.keys(published.earlyCloses).map(iso).filter(within).sort();
    expect(ours(table.earlyCloses)).toEqual(earlyCloses);
  });

  it('agree with every day of 2026', () => {
    const schema = z.object({
      rows: z.array(
        z.object({
          tradingDate: z.string(),
          regular: z.object({ startUtc: z.string(), endUtc: z.string() }).nullable(),
        }),
      ),
    });
    const published = schema.parse(JSON.parse(readGzip('xnys-2026-calendar.json.gz'))).rows;
    expect(published).toHaveLength(365);
    for (const { tradingDate, regular } of published) {
      const session = sessionOn(date(tradingDate));
      expect([tradingDate, session?.open ?? null, session?.reference ?? null]).toEqual([
        tradingDate,
        regular ? Date.parse(regular.startUtc) : null,
        regular ? Date.parse(regular.endUtc) : null,
      ]);
    }
  });
});
