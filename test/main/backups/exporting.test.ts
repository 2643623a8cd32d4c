import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Decrypter, Encrypter } from 'age-encryption';
import Database from 'better-sqlite3';
import { packTar } from 'modern-tar';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CommandRequest, type CommandResult, runBackupCommand } from '../../../src-main/backups/backup-commands.ts';
import { createFileVault } from '../../../src-main/connections/file-vault.ts';
import { StartFailure } from '../../../src-main/start-failure.ts';
import { createSettingsRepository } from '../../../src-main/stores/relational/settings-repository.ts';
import type { SqliteStore } from '../../../src-main/stores/relational/sqlite/sqlite-store.ts';
import { TestDirectory, WORKER } from '../stores/test-store.ts';

const ARCHIVE_WORKER = new URL('../../../src-main/backups/archive/archive-worker.ts', import.meta.url);
const PASSPHRASE = 'correct horse battery staple';
const AUDIT_KEY = 'a key that seals the audit';

let source: TestDirectory;
let target: TestDirectory;
let store: SqliteStore;
let now = Date.UTC(2026, 10, 20, 14, 30);

beforeEach(async () => {
  source = new TestDirectory();
  target = new TestDirectory();
  store = await source.open({ file: join(source.path, 'smart-0dte.sqlite') });
  await createSettingsRepository(store).set('name', 'of the old machine');
  const series = new Database(join(source.path, 'timeseries.sqlite'));
  // What cannot be made smaller, so that the export has several pieces.
  series.exec('CREATE TABLE points (value BLOB); INSERT INTO points VALUES (randomblob(150000))');
  series.close();
  writeFileSync(join(source.path, 'config.json'), JSON.stringify({ workstation: 'old', servers: { postgresql: { url: 'postgres://ada:hunter2@host:5432/desk' } } }));
  writeFileSync(join(source.path, 'audit-head.json'), '{"heads":[]}');
  const vault = createFileVault(source.path);
  await vault.set('audit_key', AUDIT_KEY);
  await vault.set('postgresql', 'a password that stays');
});
afterEach(async () => {
  await source.remove();
  await target.remove();
});

function run(request: Partial<CommandRequest> & Pick<CommandRequest, 'command'>, passphrase = PASSPHRASE): Promise<CommandResult> {
  const parts = { sqliteWorker: WORKER, archiveWorker: ARCHIVE_WORKER, clock: { now: () => (now += 1_000) }, hostname: 'old', passphrase: async () => passphrase, workFactor: 10 };
  return runBackupCommand({ subject: null, dataDir: source.path, replace: false, ...request }, parts);
}

async function exported(): Promise<string> {
  const file = join(source.path, 'moving.tar.gz.age');
  await run({ command: 'export', subject: file });
  return file;
}

function nameIn(file: string): unknown {
  const database = new Database(file, { readonly: true });
  try {
    return JSON.parse(String(database.prepare("SELECT config_value FROM system_config WHERE config_key LIKE '%name'").pluck().get()));
  } finally {
    database.close();
  }
}

/** What a directory holds, to the byte, but the locks that an attempt leaves. */
function contents(directory: string): Readonly<Record<string, string>> {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => !name.endsWith('.lock') && statSync(join(directory, name)).isFile());
  return Object.fromEntries(names.sort().map((name) => [name, createHash('sha256').update(readFileSync(join(directory, name))).digest('hex')]));
}

