import type { CompiledQuery, Kysely } from 'kysely';
import type { Database } from './schema.ts';

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
   * each for itself: one that fails does not stop the next.
   */
  commit(queries: readonly CompiledQuery[]): Promise<void>;
  status(): StoreStatus;
  /** Copies the database while it is in use, and prunes older copies. Returns the copy's path. */
  backup(): Promise<string>;
  /** Lets what was committed finish, then closes. */
  close(): Promise<void>;
}
