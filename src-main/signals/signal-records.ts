import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { SettledSignal, Signal, SignalRecord } from '../../src-core/signals/signal.ts';
import type { EpochMs, IsoDate } from '../../src-core/time.ts';
import { CommandQueue } from '../trading/command-queue.ts';
import type { CalibrationBook } from './calibration-book.ts';
import { ended, settledSignal, unsettled } from './settlement.ts';
import type { SignalDesk } from './signal-desk.ts';
import type { SignalJournal } from './signal-journal.ts';

export interface SignalRecordsParts {
  readonly session: { readonly id: string; readonly date: IsoDate };
  readonly journal: Pick<SignalJournal, 'write'>;
  readonly book: Pick<CalibrationBook, 'add'>;
  readonly notice: (text: string) => void;
}

/**
 * One session's signals and what became of them, as the journal has them: changed by commands alone, one after another,
 * each written before it counts and before anyone is told. Once a write fails every command fails with 'unavailable'.
 */
export class SignalRecords {
  readonly #parts: SignalRecordsParts;
  readonly #queue = new CommandQueue();
  /** In the order they were made. */
  readonly #records = new Map<string, SignalRecord>();
  readonly #listeners = new Set<Parameters<SignalDesk['subscribe']>[0]>();
  #failure: ContractFailure | null = null;

  constructor(parts: SignalRecordsParts, records: readonly SignalRecord[]) {
    this.#parts = parts;
    for (const record of records) this.#records.set(record.signal.id, record);
  }

  /** Why nothing can be changed any more; null while it can. */
  get failure(): ContractFailure | null {
    return this.#failure;
  }

  get(id: string): SignalRecord | undefined {
    return this.#records.get(id);
  }

  all(): readonly SignalRecord[] {
    return [...this.#records.values()];
  }

  /** Not settled, whatever was done with them. */
  open(): readonly SignalRecord[] {
    return this.all().filter(({ settlement }) => settlement === null);
  }

  active(): readonly SignalRecord[] {
    return this.all().filter(({ status }) => status === 'active');
  }

  /** How many of a type were executed by rule. */
  executedByRule(detector: string): number {
    return this.all().filter(({ fate, signal }) => fate === 'automatic' && signal.detector === detector).length;
  }

  /** Resolves when no command is left to run; null when that is so now. */
  idle(): Promise<void> | null {
    return this.#queue.idle();
  }

  /** Runs alone; only within a command records may be changed. */
  command<Result>(run: () => Promise<Result>): Promise<Result> {
    return this.#queue.run(() => {
      if (this.#failure) throw this.#failure;
      return run();
    });
  }

  /** A command that nobody waits for an answer of: whatever goes wrong in it ends the engine. */
  async inBackground(run: () => Promise<void>): Promise<void> {
    await this.command(run).catch((error: unknown) => this.#fail('signals have stopped', error));
  }

  /** Keeps records, teaches the book what was settled, and tells of it; with a bar's close even where nothing changed. */
  async commit(records: readonly SignalRecord[], bar = false): Promise<void> {
    if (records.length > 0) await this.#write(records, this.#parts.session.date);
    const settledNow = records.filter(({ signal, settlement }) => settlement !== null && (this.#records.get(signal.id)?.settlement ?? null) === null);
    for (const record of records) this.#records.set(record.signal.id, record);
    for (const outcome of settledNow.flatMap((record) => settledSignal(record) ?? []).sort(asJournaled)) this.#parts.book.add(outcome);
    const calibration = settledNow.length > 0;
    if (records.length > 0 || bar) this.tell({ signals: records.map(({ signal }) => signal.id), bar, calibration });
  }

  /** Ends records of earlier sessions without a result: nothing can be known of their packages any more. */
  async endFormer(left: readonly SignalRecord[], now: EpochMs): Promise<void> {
    for (const [date, records] of Map.groupBy(left, ({ signal }) => signal.date)) {
      const settlement = unsettled(`the session of ${date} ended before it was settled`, now);
      await this.#write(records.map((record) => ended(record, settlement, 'its session ended', now)), date);
    }
  }

  subscribe(listener: Parameters<SignalDesk['subscribe']>[0]): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tell(change: { readonly signals: readonly string[]; readonly bar: boolean; readonly calibration: boolean }): void {
    for (const listener of this.#listeners) listener(change);
  }

  async #write(records: readonly SignalRecord[], date: Signal['date']): Promise<void> {
    try {
      await this.#parts.journal.write(records, { id: this.#parts.session.id, date });
    } catch (error) {
      throw this.#fail('signals have stopped because they could not be kept', error);
    }
  }

  #fail(what: string, error: unknown): ContractFailure {
    if (this.#failure) return this.#failure;
    const message = `${what}: ${error instanceof Error ? error.message : String(error)}`;
    this.#failure = new ContractFailure({ code: 'unavailable', message });
    this.#parts.notice(message);
    return this.#failure;
  }
}

/** The journal's order of what is settled at one time: a book that is loaded from it has learned as one that went on. */
function asJournaled(left: SettledSignal, right: SettledSignal): number {
  return left.generatedAt - right.generatedAt || (left.id < right.id ? -1 : 1);
}
