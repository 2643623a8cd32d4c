import { CompiledQuery } from 'kysely';
import type pg from 'pg';
import { columnTypes } from '../postgres/bulk-insert.ts';
import { MONEY_COLUMNS } from '../postgres/column-kinds.ts';
import { type TableName, TABLES } from './shared-tables.ts';

// Rows on their way from the server into the replica. The server says each value as the replica counts it, and SQLite
// reads it by its column: nothing in between looks at it, and a take-over is waiting.

const MOST_PARAMETERS = 30_000;
const MOST_ROWS = 50;

export interface ServerRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** All rows of a table as the server has them, of one account where they belong to one; each in the replica's units. */
export async function serverRows(client: pg.Client, table: TableName, account: string): Promise<ServerRows> {
  const { owned } = TABLES[table];
  const types = await columnTypes(client, table);
  const columns = [...types.keys()];
  const text = `SELECT ${columns.map((column) => asCounted(column, types.get(column) ?? '')).join(', ')} FROM ${quoted(table)}${
    owned === undefined ? '' : ` WHERE ${owned.replaceAll('$account', '$1')}`
  }`;
  const { rows } = await client.query<(string | null)[]>({ text, values: owned === undefined ? [] : [account], rowMode: 'array' });
  return { columns, rows };
}

/** One column's values, without those that are absent. */
export function valuesOf({ columns, rows }: ServerRows, column: string): readonly string[] {
  const index = columns.indexOf(column);
  return rows.flatMap((row) => row[index] ?? []);
}

/** Money in ten-thousandths of a dollar, moments in milliseconds, 0 and 1. */
function asCounted(column: string, type: string): string {
  if (type === 'numeric' && MONEY_COLUMNS.has(column)) return `(${quoted(column)} * 10000)::bigint`;
  if (type === 'timestamp with time zone') return `(extract(epoch FROM ${quoted(column)}) * 1000)::bigint`;
  return type === 'boolean' ? `${quoted(column)}::integer` : quoted(column);
}

/** Queries of SQLite's alone that write rows into the replica, where there are none of their keys, or in their place. */
export function replicaQueries(table: TableName, { columns, rows }: ServerRows, present: 'none' | 'replaced'): readonly CompiledQuery[] {
  const { key } = TABLES[table];
  const each = Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_PARAMETERS / columns.length)));
  const place = `(${columns.map(() => '?').join(', ')})`;
  const changing = columns.filter((column) => !key.includes(column)).map((column) => `${quoted(column)} = excluded.${quoted(column)}`);
  const onConflict = present === 'replaced' ? ` ON CONFLICT (${key.map(quoted).join(', ')}) DO UPDATE SET ${changing.join(', ')}` : '';
  const queries: CompiledQuery[] = [];
  for (let from = 0; from < rows.length; from += each) {
    const some = rows.slice(from, from + each);
    const text = `INSERT INTO ${quoted(table)} (${columns.map(quoted).join(', ')}) VALUES ${some.map(() => place).join(', ')}${onConflict}`;
    queries.push(CompiledQuery.raw(text, some.flat()));
  }
  return queries;
}

/** A query that takes an account's rows out of a table of the replica. */
export function clearedOf(table: TableName, account: string): CompiledQuery {
  const { owned } = TABLES[table];
  if (owned === undefined) return CompiledQuery.raw(`DELETE FROM ${quoted(table)}`);
  const parts = owned.split('$account');
  return CompiledQuery.raw(`DELETE FROM ${quoted(table)} WHERE ${parts.join('?')}`, parts.slice(1).map(() => account));
}

function quoted(name: string): string {
  return `"${name}"`;
}
