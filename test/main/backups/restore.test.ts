import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSettingsRepository } from '../../../src-main/stores/relational/settings-repository.ts';
import { Backups } from '../../../src-main/stores/relational/sqlite/backups.ts';
import { examine } from '../../../src-main/stores/relational/sqlite/examination.ts';
import { keptAsBackup, RESTORE_STEPS, restoreBackup } from '../../../src-main/stores/relational/sqlite/restore.ts';
import { MIGRATIONS, TestDirectory } from '../stores/test-store.ts';

const PROCESS = fileURLToPath(new URL('restore-process.ts', import.meta.url));

let directory: TestDirectory;
beforeEach(() => {
  directory = new TestDirectory();
});
afterEach(() => directory.remove());

/** What a database says it is, with everything its log holds. */
function nameIn(file: string): unknown {
  const database = new Database(file);
  try {
    return JSON.parse(String(database.prepare("SELECT config_value FROM system_config WHERE config_key LIKE '%name'").pluck().get()));
  } finally {
    database.close();
  }
}

/** A database called 'new' with its log beside it, as a killed program leaves it, and a backup of when it was called 'old'. */
async function oldAndNew(): Promise<{ readonly backup: string; readonly log: Buffer }> {
  const store = await directory.open();
  const settings = createSettingsRepository(store);
  await settings.set('name', 'old');
  const backup = await store.backup();
  await settings.set('name', 'new');
  const [main, log] = [readFileSync(directory.file), readFileSync(`${directory.file}-wal`)];
  await store.close();
  writeFileSync(directory.file, main);
  writeFileSync(`${directory.file}-wal`, log);
  return { backup, log };
}

describe('restoring', () => {
  test('the log of the database that is replaced is not played into the one that comes', async () => {
    const { backup, log } = await oldAndNew();
    const unprotected = join(directory.path, 'unprotected.sqlite');
    copyFileSync(backup, unprotected);
    writeFileSync(`${unprotected}-wal`, log);
    expect(nameIn(unprotected)).toBe('new');

    writeFileSync(`${directory.file}-journal`, readFileSync(directory.file));
    const former = restoreBackup(directory.file, backup);
    expect(nameIn(directory.file)).toBe('old');
    expect(examine(directory.file).fault).toBeNull();
    expect(readFileSync(`${former}-wal`).equals(log)).toBe(true);
  });

  test('what is replaced is a backup afterwards, with what only its log held', async () => {
    const { backup } = await oldAndNew();
    const backups = new Backups(directory.file, directory.backupDir, 5);
    const former = restoreBackup(directory.file, backup, { keepFormer: keptAsBackup(backups, Date.UTC(2026, 10, 20, 16)) });
    expect(nameIn(former)).toBe('new');
    expect(backups.list()[0]).toMatchObject({ path: former, state: 'sound', note: { reason: 'restore' } });
    expect(existsSync(`${former}-wal`)).toBe(false);
    restoreBackup(directory.file, former);
    expect(nameIn(directory.file)).toBe('new');
  });

  test.each(RESTORE_STEPS)('killed once it is %s: the old or the new is there, whole, and the next start goes on', async (step) => {
    const { backup } = await oldAndNew();
    const { signal } = spawnSync(process.execPath, [PROCESS, directory.file, backup, directory.backupDir, step]);
    expect(signal).toBe('SIGKILL');
    const store = await directory.open();
    const isDecided = RESTORE_STEPS.indexOf(step) >= RESTORE_STEPS.indexOf('decided');
    expect(await createSettingsRepository(store).get('name')).toBe(isDecided ? 'old' : 'new');
    expect((await store.examine(directory.file)).fault).toBeNull();
    if (step !== 'begun') expect(store.backups.list().filter(({ note, path }) => note?.reason === 'restore' && nameIn(path) === 'new')).toHaveLength(1);
    await store.close();
    expect(readdirSync(directory.path).filter((name) => name.endsWith('.restored'))).toEqual([]);
  });

  test('a damaged backup is refused, and nothing is changed', async () => {
    const { backup } = await oldAndNew();
    truncateSync(backup, 20_000);
    expect(() => restoreBackup(directory.file, backup)).toThrow(expect.objectContaining({ failure: { kind: 'corrupt', damage: expect.stringMatching(/bytes of/) } }));
    expect(readdirSync(directory.path).filter((name) => /restor/.test(name))).toEqual([]);
    expect(nameIn(directory.file)).toBe('new');
  });

  test('a database that is open is left alone', async () => {
    const store = await directory.open();
    const backup = await store.backup();
    expect(() => restoreBackup(directory.file, backup)).toThrow(expect.objectContaining({ failure: { kind: 'in_use', pid: process.pid } }));
  });
});

