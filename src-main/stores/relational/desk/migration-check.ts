import { type Kysely, type RawBuilder, sql } from 'kysely';
import type pg from 'pg';
import { z } from 'zod';
import { columnTypes } from '../postgres/bulk-insert.ts';
import { encode } from '../postgres/column-kinds.ts';
import type { RecordTable } from '../relational-store.ts';
import type { Database } from '../schema.ts';
import type { SqliteStore } from '../sqlite/sqlite-store.ts';
import { pagesOf, type Row } from './copy-tables.ts';
import type { MovedIdentities } from './moved-identities.ts';
import { serverReader } from './server-reader.ts';
import { type TableName, TABLES } from './shared-tables.ts';

export interface MovedTable {
  readonly table: TableName;
  /** Rows of the history, and how many of them the server has; of records, how many it has in all. */
  readonly source: number;
  readonly server: number;
  /** Rows that were added, or changed to a later state. */
  readonly written: number;
}

export interface MovedSum {
  /** "ledger_entries.amount of cash". */
  readonly what: string;
  /** Ten-thousandths of a dollar. */
  readonly source: number;
  readonly server: number;
}

interface Checked {
  readonly tables: readonly MovedTable[];
  readonly sums: readonly MovedSum[];
  readonly isComplete: boolean;
}

/** Counts what the server has of a history, and adds up the money in both. */
export async function checkMoved(
  client: pg.Client,
  source: SqliteStore,
  identities: MovedIdentities,
  tables: readonly TableName[],
  records: readonly RecordTable[],
  written: ReadonlyMap<TableName, number>,
): Promise<Checked> {
  const counted: MovedTable[] = [];
  for (const table of tables) {
    let [here, there] = [0, 0];
    for await (const page of pagesOf(source.db, table, null)) {
      here += page.length;
      there += await presentOf(client, table, page.map((row) => identities.move(table, row)));
    }
    counted.push({ table, source: here, server: there, written: written.get(table) ?? 0 });
  }
  for (const table of records) {
    const here = await source.db.selectFrom(table).select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
    const { rows } = await client.query<{ count: string }>(`SELECT count(*) AS count FROM ${table}`);
    counted.push({ table, source: here.count, server: Number(rows[0]?.count ?? 0), written: written.get(table) ?? 0 });
  }
  const here = await sumsOf(source.db, identities.from.accountId);
  const there = await sumsOf(serverReader(client), identities.accountId);
  const sums = [...here].map(([what, amount]) => ({ what, source: amount, server: there.get(what) ?? 0 }));
  const isRecord = (table: TableName): boolean => records.some((record) => record === table);
  const isComplete = counted.every((each) => (isRecord(each.table) ? each.server >= each.source : each.server === each.source)) && sums.every((sum) => sum.source === sum.server);
  return { tables: counted, sums, isComplete };
}

/** How many of the rows the server has, by their keys. */
async function presentOf(client: pg.Client, table: TableName, rows: readonly Row[]): Promise<number> {
  const { key } = TABLES[table];
  const types = await columnTypes(client, table);
  const arrays = key.map((column) => rows.map((row) => encode(column, row[column] ?? null)));
  const casts = key.map((column, index) => `$${index + 1}::${types.get(column) ?? 'text'}[]`).join(', ');
  const names = key.map((column) => `"${column}"`).join(', ');
  const { rows: counts } = await client.query<{ count: string }>(`SELECT count(*) AS count FROM "${table}" JOIN unnest(${casts}) AS given(${names}) USING (${names})`, arrays);
  return Number(counts[0]?.count ?? 0);
}

const sumSchema = z.array(z.object({ what: z.string(), amount: z.number().nullable() }));

/** The money in an account's books: each ledger account, what was paid for the fills, and the trades' costs and profits. */
async function sumsOf(db: Kysely<Database>, accountId: string): Promise<ReadonlyMap<string, number>> {
  const packages = sql`(select id from order_packages where account_id = ${accountId})`;
  const queries: readonly RawBuilder<unknown>[] = [
    sql`select ledger_account as what, sum(amount) as amount from ledger_entries where account_id = ${accountId} group by ledger_account order by ledger_account`,
    sql`select 'fills' as what, sum(fill_legs.price * fill_legs.quantity) as amount from fill_legs join fills on fills.id = fill_legs.fill_id where fills.package_id in ${packages}`,
    sql`select 'costs' as what, sum(open_cost + close_cost) as amount from trades where account_id = ${accountId}`,
    sql`select 'profits' as what, sum(realized_pnl) as amount from trades where account_id = ${accountId}`,
  ];
  const names: Readonly<Record<string, string>> = { fills: 'fill_legs: price × quantity', costs: 'trades: open and close cost', profits: 'trades: realised' };
  const sums = new Map<string, number>();
  for (const query of queries) {
    for (const { what, amount } of sumSchema.parse((await query.execute(db)).rows)) sums.set(names[what] ?? `ledger_entries: ${what}`, amount ?? 0);
  }
  return sums;
}
