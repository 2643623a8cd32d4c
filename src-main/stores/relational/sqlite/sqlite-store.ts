import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type CompiledQuery, Kysely } from 'kysely';
import { type Clock, HOUR } from '../../../../src-core/time.ts';
import { programVersion } from '../../../program-files.ts';
import type { StartFailure } from '../../../start-failure.ts';
import { readMigrations } from '../migrations.ts';
import { recordColumns } from '../record-columns.ts';
import type { RecordTable, RelationalStore, RowColumns, StoreStatus } from '../relational-store.ts';
import type { Database } from '../schema.ts';
import { ChangedMigration, CorruptDatabase, DatabaseInUse, DirectoryNotWritable, NewerDatabase, NotBackedUp } from '../store-failure.ts';
import type { BackupReason } from './backup-note.ts';
import { Backups } from './backups.ts';
import { copyInThread, examinationOf, examineInThread } from './database-files.ts';
import type { Examination } from './examination.ts';
import { markOf, versionOf } from './program-mark.ts';
import { sentRows } from './sent-rows.ts';
import { sqliteDialect, statementOf } from './sqlite-dialect.ts';
import { SqliteFailure, WorkerClient } from './worker-client.ts';
import type { RowIds, Statement, WorkerAnswer, WorkerRequest } from './worker-protocol.ts';

export interface SqliteStoreOptions {
  /** The database; its directory is made when missing. Companions (-wal, -shm, .lock, .pid) lie beside it. */
  readonly file: string;
  /** The folder of the numbered SQL files. */
  readonly migrationsDir: string;
  /** sqlite-worker, as source or built. */
  readonly workerUrl: URL;
  readonly backupDir: string;
  readonly keepBackups: number;
  /** The machine's time, for the names of backups. */
  readonly clock: Clock;
}

/** A database up to this size is copied at each start, by its own thread between other work. */
const SMALL_BYTES = 16 * 2 ** 20;
/** A larger one is copied by another thread, once in so many hours, and the copy is given up when the store closes. */
const LARGE_COPY_INTERVAL = 20 * HOUR;

/**
 * Opens the database, brings its schema up to date and starts a backup in the background, if one is due.
 * Throws a StartFailure: NewerDatabase, ChangedMigration, CorruptDatabase, DatabaseInUse or DirectoryNotWritable.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { file, clock } = options;
  const migrations = readMigrations(options.migrationsDir);
  const directory = dirname(file);
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw new DirectoryNotWritable(directory, error instanceof Error ? error.message : String(error));
  }
  const backups = new Backups(file, options.backupDir, options.keepBackups);
  const worker = new WorkerClient(options.workerUrl);
  try {
    await worker.request({ kind: 'open', file, migrations, now: clock.now(), backupDir: options.backupDir, program: markOf(programVersion()) });
  } catch (error) {
    const failure = error instanceof SqliteFailure ? await openingFailure(error, file, backups, worker) : error;
    await worker.close();
    throw failure;
  }
  const store = new SqliteStore(options, worker, backups);
  const newest = backups.newestTime();
  if (isSmall(file) || newest === null || clock.now() - newest >= LARGE_COPY_INTERVAL) {
    store.backup('start').catch(() => {
      // Said by status().
    });
  }
  return store;
}

async function openingFailure(error: SqliteFailure, file: string, backups: Backups, worker: WorkerClient): Promise<StartFailure | SqliteFailure> {
  const { failure } = error;
  switch (failure.kind) {
    case 'newer':
      return new NewerDatabase(file, failure.found, failure.known, { programs: { wrote: versionOf(failure.program), runs: programVersion() } });
    case 'changed':
      return new ChangedMigration(file, failure.number, failure.name);
    case 'corrupt':
      return new CorruptDatabase(file, failure.damage, await newestSound(backups, worker));
    case 'in_use':
      return new DatabaseInUse(file, failure.pid);
    case 'not_writable':
      return new DirectoryNotWritable(dirname(file), failure.reason);
    case 'not_backed_up':
      return new NotBackedUp(file, failure.reason);
    case 'other':
      return error;
  }
}

async function newestSound(backups: Backups, worker: WorkerClient): Promise<string | null> {
  for (const { path, state } of backups.list()) {
    if (state === 'damaged') continue;
    const answer = await worker.request({ kind: 'examine', file: path });
    if (answer.kind === 'examined' && answer.examination.fault === null) return path;
  }
  return null;
}

/** The embedded store; openSqliteStore makes one. */
export class SqliteStore implements RelationalStore {
  readonly kind = 'sqlite';
  readonly db: Kysely<Database>;
  readonly file: string;
  readonly backups: Backups;
  readonly #workerUrl: URL;
  readonly #worker: WorkerClient;
  readonly #clock: Clock;
  #writing = 0;
  #writeProblem: string | null = null;
  #backupProblem: string | null = null;
  /** Ends when the last one that was asked for has. */
  #backingUp: Promise<unknown> = Promise.resolve();
  /** Ends threads that copy or read a large database. */
  readonly #closing = new AbortController();

