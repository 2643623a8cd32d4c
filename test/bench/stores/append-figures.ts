import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import Database from 'better-sqlite3';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { openPostgresStore } from '../../../src-main/stores/relational/postgres/postgres-store.ts';
import type { RelationalStore, RowColumns } from '../../../src-main/stores/relational/relational-store.ts';
import type { PostgresServer } from '../../support/postgres-server.ts';
import { CHAIN_ROWS, OPEN, optionRows, valueAt } from './option-rows.ts';
import { pairs, rates } from './pairs.ts';
import { MIGRATIONS, openSqlite } from './places.ts';

const BATCHES = [
  { label: 'one chain', rows: CHAIN_ROWS, warmUp: 40, rounds: 61 },
  { label: '20,000 rows', rows: 20_000, warmUp: 2, rounds: 13 },
];
const MONEY = new Set(['strike_price', 'bid', 'ask', 'last_price']);

/** Option-chain rows into PostgreSQL by append, against a COPY of the same rows whose text was made before. */
export async function postgresAppend(server: PostgresServer): Promise<Record<string, number>> {
  const url = await server.createDatabase();
  const store = await openPostgresStore({ url, migrationsDir: MIGRATIONS.postgres, clock: { now: () => OPEN } });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await addTicker(store);
    const figures: Record<string, number> = {};
    for (const { label, rows, warmUp, rounds } of BATCHES) {
      const batch = optionRows(rows);
      const text = copyText(batch);
      const copy = `COPY options_chains (${Object.keys(batch.columns).join(', ')}) FROM STDIN`;
      const times = await pairs(
        warmUp,
        rounds,
        () => store.append('options_chains', batch),
        async () => {
          const stream = client.query(copyFrom(copy));
          stream.end(text);
          await finished(stream);
        },
      );
      Object.assign(figures, rates(`append to PostgreSQL, ${label}`, rows, 'a bare COPY', times));
    }
    return figures;
  } finally {
    await client.end();
    await store.close();
  }
}

/** The same rows into SQLite by append, against a loop in one transaction over rows that were made before. */
export async function sqliteAppend(directory: string): Promise<Record<string, number>> {
  const store = await openSqlite(join(directory, 'append.sqlite'));
  const bare = bareSqlite(join(directory, 'bare.sqlite'));
  try {
    await addTicker(store);
    const figures: Record<string, number> = {};
    for (const { label, rows, warmUp, rounds } of BATCHES) {
      const batch = optionRows(rows);
      const names = Object.keys(batch.columns);
      const insert = bare.prepare(`INSERT INTO options_chains (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`);
      const values = Array.from({ length: rows }, (_, row) => Object.values(batch.columns).map((column) => valueAt(column, row)));
      const all = bare.transaction(() => {
        for (const row of values) insert.run(row);
      });
      const times = await pairs(
        warmUp,
        rounds,
        () => store.append('options_chains', batch),
        async () => all.immediate(),
      );
      Object.assign(figures, rates(`append to SQLite, ${label}`, rows, 'a bare loop', times));
    }
    return figures;
  } finally {
    bare.close();
    await store.close();
  }
}

async function addTicker(store: RelationalStore): Promise<void> {
  await store.commit([store.db.insertInto('tickers').values({ id: 1, symbol: 'SPY', name: 'SPDR', exchange: 'ARCA' }).compile()]);
}

function copyText({ count, columns }: RowColumns): Buffer {
  const written = Object.entries(columns).map(([name, values]) => (row: number): string => {
    const value = valueAt(values, row);
    if (value === null) return '\\N';
    if (MONEY.has(name)) return (Number(value) / 10_000).toFixed(4);
    return name === 'timestamp' ? new Date(Number(value)).toISOString() : String(value);
  });
  return Buffer.from(Array.from({ length: count }, (_, row) => `${written.map((of) => of(row)).join('\t')}\n`).join(''));
}

/** The same schema and the same durability, with nothing around it. */
function bareSqlite(file: string): Database.Database {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  for (const name of readdirSync(MIGRATIONS.sqlite).sort()) database.exec(readFileSync(join(MIGRATIONS.sqlite, name), 'utf8'));
  database.exec("INSERT INTO tickers (id, symbol, name, exchange) VALUES (1, 'SPY', 'SPDR', 'ARCA')");
  return database;
}
