import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import { createSettingsRepository } from '../../../src-main/stores/relational/settings-repository.ts';
import { restoreBackup } from '../../../src-main/stores/relational/sqlite/restore.ts';
import {
  ChangedMigration,
  CorruptDatabase,
  DatabaseInUse,
  DirectoryNotWritable,
  NewerDatabase,
} from '../../../src-main/stores/relational/store-failure.ts';
import { MIGRATIONS, TestDirectory } from './test-store.ts';

let directory: TestDirectory;
beforeEach(() => {
  directory = new TestDirectory();
});
afterEach(() => directory.remove());

function setting(store: RelationalStore, name: string): Promise<unknown> {
  return createSettingsRepository(store).get(name);
}

async function failureOf(opening: Promise<unknown>): Promise<unknown> {
  return opening.then(
    () => null,
    (error: unknown) => error,
  );
}

function edit(file: string, sql: string): void {
  const database = new Database(file);
  database.exec(sql);
  database.close();
}

describe('opening', () => {
  test('builds an empty database up from the migrations, once', async () => {
    const names = readdirSync(MIGRATIONS).map((file) => file.slice(5, -4));
    const first = await directory.open();
    const applied = await first.db.selectFrom('schema_migrations').selectAll().orderBy('number').execute();
    expect(applied.map(({ name }) => name)).toEqual(names);
    await first.close();
    const second = await directory.open();
    expect(await second.db.selectFrom('schema_migrations').selectAll().orderBy('number').execute()).toEqual(applied);
  });

  test('checks references and keeps a write-ahead log', async () => {
    const store = await directory.open();
    expect(readFileSync(directory.file).readUInt8(18)).toBe(2);
    const orphan = store.db.insertInto('fill_legs').values({ fill_id: 'none', leg_order: 1, symbol: 'SPY', action: 'buy', quantity: 1, price: 0 as never });
    await expect(store.commit([orphan.compile()])).rejects.toThrow('FOREIGN KEY');
  });

  test('leaves a newer database untouched and says what to do', async () => {
    await (await directory.open()).close();
    edit(directory.file, "INSERT INTO schema_migrations VALUES (9999, 'from_the_future', 'x', 0); PRAGMA user_version = 7031002");
    const before = readFileSync(directory.file);
    const failure = await failureOf(directory.open());
    expect(failure).toBeInstanceOf(NewerDatabase);
    expect(failure).toMatchObject({ found: 9999, message: expect.stringMatching(/version of Smart 0DTE, 7\.31\.2: its schema has number 9999, this version, \d+\.\d+\.\d+, knows up to.*Start 7\.31\.2 or a newer version/s) });
    expect(readFileSync(directory.file).equals(before)).toBe(true);
  });

  test('refuses a database that was built with another text of a migration', async () => {
    await (await directory.open()).close();
    const altered = join(directory.path, 'migrations');
    mkdirSync(altered);
    for (const file of readdirSync(MIGRATIONS)) copyFileSync(join(MIGRATIONS, file), join(altered, file));
    const file = join(altered, '0004_signals.sql');
    // Other line ends are the same text.
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', '\r\n'));
    await (await directory.open({ migrationsDir: altered })).close();
    writeFileSync(file, `${readFileSync(file, 'utf8')}CREATE INDEX idx_more ON signals(stop_loss);\n`);
    const failure = await failureOf(directory.open({ migrationsDir: altered }));
    expect(failure).toBeInstanceOf(ChangedMigration);
    expect(failure).toMatchObject({ message: expect.stringContaining('migration 4 (signals)') });
  });

  test('applies a migration whole or not at all', async () => {
    const broken = join(directory.path, 'migrations');
    mkdirSync(broken);
    writeFileSync(join(broken, '0001_first.sql'), readFileSync(join(MIGRATIONS, '0001_migrations.sql')));
    writeFileSync(join(broken, '0002_second.sql'), 'CREATE TABLE half (id INTEGER); CREATE TABLE half (id INTEGER);');
    await expect(directory.open({ migrationsDir: broken })).rejects.toThrow('half already exists');
    const database = new Database(directory.file, { readonly: true });
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
    database.close();
    expect(tables).toEqual(['schema_migrations']);
  });

  test('is for one program at a time, and says which has it', async () => {
    const store = await directory.open();
    const failure = await failureOf(directory.open());
    expect(failure).toBeInstanceOf(DatabaseInUse);
    expect(failure).toMatchObject({ pid: process.pid, message: expect.stringContaining(`process ${process.pid}`) });
    await store.close();
    await (await directory.open()).close();
  });

  test('takes over what a dead process left behind', async () => {
    writeFileSync(`${directory.file}.lock`, '');
    writeFileSync(`${directory.file}.pid`, '1');
    expect((await directory.open()).status().state).toBe('ready');
  });

  test('a thread that cannot start is said, not waited for', async () => {
    await expect(directory.open({ workerUrl: new URL('no-such-worker.ts', import.meta.url) })).rejects.toThrow('no-such-worker');
  });

  test('names a directory that cannot be written to', async () => {
    writeFileSync(join(directory.path, 'plain-file'), '');
    const failure = await failureOf(directory.open({ file: join(directory.path, 'plain-file', 'books.sqlite') }));
    expect(failure).toBeInstanceOf(DirectoryNotWritable);
    expect(failure).toMatchObject({ message: expect.stringContaining(join(directory.path, 'plain-file')) });
  });
});

