import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FIGURE_COLUMNS, MONEY_COLUMNS } from '../../../src-main/stores/relational/postgres/column-kinds.ts';
import { PARTITIONED_TABLES } from '../../../src-main/stores/relational/postgres/partitions.ts';
import { RECORD_COLUMNS, type RecordColumnKind } from '../../../src-main/stores/relational/record-columns.ts';
import { describePostgres, type TestDatabase } from './store-adapters.ts';
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

describe.skipIf(!existsSync(DOCUMENT))('the document’s schema in SQLite (skipped when ../shared/seed/database-schema.md is absent)', () => {
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

/** What a replica keeps for its server, and what the server keeps of its workstations. */
const EMBEDDED_ALONE: readonly string[] = ['outbox', 'replica_state'];
const SERVER_ALONE: readonly string[] = ['outbox_positions', 'trading_leases', 'workstations'];

const COLUMNS = `
  SELECT c.table_name AS "table", c.column_name AS name, c.data_type AS type, c.character_maximum_length AS length,
    c.numeric_precision AS precision, c.numeric_scale AS scale, c.is_nullable = 'NO' AS required, c.column_default AS "default"
  FROM information_schema.columns c JOIN pg_class t ON t.oid = quote_ident(c.table_name)::regclass
  WHERE c.table_schema = 'public' AND NOT t.relispartition ORDER BY c.table_name, c.ordinal_position`;
const CONSTRAINTS = `
  SELECT conrelid::regclass::text AS "table", contype AS type, pg_get_constraintdef(oid) AS text
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 AND conparentid = 0`;
const INDEXES = `
  SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS text FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
  WHERE NOT t.relispartition AND t.relnamespace = 'public'::regnamespace`;

interface StoredColumn {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly length: number | null;
  readonly precision: number | null;
  readonly scale: number | null;
  readonly required: boolean;
  readonly default: string | null;
}

const POSTGRES_TYPES: Readonly<Record<string, string>> = {
  UUID: 'uuid', TEXT: 'text', INET: 'inet', DATE: 'date', JSONB: 'jsonb', BOOLEAN: 'boolean', SERIAL: 'integer', INTEGER: 'integer',
  BIGSERIAL: 'bigint', BIGINT: 'bigint', 'TIMESTAMP WITH TIME ZONE': 'timestamp with time zone',
};

describePostgres('the schema', ({ server, emptied }) => {
  let books: TestDatabase;
  let columns: readonly StoredColumn[];
  let constraints: readonly Readonly<Record<string, unknown>>[];
  let indexes: ReadonlyMap<string, string>;
  beforeAll(async () => {
    books = await emptied();
    columns = (await server().run(books.url, COLUMNS)) as unknown as readonly StoredColumn[];
    constraints = await server().run(books.url, CONSTRAINTS);
    const plain = (text: string) => text.replace(/ ON (?:ONLY )?public\.(\w+) USING btree \(/, ' ON $1(').replaceAll('"', '');
    indexes = new Map((await server().run(books.url, INDEXES)).map(({ name, text }) => [String(name), plain(String(text))]));
  });
  const tableOf = (name: string): readonly StoredColumn[] => columns.filter(({ table }) => table === name);
  const isPartitioned = (name: string): boolean => PARTITIONED_TABLES.some((table) => table === name);

  test('has the tables, columns, required columns and indexes that SQLite has, but for those of one side alone', () => {
    const sqlite = new Sqlite(':memory:');
    for (const file of readdirSync(MIGRATIONS).sort()) sqlite.exec(readFileSync(join(MIGRATIONS, file), 'utf8'));
    const embedded = sqlite.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'").pluck().all();
    const tables = embedded.filter((table) => !EMBEDDED_ALONE.includes(table));
    expect(embedded.toSorted()).toEqual([...tables, ...EMBEDDED_ALONE].toSorted());
    expect([...new Set(columns.map(({ table }) => table))].toSorted()).toEqual([...tables, ...SERVER_ALONE].toSorted());
    for (const table of tables) {
      const rows = sqlite.prepare<[], { name: string; type: string; notnull: number; pk: number }>(`PRAGMA table_info(${table})`).all();
      expect(tableOf(table).map(({ name }) => name), table).toEqual(rows.map(({ name }) => name));
      for (const { name, notnull, pk, type } of rows) {
        const column = tableOf(table).find((each) => each.name === name);
        const isKey = isPartitioned(table) && name === 'created_at' && column?.required === true;
        if (!isKey) expect(column?.required, `${table}.${name}`).toBe(notnull === 1 || pk > 0);
        // Money is whole ten-thousandths in one and DECIMAL in the other; figures are REAL and DECIMAL.
        if (MONEY_COLUMNS.has(name)) expect([type, column?.type, column?.scale], `${table}.${name}`).toEqual(['INTEGER', 'numeric', 4]);
        if (FIGURE_COLUMNS.has(name)) expect([type, column?.type], `${table}.${name}`).toEqual(['REAL', 'numeric']);
      }
    }
    const named = sqlite.prepare<[], string>("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").pluck().all();
    sqlite.close();
    // A partitioned table has no unique index without the column that it is parted by.
    const unique = /CREATE UNIQUE INDEX (\w+ ON audit_logs)/;
    expect([...indexes.values()]).toEqual(expect.arrayContaining(named.map((text) => text.replace(unique, 'CREATE INDEX $1'))));
  });

  const kindOf = ({ type, scale }: StoredColumn, name: string): RecordColumnKind | undefined => {
    if (type === 'numeric') return MONEY_COLUMNS.has(name) ? 'money' : scale === 6 ? 'figure6' : 'figure4';
    const kinds: Readonly<Record<string, RecordColumnKind>> = { integer: 'integer', bigint: 'bigint', date: 'date', 'character varying': 'text', 'timestamp with time zone': 'moment' };
    return kinds[type];
  };

  test.each(Object.entries(RECORD_COLUMNS))('%s: what is appended is encoded as each column takes it', (table, kinds) => {
    const stored = tableOf(table).filter(({ name }) => name !== 'id');
    expect(kinds).toEqual(Object.fromEntries(stored.map((column) => [column.name, kindOf(column, column.name)])));
  });

  describe.skipIf(!existsSync(DOCUMENT))('the document’s schema (skipped when ../shared/seed/database-schema.md is absent)', () => {
    const text = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : '';

    test.each(documentTables(text).map((table) => [table.name, table] as const))('%s', (name, table) => {
      const texts = constraints.filter((constraint) => constraint['table'] === name).map((constraint) => String(constraint['text']));
      for (const column of table.columns) {
        const stored = tableOf(name).find((each) => each.name === column.name);
        const [, type = '', first, second] = /^([A-Z ]+)(?:\((\d+)(?:,(\d+))?\))?$/.exec(column.type) ?? [];
        if (type === 'DECIMAL') {
          const [precision, scale] = [Number(first), Number(second)];
          expect(stored, column.name).toMatchObject({ type: 'numeric' });
          expect(stored?.scale, column.name).toBe(MONEY_COLUMNS.has(column.name) ? 4 : scale);
          expect((stored?.precision ?? 0) - (stored?.scale ?? 0), column.name).toBeGreaterThanOrEqual(precision - scale);
        } else if (type === 'VARCHAR') expect(stored, column.name).toMatchObject({ type: 'character varying', length: Number(first) });
        else expect(stored?.type, column.name).toBe(POSTGRES_TYPES[type]);
        if (!isPartitioned(name)) expect(stored?.required, column.name).toBe(column.required);
        if (!type.endsWith('SERIAL')) expect(stored?.default?.replace(/::[\w ]+$/, '') ?? null, column.name).toBe(column.default);
        if (column.references !== null) expect(texts).toContainEqual(expect.stringMatching(new RegExp(`FOREIGN KEY \\(${column.name}\\) REFERENCES ${column.references}\\(id\\)`)));
        for (const value of column.values) expect(texts).toContainEqual(expect.stringMatching(new RegExp(`CHECK.*\\b${column.name}\\b.*'${value}'`)));
      }
      for (const unique of table.unique) expect(texts).toContain(`UNIQUE (${unique})`);
      const partitionKey = { market_data_snapshots: '"timestamp"', options_chains: 'expiration_date', audit_logs: 'created_at', performance_metrics: 'period_start' }[name];
      expect(texts).toContain(partitionKey === undefined ? 'PRIMARY KEY (id)' : `PRIMARY KEY (id, ${partitionKey})`);
    });

    test('has every index', () => {
      const wanted = [...text.matchAll(/CREATE INDEX (\w+) ON (\w+)\(([^)]*)\);/g)];
      expect(wanted.length).toBeGreaterThan(40);
      for (const [, name = '', table, listed] of wanted) expect(indexes.get(name)).toBe(`CREATE INDEX ${name} ON ${table}(${listed})`);
    });
  });
});
