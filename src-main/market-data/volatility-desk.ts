import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { GammaLevelsQuery, GammaLevelsView, GammaStudyView } from '../../src-core/contract/volatility.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { Clock, EpochMs } from '../../src-core/time.ts';
import type { GammaLevelKeeper } from './gamma-level-keeper.ts';
import type { GammaLevelJournal } from './gamma-level-records.ts';
import type { GammaStudy } from './gamma-study.ts';
import type { Market } from './market.ts';
import type { ExpiryStraddle } from './other-expiries.ts';
import type { VolatilityHistory } from './volatility-history.ts';

export interface VolatilityDeskParts {
  readonly session: ExchangeSession;
  readonly clock: Clock;
  readonly market: Market;
  readonly history: VolatilityHistory;
  /** The straddles of other expiries as of then; null where the feed has none at all. */
  readonly otherExpiries: ((underlying: Underlying, now: EpochMs) => readonly ExpiryStraddle[]) | null;
  /** null on a terminal that watches: the one that trades keeps them. */
  readonly keeper: GammaLevelKeeper | null;
  /** null on a terminal that watches. */
  readonly study: GammaStudy | null;
  readonly journal: Pick<GammaLevelJournal, 'list'>;
  /** Whether the open interest of now is made up. */
  readonly isSimulated: () => boolean;
}

/** What the volatility and gamma panels read, and the study of recorded days. */
export class VolatilityDesk {
  readonly parts: VolatilityDeskParts;
  readonly #listeners = new Set<() => void>();

  constructor(parts: VolatilityDeskParts) {
    this.parts = parts;
  }

  levels(query: GammaLevelsQuery): Promise<GammaLevelsView> {
    return this.parts.journal.list(query);
  }

  study(): GammaStudyView {
    return this.parts.study?.view() ?? { state: 'idle', days: 0, done: 0, date: null, written: 0, problems: [] };
  }

  beginStudy(): Promise<GammaStudyView> {
    return this.#studied().begin();
  }

  stopStudy(): Promise<GammaStudyView> {
    return this.#studied().stop();
  }

  /** To be called when the study has come further. */
  studyChanged(): void {
    for (const listener of this.#listeners) listener();
  }

  onStudy(listener: () => void): void {
    this.#listeners.add(listener);
  }

  #studied(): GammaStudy {
    if (this.parts.study !== null) return this.parts.study;
    throw new ContractFailure({ code: 'unavailable', message: 'this terminal watches another one: recorded days are studied where the account is traded' });
  }
}
