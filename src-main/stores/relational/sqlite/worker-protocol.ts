import type { EpochMs } from '../../../../src-core/time.ts';
import type { Migration } from '../migrations.ts';
import type { RecordTable, RowColumns } from '../relational-store.ts';
import type { Examination } from './examination.ts';
import type { SentRows } from './sent-rows.ts';

export type SqliteValue = number | bigint | string | Buffer | null;

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly SqliteValue[];
}

/** Ids of rows that were added together: every id from the first to the last. */
export interface RowIds {
  readonly first: number;
  readonly last: number;
}

/** How a database that is replaced is kept: beside the new one, as it is; as a backup, with what its log holds; or not at all. */
export type KeptFormer = { readonly as: 'nothing' } | { readonly as: 'aside' } | { readonly as: 'backup'; readonly directory: string; readonly now: EpochMs };

/** What the main thread asks of the thread that owns SQLite. Requests are worked in order; a backup lets others pass. */
export type WorkerRequest =
  /** Where a migration is due, the database is kept in `backupDir` as it is before anything of it is changed. `program` is this version's mark. */
  | { readonly kind: 'open'; readonly file: string; readonly migrations: readonly Migration[]; readonly now: EpochMs; readonly backupDir: string; readonly program: number }
  /** Opens a database that another thread has open, for reads as of this moment. */
  | { readonly kind: 'open_snapshot'; readonly file: string }
  | { readonly kind: 'read'; readonly statement: Statement }
  | { readonly kind: 'commit'; readonly statements: readonly Statement[] }
  /** Adds the rows and then runs the statements, in one transaction. */
  | { readonly kind: 'append'; readonly table: RecordTable; readonly rows: SentRows; readonly after: readonly Statement[] }
  /** Reads rows that were appended. */
  | { readonly kind: 'appended'; readonly table: RecordTable; readonly ids: RowIds }
  | { readonly kind: 'snapshot'; readonly statements: readonly Statement[] }
  /** Copies a database that is open, here or in another thread. */
  | { readonly kind: 'backup'; readonly from: string; readonly to: string }
  /** Reads a database file through, without changing it. */
  | { readonly kind: 'examine'; readonly file: string }
  /** Puts a backup in the place of a database that is not open. */
  | { readonly kind: 'restore'; readonly file: string; readonly backup: string; readonly former: KeptFormer }
  | { readonly kind: 'close' };

export type WorkerAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'rows'; readonly rows: readonly unknown[] }
  | { readonly kind: 'appended'; readonly ids: RowIds }
  | { readonly kind: 'columns'; readonly rows: RowColumns }
  | { readonly kind: 'snapshot'; readonly results: readonly (readonly unknown[])[] }
  /** What is in a file that was read, or a copy that was made. */
  | { readonly kind: 'examined'; readonly examination: Examination }
  /** Where the database is that was replaced. */
  | { readonly kind: 'restored'; readonly former: string }
  | { readonly kind: 'failed'; readonly failure: WorkerFailure };

export type WorkerFailure =
  /** `program` is the mark of the version that wrote it. */
  | { readonly kind: 'newer'; readonly found: number; readonly known: number; readonly program: number }
  | { readonly kind: 'changed'; readonly number: number; readonly name: string }
  | { readonly kind: 'corrupt'; readonly damage: string }
  | { readonly kind: 'in_use'; readonly pid: number | null }
  | { readonly kind: 'not_writable'; readonly reason: string }
  /** It is to be migrated, and could not be kept as it is before. */
  | { readonly kind: 'not_backed_up'; readonly reason: string }
  | { readonly kind: 'other'; readonly message: string };

export interface NumberedRequest {
  readonly id: number;
  readonly request: WorkerRequest;
}

export interface NumberedAnswer {
  readonly id: number;
  readonly answer: WorkerAnswer;
}
