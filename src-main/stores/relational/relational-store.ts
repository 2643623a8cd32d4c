import type { CompiledQuery, Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** Tables of records that come in bulk and are never changed. */
export type RecordTable = 'market_data_snapshots' | 'options_chains';

/**
 * Rows as columns, by the columns' names: numbers as Float64Array with NaN for NULL (money in ten-thousandths of a dollar,
 * moments in milliseconds), text as arrays. Each column has `count` values. The arrays may not change until they are written.
 */
export interface RowColumns {
  readonly count: number;
  readonly columns: Readonly<Record<string, Float64Array | readonly (string | null)[]>>;
}

export interface StoreStatus {
  /** 'failed' until a later write succeeds. */
  readonly state: 'ready' | 'writing' | 'failed';
  /** Where the data is, or what went wrong. */
  readonly detail: string;
}

/** The relational store of the books, settings and records: one port, an embedded and a server adapter. */
export interface RelationalStore {
  readonly kind: 'sqlite' | 'postgresql';
  /** Compiles queries, and reads. A write through it is refused: writing is `commit`'s. */
  readonly db: Kysely<Database>;
  /**
   * Applies the queries in one transaction, all or none; resolved means on disk. Calls are applied in the order made,
   * each for itself: one that fails does not stop the next. Rejects with LostConnection when a server went away.
   */
  commit(queries: readonly CompiledQuery[]): Promise<void>;
  /** Adds records in one transaction, the fastest way the server takes them; in the order of the commits, and as durable. */
  append(table: RecordTable, rows: RowColumns): Promise<void>;
  /** The rows of each query, all as of one moment between two commits. */
  snapshot(queries: readonly CompiledQuery[]): Promise<readonly (readonly unknown[])[]>;
  status(): StoreStatus;
  /**
   * Copies the database while it is in use, and prunes older copies. Returns the copy's path.
   * Rejects with BackupNotOffered where the server's own operator makes backups.
   */
  backup(): Promise<string>;
  /** Lets what was committed finish, then closes. */
  close(): Promise<void>;
}

/** The server went away, or did not answer in time. The next commit connects anew. */
export class LostConnection extends Error {
  override name = 'LostConnection';
  /** 'unknown' when the end of the transaction was sent and not answered: it was applied whole or not at all. */
  readonly outcome: 'not_applied' | 'unknown';

  constructor(place: string, outcome: 'not_applied' | 'unknown', cause: unknown) {
    const what = outcome === 'unknown' ? 'whether the last write was applied is not known' : 'nothing was written';
    super(`${place} does not answer (${cause instanceof Error ? cause.message : String(cause)}); ${what}`, { cause });
    this.outcome = outcome;
  }
}

/** This store makes no copies of its own. */
export class BackupNotOffered extends Error {
  override name = 'BackupNotOffered';
}
