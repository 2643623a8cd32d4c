import type { Clock } from '../../src-core/time.ts';
import { HOUR, MINUTE } from '../../src-core/time.ts';
import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { LIVE_ENDS_AFTER_MS, liveSession } from '../session-plan.ts';
import type { Pacer } from '../market-data/session-pump.ts';
import type { Restart } from '../restart.ts';

/** Before the open, so that the chain is there when it comes. */
const BEFORE_OPEN_MS = 3 * HOUR;

/** When the terminal of a live session begins the next one: some hours before that opens; null where it is this one still. */
export function isNextSessionDue(session: ExchangeSession, now: number): boolean {
  if (now < session.lastTrade + LIVE_ENDS_AFTER_MS) return false;
  return now >= liveSession(now).open - BEFORE_OPEN_MS;
}

/** Starts the terminal anew on the next live session when its day has come. Ends with the result. */
export function beginNextSession(session: ExchangeSession, { clock, pacer, restart }: { readonly clock: Clock; readonly pacer: Pacer; readonly restart: Restart }): () => void {
  if (restart === null) return () => undefined;
  let cancel: () => void = () => undefined;
  const look = (): void => {
    if (isNextSessionDue(session, clock.now())) {
      restart({ reason: `the session of ${liveSession(clock.now()).date} begins`, restore: null });
      return;
    }
    cancel = pacer.after(MINUTE, look);
  };
  look();
  return () => cancel();
}
