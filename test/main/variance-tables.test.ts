import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ExchangeSession, sessionOn } from '../../src-core/calendar/exchange-calendar.ts';
import { minutesLeft } from '../../src-core/calendar/expiry-clock.ts';
import { parseIsoDate } from '../../src-core/time.ts';
import { expiryClockOf, readVarianceTables } from '../../src-main/variance-tables.ts';
import curve from '../../resources/variance-curve.json' with { type: 'json' };
import events from '../../resources/events.json' with { type: 'json' };

const resources = join(import.meta.dirname, '../../resources');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'variance-tables-'));
  for (const file of ['variance-curve.json', 'events.json']) cpSync(join(resources, file), join(folder, file));
});
afterEach(() => rmSync(folder, { recursive: true }));

function session(date: string): ExchangeSession {
  const found = sessionOn(parseIsoDate(date));
  if (found === null) throw new Error(`${date} is a session`);
  return found;
}

function write(file: string, content: unknown): void {
  writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
}

describe('the program’s own tables', () => {
  it('give the variance clock without a word to say', () => {
    const tables = readVarianceTables(resources);
    expect(tables.notices).toEqual([]);
    const { clock, notices } = expiryClockOf(tables, session('2026-07-29'));
    expect([clock.name, clock.label, notices]).toEqual(['variance', 'variance clock · FOMC 14:00', []]);
    expect(expiryClockOf(tables, session('2026-08-19')).clock.label).toBe('variance clock');
  });

  it('say so where the events of a date are not known', () => {
    const { clock, notices } = expiryClockOf(readVarianceTables(resources), session('2027-01-27'));
    expect(clock.name).toBe('variance');
    expect(notices).toEqual(['the variance clock knows of no events on 2027-01-27: events.json covers 2025 to 2026']);
  });
});

describe('a curve that is not fit', () => {
  it.each([
    ['absent', undefined, /variance-curve\.json cannot be read/],
    ['not JSON', '{"bucketMinutes": 5', /variance-curve\.json: expected a JSON file/],
    ['of another kind', '[]', /variance-curve\.json: /],
    ['without weights', { ...curve, weights: undefined }, /variance-curve\.json: weights is absent: expected a list of weights/],
    ['of one weight too few', { ...curve, weights: curve.weights.slice(1) }, /weights\.length is 77: expected 78 weights of 5 minutes/],
    ['negative somewhere', { ...curve, weights: curve.weights.with(7, -0.5) }, /weights\.7 is -0\.5: expected a weight from 0\.01 to 100/],
  ])('%s leaves the flat clock and says why', (_, content, reason) => {
    if (content === undefined) rmSync(join(folder, 'variance-curve.json'));
    else write('variance-curve.json', content);
    const tables = readVarianceTables(folder);
    expect(tables.kind).toBe('flat');
    const { clock, notices } = expiryClockOf(tables, session('2026-08-19'));
    expect([clock.name, minutesLeft(clock, session('2026-08-19').open)]).toEqual(['flat', 390]);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(/^implied volatilities and Greeks are on the flat clock: /);
    expect(notices[0]).toMatch(reason);
  });
});

describe('events that are not fit', () => {
  it.each([
    ['absent', undefined, /events\.json cannot be read/],
    ['at no time', { ...events, events: [{ date: '2026-07-29', time: '14.00', kind: 'fomc_statement' }] }, /events\.0\.time is "14\.00": expected a time HH:MM/],
  ])('%s leave the variance clock without events and say why', (_, content, reason) => {
    if (content === undefined) rmSync(join(folder, 'events.json'));
    else write('events.json', content);
    const { clock, notices } = expiryClockOf(readVarianceTables(folder), session('2026-07-29'));
    expect(clock.label).toBe('variance clock');
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(/^the variance clock knows of no events: /);
    expect(notices[0]).toMatch(reason);
  });
});
