import type { SignalQuery } from '../../src-core/contract/signals.ts';
import type { SettledSignal, SignalRecord } from '../../src-core/signals/signal.ts';
import type { IsoDate } from '../../src-core/time.ts';

/** Where signals and what became of them are kept. */
export interface SignalJournal {
  /** All of one session of the market, oldest first. */
  ofSession(sessionId: string): Promise<readonly SignalRecord[]>;
  /** Signals of earlier sessions that were never settled, oldest first: their session ended without them. */
  unsettledBefore(sessionId: string): Promise<readonly SignalRecord[]>;
  /** What every settled signal came to, in the order they were settled; at one time by when they were made, then by id. */
  settled(): Promise<readonly SettledSignal[]>;
  /** Newest first. */
  list(query: SignalQuery): Promise<{ readonly total: number; readonly records: readonly SignalRecord[] }>;
  find(id: string): Promise<SignalRecord | null>;
  /** Keeps records whole, in one write; resolves once they are durable. A record that is there already keeps its signal and gets the rest anew; `session` is that of records that are new. */
  write(records: readonly SignalRecord[], session: { readonly id: string; readonly date: IsoDate }): Promise<void>;
}
