import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';

/** Gives a query's rows, and refuses one that writes. */
export type ReadRows = (query: CompiledQuery) => Promise<readonly unknown[]>;

/** A Kysely driver that reads through `read`. It writes nothing and opens no transactions. */
export function readingDriver(read: ReadRows): Driver {
  return new ReadingDriver(new ReadingConnection(read));
}

class ReadingConnection implements DatabaseConnection {
  readonly #read: ReadRows;

  constructor(read: ReadRows) {
    this.#read = read;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return { rows: (await this.#read(query)) as Row[] };
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
