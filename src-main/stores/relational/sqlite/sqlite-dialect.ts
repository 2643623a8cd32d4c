import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { SqliteValue, Statement } from './worker-protocol.ts';

/** A Kysely dialect that compiles for SQLite and reads through `read`. It writes nothing and opens no transactions. */
export function sqliteDialect(read: (statement: Statement) => Promise<readonly unknown[]>): Dialect {
  const connection = new ReadingConnection(read);
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new ReadingDriver(connection),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** SQLite has no booleans; anything else it cannot keep is a mistake of the caller. */
export function statementOf({ sql, parameters }: CompiledQuery): Statement {
  return { sql, parameters: parameters.map(valueOf) };
}

function valueOf(parameter: unknown): SqliteValue {
  switch (typeof parameter) {
    case 'boolean':
      return parameter ? 1 : 0;
    case 'number':
      // SQLite would turn NaN into NULL without a word.
      if (!Number.isFinite(parameter)) throw new TypeError(`${parameter} cannot be stored; absent is null`);
      return parameter;
    case 'string':
    case 'bigint':
      return parameter;
    default:
      if (parameter === null || Buffer.isBuffer(parameter)) return parameter;
      throw new TypeError(`a ${typeof parameter} cannot be stored`);
  }
}

class ReadingConnection implements DatabaseConnection {
  readonly #read: (statement: Statement) => Promise<readonly unknown[]>;

  constructor(read: (statement: Statement) => Promise<readonly unknown[]>) {
    this.#read = read;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return { rows: (await this.#read(statementOf(query))) as Row[] };
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('rows are read whole, not streamed');
  }
}

class ReadingDriver implements Driver {
  readonly #connection: DatabaseConnection;

  constructor(connection: DatabaseConnection) {
    this.#connection = connection;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  async beginTransaction(): Promise<void> {
    throw new Error('transactions are the store’s commit(), not Kysely’s');
  }

  async commitTransaction(): Promise<void> {}

  async rollbackTransaction(): Promise<void> {}

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}
