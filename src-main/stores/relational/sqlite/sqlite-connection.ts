import { existsSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { EpochMs } from '../../../../src-core/time.ts';
import type { Migration } from '../migrations.ts';
import { Backups } from './backups.ts';
import { damageOf } from './damage.ts';
import { lockDatabase } from './directory-lock.ts';
import { FailedRequest } from './failed-request.ts';
import { RECORD_COLUMNS } from '../record-columns.ts';
import type { RecordTable, RowColumns } from '../relational-store.ts';
import { copyClosedDatabase, finishRestore } from './restore.ts';
import { haveSameBytes } from './same-bytes.ts';
import type { SentRows } from './sent-rows.ts';
import type { RowIds, SqliteValue, Statement, WorkerRequest } from './worker-protocol.ts';

const BUSY_TIMEOUT_MS = 5_000;
const KEPT_STATEMENTS = 256;

/** An open database: one connection that writes and one that can only read. */
export class SqliteConnection {
  readonly #writer: Database.Database;
  readonly #reader: Database.Database;
  readonly #lock: { release(): void };
  readonly #writes = new StatementCache();
  readonly #reads = new StatementCache();

  private constructor(writer: Database.Database, reader: Database.Database, lock: { release(): void }) {
    this.#writer = writer;
    this.#reader = reader;
    this.#lock = lock;
  }

  /** Locks, checks, keeps what a migration is to change, migrates and opens. Throws FailedRequest, and leaves a database it refuses as it was. */
  static open({ file, migrations, now, backupDir, program }: Omit<Extract<WorkerRequest, { kind: 'open' }>, 'kind'>): SqliteConnection {
    const lock = lockDatabase(file);
    if ('heldBy' in lock) throw new FailedRequest({ kind: 'in_use', pid: lock.heldBy });
    let writer: Database.Database | undefined;
    try {
      finishRestore(file);
      if (refuseUnusable(file, migrations)) keepBeforeMigrating(file, backupDir, now);
      writer = new Database(file, { timeout: BUSY_TIMEOUT_MS });
      writer.pragma('journal_mode = WAL');
      writer.pragma('synchronous = FULL');
      writer.pragma('foreign_keys = ON');
      writer.function('money_average', { deterministic: true }, moneyAverage);
      migrate(writer, migrations, now);
      if (markIn(writer) !== program) writer.pragma(`user_version = ${program}`);
      return new SqliteConnection(writer, new Database(file, { readonly: true, timeout: BUSY_TIMEOUT_MS }), lock);
    } catch (error) {
      writer?.close();
      lock.release();
      throw error;
    }
  }

  read({ sql, parameters }: Statement): readonly unknown[] {
    const query = this.#reads.prepare(this.#reader, sql);
    if (!query.reader) throw new Error('this connection is readonly: writing is the store’s commit()');
    return query.all(...parameters);
  }

  /** All or none, on disk when it returns. */
  commit(statements: readonly Statement[]): void {
    const apply = this.#writer.transaction(() => {
      for (const { sql, parameters } of statements) this.#writes.prepare(this.#writer, sql).run(...parameters);
    });
    apply.immediate();
  }

  /** Adds the rows, then runs the statements; all or none, on disk when it returns. `rows` has at least one, of known columns. */
  append(table: RecordTable, { count, columns }: SentRows, after: readonly Statement[]): RowIds {
    const names = columns.map(({ name }) => name);
    const insert = this.#writes.prepare(this.#writer, `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`);
    const parameters: SqliteValue[] = names.map(() => null);
    const numbers = columns.flatMap((column, place) => (column.kind === 'numbers' ? [[place, column.values] as const] : []));
    const texts = columns.flatMap((column, place) => (column.kind === 'words' ? [[place, column.words, column.values] as const] : []));
    const apply = this.#writer.transaction((): RowIds => {
      let last = 0;
      for (let row = 0; row < count; row += 1) {
        for (const [place, values] of numbers) {
          const value = values[row] ?? Number.NaN;
          parameters[place] = Number.isNaN(value) ? null : value;
        }
        for (const [place, words, values] of texts) parameters[place] = words[values[row] ?? -1] ?? null;
        last = Number(insert.run(parameters).lastInsertRowid);
      }
      for (const { sql, parameters: given } of after) this.#writes.prepare(this.#writer, sql).run(...given);
      return { first: last - count + 1, last };
    });
    return apply.immediate();
  }

  /** The rows of these ids that are there, in their order, with every column but the id. */
  appended(table: RecordTable, { first, last }: RowIds): RowColumns {
    const kinds = Object.entries(RECORD_COLUMNS[table]);
    const rows = this.#reader
      .prepare<[number, number], Readonly<Record<string, number | string | null>>>(`SELECT * FROM ${table} WHERE id BETWEEN ? AND ? ORDER BY id`)
      .all(first, last);
    const columns = kinds.map(([name, kind]) => {
      const isText = kind === 'text' || kind === 'date';
      return [name, isText ? rows.map((row) => textOf(row[name])) : Float64Array.from(rows, (row) => Number(row[name] ?? Number.NaN))];
    });
    return { count: rows.length, columns: Object.fromEntries(columns) };
  }

  /** The rows of each statement, all as of one moment. */
  snapshot(statements: readonly Statement[]): readonly (readonly unknown[])[] {
    return this.#reader.transaction(() => statements.map((statement) => this.read(statement)))();
  }

  close(): void {
    this.#reader.close();
    this.#writer.close();
    this.#lock.release();
  }
}

