import type { EpochMs } from '../../../src-core/time.ts';
import type { RetentionRuleName } from './retention-rules.ts';

export type StoreName = 'SQLite' | 'PostgreSQL' | 'InfluxDB' | 'Redis' | 'memory' | 'files';

/** Applies one rule to one store. */
export interface RetentionTask {
  readonly rule: RetentionRuleName;
  readonly store: StoreName;
  /** False while the store is not there, or another workstation sees to it. */
  readonly isDue: () => boolean;
  /**
   * Takes away what is older than `before`, a piece at a time: gives how many went with each (-1: some, uncounted), and at
   * the end why something older stays, or null. What was taken is gone for good whenever it is stopped, and it may be
   * begun anew at any time. Throws as its store does.
   */
  remove(before: EpochMs): AsyncGenerator<number, string | null, undefined>;
}