  constructor({ file, workerUrl, clock }: SqliteStoreOptions, worker: WorkerClient, backups: Backups) {
    this.file = file;
    this.#workerUrl = workerUrl;
    this.#worker = worker;
    this.backups = backups;
    this.#clock = clock;
    this.db = new Kysely({ dialect: sqliteDialect((statement) => this.#read(statement)) });
  }

  async commit(queries: readonly CompiledQuery[]): Promise<void> {
    if (queries.length === 0) return;
    await this.#write({ kind: 'commit', statements: queries.map(statementOf) });
  }

  async append(table: RecordTable, rows: RowColumns): Promise<void> {
    if (rows.count > 0) await this.appendWith(table, rows, []);
  }

  /**
   * As append, and runs the queries after it in the same transaction: in the first of them `last_insert_rowid()` is the
   * last row's id, and the others have the ids just before it. Gives the ids. Throws RangeError for no rows.
   */
  async appendWith(table: RecordTable, rows: RowColumns, after: readonly CompiledQuery[]): Promise<RowIds> {
    if (rows.count === 0) throw new RangeError(`no rows for ${table}`);
    const sent = sentRows(rows.count, recordColumns(table, rows));
    const answer = await this.#write({ kind: 'append', table, rows: sent, after: after.map(statementOf) });
    if (answer.kind !== 'appended') throw new Error(`an append was answered with "${answer.kind}"`);
    return answer.ids;
  }

  /** Rows that appendWith gave these ids, with every column but the id; without those that were taken away since. */
  async appended(table: RecordTable, ids: RowIds): Promise<RowColumns> {
    const answer = await this.#worker.request({ kind: 'appended', table, ids });
    if (answer.kind !== 'columns') throw new Error(`appended rows were answered with "${answer.kind}"`);
    return answer.rows;
  }

  async snapshot(queries: readonly CompiledQuery[]): Promise<readonly (readonly unknown[])[]> {
    const answer = await this.#worker.request({ kind: 'snapshot', statements: queries.map(statementOf) });
    if (answer.kind !== 'snapshot') throw new Error(`a snapshot was answered with "${answer.kind}"`);
    return answer.results;
  }

  status(): StoreStatus {
    if (this.#writeProblem !== null) return { state: 'failed', detail: this.#writeProblem };
    const detail = this.#backupProblem === null ? this.file : `${this.file}; the last backup failed: ${this.#backupProblem}`;
    return { state: this.#writing > 0 ? 'writing' : 'ready', detail };
  }

  /** Of what is on disk when its turn comes: one is made at a time. */
  backup(reason: BackupReason = 'manual'): Promise<string> {
    const backup = this.#backingUp.then(() => this.#backUp(reason));
    this.#backingUp = backup.catch(() => {
      // Said by status().
    });
    return backup;
  }

  /** Reads a database file through. Given up when the store closes. */
  examine(path: string): Promise<Examination> {
    return examineInThread(this.#workerUrl, path, this.#closing.signal);
  }

  async close(): Promise<void> {
    this.#closing.abort(closed());
    await this.#backingUp;
    await this.#worker.close();
  }

  async #write(request: WorkerRequest): Promise<Exclude<WorkerAnswer, { kind: 'failed' }>> {
    this.#writing += 1;
    try {
      const answer = await this.#worker.request(request);
      this.#writeProblem = null;
      return answer;
    } catch (error) {
      this.#writeProblem = messageOf(error);
      throw error;
    } finally {
      this.#writing -= 1;
    }
  }

  async #backUp(reason: BackupReason): Promise<string> {
    this.#closing.signal.throwIfAborted();
    try {
      const path = await this.backups.add(this.#clock.now(), reason, (to) => this.#copyTo(to));
      this.#backupProblem = null;
      return path;
    } catch (error) {
      this.#backupProblem = messageOf(error);
      throw error;
    }
  }

  async #copyTo(path: string): Promise<Examination> {
    if (isSmall(this.file)) return examinationOf(await this.#worker.request({ kind: 'backup', from: this.file, to: path }));
    return copyInThread(this.#workerUrl, this.file, path, this.#closing.signal);
  }

  async #read(statement: Statement): Promise<readonly unknown[]> {
    const answer = await this.#worker.request({ kind: 'read', statement });
    if (answer.kind !== 'rows') throw new Error(`a read was answered with "${answer.kind}"`);
    return answer.rows;
  }
}

function closed(): SqliteFailure {
  return new SqliteFailure({ kind: 'other', message: 'the database is closed' });
}

function isSmall(file: string): boolean {
  return statSync(file).size <= SMALL_BYTES;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
