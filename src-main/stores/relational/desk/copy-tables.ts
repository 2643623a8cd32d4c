import { type Kysely, type RawBuilder, sql } from 'kysely';
import type pg from 'pg';
import { type ColumnTypes, columnTypes } from '../postgres/bulk-insert.ts';
import { encode, Unstorable } from '../postgres/column-kinds.ts';
import type { Database } from '../schema.ts';
import { storable } from './relayed-statement.ts';
import { type TableName, TABLES } from './shared-tables.ts';

// Rows go from one database to another as the program counts them: money in ten-thousandths of a dollar, moments in
// milliseconds. Each end writes them in its own way.

export type Value = string | number | boolean | null;
export type Row = Readonly<Record<string, Value>>;

/** Few enough for the server to take them well within a statement's limit. */
const PAGE_ROWS = 500;

/** A table's rows, in the order of its sequence or key, a page at a time. `account` leaves out those of other accounts. */
export async function* pagesOf(db: Kysely<Database>, table: TableName, account: string | null): AsyncGenerator<readonly Row[]> {
  const { key, sequence, owned } = TABLES[table];
  const order = sequence === undefined ? key : [sequence];
  let last: Row | null = null;
  for (;;) {
    const conditions = [owned === undefined || account === null ? sql`true` : ownedBy(owned, account)];
    if (last !== null) {
      const reached = last;
      conditions.push(sql`(${columnList(order)}) > (${sql.join(order.map((column) => reached[column]))})`);
    }
    const query = sql`select * from ${sql.table(table)} where ${sql.join(conditions, sql` and `)} order by ${columnList(order)} limit ${sql.lit(PAGE_ROWS)}`;
    const rows: readonly Row[] = read((await query.execute(db)).rows);
    if (rows.length > 0) yield rows;
    last = rows.at(-1) ?? null;
    if (rows.length < PAGE_ROWS) return;
  }
}

function read(rows: readonly unknown[]): readonly Row[] {
  return rows.map((row) => {
    if (!isRow(row)) throw new TypeError('a row holds a value that is neither text nor a number');
    return row;
  });
}

function isRow(row: unknown): row is Row {
  if (typeof row !== 'object' || row === null) return false;
  for (const value of Object.values(row)) if (value !== null && typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return false;
  return true;
}

function ownedBy(condition: string, account: string): RawBuilder<unknown> {
  const [before = '', ...rest] = condition.split('$account');
  return rest.reduce((whole, part) => sql`${whole}${account}${sql.raw(part)}`, sql`${sql.raw(before)}`);
}

function columnList(columns: readonly string[]): RawBuilder<unknown> {
  return sql.join(columns.map((column) => sql.ref(column)));
}

/** What becomes of a row that the server has already: 'newer' replaces it where the other one was changed later. */
export type OnPresent = 'kept' | 'replaced' | 'newer';

/** Writes rows into PostgreSQL in whatever transaction the connection is in. Rows that are there as they are stay untouched. */
export class ServerWriter {
  readonly #client: pg.Client;
  readonly #types = new Map<string, ColumnTypes>();

  constructor(client: pg.Client) {
    this.#client = client;
  }

  /** Returns how many were added or changed. The rows have the same columns. Throws the server's own error. */
  async write(table: TableName, rows: readonly Row[], present: OnPresent): Promise<number> {
    const [first] = rows;
    if (first === undefined) return 0;
    const { key, sequence } = TABLES[table];
    const types = this.#types.get(table) ?? (await columnTypes(this.#client, table));
    this.#types.set(table, types);
    const columns = Object.keys(first).filter((column) => column !== sequence);
    const arrays = columns.map((column) => {
      const isText = !['numeric', 'integer', 'bigint'].includes(types.get(column) ?? '');
      return rows.map((row) => sent(column, row[column] ?? null, isText));
    });
    const casts = columns.map((column, index) => {
      const type = types.get(column);
      if (type === undefined) throw new TypeError(`${table} has no column ${column}`);
      return `$${index + 1}::${type}[]`;
    });
    const names = columns.map(quoted);
    const onConflict = conflictClause(key, columns.filter((column) => !key.includes(column)), present);
    const { rowCount } = await this.#client.query(
      `INSERT INTO ${quoted(table)} AS t (${names.join(', ')}) SELECT * FROM unnest(${casts.join(', ')}) ${onConflict}`,
      arrays,
    );
    return rowCount ?? 0;
  }
}

/** When a row last changed; rows of tables without one are never changed. */
const CHANGED = ['updated_at', 'session_now'];

function conflictClause(key: readonly string[], changing: readonly string[], present: OnPresent): string {
  const changed = changing.find((column) => CHANGED.includes(column));
  if (present === 'kept' || changing.length === 0 || (present === 'newer' && changed === undefined)) return 'ON CONFLICT DO NOTHING';
  const list = (of: string): string => changing.map((name) => `${of}.${quoted(name)}`).join(', ');
  const condition = present === 'newer' && changed !== undefined ? `t.${quoted(changed)} < excluded.${quoted(changed)}` : `(${list('t')}) IS DISTINCT FROM (${list('excluded')})`;
  const updates = changing.map((name) => `${quoted(name)} = excluded.${quoted(name)}`).join(', ');
  return `ON CONFLICT (${key.map(quoted).join(', ')}) DO UPDATE SET ${updates} WHERE ${condition}`;
}

/**
 * Puts rows that the server numbers itself in the order of `ids`, where those it had and those that were added are mixed
 * up. `account` is whose rows they are, where ids are unique within an account alone.
 */
export async function putInOrder(client: pg.Client, table: 'ledger_transactions' | 'market_sessions', ids: readonly string[], account: string | null): Promise<void> {
  const owned = account === null ? '' : 'AND t.account_id = $2';
  const given = [ids, ...(account === null ? [] : [account])];
  const { rows } = await client.query<{ id: string }>(`SELECT t.id FROM ${table} t JOIN unnest($1::text[]) AS u(id) USING (id) WHERE true ${owned} ORDER BY t.sequence`, given);
  if (rows.every(({ id }, index) => id === ids[index])) return;
  await client.query(
    `UPDATE ${table} t SET sequence = last.sequence + u.place
     FROM unnest($1::text[]) WITH ORDINALITY AS u(id, place), (SELECT max(sequence) AS sequence FROM ${table}) AS last
     WHERE t.id = u.id ${owned}`,
    given,
  );
  await client.query(`SELECT setval(pg_get_serial_sequence('${table}', 'sequence'), max(sequence)) FROM ${table}`);
}

function sent(column: string, value: Value, isText: boolean): unknown {
  const encoded = encode(column, value);
  if (encoded instanceof Unstorable) throw new TypeError(encoded.reason);
  return isText && typeof encoded === 'string' ? storable(encoded) : encoded;
}

function quoted(name: string): string {
  return `"${name}"`;
}
