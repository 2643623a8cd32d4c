import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { money } from '../../../src-core/money.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { type BooksState, DEFAULT_SEED, liveSession, planLiveSession, planSession, type SessionSettings } from '../../../src-main/session-plan.ts';
import { StartFailure } from '../../../src-main/start-failure.ts';
import type { MarketSession } from '../../../src-main/stores/relational/session-repository.ts';
import { settingsOf } from './terminal-run.ts';

const FRIDAY = parseIsoDate('2026-11-20');
const SATURDAY = parseIsoDate('2026-11-21');
const MONDAY = parseIsoDate('2026-11-23');
const TUESDAY = parseIsoDate('2026-11-24');
const NOON = newYorkTime(FRIDAY, '12:00');

const EMPTY: BooksState = { newest: null, hasTraded: false, isUnfinished: false, lastEvent: null };
const SESSION: MarketSession = {
  id: 'friday',
  date: FRIDAY,
  feed: { kind: 'simulated', detail: 'seed 5' },
  seed: 5,
  now: NOON,
  previousCloses: { SPY: money(6_000_000) },
  closes: { SPY: money(6_100_000) },
  referencePrices: {},
  settledAt: null,
};
const SETTLED: MarketSession = { ...SESSION, settledAt: newYorkTime(FRIDAY, '16:15') };
const REPLAYED: MarketSession = { ...SESSION, feed: { kind: 'replay', detail: 'friday' } };

const books = (newest: MarketSession | null, rest: Partial<BooksState> = {}): BooksState => ({ ...EMPTY, newest, ...rest });
const flags = (rest: Partial<SessionSettings> = {}): SessionSettings => ({ ...settingsOf(tmpdir(), { seed: null, start: null, date: null }), feed: { kind: 'simulated' }, ...rest });
const replay = { kind: 'replay', path: '/recording' } as const;
const FRIDAYS = { date: FRIDAY, detail: 'friday' };

describe('a new session', () => {
  test.each([
    ['today', FRIDAY, FRIDAY],
    ['the next one where today has none', SATURDAY, MONDAY],
  ])('on empty books: %s', (_name, today, date) => {
    const plan = planSession(flags(), EMPTY, null, today);
    expect(plan).toMatchObject({ session: { date }, seed: DEFAULT_SEED, from: null, previousCloses: {}, resumed: null });
  });

  test('is the one asked for, from the time asked for', () => {
    const plan = planSession(flags({ date: FRIDAY, seed: 9, start: '13:42' }), EMPTY, null, MONDAY);
    expect(plan).toMatchObject({ session: { date: FRIDAY }, seed: 9, from: newYorkTime(FRIDAY, '13:42') });
  });

  test('of a recording has its date, whatever today is', () => {
    expect(planSession(flags({ feed: replay }), EMPTY, FRIDAYS, TUESDAY).session.date).toBe(FRIDAY);
  });

  test('follows a settled one: the next day, or today where that is later, from its closes', () => {
    const next = planSession(flags(), books(SETTLED, { hasTraded: true }), null, FRIDAY);
    expect(next).toMatchObject({ session: { date: MONDAY }, seed: DEFAULT_SEED, previousCloses: SETTLED.closes, resumed: null });
    expect(planSession(flags(), books(SETTLED), null, TUESDAY).session.date).toBe(TUESDAY);
  });

  test('takes the place of one in which nothing was ordered, on the same day from the same closes', () => {
    const plan = planSession(flags({ seed: 6 }), books(SESSION), null, FRIDAY);
    expect(plan).toMatchObject({ session: { date: FRIDAY }, seed: 6, previousCloses: SESSION.previousCloses, resumed: null });
  });

  test('follows one that was traded and is flat: time never runs backwards in the books', () => {
    const plan = planSession(flags({ seed: 6 }), books(SESSION, { hasTraded: true }), null, FRIDAY);
    expect(plan).toMatchObject({ session: { date: MONDAY }, seed: 6, previousCloses: SESSION.closes, resumed: null });
  });

  test('may be of an earlier day while nothing was ever ordered', () => {
    expect(planSession(flags({ date: FRIDAY }), books({ ...SETTLED, date: MONDAY }), null, TUESDAY).session.date).toBe(FRIDAY);
  });
});

