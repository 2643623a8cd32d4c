import { describe, expect, it } from 'vitest';
import { coversDate, eventsOn, eventTableSchema } from '../../../src-core/calendar/event-times.ts';
import { newYorkTime, sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import eventsFile from '../../../resources/events.json' with { type: 'json' };

const table = eventTableSchema.parse(eventsFile);
const date = parseIsoDate;

describe('the events of 2025 and 2026', () => {
  it('are eight statements a year with their press conferences, on Wednesdays that are full sessions', () => {
    for (const year of ['2025', '2026']) {
      expect(table.events.filter((event) => event.date.startsWith(year) && event.kind === 'fomc_statement')).toHaveLength(8);
    }
    for (const day of new Set(table.events.map((event) => event.date))) {
      expect([day, new Date(day).getUTCDay(), sessionOn(day)?.earlyClose]).toEqual([day, 3, false]);
      expect(eventsOn(table, day).map(({ label, time }) => `${label} ${time}`)).toEqual(['FOMC 14:00', 'FOMC 14:30']);
    }
  });

  it('are at New York time on either side of a change of the clocks', () => {
    expect(eventsOn(table, date('2026-01-28'))[0]?.at).toBe(Date.parse('2026-01-28T19:00Z'));
    expect(eventsOn(table, date('2026-07-29'))[0]?.at).toBe(Date.parse('2026-07-29T18:00Z'));
  });

  it('are none on other days, known only for the years covered', () => {
    expect(eventsOn(table, date('2026-07-30'))).toEqual([]);
    expect(['2024-12-31', '2025-01-02', '2026-12-31', '2027-01-04'].map((day) => coversDate(table, date(day)))).toEqual([false, true, true, false]);
  });
});

it('puts a day’s events in order, whatever the order of the table', () => {
  const shuffled = { ...table, events: table.events.toReversed() };
  const times = eventsOn(shuffled, date('2026-03-18')).map(({ at }) => at);
  expect(times).toEqual([newYorkTime(date('2026-03-18'), '14:00'), newYorkTime(date('2026-03-18'), '14:30')]);
});

describe('the form of the table', () => {
  const [first] = eventsFile.events;
  const { fomc_statement: kind } = eventsFile.kinds;
  it.each([
    [{ events: [{ ...first, date: '2026-02-30' }] }, 'events.0.date: expected a date YYYY-MM-DD'],
    [{ events: [{ ...first, date: '2024-03-20' }] }, 'events.0.date: expected a date of 2025 to 2026'],
    [{ events: [{ ...first, time: '2 p.m.' }] }, 'events.0.time: expected a time HH:MM'],
    [{ events: [{ ...first, kind: 'cpi' }] }, 'events.0.kind: expected one of the kinds: fomc_statement, fomc_press_conference'],
    [{ events: [first, first] }, 'events.1: expected each event once'],
    [{ kinds: { fomc_statement: { ...kind, extraVariance: 0 } } }, 'kinds.fomc_statement.extraVariance: expected a multiple above 0, at most 10'],
    [{ kinds: { fomc_statement: { ...kind, halfLifeMinutes: 0 } } }, 'kinds.fomc_statement.halfLifeMinutes: expected minutes from 1 to 120'],
  ])('refuses %j', (change, expected) => {
    const issues = eventTableSchema.safeParse({ ...eventsFile, ...change }).error?.issues ?? [];
    expect(issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`)).toContain(expected);
  });
});
