import { type CompiledQuery, InsertQueryNode, PrimitiveValueListNode, ValuesNode } from 'kysely';
import type pg from 'pg';

/** Below this many rows the server's time for a row's parameters does not count. */
const FEWEST_ROWS = 50;

/** A statement as it is sent. */
export interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

/** Types of a table's columns, by name. */
export type ColumnTypes = ReadonlyMap<string, string>;

/** The table into which a query inserts many rows and does nothing else; null for any other query. */
export function bulkTableOf({ query, parameters }: CompiledQuery): string | null {
  if (!InsertQueryNode.is(query) || query.values === undefined || !ValuesNode.is(query.values)) return null;
  if (query.onConflict !== undefined || query.returning !== undefined || query.with !== undefined) return null;
  const rows = query.values.values;
  const width = query.columns?.length ?? 0;
  if (rows.length < FEWEST_ROWS || parameters.length !== rows.length * width || !rows.every(PrimitiveValueListNode.is)) return null;
  return query.into?.table.identifier.name ?? null;
}

/**
 * The same rows as one array a column: the server reads a statement of a few parameters, the same each time, instead of
 * thousands. `values` are the query's, row by row. Rows stay in their order.
 */
export function bulkInsert({ query }: CompiledQuery, table: string, values: readonly unknown[], types: ColumnTypes): Statement {
  const columns = InsertQueryNode.is(query) ? (query.columns ?? []).map(({ column }) => column.name) : [];
  const arrays = columns.map((_, index) => values.filter((__, place) => place % columns.length === index));
  const casts = columns.map((column, index) => {
    const type = types.get(column);
    if (type === undefined) throw new TypeError(`${table} has no column ${column}`);
    return `$${index + 1}::${type}[]`;
  });
  const names = columns.map((column) => `"${column}"`).join(', ');
  return { text: `INSERT INTO "${table}" (${names}) SELECT * FROM unnest(${casts.join(', ')})`, values: arrays };
}

/** Asks the server for the types of a table's columns. */
export async function columnTypes(client: pg.Client, table: string): Promise<ColumnTypes> {
  const { rows } = await client.query<{ name: string; type: string }>(
    'SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped',
    [table],
  );
  return new Map(rows.map(({ name, type }) => [name, type]));
}
