import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, describe, expect, test } from 'vitest';
import { MIGRATIONS } from './test-store.ts';

const DOCUMENT = join(MIGRATIONS, '../../../shared/seed/database-schema.md');

interface Column {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly values: readonly string[];
  readonly default: string | null;
  readonly references: string | null;
}

interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly unique: readonly string[];
}

function documentTables(text: string): readonly Table[] {
  return [...text.matchAll(/CREATE TABLE (\w+) \(\n([\s\S]*?)\n\);/g)].map(([, name = '', body = '']) => {
    const lines = body.split(/,\n/).map((line) => line.trim());
    const unique = lines.flatMap((line) => /^UNIQUE\((.*)\)$/.exec(line)?.[1] ?? []);
    const columns = lines.filter((line) => !line.startsWith('UNIQUE(')).map(documentColumn);
    const uniqueColumns = columns.filter((_, index) => / UNIQUE\b/.test(lines[index] ?? '')).map((column) => column.name);
    return { name, columns, unique: [...unique, ...uniqueColumns] };
  });
}

function documentColumn(line: string): Column {
  const [, name = '', type = ''] = /^(\w+) (TIMESTAMP WITH TIME ZONE|\w+(?:\([\d,]+\))?)/.exec(line) ?? [];
  return {
    name,
    type,
    required: / NOT NULL| PRIMARY KEY/.test(line),
    values: [.../ IN \((.*?)\)/.exec(line)?.[1]?.matchAll(/'(\w+)'/g) ?? []].map(([, value = '']) => value),
    default: / DEFAULT ('?[\w]+(?:\(\))?'?)/.exec(line)?.[1] ?? null,
    references: / REFERENCES (\w+)\(id\)/.exec(line)?.[1] ?? null,
  };
}

/** Types and defaults as this database writes them; undefined where the document's is replaced on purpose. */
function storedType(type: string): RegExp {
  if (/^(UUID|VARCHAR|TEXT|INET|DATE|JSONB)/.test(type)) return /^TEXT$/;
  if (type.startsWith('DECIMAL')) return /^(INTEGER|REAL)$/;
  return /^INTEGER$/;
}

function storedDefault(text: string | null): string | RegExp | null {
  if (text === 'gen_random_uuid()') return /randomblob/;
  if (text === 'CURRENT_TIMESTAMP') return /unixepoch/;
  if (text === 'true') return '1';
  return text === 'false' ? '0' : text;
}

describe.skipIf(!existsSync(DOCUMENT))('the document’s schema (skipped when ../shared/seed/database-schema.md is absent)', () => {
  const text = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : '';
  const database = new Sqlite(':memory:');
  for (const file of readdirSync(MIGRATIONS).sort()) database.exec(readFileSync(join(MIGRATIONS, file), 'utf8'));
  afterAll(() => {
    database.close();
  });
  const tables = documentTables(text);

  test('has the document’s seventeen tables', () => {
    expect(tables.map(({ name }) => name)).toHaveLength(17);
  });

  test.each(tables.map((table) => [table.name, table] as const))('%s', (name, table) => {
    const rows = database.prepare<[], { name: string; type: string; notnull: number; pk: number; dflt_value: string | null }>(`PRAGMA table_info(${name})`).all();
    const references = database.prepare<[], { from: string; table: string }>(`PRAGMA foreign_key_list(${name})`).all();
    const source = String(database.prepare('SELECT sql FROM sqlite_master WHERE name = ?').pluck().get(name));
    expect(rows.map((row) => row.name)).toEqual(expect.arrayContaining(table.columns.map((column) => column.name)));
    for (const column of table.columns) {
      const row = rows.find((each) => each.name === column.name);
      expect(row?.type, column.name).toMatch(storedType(column.type));
      expect(row?.notnull === 1 || row?.pk === 1, column.name).toBe(column.required);
      const expected = storedDefault(column.default);
      if (expected instanceof RegExp) expect(row?.dflt_value, column.name).toMatch(expected);
      else expect(row?.dflt_value ?? null, column.name).toBe(expected);
      if (column.references !== null) {
        expect(references).toContainEqual(expect.objectContaining({ from: column.name, table: column.references }));
      }
      const check = new RegExp(`CHECK \\(${column.name} IN \\(([^)]*)\\)`).exec(source)?.[1] ?? '';
      for (const value of column.values) expect(check, column.name).toContain(`'${value}'`);
      const length = /^VARCHAR\((\d+)\)$/.exec(column.type)?.[1];
      if (length !== undefined && column.values.length === 0) expect(source).toContain(`CHECK (length(${column.name}) <= ${length})`);
    }
    const indexes = database.prepare<[], { name: string; unique: number }>(`PRAGMA index_list(${name})`).all();
    const unique = indexes
      .filter((index) => index.unique === 1)
      .map((index) => database.prepare(`SELECT group_concat(name, ', ') FROM pragma_index_info(?)`).pluck().get(index.name));
    expect(unique).toEqual(expect.arrayContaining([...table.unique]));
  });

  test('has every index', () => {
    const wanted = [...text.matchAll(/CREATE INDEX (\w+) ON (\w+)\(([^)]*)\);/g)].map(([, name, table, columns]) => ({ name, table, columns }));
    const sources = new Map(
      database
        .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        .all()
        .map(({ name, sql }) => [name, sql]),
    );
    expect(wanted.length).toBeGreaterThan(40);
    for (const { name = '', table, columns } of wanted) expect(sources.get(name)).toBe(`CREATE INDEX ${name} ON ${table}(${columns})`);
  });

  test('gives ids and times where none are given', () => {
    database.exec("INSERT INTO users (username, email, password_hash) VALUES ('a', 'a@b', '!')");
    const user = database.prepare('SELECT * FROM users').get();
    expect(user).toMatchObject({ id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/), role: 'trader', is_active: 1 });
  });
});
