import type { EventTime } from '../../src-core/calendar/event-times.ts';
import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { ExpiryClock } from '../../src-core/calendar/expiry-clock.ts';
import { type FeeSchedule } from '../../src-core/ledger/fees.ts';
import type { ShippedBaseline } from '../../src-core/market/correlation-baseline.ts';
import type { Money } from '../../src-core/money.ts';
import { DEFAULT_SIGNAL_SETTINGS } from '../../src-core/signals/automation.ts';
import type { SignalRecord } from '../../src-core/signals/signal.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { MarketFeed } from '../market-data/feed.ts';
import { Market } from '../market-data/market.ts';
import type { ReadMinutes } from '../market-data/former-days.ts';
import { MarketMeasures } from '../market-data/market-measures.ts';
import { SessionClock } from '../market-data/session-pump.ts';
import { buildSignals, type Signals, type SignalsParts } from '../signals/build-signals.ts';
import type { CalibrationBook } from '../signals/calibration-book.ts';
import { DETECTORS } from '../signals/detectors/index.ts';
import { ReferencePrices } from '../trading/reference-prices.ts';
import { StudyJournal } from './study-journal.ts';
import type { StudyBars } from './study-bars.ts';

/** One session of a study, and what is carried from session to session. */
export interface StudySessionParts {
  readonly session: ExchangeSession;
  readonly sessionId: string;
  readonly feed: MarketFeed;
  readonly clock: ExpiryClock;
  readonly rate: number;
  readonly fees: FeeSchedule;
  readonly events: readonly EventTime[];
  readonly baseline: ShippedBaseline | null;
  readonly bars: StudyBars;
  readonly book: CalibrationBook;
  /** What the tracker measures in the place of the market itself: how the suite saves the fit of each minute's smile. */
  readonly measuredAs?: (market: Market) => NonNullable<SignalsParts['measured']>;
  /** Sees the signals after each moment. */
  readonly onStep?: (now: EpochMs, signals: Signals) => void;
}

export interface StudiedSession {
  readonly records: readonly SignalRecord[];
  readonly market: Market;
}

/**
 * Runs a session from its feed's first event to the reference time with the very classes that the program runs, and
 * settles its signals. No orders are placed. What it taught is in the book, its minutes are in the store.
 */
export async function runStudySession(parts: StudySessionParts): Promise<StudiedSession> {
  const { session, feed, bars, book, onStep, measuredAs } = parts;
  const { from, quoting, staleAfterMs } = feed.description;
  const market = new Market({ session, clock: parts.clock, rate: parts.rate, staleAfterMs, quoting });
  const clock = new SessionClock(Math.min(from, session.reference));
  const readMinutes: ReadMinutes = (underlying, since, until) => Promise.resolve(bars.minutes(underlying, since, until));
  const measures = new MarketMeasures({ session, market });
  const journal = new StudyJournal();
  const problems: string[] = [];
  const signals = await buildSignals({
    ...{ session, clock, market, measures, book, journal, readMinutes, detectors: DETECTORS },
    ...(measuredAs && { measured: measuredAs(market) }),
    readDays: (ticker, since, until) => Promise.resolve(bars.days(ticker, since, until)),
    ...{ sessionId: parts.sessionId, fees: parts.fees, events: parts.events, baseline: parts.baseline },
    settings: { load: () => Promise.resolve(DEFAULT_SIGNAL_SETTINGS), save: () => Promise.resolve() },
    place: () => Promise.reject(new Error('a study places no orders')),
    notice: (text) => problems.push(text),
  });
  const { tracker, engine } = signals;
  await tracker.load();

  const reference = new ReferencePrices(session, {});
  const act = async (now: EpochMs): Promise<void> => {
    clock.set(now);
    feed.advance(now, market);
    market.price(now);
    tracker.advance(now);
    if (now === session.reference) reference.set(market);
    measures.step(now);
    engine.step(now);
    const pending = engine.pending();
    if (pending !== null) await pending;
    onStep?.(now, signals);
  };
  const nextMoment = (): EpochMs => Math.min(feed.nextTime() ?? session.reference, tracker.nextTime() ?? session.reference);
  for (let next = nextMoment(); next < session.reference; next = nextMoment()) await act(Math.max(next, clock.now()));
  await act(session.reference);
  const known = reference.known();
  await engine.settle((underlying): Money | null => known[underlying] ?? null, session.reference);
  feed.close();
  const [problem] = problems;
  if (problem !== undefined) throw new Error(problem);
  bars.add(session, market);
  return { records: journal.records(), market };
}
