import { nextSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { SessionView } from '../../src-core/contract/schemas.ts';
import { useStream } from '../connection/core.tsx';
import { formatTime } from '../design/format.ts';

/** That nothing can be traded any more in this session, and what comes next. */
export interface TradingEnd {
  readonly title: string;
  readonly next: string;
}

/** null while orders can still fill, or wait for the open. */
export function tradingEnd({ phase, date, lastTrade, paused, feed }: Pick<SessionView, 'phase' | 'date' | 'lastTrade' | 'paused' | 'feed'>): TradingEnd | null {
  switch (phase) {
    case 'closed':
      return { title: `Trading ended at ${formatTime(lastTrade).slice(0, 5)}.`, next: paused ? 'Resume the market to settle the session.' : 'The session is being settled.' };
    case 'settled':
      return {
        title: `The session of ${date} is settled.`,
        next: feed.kind === 'replay' ? 'Start Smart 0DTE with another recording, or without one, to trade again.' : `Start Smart 0DTE again for the session of ${nextSession(date).date}.`,
      };
    default:
      return null;
  }
}

/** A hook: {@link tradingEnd} of the session under way. */
export function useTradingEnd(): TradingEnd | null {
  const session = useStream('session');
  return session === null ? null : tradingEnd(session);
}
