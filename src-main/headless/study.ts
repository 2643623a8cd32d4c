import shipped from '../../resources/correlation-baseline.json' with { type: 'json' };
import { eventsOn } from '../../src-core/calendar/event-times.ts';
import { type ExchangeSession, nextSession } from '../../src-core/calendar/exchange-calendar.ts';
import { type ExpiryClock, flatClock } from '../../src-core/calendar/expiry-clock.ts';
import { type Ticker, TICKERS } from '../../src-core/instruments/instrument.ts';
import { parseShippedBaseline } from '../../src-core/market/correlation-baseline.ts';
import type { SettledSignal, SignalRecord } from '../../src-core/signals/signal.ts';
import { type EpochMs, MINUTE, parseIsoDate } from '../../src-core/time.ts';
import { feesOn } from '../composition/session-market.ts';
import { FeedRefused } from '../market-data/csv-table.ts';
import type { MarketFeed } from '../market-data/feed.ts';
import type { Market } from '../market-data/market.ts';
import { recordedDates } from '../market-data/recorded-dates.ts';
import { openReplay } from '../market-data/replay-feed.ts';
import { SimulatedFeed } from '../market-data/simulated-feed.ts';
import { programFiles } from '../program-files.ts';
import { DEFAULT_SEED, sessionOf } from '../session-plan.ts';
import type { HeadlessSettings } from '../settings.ts';
import type { Signals } from '../signals/build-signals.ts';
import { CalibrationBook } from '../signals/calibration-book.ts';
import { settledSignal } from '../signals/settlement.ts';
import { StartFailure } from '../start-failure.ts';
import { deriveUuid } from '../trading/derive-id.ts';
import { expiryClockOf, readVarianceTables } from '../variance-tables.ts';
import { StudyBars } from './study-bars.ts';
import { type StudyReport, studyReport } from './study-report.ts';
import { runStudySession, type StudySessionParts } from './study-session.ts';

/** The first date whose charges are known. It is no date of the machine's clock, so that a study is the same on any day. */
const FIRST_DATE = parseIsoDate('2025-03-03');
const SIMULATED_SESSIONS = 100;

export type StudyOptions = Pick<HeadlessSettings, 'feed' | 'seed' | 'date' | 'rate' | 'clock'> & { readonly study: NonNullable<HeadlessSettings['study']> };

export interface Study {
  readonly report: StudyReport;
  /** In the order the signals were made. */
  readonly settled: readonly SettledSignal[];
}

/** What a caller may watch or put in the place of the program's. */
export interface StudyHooks {
  readonly onSession?: (done: number, total: number) => void;
  readonly onRecords?: (records: readonly SignalRecord[], feed: MarketFeed, market: Market) => void;
  /** See SimulatedFeedOptions. */
  readonly reach?: number;
  readonly measuredAs?: StudySessionParts['measuredAs'];
  readonly onStep?: (now: EpochMs, signals: Signals, feed: MarketFeed) => void;
}

/** A session to run; its feed is opened when its turn comes. */
interface Planned {
  readonly session: ExchangeSession;
  /** Names it among all sessions of any study. */
  readonly name: string;
  open(previousCloses: Partial<Record<Ticker, number>>): Promise<MarketFeed>;
}

/**
 * Runs one session after another, each with its own market and its own signals, and all with one record that is learned
 * from as it grows: what a signal said was said before anything of its day was known. Throws StartFailure.
 */