describe('an unfinished session', () => {
  test('is gone on with where it stopped, with its own seed and day', () => {
    const plan = planSession(flags(), books(SESSION, { isUnfinished: true, hasTraded: true, lastEvent: NOON - 5 }), null, TUESDAY);
    expect(plan).toMatchObject({ session: { date: FRIDAY }, seed: 5, from: NOON, previousCloses: SESSION.previousCloses, resumed: SESSION });
  });

  test('never goes back behind what is booked or was reached', () => {
    const reached = (rest: Partial<SessionSettings>, lastEvent: number | null) => planSession(flags(rest), books(SESSION, { lastEvent }), null, FRIDAY).from;
    expect(reached({}, NOON + 900)).toBe(NOON + 900);
    expect(reached({ start: '10:00' }, null)).toBe(NOON);
    expect(reached({ start: '14:00' }, null)).toBe(newYorkTime(FRIDAY, '14:00'));
  });

  test('is gone on with by flags that say the same', () => {
    expect(planSession(flags({ date: FRIDAY, seed: 5 }), books(SESSION, { isUnfinished: true }), null, TUESDAY).resumed).toBe(SESSION);
    expect(planSession(flags({ feed: replay }), books(REPLAYED, { isUnfinished: true }), FRIDAYS, TUESDAY).resumed).toBe(REPLAYED);
  });

  test.each([
    [flags({ feed: replay }), SESSION, FRIDAYS, '--feed asks for replay'],
    [flags(), REPLAYED, null, '--feed asks for simulated'],
    [flags({ feed: replay }), REPLAYED, { date: MONDAY, detail: 'friday' }, '--feed is the recording friday of 2026-11-23'],
    [flags({ feed: replay }), REPLAYED, { date: FRIDAY, detail: 'other' }, '--feed is the recording other of 2026-11-20'],
    [flags({ date: MONDAY }), SESSION, null, '--date asks for 2026-11-23'],
    [flags({ seed: 6 }), SESSION, null, '--seed asks for 6'],
  ])('is not left for another while it holds something', (settings, newest, recordedOn, difference) => {
    const plan = () => planSession(settings, books(newest, { isUnfinished: true, hasTraded: true }), recordedOn, FRIDAY);
    expect(plan).toThrow(StartFailure);
    expect(plan).toThrow(
      `${difference}, but the books hold orders or positions of the unfinished session of 2026-11-20 (${newest.feed.kind}, ${newest.feed.detail}); ` +
        'finish it by starting as before, or give another --data-dir',
    );
  });
});

describe('refused', () => {
  test.each([
    [flags({ date: FRIDAY }), SETTLED, null, /^--date: a session of 2026-11-20 would run before or beside what is in the books, whose newest session is 2026-11-20; give a later date/],
    [flags({ date: FRIDAY }), { ...SETTLED, date: MONDAY }, null, /^--date: a session of 2026-11-20 .* newest session is 2026-11-23/],
    [flags({ feed: replay }), { ...SETTLED, date: MONDAY }, FRIDAYS, /^--feed: a session of 2026-11-20 .* newest session is 2026-11-23/],
  ])('a day that was over before what is traded: %#', (settings, newest, recordedOn, message) => {
    expect(() => planSession(settings, books(newest, { hasTraded: true }), recordedOn, FRIDAY)).toThrow(message);
  });

  test.each([
    [{ date: SATURDAY }, /^--date "2026-11-21": the exchange is closed that day; the next session is 2026-11-23$/],
    [{ date: parseIsoDate('1999-01-04') }, /^--date "1999-01-04": no exchange calendar/],
    [{ date: FRIDAY, start: '16:15' }, /^--start "16:15": expected a time before the last trade at 16:15$/],
    [{ date: parseIsoDate('2026-11-27'), start: '13:15' }, /^--start "13:15": expected a time before the last trade at 13:15$/],
  ])('a time without trading: %j', (rest, message) => {
    expect(() => planSession(flags(rest), EMPTY, null, FRIDAY)).toThrow(message);
    expect(() => planSession(flags(rest), EMPTY, null, FRIDAY)).toThrow(StartFailure);
  });
});

describe('a live session', () => {
  const live = (given: BooksState, now: number, ownBroker = true, rest: Partial<SessionSettings> = {}) => planLiveSession(flags({ feed: { kind: 'ibkr' }, ...rest }), given, now, ownBroker);
  const LIVE: MarketSession = { ...SESSION, feed: { kind: 'ibkr', detail: '127.0.0.1:4002 DU1' } };

  test.each([
    ['today’s until it is over', newYorkTime(FRIDAY, '16:15'), FRIDAY],
    ['the next day’s afterwards', newYorkTime(FRIDAY, '16:17'), MONDAY],
    ['the next one’s on a day without', newYorkTime(SATURDAY, '10:00'), MONDAY],
  ])('is %s', (_name, now, date) => {
    expect(liveSession(now).date).toBe(date);
    expect(live(EMPTY, now)).toMatchObject({ session: { date }, from: now, resumed: null, previousCloses: {} });
  });

  test('goes on with the one of today, at the time that it is now', () => {
    expect(live(books(LIVE, { isUnfinished: true, hasTraded: true, lastEvent: NOON - 5 }), NOON + 9)).toMatchObject({ resumed: LIVE, from: NOON + 9, previousCloses: LIVE.previousCloses });
    expect(live(books({ ...LIVE, settledAt: NOON }), NOON + 9)).toMatchObject({ resumed: null });
  });

  test('follows yesterday’s whatever that left at the broker, with its closes', () => {
    const now = newYorkTime(MONDAY, '09:00');
    expect(live(books(LIVE, { isUnfinished: true, hasTraded: true, lastEvent: NOON }), now)).toMatchObject({ session: { date: MONDAY }, resumed: null, previousCloses: LIVE.closes });
    // A simulated market's prices are none of a real one.
    expect(live(books(SETTLED), now)).toMatchObject({ previousCloses: {} });
  });

  test('is refused over books that are elsewhere in time', () => {
    expect(() => live(books(SETTLED, { lastEvent: NOON + 1 }), NOON)).toThrow(/books of this account go to .*, later than now/);
    expect(() => live(books(SESSION, { isUnfinished: true, lastEvent: NOON - 1 }), NOON, false)).toThrow(/unfinished session of 2026-11-20 \(simulated/);
    expect(() => live(EMPTY, NOON, true, { date: MONDAY })).toThrow('--date "2026-11-23": a live market is that of 2026-11-20 now');
    expect(() => live(EMPTY, NOON, true, { start: '10:00' })).toThrow('--start "10:00": a live market goes with the clock');
  });
});
