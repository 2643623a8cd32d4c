import type { SettledSignal, SignalRecord } from '../../src-core/signals/signal.ts';
import type { SignalJournal } from '../signals/signal-journal.ts';
import { settledSignal } from '../signals/settlement.ts';

/** Keeps one session's signals in memory: nothing of a study is needed once its session is over but what was learned. */
export class StudyJournal implements SignalJournal {
  readonly #records = new Map<string, SignalRecord>();

  /** In the order they were made. */
  records(): readonly SignalRecord[] {
    return [...this.#records.values()];
  }

  ofSession(): Promise<readonly SignalRecord[]> {
    return Promise.resolve(this.records());
  }

  unsettledBefore(): Promise<readonly SignalRecord[]> {
    return Promise.resolve([]);
  }

  settled(): Promise<readonly SettledSignal[]> {
    return Promise.resolve(this.records().flatMap((record) => settledSignal(record) ?? []));
  }

  list(): Promise<{ readonly total: number; readonly records: readonly SignalRecord[] }> {
    return Promise.resolve({ total: this.#records.size, records: this.records().toReversed() });
  }

  find(id: string): Promise<SignalRecord | null> {
    return Promise.resolve(this.#records.get(id) ?? null);
  }

  write(records: readonly SignalRecord[]): Promise<void> {
    for (const record of records) this.#records.set(record.signal.id, record);
    return Promise.resolve();
  }
}
