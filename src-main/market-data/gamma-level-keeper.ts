import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import type { GammaLevelRecord } from '../../src-core/contract/volatility.ts';
import { type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { type EpochMs, HOUR, MINUTE } from '../../src-core/time.ts';
import { type GammaLevelJournal, judgedRecord, type LevelSource, newLevelRecords, pathOf, SET_AFTER_MS } from './gamma-level-records.ts';
import { readGamma } from './gamma-reading.ts';
import type { Market } from './market.ts';

export interface GammaLevelKeeperParts {
  readonly session: ExchangeSession;
  readonly market: Pick<Market, 'atm' | 'chain' | 'clock' | 'discount' | 'tickerState'>;
  readonly source: LevelSource;
  readonly journal: GammaLevelJournal;
  readonly notice: (text: string) => void;
}

/** Levels that cannot be set up to here are not set: too little of the day is left for them. */
export const LATEST_SET_MS = 3 * HOUR;

/** Sets the day's levels a quarter of an hour after the open, keeps them, and writes at the close what became of them. */
export class GammaLevelKeeper {
  readonly #parts: GammaLevelKeeperParts;
  readonly #records = new Map<Underlying, readonly GammaLevelRecord[]>();
  #minute = Number.NaN;
  #isJudged = false;
  /** Records of this day and source by an earlier run, judged or not. */
  #isKnown = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: GammaLevelKeeperParts) {
    this.#parts = parts;
  }

  /** Takes the levels that an earlier run of the session set. `now` is where the session stands. */
  async recover(now: EpochMs): Promise<void> {
    const { journal, notice, session, source } = this.#parts;
    try {
      const kept = await journal.ofDay(session.date, source.source);
      this.#isKnown = kept.length > 0;
      for (const underlying of UNDERLYINGS) {
        // A session that begins anew sets its levels itself.
        const own = kept.filter((record) => record.underlying === underlying && record.setAt <= now);
        if (own.length > 0 && !this.#records.has(underlying)) this.#records.set(underlying, own.map((record) => ({ ...record, outcome: null, control: { ...record.control, outcome: null } })));
      }
    } catch (error) {
      notice(`the levels of gamma that were set today cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** The levels of this session, judged once it is over. */
  records(underlying: Underlying): readonly GammaLevelRecord[] {
    return this.#records.get(underlying) ?? [];
  }

  /** To be called after each step of the session. */
  step(now: EpochMs): void {
    const { session } = this.#parts;
    if (this.#isJudged || now < session.open + SET_AFTER_MS) return;
    if (now >= session.reference) {
      this.atClose();
      return;
    }
    const minute = Math.floor(now / MINUTE);
    if (minute === this.#minute || this.#records.size === UNDERLYINGS.length || now > session.open + LATEST_SET_MS) return;
    this.#minute = minute;
    const set = UNDERLYINGS.filter((underlying) => !this.#records.has(underlying)).flatMap((underlying) => this.#set(underlying, now));
    // What is known of the day as a whole stays until it is known anew.
    if (set.length > 0 && !this.#isKnown) this.#save(set);
  }

  /** Judges the levels by the prices up to the reference time, and writes them. */
  atClose(): void {
    if (this.#isJudged) return;
    this.#isJudged = true;
    const { session, market } = this.#parts;
    const judged: GammaLevelRecord[] = [];
    for (const [underlying, records] of this.#records) {
      const path = pathOf(session, market.tickerState(underlying));
      const own = records.map((record) => judgedRecord(record, path, session.reference));
      this.#records.set(underlying, own);
      judged.push(...own);
    }
    if (judged.length > 0) this.#save(judged);
  }

  /** Resolves when what was handed over is written, or was told of. */
  flush(): Promise<void> {
    return this.#writing;
  }

  #set(underlying: Underlying, now: EpochMs): readonly GammaLevelRecord[] {
    const { market, session, source } = this.#parts;
    const reading = readGamma(market, underlying, now);
    if (!reading.ok) return [];
    const records = newLevelRecords(underlying, session.date, source, reading.value, now);
    if (records.length > 0) this.#records.set(underlying, records);
    return records;
  }

  #save(records: readonly GammaLevelRecord[]): void {
    const { journal, notice } = this.#parts;
    this.#writing = this.#writing.then(() => journal.save(records)).catch((error: unknown) => notice(`levels of gamma are not kept: ${error instanceof Error ? error.message : String(error)}`));
  }
}