describe('damage', () => {
  test('names the newest sound backup, which restores what it held without the stale companions', async () => {
    const store = await directory.open();
    await createSettingsRepository(store).set('kept', 'before the backup');
    const sound = await store.backup().then(() => store.backup());
    await createSettingsRepository(store).set('kept', 'after the backup');
    const later = await store.backup();
    await store.close();
    truncateSync(later, 5_000);
    const bytes = readFileSync(directory.file);
    writeFileSync(directory.file, bytes.fill(0x5a, 4_096, 40_000));
    const damaged = readFileSync(directory.file);

    const failure = await failureOf(directory.open());
    expect(failure).toBeInstanceOf(CorruptDatabase);
    expect(failure).toMatchObject({ backup: sound });
    expect(readFileSync(directory.file).equals(damaged)).toBe(true);

    writeFileSync(`${directory.file}-wal`, 'stale');
    writeFileSync(`${directory.file}-shm`, 'stale');
    const aside = restoreBackup(directory.file, sound);
    expect(readFileSync(aside).equals(damaged)).toBe(true);
    expect(readFileSync(`${aside}-wal`, 'utf8')).toBe('stale');
    expect(await setting(await directory.open(), 'kept')).toBe('before the backup');
  });

  test('a log that belongs to the lost file is not played into the backup', async () => {
    const store = await directory.open();
    await createSettingsRepository(store).set('kept', 'in the backup');
    const backup = await store.backup().then(() => store.backup());
    await createSettingsRepository(store).set('kept', 'only in the log');
    const wal = readFileSync(`${directory.file}-wal`);
    await store.close();
    expect(wal.length).toBeGreaterThan(0);
    writeFileSync(`${directory.file}-wal`, wal);
    restoreBackup(directory.file, backup);
    expect(await setting(await directory.open(), 'kept')).toBe('in the backup');
  });

  test('a file whose end is missing is recognised before it is used', async () => {
    await (await directory.open()).close();
    truncateSync(directory.file, statSync(directory.file).size - 4_096);
    expect(await failureOf(directory.open())).toMatchObject({ name: 'CorruptDatabase', message: expect.stringMatching(/has \d+ bytes of \d+/), backup: expect.any(String) });
  });

  test('damage among records is found when they are copied, and drives no sound copy out', async () => {
    const store = await directory.open({ keepBackups: 1 });
    await store.commit([store.db.insertInto('tickers').values({ id: 1, symbol: 'SPY', name: 'SPDR', exchange: 'ARCA' }).compile()]);
    const times = Float64Array.from({ length: 5_000 }, (_, row) => row);
    await store.append('market_data_snapshots', { count: times.length, columns: { ticker_id: new Float64Array(times.length).fill(1), timestamp: times, price: times } });
    const sound = await store.backup().then(() => store.backup());
    await store.close();
    const database = new Database(directory.file, { readonly: true });
    const leaves = database.prepare<[], number>("SELECT pageno FROM dbstat WHERE name = 'market_data_snapshots' AND pagetype = 'leaf' ORDER BY pageno").pluck().all();
    database.close();
    const page = leaves[Math.floor(leaves.length / 2)] ?? 0;
    writeFileSync(directory.file, readFileSync(directory.file).fill(0x5a, (page - 1) * 4_096, page * 4_096));

    const reopened = await directory.open({ keepBackups: 1 });
    await expect(reopened.backup()).rejects.toThrow('the copy is damaged');
    expect(reopened.status()).toMatchObject({ state: 'ready', detail: expect.stringContaining('the copy is damaged') });
    expect(reopened.backups.newestFirst()).toEqual([sound]);
  });

  test('a file that is no database has no backup to offer', async () => {
    writeFileSync(directory.file, 'These are not the books you are looking for.'.repeat(40));
    expect(await failureOf(directory.open())).toMatchObject({ name: 'CorruptDatabase', backup: null });
  });
});

