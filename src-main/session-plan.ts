import { dateInNewYork, type ExchangeSession, newYorkTime, nextSession, sessionOn } from '../src-core/calendar/exchange-calendar.ts';
import { type EpochMs, type IsoDate, SECOND } from '../src-core/time.ts';
import type { FeedDescription } from './market-data/feed.ts';
import type { FeedChoice, Settings } from './settings.ts';
import { StartFailure } from './start-failure.ts';
import type { MarketSession, TickerPrices } from './stores/relational/session-repository.ts';

export const DEFAULT_SEED = 1;

/** What the books say about where a session may begin. */
export interface BooksState {
  /** The session run last; null before the first. */
  readonly newest: MarketSession | null;
  /** Something was ordered in it or before, by whichever account: then time must not run backwards. */
  readonly hasTraded: boolean;
  /** Working orders, or options that were not settled, of the account that is traded. */
  readonly isUnfinished: boolean;
  /** The newest time anything was booked or ordered at in that account; null when nothing was. */
  readonly lastEvent: EpochMs | null;
}

/** What a session is chosen by. */
export type SessionSettings = Pick<Settings, 'seed' | 'date' | 'start'> & { readonly feed: FeedChoice };

/** Which recording a replay plays. */
export type RecordingIdentity = Pick<FeedDescription, 'date' | 'detail'>;

export interface SessionPlan {
  readonly session: ExchangeSession;
  readonly seed: number;
  /** Where the session's clock starts; null for the feed's own beginning. */
  readonly from: EpochMs | null;
  /** Last prices of the session before this one. */
  readonly previousCloses: TickerPrices;
  /** The session to go on with; null to begin a new one. */
  readonly resumed: MarketSession | null;
}

/**
 * Chooses the session to run from the flags and the books. An unfinished session is gone on with where it stopped;
 * a finished one is followed by the next day's. `recording` is null for the simulated market.
 * Throws StartFailure when the flags contradict the books.
 */
export function planSession(settings: SessionSettings, books: BooksState, recording: RecordingIdentity | null, today: IsoDate): SessionPlan {
  const kind = settings.feed.kind;
  const resumed = resumable(settings, books, recording);
  const date = resumed?.date ?? recording?.date ?? settings.date ?? nextDate(books, today);
  const session = sessionOf(date);
  if (resumed === null) assertForward(date, books, kind === 'replay' ? '--feed' : '--date');
  const from = startOf(settings, session);
  const previousCloses = (books.newest?.date === date ? books.newest.previousCloses : books.newest?.closes) ?? {};
  if (resumed === null) return { session, seed: settings.seed ?? DEFAULT_SEED, from, previousCloses, resumed };
  const reached = Math.max(resumed.now, books.lastEvent ?? 0);
  return { session, seed: resumed.seed, previousCloses, resumed, from: from === null ? reached : Math.max(from, reached) };
}

/** A live session is over, and the next one's is the one to wait for, so long after the last trade. */
export const LIVE_ENDS_AFTER_MS = 60 * SECOND;

/**
 * The live session of `now`, the machine's time: today's until it is over, then the next. One that was begun today is
 * gone on with; `ownBroker` says that the account is held at the broker itself, whose records outlast any session of ours.
 * Throws StartFailure when the flags or the books contradict that.
 */
