import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BOOKS, COMMON, defaultedIn, TABLES } from '../../../../src-main/stores/relational/desk/shared-tables.ts';
import { TestDirectory } from '../test-store.ts';

let database: Sqlite.Database;
let directory: TestDirectory;
beforeAll(async () => {
  directory = new TestDirectory();
  await (await directory.open()).close();
  database = new Sqlite(directory.file, { readonly: true });
});
afterAll(async () => {
  database.close();
  await directory.remove();
});

const tables = (): string[] => database.prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all().map(({ name }) => name);
const columns = (table: string) => database.prepare<[], { name: string; dflt_value: string | null }>(`PRAGMA table_info(${table})`).all();

test('every table has its place', () => {
  expect(Object.keys(TABLES).sort()).toEqual(tables().sort());
});

test('each table is copied after those it refers to', () => {
  const order = [...COMMON, ...BOOKS, 'audit_logs', 'market_data_snapshots', 'options_chains'];
  for (const [index, table] of order.entries()) {
    for (const { table: parent } of database.prepare<[], { table: string }>(`PRAGMA foreign_key_list(${table})`).all()) {
      expect({ table, parent, before: order.slice(0, index).includes(parent) }).toEqual({ table, parent, before: true });
    }
  }
});

test('nothing is left to a database to fill in for itself', () => {
  const filled = ['id', 'created_at', 'updated_at'];
  for (const table of tables()) {
    const defaults = columns(table).filter(({ name, dflt_value }) => dflt_value !== null && filled.includes(name)).map(({ name }) => name);
    const given = [...defaultedIn(table)].sort();
    // Ids that the program always gives itself may be left out here.
    expect({ table, defaults: defaults.filter((name) => name !== 'id' || given.includes('id')).sort() }).toEqual({ table, defaults: given });
  }
});

test('rows are told apart by what the database tells them apart by', () => {
  for (const [table, { key }] of Object.entries(TABLES)) {
    if (key.length === 0) continue;
    const unique = database
      .prepare<[], { name: string; unique: number }>(`PRAGMA index_list(${table})`)
      .all()
      .filter((index) => index.unique === 1)
      .map(({ name }) => database.prepare<[], { name: string }>(`PRAGMA index_info(${name})`).all().map((column) => column.name).sort().join());
    const primary = database.prepare<[], { name: string; pk: number }>(`PRAGMA table_info(${table})`).all().filter(({ pk }) => pk > 0).map(({ name }) => name).sort().join();
    const partitioned = key.filter((column) => !['created_at', 'period_start'].includes(column));
    expect([...unique, primary], table).toContain([...partitioned].sort().join());
  }
});
