import { type ExchangeSession, sessionOn } from '../../src-core/calendar/exchange-calendar.ts';
import type { ExpiryClock } from '../../src-core/calendar/expiry-clock.ts';
import type { GammaLevelRecord, GammaStudyView } from '../../src-core/contract/volatility.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import { type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { type IsoDate, MINUTE } from '../../src-core/time.ts';
import type { MarketFeed } from './feed.ts';
import { LATEST_SET_MS } from './gamma-level-keeper.ts';
import { type GammaLevelJournal, judgedRecord, type LevelSource, newLevelRecords, pathOf, SET_AFTER_MS } from './gamma-level-records.ts';
import { readGamma } from './gamma-reading.ts';
import { Market } from './market.ts';

/** A recorded day that can be studied. */
export interface StudiedDay extends LevelSource {
  readonly date: IsoDate;
  open(): Promise<MarketFeed>;
}

/** The recorded days of this terminal. */
export interface RecordedDays {
  list(): Promise<readonly StudiedDay[]>;
}

export interface GammaStudyParts {
  readonly days: RecordedDays;
  readonly journal: GammaLevelJournal;
  /** What chains are priced on. */
  readonly clockOf: (session: ExchangeSession) => ExpiryClock;
  /** Annual, continuously compounded. */
  readonly rate: number;
  /** Lets other work have its turn. */
  readonly rest: () => Promise<void>;
  readonly onChange: () => void;
}

/** Events of the feed between two rests. */
const EVENTS_AT_ONCE = 200;
const KEPT_PROBLEMS = 5;
const IDLE: GammaStudyView = { state: 'idle', days: 0, done: 0, date: null, written: 0, problems: [] };

/**
 * Walks the recorded days, one after another: sets each day's levels as the session that is traded does, and writes what
 * became of them. Doing it again writes the same records.
 */
export class GammaStudy {
  readonly #parts: GammaStudyParts;
  #view: GammaStudyView = IDLE;
  #isStopping = false;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: GammaStudyParts) {
    this.#parts = parts;
  }

  view(): GammaStudyView {
    return this.#view;
  }

  /** Begins, and answers once it is known what there is to do. Fails with 'not_found' where nothing is recorded. */
  async begin(): Promise<GammaStudyView> {
    if (this.#view.state === 'running') return this.#view;
    this.#tell({ ...IDLE, state: 'running' });
    this.#isStopping = false;
    let days: readonly StudiedDay[];
    try {
      days = await this.#parts.days.list();
    } catch (error) {
      this.#tell({ ...IDLE, state: 'failed', problems: [wordsOf(error)] });
      throw error;
    }
    if (days.length === 0) {
      this.#tell(IDLE);
      throw new ContractFailure({ code: 'not_found', message: 'no day is recorded here yet: days are recorded while the terminal runs, and a folder of recordings can be played with --feed replay:PATH' });
    }
    this.#tell({ ...this.#view, days: days.length });
    this.#running = this.#walk(days);
    return this.#view;
  }

  /** The day under way is left as it was. */
  async stop(): Promise<GammaStudyView> {
    this.#isStopping = true;
    await this.#running;
    return this.#view;
  }

  async #walk(days: readonly StudiedDay[]): Promise<void> {
    for (const day of days) {
      if (this.#isStopping) break;
      this.#tell({ ...this.#view, date: day.date });
      try {
        const records = await this.#study(day);
        if (records === null) break;
        if (records.length > 0) await this.#parts.journal.save(records);
        else this.#problem(day, 'no level could be set: it has no open interest, or too little of the morning');
        this.#tell({ ...this.#view, done: this.#view.done + 1, written: this.#view.written + records.length });
      } catch (error) {
        this.#problem(day, wordsOf(error));
        this.#tell({ ...this.#view, done: this.#view.done + 1 });
      }
    }
    this.#tell({ ...this.#view, state: this.#isStopping && this.#view.done < this.#view.days ? 'stopped' : 'done', date: null });
  }

  /** null where it was stopped. */
  async #study(day: StudiedDay): Promise<readonly GammaLevelRecord[] | null> {
    const session = sessionOn(day.date);
    if (session === null) throw new RangeError('it is no session of the exchange');
    const feed = await day.open();
    try {
      const { quoting, staleAfterMs } = feed.description;
      const market = new Market({ session, clock: this.#parts.clockOf(session), rate: this.#parts.rate, quoting, staleAfterMs });
      const records = new Map<Underlying, readonly GammaLevelRecord[]>();
      const setFrom = session.open + SET_AFTER_MS;
      let events = 0;
      let minute = Number.NaN;
      for (let time = feed.nextTime(); time !== null && time <= session.reference; time = feed.nextTime()) {
        feed.advance(time, market);
        const isLooked = time >= setFrom && time <= session.open + LATEST_SET_MS && records.size < UNDERLYINGS.length && Math.floor(time / MINUTE) !== minute;
        if (isLooked) {
          minute = Math.floor(time / MINUTE);
          market.price(time);
          for (const underlying of UNDERLYINGS) {
            if (records.has(underlying)) continue;
            const reading = readGamma(market, underlying, time);
            if (reading.ok) records.set(underlying, newLevelRecords(underlying, day.date, day, reading.value, time));
          }
        }
        events += 1;
        if (events % EVENTS_AT_ONCE === 0) await this.#parts.rest();
        if (this.#isStopping) return null;
      }
      return [...records].flatMap(([underlying, own]) => {
        const path = pathOf(session, market.tickerState(underlying));
        return own.map((record) => judgedRecord(record, path, session.reference));
      });
    } finally {
      feed.close();
    }
  }

  #problem({ date, source }: StudiedDay, words: string): void {
    this.#view = { ...this.#view, problems: [...this.#view.problems, `${date} (${source}): ${words}`].slice(-KEPT_PROBLEMS) };
  }

  #tell(view: GammaStudyView): void {
    this.#view = view;
    this.#parts.onChange();
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
