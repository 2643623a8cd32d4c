import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { type ExpiryClock, flatClock } from '../../src-core/calendar/expiry-clock.ts';
import type { Clock, EpochMs } from '../../src-core/time.ts';
import type { MarketFeed } from '../market-data/feed.ts';
import { GammaLevelKeeper } from '../market-data/gamma-level-keeper.ts';
import { levelSource } from '../market-data/gamma-level-records.ts';
import { GammaStudy } from '../market-data/gamma-study.ts';
import type { Market } from '../market-data/market.ts';
import { allDays, replayedDays } from '../market-data/recorded-days.ts';
import { VolatilityDesk } from '../market-data/volatility-desk.ts';
import { VolatilityHistory } from '../market-data/volatility-history.ts';
import { programFiles } from '../program-files.ts';
import type { Settings } from '../settings.ts';
import { createGammaLevelJournal } from '../stores/relational/gamma-levels.ts';
import { createSettingsRepository } from '../stores/relational/settings-repository.ts';
import { createVolatilityJournal } from '../stores/relational/volatility-journal.ts';
import { expiryClockOf, readVarianceTables } from '../variance-tables.ts';
import type { Foundation } from './foundation.ts';

export interface ComposedVolatility {
  readonly desk: VolatilityDesk;
  /** To be called after each moment of the session. */
  step(now: EpochMs): void;
  /** Ends the study, and resolves when what was kept is written. */
  close(): Promise<void>;
}

export interface VolatilityComposition {
  readonly foundation: Pick<Foundation, 'machineClock' | 'notices' | 'own' | 'settings' | 'store'>;
  readonly session: ExchangeSession;
  readonly sessionId: string;
  readonly clock: Clock;
  readonly market: Market;
  readonly feed: MarketFeed;
  /** Folders that hold recordings, the program's own first. */
  readonly recordings: readonly string[];
}

/** What the volatility and gamma panels read on a terminal that trades; what an earlier run of the session kept comes in by itself. */
export async function composeVolatility({ foundation, session, sessionId, clock, market, feed, recordings }: VolatilityComposition): Promise<ComposedVolatility> {
  const { machineClock, notices, own, settings, store } = foundation;
  const notice = (text: string): void => notices.tell('warning', text);
  const history = new VolatilityHistory({ session, market, journal: createVolatilityJournal(createSettingsRepository(own), sessionId), notice });
  const journal = createGammaLevelJournal(store, machineClock);
  const source = levelSource(feed.description);
  const keeper = new GammaLevelKeeper({ session, market, source, journal, notice });
  const study = new GammaStudy({
    days: allDays(recordings.map(replayedDays)),
    journal,
    clockOf: clocksOf(settings),
    rate: settings.rate,
    rest: () => new Promise((resolve) => void setImmediate(resolve)),
    onChange: () => desk.studyChanged(),
  });
  const desk: VolatilityDesk = new VolatilityDesk({
    session,
    clock,
    market,
    history,
    otherExpiries: feed.otherExpiries === undefined ? null : (underlying, now) => feed.otherExpiries?.(underlying, now) ?? [],
    keeper,
    study,
    journal,
    isSimulated: () => source.origin === 'simulated',
  });
  await Promise.all([history.recover(), keeper.recover(clock.now())]);
  return {
    desk,
    step(now) {
      history.step(now);
      keeper.step(now);
    },
    async close() {
      await study.stop();
      await history.flush();
      await keeper.flush();
    },
  };
}

export interface WatchedVolatility {
  readonly foundation: Pick<Foundation, 'machineClock' | 'notices' | 'store'>;
  readonly session: ExchangeSession;
  readonly clock: Clock;
  readonly market: Market;
  /** Whether the market of the workstation that trades is made up. */
  readonly isSimulated: () => boolean;
}

/** The same on a terminal that watches: of the market as it is priced here, from the moment on that it is watched. */
export function composeWatchedVolatility({ foundation, session, clock, market, isSimulated }: WatchedVolatility): Pick<ComposedVolatility, 'desk' | 'step'> {
  const { machineClock, notices, store } = foundation;
  const history = new VolatilityHistory({ session, market, journal: null, notice: (text) => notices.tell('warning', text) });
  const journal = createGammaLevelJournal(store, machineClock);
  const desk = new VolatilityDesk({ session, clock, market, history, otherExpiries: null, keeper: null, study: null, journal, isSimulated });
  return { desk, step: (now) => history.step(now) };
}

function clocksOf({ clock }: Pick<Settings, 'clock'>): (session: ExchangeSession) => ExpiryClock {
  if (clock === 'flat') return flatClock;
  const tables = readVarianceTables(programFiles().resources);
  return (session) => expiryClockOf(tables, session).clock;
}
