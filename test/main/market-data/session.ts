import { type ExchangeSession, sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import { parseIsoDate } from '../../../src-core/time.ts';

export function tradingSession(date: string): ExchangeSession {
  const session = sessionOn(parseIsoDate(date));
  if (session === null) throw new Error(`${date} is not a session`);
  return session;
}
