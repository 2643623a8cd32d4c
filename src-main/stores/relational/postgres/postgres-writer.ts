import type { CompiledQuery } from 'kysely';
import pg from 'pg';
import type { Clock } from '../../../../src-core/time.ts';
import { recordColumns } from '../record-columns.ts';
import { LostConnection, type RecordTable, type RowColumns } from '../relational-store.ts';
import { bulkInsert, bulkTableOf, type ColumnTypes, columnTypes, type Statement } from './bulk-insert.ts';
import { copyRows } from './copy-rows.ts';
import { KnownPartitions } from './known-partitions.ts';
import { type Partition, partitionsNeeded, partitionsOfRows } from './partitions.ts';
import { connect, drop, type Limits, sendable } from './postgres-connection.ts';

/** A server that restarts may take a connection from us that it has just given. */
const ATTEMPTS = 3;

/** The one connection that writes; it is made anew after it was lost. Calls must not overlap. */
export class PostgresWriter {
  readonly #config: pg.ClientConfig;
  readonly #limits: Limits;
  readonly #place: string;
  readonly #clock: Clock;
  #client: pg.Client | null = null;
  readonly #partitions = new KnownPartitions();
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
    const client = await this.#connectedFor(partitionsNeeded(queries, this.#clock.now()), async (connected) => {
      await connected.query('BEGIN');
      return connected;
    });
    let ending = false;
    try {
      for (const { query, statement } of statements) await client.query(await this.#inBulk(client, query, statement));
      ending = true;
      await client.query('COMMIT');
    } catch (error) {
      this.#partitions.forget();
      if (!isRefusal(error)) throw this.#lost(client, ending ? 'unknown' : 'not_applied', error);
      await client.query('ROLLBACK').catch(() => this.#forget(client));
      throw error;
    }
  }

  /** All or none, durable when it resolves. Throws as commit does. */
  async append(table: RecordTable, rows: RowColumns): Promise<void> {
    const columns = recordColumns(table, rows);
    // One statement is a transaction of its own.
    await this.#connectedFor(partitionsOfRows(table, rows, this.#clock.now()), (client, ending) => copyRows(client, table, rows.count, columns, ending));
  }

  /** Makes the partitions that are not there. Throws the server's own error. */
  async makePartitions(partitions: readonly Partition[]): Promise<void> {
    await this.#partitions.make(await this.#connected(), partitions);
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

  /**
   * Acts on a connection that has the partitions. One that is lost before `ending` is called is replaced, a few times at
   * most: nothing was applied through it.
   */
  async #connectedFor<Result>(needed: readonly Partition[], act: (client: pg.Client, ending: () => void) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      let client: pg.Client | null = null;
      let outcome: LostConnection['outcome'] = 'not_applied';
      try {
        client = await this.#connected();
        if (needed.length > 0) await this.makePartitions(needed);
        return await act(client, () => {
          outcome = 'unknown';
        });
      } catch (error) {
        this.#partitions.forget();
        if (isRefusal(error)) throw error;
        const failure = this.#lost(client, outcome, error);
        if (client === null || failure.outcome === 'unknown' || attempt >= ATTEMPTS || isSilence(error)) throw failure;
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
