import type { CompiledQuery } from 'kysely';
import pg from 'pg';
import type { Clock } from '../../../../src-core/time.ts';
import { recordColumns } from '../record-columns.ts';
import { LostConnection, type RecordTable, type RowColumns } from '../relational-store.ts';
import { bulkInsert, bulkTableOf, type ColumnTypes, columnTypes, type Statement } from './bulk-insert.ts';
import { copyRows } from './copy-rows.ts';
import { creationOf, type Partition, partitionsNeeded, partitionsOfRows } from './partitions.ts';
import { connect, drop, type Limits, sendable } from './postgres-connection.ts';

/** A server that restarts may take a connection from us that it has just given. */
const ATTEMPTS = 3;

/** Serialises the making of partitions by several programs. */
const PARTITION_LOCK = 702_614_002;

const PARTITION_NAMES = `
  SELECT child.relname AS name FROM pg_inherits
  JOIN pg_class child ON child.oid = inhrelid
  JOIN pg_class parent ON parent.oid = inhparent
  WHERE parent.relkind = 'p' AND child.relkind = 'r' AND parent.relnamespace = current_schema()::regnamespace`;

/** The one connection that writes; it is made anew after it was lost. Calls must not overlap. */
export class PostgresWriter {
  readonly #config: pg.ClientConfig;
  readonly #limits: Limits;
  readonly #place: string;
  readonly #clock: Clock;
  #client: pg.Client | null = null;
  /** Names of the partitions known to be there; null when not asked since the last failure. */
  #partitions: Set<string> | null = null;
  /** By table; the schema does not change while the program runs. */
  readonly #types = new Map<string, ColumnTypes>();

  constructor(config: pg.ClientConfig, limits: Limits, place: string, clock: Clock) {
    this.#config = config;
    this.#limits = limits;
    this.#place = place;
    this.#clock = clock;
  }

  /** All or none, durable when it resolves. Throws LostConnection, TypeError, or the server's own error. */
  async commit(queries: readonly CompiledQuery[]): Promise<void> {
    const statements = queries.map((query) => ({ query, statement: sendable(query) }));
    await this.#transaction(partitionsNeeded(queries, this.#clock.now()), async (client) => {
      for (const { query, statement } of statements) await client.query(await this.#inBulk(client, query, statement));
    });
  }

  /** All or none, durable when it resolves. Throws as commit does. */
  async append(table: RecordTable, rows: RowColumns): Promise<void> {
    const columns = recordColumns(table, rows);
    await this.#transaction(partitionsOfRows(table, rows, this.#clock.now()), (client) => copyRows(client, table, rows.count, columns));
  }

  async #transaction(needed: readonly Partition[], act: (client: pg.Client) => Promise<void>): Promise<void> {
    const client = await this.#begun(needed);
    let ending = false;
    try {
      await act(client);
      ending = true;
      await client.query('COMMIT');
    } catch (error) {
      this.#partitions = null;
      if (!isRefusal(error)) throw this.#lost(client, ending ? 'unknown' : 'not_applied', error);
      await client.query('ROLLBACK').catch(() => this.#forget(client));
      throw error;
    }
  }

  /** Makes the partitions that are not there. Throws the server's own error. */
  async makePartitions(partitions: readonly Partition[]): Promise<void> {
    const client = await this.#connected();
    this.#partitions ??= new Set((await client.query<{ name: string }>(PARTITION_NAMES)).rows.map(({ name }) => name));
    const known = this.#partitions;
    const missing = partitions.filter(({ name }) => !known.has(name));
    if (missing.length === 0) return;
    // Several statements sent at once are one transaction.
    await client.query([`SELECT pg_advisory_xact_lock(${PARTITION_LOCK})`, ...missing.map(creationOf)].join('; '));
    for (const { name } of missing) known.add(name);
  }

  /** A statement of many rows in the form that the server takes fastest; any other as it is. */
  async #inBulk(client: pg.Client, query: CompiledQuery, statement: Statement): Promise<Statement> {
    const table = bulkTableOf(query);
    if (table === null) return statement;
    const types = this.#types.get(table) ?? (await columnTypes(client, table));
    this.#types.set(table, types);
    return bulkInsert(query, table, statement.values, types);
  }

  async close(): Promise<void> {
    await this.#client?.end();
    this.#client = null;
  }

  /** A connection in a transaction. One that is lost before is replaced, a few times at most: nothing was written through it. */
  async #begun(needed: readonly Partition[]): Promise<pg.Client> {
    for (let attempt = 1; ; attempt += 1) {
      let client: pg.Client | null = null;
      try {
        client = await this.#connected();
        if (needed.length > 0) await this.makePartitions(needed);
        await client.query('BEGIN');
        return client;
      } catch (error) {
        this.#partitions = null;
        if (isRefusal(error)) throw error;
        const failure = this.#lost(client, 'not_applied', error);
        if (client === null || attempt >= ATTEMPTS || isSilence(error)) throw failure;
      }
    }
  }

  async #connected(): Promise<pg.Client> {
    if (this.#client !== null) return this.#client;
    const client = await connect(this.#config, this.#limits);
    client.on('end', () => this.#forget(client));
    client.on('error', () => this.#forget(client));
    this.#client = client;
    return client;
  }

  #lost(client: pg.Client | null, outcome: LostConnection['outcome'], error: unknown): LostConnection {
    if (client !== null) this.#forget(client);
    return new LostConnection(this.#place, outcome, error);
  }

  #forget(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = null;
    drop(client);
  }
}

/** The server said no and goes on; anything else is a connection that was lost. Codes, since severities are translated. */
function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !/^(57P0|08|25P03)/.test(error.code ?? '08');
}

/** The limit was waited for already: not twice in one commit. */
function isSilence(error: unknown): boolean {
  return error instanceof Error && /timeout/i.test(error.message);
}
