import { expect, it } from 'vitest';
import { sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import { flatClock, minutesLeft, yearsToReference } from '../../../src-core/calendar/expiry-clock.ts';
import { HOUR, MINUTE, parseIsoDate } from '../../../src-core/time.ts';

const session = sessionOn(parseIsoDate('2026-08-19'));
if (session === null) throw new Error('2026-08-19 is a session');

it('counts every second alike, in years of 365 days', () => {
  expect(yearsToReference(session, session.reference - 6 * HOUR)).toBeCloseTo(6 / (365 * 24), 15);
});

it('is exactly zero from the reference on', () => {
  expect(yearsToReference(session, session.reference)).toBe(0);
  expect(yearsToReference(session, session.lastTrade)).toBe(0);
});

it('is a clock that says what it is', () => {
  const clock = flatClock(session);
  expect([clock.name, clock.label]).toEqual(['flat', 'flat clock']);
  expect(clock.yearsLeft(session.open)).toBe(yearsToReference(session, session.open));
  expect([clock.speed(session.open - 1), clock.speed(session.reference - 1), clock.speed(session.reference)]).toEqual([1, 1, 0]);
});

it('shows minutes', () => {
  const clock = flatClock(session);
  expect(minutesLeft(clock, session.open)).toBeCloseTo(390, 9);
  expect(minutesLeft(clock, session.reference - 10 * MINUTE)).toBeCloseTo(10, 9);
  expect(minutesLeft(clock, session.reference)).toBe(0);
});