describe('before a migration', () => {
  const extra = (sql: string): string => {
    const migrations = join(directory.path, 'migrations');
    mkdirSync(migrations, { recursive: true });
    const files = readdirSync(MIGRATIONS);
    for (const file of files) copyFileSync(join(MIGRATIONS, file), join(migrations, file));
    writeFileSync(join(migrations, `${String(files.length + 1).padStart(4, '0')}_extra.sql`), sql);
    return migrations;
  };
  const hasExtra = (file: string): boolean => {
    const database = new Database(file, { readonly: true });
    const row = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'extra'").get();
    database.close();
    return row !== undefined;
  };

  test('the database is kept as the program before left it, its log too', async () => {
    await oldAndNew();
    const store = await directory.open({ migrationsDir: extra('CREATE TABLE extra (id INTEGER); DELETE FROM system_config;') });
    const backup = store.backups.list().find(({ note }) => note?.reason === 'migration');
    expect(backup).toMatchObject({ state: 'sound' });
    expect([nameIn(backup?.path ?? ''), hasExtra(backup?.path ?? '')]).toEqual(['new', false]);
    expect(hasExtra(directory.file)).toBe(true);
  });

  test('it is there when the migration fails, once for however many starts', async () => {
    await oldAndNew();
    const migrationsDir = extra('CREATE TABLE extra (id INTEGER); CREATE TABLE extra (id INTEGER);');
    for (let start = 0; start < 3; start += 1) await expect(directory.open({ migrationsDir })).rejects.toThrow('extra already exists');
    const kept = new Backups(directory.file, directory.backupDir, 5).list().filter(({ note }) => note?.reason === 'migration');
    expect(kept.map(({ path }) => nameIn(path))).toEqual(['new']);
    expect(nameIn(directory.file)).toBe('new');
  });

  test('a database that cannot be kept before is not migrated', async () => {
    await oldAndNew();
    writeFileSync(join(directory.path, 'plain-file'), '');
    await expect(directory.open({ migrationsDir: extra('CREATE TABLE extra (id INTEGER);'), backupDir: join(directory.path, 'plain-file', 'backups') })).rejects.toThrow(
      /cannot be copied before it is brought up to date \(.*\)\. Nothing was changed\./,
    );
    expect(hasExtra(directory.file)).toBe(false);
  });
});

describe('what is kept', () => {
  const sound = { fault: null, remark: '', orders: 3, newestEntry: 5 };
  const damaged = { ...sound, fault: { of: 'books', text: 'they do not add up' } } as const;

  test('the oldest go, and of the sound ones never the last', async () => {
    const backups = new Backups(directory.file, directory.backupDir, 2);
    const add = (time: number, examination: typeof sound | typeof damaged): Promise<string> =>
      backups.add(time, 'scheduled', async (to) => {
        writeFileSync(to, String(time));
        return examination;
      });
    const [, last] = [await add(1, sound), await add(2, sound)];
    for (const time of [3, 4, 5]) await add(time, damaged);
    expect(backups.list().map(({ state, createdAt }) => [state, createdAt])).toEqual([['damaged', 5], ['damaged', 4], ['sound', 2]]);
    expect(readdirSync(directory.backupDir)).toHaveLength(6);
    // Another file under the name of one that was read is one that nobody read.
    writeFileSync(last, 'another');
    expect(backups.list().at(-1)?.state).toBe('unread');
  });

  test('books that do not add up are found, and a chain of the audit with a gap is remarked', async () => {
    const store = await directory.open();
    await store.close();
    const edit = (sql: string): void => {
      const database = new Database(directory.file);
      database.pragma('foreign_keys = OFF');
      database.exec(sql);
      database.close();
    };
    expect(examine(directory.file)).toEqual({ fault: null, remark: '', orders: 0, newestEntry: null });
    const entry = (sequence: number): string =>
      `INSERT INTO audit_logs (id, action, resource_type, created_at, chain, sequence, previous_hash, hash, seal) VALUES ('${sequence}', 'a', 'b', 1, 'desk-1', ${sequence}, 'h${sequence - 1}', 'h${sequence}', 's');`;
    edit(entry(1) + entry(2) + entry(4));
    expect(examine(directory.file)).toMatchObject({ fault: null, remark: 'entry 4 of the audit of desk-1 does not follow the one before it' });
    edit("INSERT INTO account_grants (account_id, user_id, created_at) VALUES ('nobody', 'nobody', 1)");
    expect(examine(directory.file).fault).toEqual({ of: 'books', text: expect.stringMatching(/^row . of account_grants refers to a row of (users|trading_accounts) that is not there$/) });
    edit("INSERT INTO ledger_transactions (account_id, id, time, cause) VALUES ('a', 't', 1, 'deposit'); INSERT INTO ledger_entries (account_id, transaction_id, line, ledger_account, amount) VALUES ('a', 't', 1, 'cash', 10000), ('a', 't', 2, 'capital', -9999)");
    expect(examine(directory.file).fault).toEqual({ of: 'books', text: 'transaction t of the ledger adds up to 1 ten-thousandths of a dollar instead of zero' });
  });
});
