import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type CompiledQuery, Kysely } from 'kysely';
import { type Clock, HOUR } from '../../../../src-core/time.ts';
import type { StartFailure } from '../../../start-failure.ts';
import { readMigrations } from '../migrations.ts';
import { recordColumns } from '../record-columns.ts';
import type { RecordTable, RelationalStore, RowColumns, StoreStatus } from '../relational-store.ts';
import type { Database } from '../schema.ts';
import { ChangedMigration, CorruptDatabase, DatabaseInUse, DirectoryNotWritable, NewerDatabase } from '../store-failure.ts';
import { Backups } from './backups.ts';
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
    await worker.request({ kind: 'open', file, migrations, now: clock.now() });
  } catch (error) {
    const failure = error instanceof SqliteFailure ? await openingFailure(error, file, backups, worker) : error;
    await worker.close();
    throw failure;
  }
  const store = new SqliteStore(options, worker, backups);
  const newest = backups.newestTime();
  if (isSmall(file) || newest === null || clock.now() - newest >= LARGE_COPY_INTERVAL) {
    store.backup().catch(() => {
      // Said by status().
    });
  }
  return store;
}

async function openingFailure(error: SqliteFailure, file: string, backups: Backups, worker: WorkerClient): Promise<StartFailure | SqliteFailure> {
  const { failure } = error;
  switch (failure.kind) {
    case 'newer':
      return new NewerDatabase(file, failure.found, failure.known);
    case 'changed':
      return new ChangedMigration(file, failure.number, failure.name);
    case 'corrupt':
      return new CorruptDatabase(file, failure.damage, await newestSound(backups, worker));
    case 'in_use':
      return new DatabaseInUse(file, failure.pid);
    case 'not_writable':
      return new DirectoryNotWritable(dirname(file), failure.reason);
    case 'other':
      return error;
  }
}

async function newestSound(backups: Backups, worker: WorkerClient): Promise<string | null> {
  for (const file of backups.newestFirst()) {
    const answer = await worker.request({ kind: 'inspect', file });
    if (answer.kind === 'inspected' && answer.damage === null) return file;
  }
  return null;
}

/** The embedded store; openSqliteStore makes one. */
export class SqliteStore implements RelationalStore {
  readonly kind = 'sqlite';
  readonly db: Kysely<Database>;
  readonly #file: string;
  readonly #workerUrl: URL;
  readonly #worker: WorkerClient;
  readonly #backups: Backups;
  readonly #clock: Clock;
  #writing = 0;
  #writeProblem: string | null = null;
  #backupProblem: string | null = null;
  #backup: Promise<string> | null = null;
  /** The thread that copies a large database, while it does. */
  #copier: WorkerClient | null = null;

  constructor({ file, workerUrl, clock }: SqliteStoreOptions, worker: WorkerClient, backups: Backups) {
    this.#file = file;
    this.#workerUrl = workerUrl;
    this.#worker = worker;
    this.#backups = backups;
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
    const detail = this.#backupProblem === null ? this.#file : `${this.#file}; the last backup failed: ${this.#backupProblem}`;
    return { state: this.#writing > 0 ? 'writing' : 'ready', detail };
  }

  backup(): Promise<string> {
    this.#backup ??= this.#backUp().finally(() => {
      this.#backup = null;
    });
    return this.#backup;
  }

  async close(): Promise<void> {
    await this.#copier?.terminate();
    await this.#backup?.catch(() => {
      // Said by status().
    });
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

  async #backUp(): Promise<string> {
    try {
      const path = await this.#backups.add(this.#clock.now(), (to) => this.#copy(to));
      this.#backupProblem = null;
      return path;
    } catch (error) {
      this.#backupProblem = messageOf(error);
      throw error;
    }
  }

  async #copy(to: string): Promise<void> {
    const request: WorkerRequest = { kind: 'backup', from: this.#file, to };
    if (isSmall(this.#file)) {
      await this.#worker.request(request);
      return;
    }
    const copier = new WorkerClient(this.#workerUrl);
    this.#copier = copier;
    try {
      await copier.request(request);
    } finally {
      this.#copier = null;
      await copier.terminate();
    }
  }

  async #read(statement: Statement): Promise<readonly unknown[]> {
    const answer = await this.#worker.request({ kind: 'read', statement });
    if (answer.kind !== 'rows') throw new Error(`a read was answered with "${answer.kind}"`);
    return answer.rows;
  }
}

function isSmall(file: string): boolean {
  return statSync(file).size <= SMALL_BYTES;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
