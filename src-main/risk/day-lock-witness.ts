import type { IsoDate } from '../../src-core/time.ts';

/**
 * A second place, beside the database, that knows which days of the account are locked: a workstation that takes over
 * with an older copy of the books, or with none, still finds the lock. What it knows may be lost at any moment, so its
 * "no" says nothing. Both calls may fail, and end within a second.
 */
export interface DayLockWitness {
  /** Whether the day was locked, as far as it knows. */
  read(date: IsoDate): Promise<boolean>;
  write(date: IsoDate): Promise<void>;
}
