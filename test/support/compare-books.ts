import Sqlite from 'better-sqlite3';
import { Kysely, sql } from 'kysely';
import pg from 'pg';
import { z } from 'zod';
import { clientConfig, rowsOf, sendable } from '../../src-main/stores/relational/postgres/postgres-connection.ts';
import { postgresDialect } from '../../src-main/stores/relational/postgres/postgres-dialect.ts';
import { parseAddress } from '../../src-main/stores/relational/postgres/server-address.ts';
import type { Database } from '../../src-main/stores/relational/schema.ts';

/** The tables of the books by what names a row, orders first. */
const KEYS = {
  trades: ['id'],
  trade_legs: ['id'],
  order_packages: ['id'],
  orders: ['id'],
  order_history: ['package_id', 'step'],
  fills: ['id'],
  fill_legs: ['fill_id', 'leg_order'],
  ledger_transactions: ['account_id', 'id'],
  ledger_entries: ['account_id', 'transaction_id', 'line'],
  market_sessions: ['id'],
  risk_parameters: ['id'],
  risk_events: ['id'],
  risk_parameter_changes: ['account_id', 'parameter_name'],
  trading_days: ['account_id', 'date'],
  position_exits: ['trade_id'],
  flattenings: ['id'],
  alert_rules: ['id'],
  alerts: ['id'],
} as const satisfies Partial<Record<keyof Database, readonly string[]>>;

/** Tables that no trade writes, and those that come in bulk, by what of a row is the same in both. */
const OTHERS = {
  users: ['id'],
  tickers: ['id'],
  trading_accounts: ['id'],
  audit_logs: ['id'],
  market_data_snapshots: ['ticker_id', 'timestamp', 'price', 'created_at'],
  options_chains: ['symbol', 'timestamp', 'created_at'],
} as const satisfies Partial<Record<keyof Database, readonly string[]>>;

/** Each database counts these for itself; their order is the same. */
const SEQUENCED = ['ledger_transactions', 'market_sessions'];

const JSON_COLUMNS = ['legs', 'event', 'evidence', 'pending_change', 'previous_closes', 'closes', 'reference_prices', 'old_values', 'new_values', 'analysis_data', 'trips', 'plan', 'progress', 'rule', 'alert'];

const valueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const rowsSchema = z.array(z.record(z.string(), valueSchema));
type Row = z.output<typeof rowsSchema>[number];

/**
 * What the books in a SQLite file and those in a PostgreSQL database differ in: a line for each row that one of them has
 * not, has twice, or has otherwise. `everything` compares the audit and the records too.
 */
export async function compareBooks(file: string, url: string, everything = false): Promise<readonly string[]> {
  const replica = new Sqlite(file, { readonly: true });
  const client = new pg.Client(clientConfig(parseAddress(url), { connect: 5_000, statement: 60_000 }));
  await client.connect();
  try {
    const server = new Kysely<Database>({
      dialect: postgresDialect(async (query) => rowsOf(await client.query<(string | null)[]>({ ...sendable(query), rowMode: 'array' }))),
    });
    const differences: string[] = [];
    for (const [table, key] of Object.entries({ ...KEYS, ...(everything ? OTHERS : {}) })) {
      const here = rowsSchema.parse(replica.prepare(`SELECT * FROM ${table}`).all());
      const there = rowsSchema.parse((await sql`select * from ${sql.table(table)}`.execute(server)).rows);
      differences.push(...compareRows(table, key, here, there));
      if (SEQUENCED.includes(table)) {
        if (inOrder(here) !== inOrder(there)) differences.push(`${table}: the order of rows differs`);
      }
    }
    return differences;
  } finally {
    await client.end();
    replica.close();
  }
}

function compareRows(table: string, key: readonly string[], here: readonly Row[], there: readonly Row[]): readonly string[] {
  const nameOf = (row: Row): string => key.map((column) => row[column]).join('/');
  const mine = Map.groupBy(here, nameOf);
  const theirs = Map.groupBy(there, nameOf);
  const differences: string[] = [];
  for (const name of new Set([...mine.keys(), ...theirs.keys()])) {
    const [left = [], right = []] = [mine.get(name), theirs.get(name)];
    if (left.length !== right.length) differences.push(`${table} ${name}: ${left.length} here, ${right.length} on the server`);
    else if (left.length === 1) {
      const [a = '', b = ''] = [left[0], right[0]].map((row) => shown(table, row ?? {}));
      if (a !== b) differences.push(`${table} ${name}: ${a} here, ${b} on the server`);
    }
  }
  return differences;
}

/** Ids of records and sequences are each database's own; JSON is compared by what it says. */
function shown(table: string, row: Row): string {
  const columns = Object.keys(row)
    .filter((column) => !(column === 'sequence' && SEQUENCED.includes(table)))
    .filter((column) => !(column === 'id' && typeof row[column] === 'number'))
    .sort();
  return JSON.stringify(columns.map((column) => [column, valueOf(column, row[column] ?? null)]));
}

function valueOf(column: string, value: Row[string] | null): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' && JSON_COLUMNS.includes(column) ? sorted(JSON.parse(value)) : (value ?? null);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, each]) => [name, sorted(each)]);
}

function inOrder(rows: readonly Row[]): string {
  return rows
    .toSorted((left, right) => Number(left['sequence']) - Number(right['sequence']))
    .map((row) => row['id'])
    .join(' ');
}