export async function runStudy(options: StudyOptions, hooks: StudyHooks = {}): Promise<Study> {
  const { resources } = programFiles();
  const tables = readVarianceTables(resources);
  const events = tables.kind === 'variance' ? tables.events : null;
  const scenario = options.feed.kind === 'simulated' ? options.study.scenario : 'usual';
  const rate = scenario === 'usual' ? options.rate : 0;
  const clockOf = (session: ExchangeSession): ExpiryClock => (options.clock === 'flat' ? flatClock(session) : expiryClockOf(tables, session).clock);
  const planned = await plannedSessions(options, clockOf, hooks.reach ?? 1);
  const fees = planned.map(({ session }) => feesOn(session));

  const baseline = parseShippedBaseline(shipped);
  const bars = new StudyBars();
  const book = new CalibrationBook();
  const settled: SettledSignal[] = [];
  const made = new Map<string, number>();
  let previousCloses: Partial<Record<Ticker, number>> = {};
  for (const [index, { session, name, open }] of planned.entries()) {
    const schedule = fees[index];
    if (schedule === undefined) throw new RangeError(`no charges are known for session ${index}`);
    const feed = await open(previousCloses);
    const { records, market } = await runStudySession({
      ...{ session, feed, rate, bars, book },
      sessionId: deriveUuid(`study:${name}`),
      clock: clockOf(session),
      fees: schedule,
      events: events === null ? [] : eventsOn(events, session.date),
      baseline,
      ...(hooks.measuredAs && { measuredAs: hooks.measuredAs }),
      onStep: (now, signals) => hooks.onStep?.(now, signals, feed),
    });
    for (const record of records) {
      made.set(record.signal.detector, (made.get(record.signal.detector) ?? 0) + 1);
      const outcome = settledSignal(record);
      if (outcome !== null) settled.push(outcome);
    }
    hooks.onRecords?.(records, feed, market);
    previousCloses = closesOf(market);
    hooks.onSession?.(index + 1, planned.length);
  }
  return { report: studyReport({ options, dates: planned.map(({ session }) => session.date), rate, made, book }), settled };
}

async function plannedSessions(options: StudyOptions, clockOf: (session: ExchangeSession) => ExpiryClock, reach: number): Promise<readonly Planned[]> {
  const { feed, study } = options;
  if (feed.kind === 'replay') return recordedSessions(feed.path, options);
  const seed = options.seed ?? DEFAULT_SEED;
  const { scenario } = study;
  return simulatedSessions(options).map((session) => ({
    session,
    name: `${scenario}:${seed}:${session.date}`,
    open: (previousCloses) => {
      const day = { seed, session, previousCloses, every: MINUTE, reach };
      return Promise.resolve(new SimulatedFeed(scenario === 'usual' ? { ...day, rate: options.rate } : { ...day, scenario, clock: clockOf(session) }));
    },
  }));
}

function simulatedSessions({ date, study }: StudyOptions): readonly ExchangeSession[] {
  const wanted = study.sessions ?? SIMULATED_SESSIONS;
  const sessions = [sessionOf(date ?? FIRST_DATE)];
  for (let last = sessions[0]; last !== undefined && sessions.length < wanted; last = sessions.at(-1)) {
    try {
      sessions.push(nextSession(last.date));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const known = `the exchange's calendar is known for ${sessions.length} sessions from ${sessions[0]?.date ?? ''} on`;
      throw new StartFailure(`--sessions "${wanted}": ${known}; expected ${sessions.length} at most, or an earlier --date`, { cause: error });
    }
  }
  return sessions;
}

async function recordedSessions(path: string, { date, study }: StudyOptions): Promise<readonly Planned[]> {
  const recorded = await recordedDates(path).catch((error: unknown) => {
    if (error instanceof FeedRefused) throw new StartFailure(`--feed: ${error.message}`, { cause: error });
    throw error;
  });
  const wanted = recorded.filter((day) => date === null || day.date >= date).slice(0, study.sessions ?? recorded.length);
  if (wanted.length === 0) {
    throw new StartFailure(`--date "${date ?? ''}": nothing was recorded then or later; expected ${recorded.at(-1)?.date ?? ''} or an earlier date`);
  }
  return wanted.map((day) => ({
    session: sessionOf(day.date),
    name: `${day.path}:${day.date}`,
    open: () => openReplay(day.path, day.date),
  }));
}

function closesOf(market: Pick<Market, 'tickerState'>): Partial<Record<Ticker, number>> {
  const closes: Partial<Record<Ticker, number>> = {};
  for (const ticker of TICKERS) {
    const { last } = market.tickerState(ticker);
    if (last > 0) closes[ticker] = last;
  }
  return closes;
}