describe('an export', () => {
  test('is one file that the tools of age and tar read, without the passwords of servers', async () => {
    const file = await exported();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'latin1')).toMatch(/^age-encryption\.org\/v1\n-> scrypt /);
    const decrypter = new Decrypter();
    decrypter.addPassphrase(PASSPHRASE);
    const archive = await decrypter.decrypt(readFileSync(file));
    const folder = join(target.path, 'unpacked');
    mkdirSync(folder);
    execFileSync('tar', ['-xz', '-C', folder], { input: Buffer.from(archive) });
    expect(readdirSync(folder).sort()).toEqual(['audit-head.json', 'config.json', 'manifest.json', 'secrets.json', 'smart-0dte.sqlite', 'timeseries.sqlite']);
    expect(nameIn(join(folder, 'smart-0dte.sqlite'))).toBe('of the old machine');
    expect(JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8'))).toEqual({ audit_key: AUDIT_KEY });
    expect(readFileSync(join(folder, 'config.json'), 'utf8')).toContain('postgres://ada@host:5432/desk');
    const manifest: { files: { name: string; sha256: string }[] } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    for (const { name, sha256 } of manifest.files) expect([name, createHash('sha256').update(readFileSync(join(folder, name))).digest('hex')]).toEqual([name, sha256]);
    expect(readFileSync(join(folder, 'config.json'), 'utf8')).not.toContain('hunter2');
    // Nothing of it lies about unencrypted.
    expect(readdirSync(source.path).filter((name) => name.startsWith('.making'))).toEqual([]);
  });

  test('arrives whole on an empty machine, and nowhere else without being asked to replace', async () => {
    const file = await exported();
    const result = await run({ command: 'import', subject: file, dataDir: target.path });
    expect(result.lines[0]).toMatch(/^0 orders of old, as of 2026-11-20T/);
    expect(nameIn(join(target.path, 'smart-0dte.sqlite'))).toBe('of the old machine');
    const vault = createFileVault(target.path);
    expect([await vault.get('audit_key'), await vault.get('postgresql')]).toEqual([AUDIT_KEY, null]);
    expect(existsSync(join(target.path, 'timeseries.sqlite')) && existsSync(join(target.path, 'audit-head.json'))).toBe(true);
    expect(readdirSync(target.path).filter((name) => name.startsWith('.import'))).toEqual([]);
    await expect(run({ command: 'import', subject: file, dataDir: target.path })).rejects.toThrow(/holds data already \(smart-0dte\.sqlite\); expected an empty directory, or --replace/);

    const opened = await target.open({ file: join(target.path, 'smart-0dte.sqlite') });
    await createSettingsRepository(opened).set('name', 'of the new machine');
    await expect(run({ command: 'import', subject: file, dataDir: target.path, replace: true })).rejects.toThrow(`in use by process ${process.pid}`);
    await opened.close();
    writeFileSync(join(target.path, 'credentials-encrypted.json'), JSON.stringify({ audit_key: 'b3RoZXI=', postgresql: 'a2VwdA==' }));
    const replaced = await run({ command: 'import', subject: file, dataDir: target.path, replace: true });
    expect(nameIn(join(target.path, 'smart-0dte.sqlite'))).toBe('of the old machine');
    expect(replaced.report).toMatchObject({ former: expect.stringContaining('backups'), aside: expect.arrayContaining(['config.json.replaced-1', 'credentials.json.replaced-1', 'timeseries.sqlite.replaced-1']) });
    const { former } = replaced.report as { former: string };
    expect(nameIn(former)).toBe('of the new machine');
    expect(JSON.parse(readFileSync(join(target.path, 'credentials-encrypted.json'), 'utf8'))).toEqual({ postgresql: 'a2VwdA==' });
  });
});