function textOf(value: number | string | null = null): string | null {
  return value === null ? null : String(value);
}

/** An average of ten-thousandths of a dollar that add up to `total`, rounded to a whole one. */
function moneyAverage(total: unknown, quantity: unknown): bigint | null {
  if (typeof total !== 'number' || typeof quantity !== 'number' || quantity === 0) return null;
  return BigInt(Math.round(total / quantity));
}

/** Says whether it is a database of an earlier schema. */
function refuseUnusable(file: string, migrations: readonly Migration[]): boolean {
  if (!existsSync(file) || statSync(file).size === 0) return false;
  const damage = damageOf(file, 'ends');
  if (damage !== null) throw new FailedRequest({ kind: 'corrupt', damage });
  const database = new Database(file, { readonly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    const applied = appliedMigrations(database);
    const found = Math.max(0, ...applied.keys());
    if (found > migrations.length) throw new FailedRequest({ kind: 'newer', found, known: migrations.length, program: markIn(database) });
    for (const { number, name, checksum } of migrations) {
      const known = applied.get(number);
      if (known !== undefined && known !== checksum) throw new FailedRequest({ kind: 'changed', number, name });
    }
    return applied.size > 0 && migrations.some(({ number }) => !applied.has(number));
  } finally {
    database.close();
  }
}

/** Before anything opens it for writing: what is kept is the file as the program before this one left it. */
function keepBeforeMigrating(file: string, backupDir: string, now: EpochMs): void {
  const backups = new Backups(file, backupDir, Number.POSITIVE_INFINITY);
  try {
    backups.addAtOnce(
      now,
      'migration',
      (to) => {
        const examination = copyClosedDatabase(file, to);
        if (examination.fault?.of === 'pages') throw new FailedRequest({ kind: 'corrupt', damage: examination.fault.text });
        return examination;
      },
      // A migration that fails is tried again at each start.
      haveSameBytes,
    );
  } catch (error) {
    if (error instanceof FailedRequest) throw error;
    throw new FailedRequest({ kind: 'not_backed_up', reason: error instanceof Error ? error.message : String(error) });
  }
}

function migrate(database: Database.Database, migrations: readonly Migration[], now: EpochMs): void {
  const applied = appliedMigrations(database);
  for (const { number, name, sql, checksum } of migrations) {
    if (applied.has(number)) continue;
    const apply = database.transaction(() => {
      database.exec(sql);
      database
        .prepare('INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (?, ?, ?, ?)')
        .run(number, name, checksum, now);
    });
    apply.immediate();
  }
}

/** Of the version that had it open last. */
function markIn(database: Database.Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

/** Checksums by number. */
function appliedMigrations(database: Database.Database): ReadonlyMap<number, string> {
  const table = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'").get();
  if (table === undefined) return new Map();
  const rows = database.prepare<[], { number: number; checksum: string }>('SELECT number, checksum FROM schema_migrations').all();
  return new Map(rows.map(({ number, checksum }) => [number, checksum]));
}

/** Prepared statements by their text, the least recently used dropped first. */
class StatementCache {
  readonly #statements = new Map<string, Database.Statement<unknown[]>>();

  prepare(database: Database.Database, sql: string): Database.Statement<unknown[]> {
    const statement = this.#statements.get(sql) ?? database.prepare<unknown[]>(sql);
    this.#statements.delete(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > KEPT_STATEMENTS) {
      const [oldest = sql] = this.#statements.keys();
      this.#statements.delete(oldest);
    }
    return statement;
  }
}
