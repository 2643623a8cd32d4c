import { expect, it } from 'vitest';
import { sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import { yearsToReference } from '../../../src-core/calendar/expiry-clock.ts';
import { HOUR, parseIsoDate } from '../../../src-core/time.ts';

const session = sessionOn(parseIsoDate('2026-08-19'));
if (session === null) throw new Error('2026-08-19 is a session');

it('counts calendar years of 365 days to the close', () => {
  expect(yearsToReference(session, session.reference - 6 * HOUR)).toBeCloseTo(6 / (365 * 24), 15);
});

it('is zero at the close and after it', () => {
  expect(yearsToReference(session, session.reference)).toBe(0);
  expect(yearsToReference(session, session.lastTrade)).toBe(0);
});