test('queries after an append see its ids and share its fate, and the rows can be read back by them', async () => {
  const store = await directory.open();
  await store.commit([store.db.insertInto('tickers').values({ id: 1, symbol: 'SPY', name: 'SPDR', exchange: 'ARCA' }).compile()]);
  const rows = (prices: readonly number[]) => ({
    count: prices.length,
    columns: { ticker_id: new Float64Array(prices.length).fill(1), timestamp: Float64Array.from(prices), price: Float64Array.from(prices), bid: Float64Array.from(prices, () => Number.NaN), created_at: Float64Array.from(prices) },
  });
  const entry = (count: number, statements = '[]') =>
    store.db
      .insertInto('outbox')
      .values({ epoch: 1, statements, appended_table: 'market_data_snapshots', first_id: sql<number>`last_insert_rowid() - ${count - 1}`, last_id: sql<number>`last_insert_rowid()`, created_at: 5, refused: null })
      .compile();
  expect(await store.appendWith('market_data_snapshots', rows([10, 20]), [entry(2)])).toEqual({ first: 1, last: 2 });
  await expect(store.appendWith('market_data_snapshots', rows([30]), [entry(1, 'no JSON')])).rejects.toThrow('json_valid');
  expect(await store.appendWith('market_data_snapshots', rows([40, 50, 60]), [entry(3)])).toEqual({ first: 3, last: 5 });
  expect(await store.db.selectFrom('outbox').select(['sequence', 'first_id', 'last_id']).execute()).toEqual([
    { sequence: 1, first_id: 1, last_id: 2 },
    { sequence: 2, first_id: 3, last_id: 5 },
  ]);
  await store.commit([store.db.deleteFrom('market_data_snapshots').where('id', '=', 4).compile()]);
  const { count, columns } = await store.appended('market_data_snapshots', { first: 2, last: 5 });
  expect(count).toBe(3);
  expect(columns).toMatchObject({ price: Float64Array.of(20, 40, 60), bid: new Float64Array(3).fill(Number.NaN), volume: new Float64Array(3).fill(Number.NaN), created_at: Float64Array.of(20, 40, 60) });
  await expect(store.appendWith('market_data_snapshots', rows([]), [])).rejects.toThrow(RangeError);
});

describe('backups', () => {
  test('one is made at every start; the newest five are kept, whole and alone', async () => {
    for (let start = 0; start < 7; start += 1) await (await directory.open()).close();
    const written = readdirSync(directory.backupDir).sort();
    const names = written.filter((name) => name.endsWith('.sqlite'));
    expect(names).toEqual([3, 4, 5, 6, 7].map((start) => `books-20261120T1430${String(2 * start).padStart(2, '0')}000Z.sqlite`));
    for (const name of names) {
      const copy = new Database(join(directory.backupDir, name), { readonly: true });
      expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
      copy.close();
    }
    // Reading them left nothing, and each has its note.
    expect(readdirSync(directory.backupDir).sort()).toEqual(written);
    expect(written.length).toBe(2 * names.length);
  });

  test('of a large database one is made a day; the store does not wait for it when it closes', async () => {
    const grown = await directory.open();
    await createSettingsRepository(grown).set('large', 'x'.repeat(17 * 2 ** 20));
    await grown.close();
    const [first = ''] = grown.backups.newestFirst();

    const sameDay = await directory.open();
    const copying = failureOf(sameDay.backup());
    await sameDay.close();
    expect(await copying).toMatchObject({ message: 'the database is closed' });
    expect(readdirSync(directory.backupDir).filter((name) => !name.endsWith('.json'))).toEqual([basename(first)]);

    const nextDay = await directory.open({ clock: { now: () => Date.UTC(2026, 10, 21, 14, 30) } });
    const path = await nextDay.backup();
    expect(nextDay.backups.list().map(({ path, note }) => [path, note?.reason])).toEqual([[path, 'manual'], [expect.any(String), 'start'], [first, 'start']]);
    const copy = new Database(path, { readonly: true });
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(copy.prepare('SELECT length(config_value) FROM system_config').pluck().get()).toBeGreaterThan(17 * 2 ** 20);
    copy.close();
  });

  test('a backup that fails is said and stops nothing', async () => {
    writeFileSync(join(directory.path, 'plain-file'), '');
    const store = await directory.open({ backupDir: join(directory.path, 'plain-file') });
    await expect(store.backup()).rejects.toThrow('plain-file');
    expect(store.status()).toMatchObject({ state: 'ready', detail: expect.stringContaining('the last backup failed') });
    await createSettingsRepository(store).set('still', 'writing');
  });
});

test('a closed store leaves nothing behind that says it is open', async () => {
  await (await directory.open()).close();
  expect(existsSync(`${directory.file}.pid`)).toBe(false);
});