export function planLiveSession(settings: Pick<SessionSettings, 'date' | 'start'>, { newest, isUnfinished, lastEvent }: BooksState, now: EpochMs, ownBroker: boolean): SessionPlan {
  const session = liveSession(now);
  if (settings.date !== null && settings.date !== session.date) {
    throw new StartFailure(`--date "${settings.date}": a live market is that of ${session.date} now; expected that, or none`);
  }
  if (settings.start !== null) throw new StartFailure(`--start "${settings.start}": a live market goes with the clock; expected none`);
  if (lastEvent !== null && lastEvent > now) {
    throw new StartFailure(
      `--feed "ibkr": the books of this account go to ${new Date(lastEvent).toISOString()}, later than now: a simulated session ran ahead of the clock; choose another account, or give another --data-dir`,
    );
  }
  const isOurs = newest?.feed.kind === 'ibkr';
  if (!isOurs && isUnfinished && !ownBroker && newest !== null && newest.settledAt === null) {
    throw new StartFailure(
      `--feed asks for ibkr, but the books hold orders or positions of the unfinished session of ${newest.date} (${newest.feed.kind}, ${newest.feed.detail}); finish it by starting as before, or give another --data-dir`,
    );
  }
  const resumed = isOurs && newest.date === session.date && newest.settledAt === null ? newest : null;
  const previousCloses = !isOurs ? {} : newest.date === session.date ? newest.previousCloses : newest.closes;
  return { session, seed: resumed?.seed ?? DEFAULT_SEED, from: now, previousCloses, resumed };
}

/** Throws StartFailure where the exchange's calendar does not reach. */
export function liveSession(now: EpochMs): ExchangeSession {
  const today = dateInNewYork(now);
  try {
    const session = sessionOn(today);
    return session !== null && now < session.lastTrade + LIVE_ENDS_AFTER_MS ? session : nextSession(today);
  } catch (error) {
    throw new StartFailure(`no live session of ${today}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function resumable(settings: SessionSettings, { newest, isUnfinished }: BooksState, recording: RecordingIdentity | null): MarketSession | null {
  if (newest === null || newest.settledAt !== null) return null;
  const difference = differenceFrom(newest, settings, recording);
  if (difference === null) return newest;
  if (!isUnfinished) return null;
  throw new StartFailure(
    `${difference}, but the books hold orders or positions of the unfinished session of ${newest.date} (${newest.feed.kind}, ${newest.feed.detail}); ` +
      'finish it by starting as before, or give another --data-dir',
  );
}

/** How the flags ask for another session than the newest one; null when they do not. */
function differenceFrom(newest: MarketSession, settings: SessionSettings, recording: RecordingIdentity | null): string | null {
  if (settings.feed.kind !== newest.feed.kind) return `--feed asks for ${settings.feed.kind}`;
  if (recording !== null && (recording.date !== newest.date || recording.detail !== newest.feed.detail)) {
    return `--feed is the recording ${recording.detail} of ${recording.date}`;
  }
  if (settings.date !== null && settings.date !== newest.date) return `--date asks for ${settings.date}`;
  if (settings.seed !== null && settings.seed !== newest.seed) return `--seed asks for ${settings.seed}`;
  return null;
}

function assertForward(date: IsoDate, { newest, hasTraded }: BooksState, flag: string): void {
  if (newest === null || !hasTraded || date > newest.date) return;
  throw new StartFailure(
    `${flag}: a session of ${date} would run before or beside what is in the books, whose newest session is ${newest.date}; ` +
      'give a later date, or another --data-dir',
  );
}

function nextDate({ newest, hasTraded }: BooksState, today: IsoDate): IsoDate {
  const first = sessionOn(today)?.date ?? nextSession(today).date;
  if (newest === null || newest.date < first) return first;
  return newest.settledAt === null && !hasTraded ? newest.date : nextSession(newest.date).date;
}

/** Throws StartFailure for a day on which the exchange is closed, or that its calendar does not reach. */
export function sessionOf(date: IsoDate): ExchangeSession {
  let session: ExchangeSession | null;
  try {
    session = sessionOn(date);
  } catch (error) {
    throw new StartFailure(`--date "${date}": ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  if (session === null) throw new StartFailure(`--date "${date}": the exchange is closed that day; the next session is ${nextSession(date).date}`);
  return session;
}

function startOf(settings: Pick<Settings, 'start'>, session: ExchangeSession): EpochMs | null {
  if (settings.start === null) return null;
  const time = newYorkTime(session.date, settings.start);
  if (time >= session.lastTrade) {
    throw new StartFailure(`--start "${settings.start}": expected a time before the last trade at ${session.earlyClose ? '13:15' : '16:15'}`);
  }
  return time;
}
