import { describe, expect, test } from 'vitest';
import { newYorkTime, sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import { MINUTE, parseIsoDate } from '../../../src-core/time.ts';
import { beginNextSession, isNextSessionDue } from '../../../src-main/composition/next-session.ts';
import type { RestartRequest } from '../../../src-main/restart.ts';

const FRIDAY = parseIsoDate('2026-11-20');
const MONDAY = parseIsoDate('2026-11-23');

function session() {
  const found = sessionOn(FRIDAY);
  if (found === null) throw new Error(`${FRIDAY} is a session`);
  return found;
}

describe('the next live session', () => {
  test.each([
    ['not before this one is over', newYorkTime(FRIDAY, '16:15'), false],
    ['not while the market is away', newYorkTime(FRIDAY, '20:00'), false],
    ['not the night before', newYorkTime(MONDAY, '06:29'), false],
    ['three hours before it opens', newYorkTime(MONDAY, '06:30'), true],
  ])('is due %s', (_name, now, due) => {
    expect(isNextSessionDue(session(), now)).toBe(due);
  });

  test('is begun once by a restart, and looked for each minute until then', () => {
    let now = newYorkTime(MONDAY, '06:29');
    const waiting: (() => void)[] = [];
    const asked: RestartRequest[] = [];
    const pacer = { now: () => 0, after: (delay: number, run: () => void) => {
      expect(delay).toBe(MINUTE);
      waiting.push(run);
      return () => void waiting.splice(0);
    } };
    beginNextSession(session(), { clock: { now: () => now }, pacer, restart: (request) => asked.push(request) });
    expect(asked).toEqual([]);
    now += MINUTE;
    waiting.shift()?.();
    expect(asked).toEqual([{ reason: 'the session of 2026-11-23 begins', restore: null }]);
    expect(waiting).toEqual([]);
  });
});
