import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resolveCredentials } from '../../../src-main/connections/credentials.ts';
import { createFileVault } from '../../../src-main/connections/file-vault.ts';
import { type Encryption, openVault } from '../../../src-main/shell/electron/keychain.ts';
import { StartFailure } from '../../../src-main/start-failure.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vault-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const path = (file = 'credentials.json'): string => join(directory, file);
const mode = (file?: string): number => statSync(path(file)).mode & 0o777;

describe('the file', () => {
  test('keeps a secret for each server, for its owner alone, and forgets it', async () => {
    const vault = createFileVault(directory);
    expect(await vault.get('redis')).toBeNull();
    expect(existsSync(path())).toBe(false);
    await Promise.all([vault.set('redis', 'one "quoted" – ☂'), vault.set('postgresql', 'two')]);
    expect(mode()).toBe(0o600);
    const again = createFileVault(directory);
    expect([await again.get('redis'), await again.get('postgresql'), await again.get('influxdb')]).toEqual(['one "quoted" – ☂', 'two', null]);
    await again.set('redis', null);
    expect(JSON.parse(readFileSync(path(), 'utf8'))).toEqual({ postgresql: 'two' });
    expect(readdirSync(directory)).toEqual(['credentials.json']);
  });

  test.skipIf(process.platform === 'win32')('is closed to others at the start, and by every change', async () => {
    writeFileSync(path(), '{ "redis": "one" }');
    chmodSync(path(), 0o644);
    const vault = createFileVault(directory);
    expect(mode()).toBe(0o600);
    chmodSync(path(), 0o644);
    await vault.set('redis', 'two');
    expect(mode()).toBe(0o600);
  });

  test.each(['{ "redis": "hunter-2"', '{ "redis": 5, "postgresql": "hunter-2" }', '{ "hunter-2": "x" }', '[]'])('%s is refused without a word of it', (text) => {
    writeFileSync(path(), text);
    expect(() => createFileVault(directory)).toThrow(StartFailure);
    expect(() => createFileVault(directory)).toThrow(/credentials.json does not hold passwords by server \(postgresql, redis, influxdb\) as JSON/);
    expect(() => createFileVault(directory)).not.toThrow(/hunter/);
  });
});

describe('the keychain', () => {
  let warnings: string[];
  let available: boolean;
  let asked: number;
  beforeEach(() => {
    warnings = [];
    available = true;
    asked = 0;
  });

  /** Stands for the operating system's: what it encrypts can be read only while it is there. */
  const encryption = (backend: ReturnType<Encryption['getSelectedStorageBackend']> = 'gnome_libsecret'): Encryption => ({
    getSelectedStorageBackend: () => backend,
    isAsyncEncryptionAvailable: async () => {
      asked += 1;
      return available;
    },
    encryptStringAsync: async (text) => {
      asked += 1;
      return Buffer.from(Buffer.from(text).map((byte) => byte ^ 0xff));
    },
    decryptStringAsync: async (bytes) => {
      asked += 1;
      if (!available) throw new Error('it is locked');
      return { result: Buffer.from(bytes.map((byte) => byte ^ 0xff)).toString(), shouldReEncrypt: false };
    },
  });
  const open = (backend?: Parameters<typeof encryption>[0], platform: NodeJS.Platform = 'linux') =>
    openVault(encryption(backend), directory, platform, (text) => void warnings.push(text));

  test('keeps what nobody can read in the file, and is not touched before there is something', async () => {
    const vault = open();
    expect(vault.kind).toBe('keychain');
    expect(await vault.get('influxdb')).toBeNull();
    expect(asked).toBe(0);
    await vault.set('influxdb', 'hunter-2');
    expect(readFileSync(path('credentials-encrypted.json'), 'utf8')).not.toContain('hunter');
    expect(mode('credentials-encrypted.json')).toBe(0o600);
    expect(await open().get('influxdb')).toBe('hunter-2');
    await vault.set('influxdb', null);
    expect(await open().get('influxdb')).toBeNull();
  });

  test('is left alone where Linux has none: the file is used', () => {
    expect(open('basic_text').kind).toBe('file');
    expect(open('unknown').kind).toBe('file');
    expect(open('unknown', 'darwin').kind).toBe('keychain');
  });

  test('takes over what stood in the plain file, and gives it back there when it fails', async () => {
    await createFileVault(directory).set('redis', 'hunter-2');
    const vault = open();
    expect(await vault.get('redis')).toBe('hunter-2');
    await vault.set('redis', 'hunter-3');
    expect(readFileSync(path(), 'utf8')).not.toContain('hunter');
    available = false;
    expect(await vault.get('redis')).toBeNull();
    expect(warnings).toEqual([expect.stringMatching(/does not give what is kept for redis \(it is locked\); give it again/)]);
    await vault.set('redis', 'hunter-4');
    expect([vault.kind, await vault.get('redis'), mode()]).toEqual(['file', 'hunter-4', 0o600]);
  });
});

test('what the environment gives comes before what is kept', async () => {
  const vault = createFileVault(directory);
  await vault.set('postgresql', 'kept');
  await vault.set('redis', 'kept');
  const desk = { workstation: 'left', account: { owner: 'a', number: '1' }, postgresql: { url: 'postgres://a@b/c', password: 'given' }, redis: { url: 'redis://b', password: null }, influxdb: null };
  expect(await resolveCredentials(desk, vault)).toEqual({ ...desk, redis: { url: 'redis://b', password: 'kept' } });
});
