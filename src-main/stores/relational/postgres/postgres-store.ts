import { setTimeout as wait } from 'node:timers/promises';
import { type CompiledQuery, Kysely } from 'kysely';
import pg from 'pg';
import type { Clock } from '../../../../src-core/time.ts';
import { readMigrations } from '../migrations.ts';
import { BackupNotOffered, type RecordTable, type RelationalStore, type RowColumns, type StoreStatus } from '../relational-store.ts';
import type { Database } from '../schema.ts';
import { migrate } from './migrate.ts';
import { openingFailure } from './opening-failure.ts';
import { partitionsAhead } from './partitions.ts';
import { clientConfig, connect, type Limits, patiently, rowsOf, sendable } from './postgres-connection.ts';
import { postgresDialect } from './postgres-dialect.ts';
import { PostgresWriter } from './postgres-writer.ts';
import { parseAddress, placeOf } from './server-address.ts';

export interface PostgresStoreOptions {
  /** postgres://user@host:5432/database?sslmode=verify-full; see server-address. */
  readonly url: string;
  /** Kept apart from the URL where it comes from a keychain; null when the URL has it or none is needed. */
  readonly password?: string | null;
  /** The folder of the numbered SQL files. */
  readonly migrationsDir: string;
  /** The machine's time, by which partitions are made ahead. */
  readonly clock: Clock;
  readonly limits?: Limits;
}

const LIMITS: Limits = { connect: 5_000, statement: 10_000 };
const MIGRATION_SILENCE_MS = 300_000;
const READERS = 4;
const IDLE_MS = 60_000;

/**
 * Opens the database, brings its schema up to date and makes partitions ahead. Needs a direct connection: a pooler that
 * hands connections round by transaction has no session in which to hold the migrations' lock.
 * Throws a StartFailure: ServerRefused, NewerDatabase or ChangedMigration.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<RelationalStore> {
  const { clock, limits = LIMITS } = options;
  const address = parseAddress(options.url, options.password ?? null);
  const place = placeOf(address);
  const migrations = readMigrations(options.migrationsDir);
  const writer = new PostgresWriter(clientConfig(address, limits), limits, place, clock);
  try {
    const client = await connect({ ...clientConfig(address, limits), query_timeout: MIGRATION_SILENCE_MS }, limits);
    try {
      await migrate(client, place, migrations, clock.now());
    } finally {
      await client.end();
    }
    await writer.makePartitions(partitionsAhead(clock.now()));
  } catch (error) {
    await writer.close();
    throw openingFailure(error, address);
  }
  const pool = new pg.Pool({
    ...clientConfig(address, limits, { default_transaction_read_only: 'on' }),
    max: READERS,
    idleTimeoutMillis: IDLE_MS,
  });
  pool.on('error', () => {
    // An idle connection was lost; the next read makes another.
  });
  return new PostgresStore(place, writer, pool, limits);
}

class PostgresStore implements RelationalStore {
  readonly kind = 'postgresql';
  readonly db: Kysely<Database>;
  readonly #place: string;
  readonly #writer: PostgresWriter;
  readonly #pool: pg.Pool;
  readonly #limits: Limits;
  /** Ends when everything asked for so far has. */
  #last: Promise<unknown> = Promise.resolve();
  #writing = 0;
  #problem: string | null = null;
  #closing: Promise<void> | null = null;

  constructor(place: string, writer: PostgresWriter, pool: pg.Pool, limits: Limits) {
    this.#place = place;
    this.#writer = writer;
    this.#pool = pool;
    this.#limits = limits;
    this.db = new Kysely({ dialect: postgresDialect((query) => this.#read(query)) });
  }

  async commit(queries: readonly CompiledQuery[]): Promise<void> {
    if (queries.length > 0) await this.#write(() => this.#writer.commit(queries));
  }

  async append(table: RecordTable, rows: RowColumns): Promise<void> {
    if (rows.count > 0) await this.#write(() => this.#writer.append(table, rows));
  }

  async snapshot(queries: readonly CompiledQuery[]): Promise<readonly (readonly unknown[])[]> {
    if (this.#closing !== null) throw new Error('the database is closed');
    const statements = queries.map(sendable);
    return patiently(this.#limits, async () => {
      const client = await this.#pool.connect();
      // A lost connection is said by the query that waits.
      client.on('error', ignore);
      let failed = true;
      try {
        await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
        const results: (readonly unknown[])[] = [];
        for (const statement of statements) results.push(rowsOf(await client.query<(string | null)[]>({ ...statement, rowMode: 'array' })));
        await client.query('COMMIT');
        failed = false;
        return results;
      } finally {
        client.off('error', ignore);
        client.release(failed);
      }
    });
  }

  /** Does it after everything asked for before. */
  async #write(act: () => Promise<void>): Promise<void> {
    if (this.#closing !== null) throw new Error('the database is closed');
    this.#writing += 1;
    const write = this.#last.then(act);
    this.#last = write.catch(() => {
      // Said to whoever asked for it; the next goes on.
    });
    try {
      await write;
      this.#problem = null;
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
      throw error;
    } finally {
      this.#writing -= 1;
    }
  }

  status(): StoreStatus {
    if (this.#problem !== null) return { state: 'failed', detail: this.#problem };
    return { state: this.#writing > 0 ? 'writing' : 'ready', detail: this.#place };
  }

  backup(): Promise<string> {
    return Promise.reject(new BackupNotOffered(`${this.#place} is backed up by whoever runs the server (pg_dump, or base backups and WAL archiving)`));
  }

  close(): Promise<void> {
    this.#closing ??= this.#last.then(async () => {
      const closed = Promise.all([this.#writer.close(), this.#pool.end()]);
      // A silent server does not keep the program from ending.
      await Promise.race([closed, wait(this.#limits.statement, undefined, { ref: false })]);
    });
    return this.#closing;
  }

  async #read(query: CompiledQuery): Promise<readonly unknown[]> {
    if (this.#closing !== null) throw new Error('the database is closed');
    const statement = sendable(query);
    return rowsOf(await patiently(this.#limits, () => this.#pool.query<(string | null)[]>({ ...statement, rowMode: 'array' })));
  }
}

function ignore(): void {}
