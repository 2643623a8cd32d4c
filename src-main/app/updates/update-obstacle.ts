import { z } from 'zod';
import { dateInNewYork, type ExchangeSession } from '../../../src-core/calendar/exchange-calendar.ts';
import { dateSchema } from '../../../src-core/contract/schemas.ts';
import type { EpochMs, IsoDate } from '../../../src-core/time.ts';
import type { Standing } from '../standing.ts';

/** The session of a date, null where there is none. May throw RangeError outside its years. */
export type Calendar = (date: IsoDate) => ExchangeSession | null;

/** How the account stood when the program ended. */
export const lastEndSchema = z.object({
  account: z.enum(['paper', 'live']),
  label: z.enum(['SIMULATED', 'REPLAY', 'DELAYED', 'LIVE']),
  date: dateSchema,
  isFlattening: z.boolean(),
  workingOrders: z.number(),
  openPositions: z.number(),
});
export type LastEnd = z.output<typeof lastEndSchema>;

export function lastEndOf({ account, session, isFlattening, workingOrders, openPositions }: Standing): LastEnd {
  return { account: account.kind, label: session.label, date: session.date, isFlattening, workingOrders, openPositions };
}

/**
 * Why an update may not be installed now, as a sentence; null where it may. `standing` is null where it is not known,
 * `now` the machine's time.
 */
export function updateObstacle({ standing, now, calendar }: { readonly standing: Standing | null; readonly now: EpochMs; readonly calendar: Calendar }): string | null {
  if (standing === null) return 'How the account stands is not known now; wait until the terminal has started.';
  const whose = standing.isWatching ? ' at the workstation that trades' : '';
  if (standing.workingOrders > 0) return `${countOf(standing.workingOrders, 'order is', 'orders are')} working${whose}; cancel ${standing.workingOrders === 1 ? 'it' : 'them'}, or wait until ${standing.workingOrders === 1 ? 'it is' : 'they are'} done.`;
  if (standing.isFlattening) return `Positions are being flattened${whose}; wait until that is done.`;
  const { session } = standing;
  if (!session.paused && RUNNING.has(session.phase)) {
    return standing.isPractice ? 'A practised day is running here; pause it, or end the practice first.' : `A session is running here; pause the session first${session.label === 'SIMULATED' || session.label === 'REPLAY' ? '' : ', or wait for its last trade'}.`;
  }
  return exchangeObstacle(lastEndOf(standing), now, calendar);
}

/**
 * The same before the terminal runs, from what was written when the program ended last: null where nothing ever was,
 * 'running' where it did not end as it should.
 */
export function startObstacle({ lastEnd, now, calendar }: { readonly lastEnd: LastEnd | 'running' | null; readonly now: EpochMs; readonly calendar: Calendar }): string | null {
  if (lastEnd === 'running') return 'The program did not end as it should last time, so how the account stands is not known; look at it, and end the program as usual.';
  if (lastEnd === null) return 'How the account stood when the program ended is not known; look at it, and end the program as usual.';
  if (lastEnd.workingOrders > 0 && !isOver(lastEnd, now, calendar)) return `${countOf(lastEnd.workingOrders, 'order was', 'orders were')} working when the program ended, in the session of ${lastEnd.date}.`;
  if (lastEnd.isFlattening && !isOver(lastEnd, now, calendar)) return `Positions were being flattened when the program ended, in the session of ${lastEnd.date}.`;
  return exchangeObstacle(lastEnd, now, calendar);
}

const RUNNING: ReadonlySet<Standing['session']['phase']> = new Set(['before_open', 'open', 'after_reference']);

/** A session on the machine's own time ends without the program; any other one waits for it. */
function isOver({ label, date }: LastEnd, now: EpochMs, calendar: Calendar): boolean {
  if (label === 'SIMULATED' || label === 'REPLAY') return false;
  const session = sessionOf(calendar, date);
  return session !== 'unknown' && session !== null && now > session.lastTrade;
}

function exchangeObstacle({ account, label, openPositions }: LastEnd, now: EpochMs, calendar: Calendar): string | null {
  const reason = account === 'live' ? 'the account is live' : label === 'LIVE' || label === 'DELAYED' ? `the feed is ${label.toLowerCase()}` : openPositions > 0 ? `${countOf(openPositions, 'position is', 'positions are')} open` : null;
  if (reason === null) return null;
  const session = sessionOf(calendar, dateInNewYork(now));
  if (session === 'unknown') return `Whether the exchange is open today is not known, and ${reason}.`;
  if (session === null || now < session.open || now > session.lastTrade) return null;
  return `The exchange is in session until ${session.earlyClose ? '13:15' : '16:15'} New York, and ${reason}.`;
}

function sessionOf(calendar: Calendar, date: IsoDate): ExchangeSession | null | 'unknown' {
  try {
    return calendar(date);
  } catch (error) {
    if (error instanceof RangeError) return 'unknown';
    throw error;
  }
}

function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