describe('an export that is refused changes nothing', () => {
  const endOfHeader = (bytes: Buffer): number => bytes.indexOf('\n', bytes.indexOf('\n---') + 1) + 1;
  const spoil: readonly (readonly [string, (bytes: Buffer) => Buffer, RegExp])[] = [
    ['cut off', (bytes) => bytes.subarray(0, bytes.length - 1_000), /is not whole, or was changed/],
    ['cut off after a piece', (bytes) => bytes.subarray(0, endOfHeader(bytes) + 16 + 65_552), /is not whole, or was changed/],
    ['longer', (bytes) => Buffer.concat([bytes, Buffer.alloc(20)]), /is not whole, or was changed/],
    ['changed in the middle', (bytes) => Buffer.from(bytes.map((byte, at) => (at === bytes.length - 5_000 ? byte ^ 1 : byte))), /is not whole, or was changed/],
    ['changed in its beginning', (bytes) => Buffer.from(bytes.map((byte, at) => (at === endOfHeader(bytes) - 5 ? byte ^ 1 : byte))), /was changed|is not an export/],
    ['something else', () => Buffer.from('This is no export.\n'), /is not an export, or its beginning was changed/],
  ];

  test('cut off, longer, changed, or something else', async () => {
    const whole = readFileSync(await exported());
    const file = join(source.path, 'spoilt.age');
    writeFileSync(join(target.path, 'config.json'), '{"workstation":"new"}');
    const before = contents(target.path);
    for (const [how, change, reason] of spoil) {
      writeFileSync(file, change(whole));
      const refusal = await run({ command: 'import', subject: file, dataDir: target.path, replace: true }).catch((error: unknown) => error);
      expect(refusal, how).toBeInstanceOf(StartFailure);
      expect(refusal, how).toMatchObject({ message: expect.stringMatching(reason) });
      expect(contents(target.path), how).toEqual(before);
    }
  });

  test('with another passphrase', async () => {
    const file = await exported();
    await expect(run({ command: 'import', subject: file, dataDir: target.path }, 'incorrect horse battery')).rejects.toThrow(/^nothing was imported: the passphrase does not open .*moving\.tar\.gz\.age$/);
    expect(Object.keys(contents(target.path))).toEqual([]);
  });

  test('made by somebody who knows the passphrase', async () => {
    const database = readFileSync(await store.backup());
    const listed = { name: 'smart-0dte.sqlite', bytes: database.length, sha256: createHash('sha256').update(database).digest('hex') };
    const manifest = Buffer.from(JSON.stringify({ format: 'smart-0dte-export', version: 1, createdAt: 1, workstation: 'evil', orders: 0, newestEntry: null, files: [listed] }));
    const entry = (name: string, body: Buffer) => ({ header: { name, size: body.length }, body });
    const other = Buffer.from(database);
    other.writeUInt8(other.readUInt8(5_000) ^ 1, 5_000);
    const made = [
      [[entry('../escaped', Buffer.from('x'))], /holds "\.\.\/escaped", which its manifest does not list/],
      [[{ header: { name: 'smart-0dte.sqlite', size: 0, type: 'symlink', linkname: '/etc/passwd' } }], /which is no file/],
      [[entry('smart-0dte.sqlite', other)], /"smart-0dte\.sqlite" in the export is not what its manifest says/],
      [[], /"smart-0dte\.sqlite" is missing in the export/],
    ] as const;
    const file = join(source.path, 'made.age');
    const into = join(target.path, 'data');
    for (const [entries, reason] of made) {
      const encrypter = new Encrypter();
      encrypter.setPassphrase(PASSPHRASE);
      encrypter.setScryptWorkFactor(10);
      writeFileSync(file, await encrypter.encrypt(Uint8Array.from(gzipSync(await packTar([entry('manifest.json', manifest), ...entries])))));
      await expect(run({ command: 'import', subject: file, dataDir: into })).rejects.toThrow(reason);
      expect(Object.keys(contents(into))).toEqual([]);
    }
    expect(existsSync(join(target.path, 'escaped'))).toBe(false);
  });
});

describe('the command line', () => {
  test('makes, lists, reads and restores while no terminal runs; restoring waits for none that does', async () => {
    // The start's own is done by then.
    await store.backup();
    const made = await run({ command: 'make' });
    const [{ name = '' } = {}] = made.report as { name: string }[];
    expect(made.lines[0]).toMatch(/^smart-0dte-.*\.sqlite +\d+  sound    manual     0 orders$/);
    await createSettingsRepository(store).set('name', 'later');
    await expect(run({ command: 'restore', subject: name })).rejects.toThrow(`in use by process ${process.pid}`);
    await store.close();
    const restored = await run({ command: 'restore', subject: name });
    expect(nameIn(join(source.path, 'smart-0dte.sqlite'))).toBe('of the old machine');
    const { former } = restored.report as { former: string };
    expect(nameIn(former)).toBe('later');
    writeFileSync(former, readFileSync(former).fill(0x5a, 8_192, 40_000));
    expect(await run({ command: 'verify', subject: former.slice(former.lastIndexOf('/') + 1) })).toMatchObject({ isGood: false, report: [{ state: 'damaged' }] });
    expect((await run({ command: 'list' })).report).toMatchObject([{ reason: 'restore', state: 'damaged' }, { name, state: 'sound' }, { reason: 'manual' }, { reason: 'start' }]);
    await expect(run({ command: 'restore', subject: 'none.sqlite' })).rejects.toThrow(/there is no backup "none\.sqlite"/);
  });

  test('a desk’s replica is copied and read, never put back', async () => {
    const desk = await target.open({ file: join(target.path, 'desk.sqlite') });
    const made = await run({ command: 'make', dataDir: target.path });
    expect(made.report).toMatchObject([{ name: expect.stringMatching(/^desk-/), state: 'sound' }]);
    await desk.close();
    const [{ name = '' } = {}] = made.report as { name: string }[];
    await expect(run({ command: 'restore', subject: name, dataDir: target.path })).rejects.toThrow(/those of its PostgreSQL/);
    await expect(run({ command: 'export', subject: join(source.path, 'x'), dataDir: target.path })).rejects.toThrow(/those of its PostgreSQL/);
  });
});
