import { type CompiledQuery, type Dialect, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { readingDriver } from '../reading-driver.ts';
import type { SqliteValue, Statement } from './worker-protocol.ts';

/** A Kysely dialect that compiles for SQLite and reads through `read`. It writes nothing and opens no transactions. */
export function sqliteDialect(read: (statement: Statement) => Promise<readonly unknown[]>): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => readingDriver((query) => read(statementOf(query))),
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
