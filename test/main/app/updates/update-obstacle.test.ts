import { describe, expect, it } from 'vitest';
import { newYorkTime, sessionOn } from '../../../../src-core/calendar/exchange-calendar.ts';
import { ZERO } from '../../../../src-core/money.ts';
import { parseIsoDate } from '../../../../src-core/time.ts';
import type { Standing } from '../../../../src-main/app/standing.ts';
import { type LastEnd, startObstacle, updateObstacle } from '../../../../src-main/app/updates/update-obstacle.ts';

const FRIDAY = parseIsoDate('2026-11-20');
/** The day after Thanksgiving: a half session. */
const HALF = parseIsoDate('2026-11-27');
const SATURDAY = parseIsoDate('2026-11-21');
const at = (date: typeof FRIDAY, clock: string): number => newYorkTime(date, clock);
const evening = at(FRIDAY, '20:00');
const noon = at(FRIDAY, '12:00');

const quiet: Standing = {
  account: { number: 'PAPER-1', kind: 'paper' },
  isPractice: false,
  isWatching: false,
  isOnDesk: false,
  session: { date: FRIDAY, now: noon, phase: 'open', paused: true, speed: 1, label: 'SIMULATED' },
  state: 'ACTIVE',
  isFlattening: false,
  workingOrders: 0,
  openPositions: 0,
  profitToday: ZERO,
};
const session = (changes: Partial<Standing['session']>): Pick<Standing, 'session'> => ({ session: { ...quiet.session, ...changes } });
const live = { account: { number: 'U1', kind: 'live' } } as const;

describe('an update is installed now', () => {
  it.each<[string, Standing | null, number, RegExp | null]>([
    ['not while nothing is known', null, evening, /not known now/],
    ['with a paused simulated session', quiet, noon, null],
    ['with positions, while the exchange is closed', { ...quiet, openPositions: 2 }, evening, null],
    ['not with an order working', { ...quiet, workingOrders: 1 }, evening, /^1 order is working; cancel it, or wait/],
    ['not with orders of another workstation', { ...quiet, workingOrders: 3, isWatching: true }, evening, /^3 orders are working at the workstation that trades; cancel them/],
    ['not while positions are flattened', { ...quiet, isFlattening: true }, evening, /being flattened/],
    ['not during a simulated session', { ...quiet, ...session({ paused: false }) }, evening, /^A session is running here; pause the session first\.$/],
    ['not before the open of one', { ...quiet, ...session({ paused: false, phase: 'before_open' }) }, evening, /pause the session first/],
    ['not until the last trade', { ...quiet, ...session({ paused: false, phase: 'after_reference', label: 'LIVE' }) }, evening, /or wait for its last trade/],
    ['after the close, unpaused', { ...quiet, ...session({ paused: false, phase: 'closed' }) }, evening, null],
    ['not during a practised day', { ...quiet, ...session({ paused: false }), isPractice: true }, evening, /practised day/],
    ['not with positions at noon', { ...quiet, openPositions: 1 }, noon, /in session until 16:15 New York, and 1 position is open\.$/],
    ['not with a live account at noon', { ...quiet, ...live }, noon, /the account is live/],
    ['not on delayed data at noon', { ...quiet, ...session({ label: 'DELAYED' }) }, noon, /the feed is delayed/],
    ['not on live data at the open', { ...quiet, ...session({ label: 'LIVE' }) }, at(FRIDAY, '09:30'), /in session/],
    ['on live data a minute before', { ...quiet, ...session({ label: 'LIVE' }) }, at(FRIDAY, '09:29'), null],
    ['not at the last trade', { ...quiet, ...live }, at(FRIDAY, '16:15'), /in session/],
    ['after it', { ...quiet, ...live }, at(FRIDAY, '16:16'), null],
    ['not in a half session', { ...quiet, ...live }, at(HALF, '13:10'), /until 13:15/],
    ['after a half session', { ...quiet, ...live }, at(HALF, '13:20'), null],
    ['on a Saturday', { ...quiet, ...live }, at(SATURDAY, '12:00'), null],
    ['not in a year that nobody knows', { ...quiet, ...live }, Date.UTC(2199, 5, 5, 16), /not known, and the account is live/],
    ['in such a year where that does not matter', quiet, Date.UTC(2199, 5, 5, 16), null],
  ])('%s', (_when, standing, now, expected) => {
    const obstacle = updateObstacle({ standing, now, calendar: sessionOn });
    if (expected === null) expect(obstacle).toBeNull();
    else expect(obstacle).toMatch(expected);
  });
});

describe('an update is installed at a start', () => {
  const ended: LastEnd = { account: 'paper', label: 'SIMULATED', date: FRIDAY, isFlattening: false, workingOrders: 0, openPositions: 0 };
  it.each<[string, LastEnd | 'running' | null, number, RegExp | null]>([
    ['after an end with nothing open', ended, noon, null],
    ['not after an end that was none', 'running', evening, /did not end as it should/],
    ['not where nothing is known', null, evening, /not known/],
    ['not with orders in a simulated session that waits', { ...ended, workingOrders: 2 }, at(SATURDAY, '12:00'), /^2 orders were working when the program ended, in the session of 2026-11-20\.$/],
    ['not with orders of a live session that goes on', { ...ended, label: 'LIVE', account: 'live', workingOrders: 2 }, noon, /2 orders were working/],
    ['with orders of a live session that is over', { ...ended, label: 'LIVE', account: 'live', workingOrders: 2 }, evening, null],
    ['not with positions at noon', { ...ended, openPositions: 2 }, noon, /2 positions are open/],
    ['not on a live account at noon', { ...ended, account: 'live' }, noon, /the account is live/],
    ['not while it was flattening', { ...ended, isFlattening: true }, evening, /were being flattened/],
  ])('%s', (_when, lastEnd, now, expected) => {
    const obstacle = startObstacle({ lastEnd, now, calendar: sessionOn });
    if (expected === null) expect(obstacle).toBeNull();
    else expect(obstacle).toMatch(expected);
  });
});
