import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CONFIG, type ConfigKey, type ConfigValue } from '../../../src-core/access/config-keys.ts';
import { HOUR, MINUTE } from '../../../src-core/time.ts';
import { putInPlace, startOnDatabase, type ToldOfDatabase } from '../../../src-main/backups/database-on-trial.ts';
import { WorkstationBackups, type WorkstationBackupsParts } from '../../../src-main/backups/workstation-backups.ts';
import type { RestartRequest } from '../../../src-main/restart.ts';
import { StartFailure } from '../../../src-main/start-failure.ts';
import { createSettingsRepository } from '../../../src-main/stores/relational/settings-repository.ts';
import type { SqliteStore } from '../../../src-main/stores/relational/sqlite/sqlite-store.ts';
import { TestDirectory, WORKER } from '../stores/test-store.ts';

let directory: TestDirectory;
let store: SqliteStore;
let now: number;
/** Runs what was asked to be run later. */
let look: () => void;
const set = new Map<ConfigKey, unknown>();
const heard = new Set<() => void>();

const config: WorkstationBackupsParts['config'] = {
  value: <Key extends ConfigKey>(key: Key) => (set.get(key) ?? CONFIG[key].initial) as ConfigValue<Key>,
  onChange(listener) {
    heard.add(listener);
    return () => heard.delete(listener);
  },
};

beforeEach(async () => {
  directory = new TestDirectory();
  now = Date.UTC(2026, 10, 20, 14, 30);
  store = await directory.open({ clock: { now: () => now } });
  await store.backup('start');
  set.clear();
});
afterEach(() => directory.remove());

function begin(parts: Partial<WorkstationBackupsParts> = {}): { readonly backups: WorkstationBackups; readonly requests: RestartRequest[]; readonly told: string[] } {
  const [requests, told]: [RestartRequest[], string[]] = [[], []];
  const backups = new WorkstationBackups({
    store,
    dataDir: directory.path,
    config,
    clock: { now: () => now },
    pacer: {
      after(_delay, run) {
        look = run;
        return () => undefined;
      },
    },
    restart: (request) => void requests.push(request),
    restoreBan: () => null,
    exporting: async (folder, passphrase) => ({ path: `${folder}/${passphrase}`, bytes: 1, files: [] }),
    tell: (problem) => void told.push(problem),
    ...parts,
  });
  return { backups, requests, told };
}

describe('the clock', () => {
  test('asks for one each so many hours since the newest, and the number that stays is that of now', async () => {
    set.set('backup.every_hours', 2);
    set.set('backup.keep', 3);
    const { backups } = begin();
    const reasons = async (): Promise<readonly string[]> => (await backups.view()).backups.map(({ reason }) => reason);
    now += 2 * HOUR - MINUTE;
    look();
    expect(await reasons()).toEqual(['start', 'start']);
    now += MINUTE + 1;
    look();
    // One that is being made is not asked for twice.
    look();
    await vi.waitFor(async () => expect(await reasons()).toEqual(['scheduled', 'start', 'start']));
    set.set('backup.keep', 2);
    for (const listener of heard) listener();
    await backups.make();
    expect(await reasons()).toEqual(['manual', 'scheduled']);
    await backups.close();
  });

  test('one that fails is told once, and asked for again', async () => {
    const { told } = begin({ store: { ...pick(), backup: () => Promise.reject(new Error('the disk is full')) } });
    now += 25 * HOUR;
    for (let looks = 0; looks < 3; looks += 1) {
      look();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(told).toEqual(['no backup could be made: the disk is full']);
  });
});

/** The store as a plain object, to be changed. */
function pick(): WorkstationBackupsParts['store'] {
  return { file: store.file, backups: store.backups, backup: (reason) => store.backup(reason), examine: (path) => store.examine(path) };
}

describe('putting one back', () => {
  test('it is read through first, and then the terminal is asked to start on it', async () => {
    const { backups, requests } = begin();
    const [entry] = (await backups.view()).backups;
    await backups.restore(entry?.name ?? '');
    expect(requests).toEqual([{ reason: expect.stringContaining(entry?.name ?? ''), restore: join(directory.backupDir, entry?.name ?? '') }]);
  });

  test('one that is damaged is found, refused and offered last', async () => {
    const { backups, requests } = begin();
    now += HOUR;
    await backups.make();
    const [newest] = store.backups.newestFirst();
    const name = basename(newest ?? '');
    writeFileSync(newest ?? '', readFileSync(newest ?? '').fill(0x5a, 8_192, 40_000));
    expect((await backups.view()).backups[0]).toMatchObject({ name, state: 'unread', orders: null });
    await expect(backups.restore(name)).rejects.toMatchObject({ code: 'conflict', message: expect.stringMatching(/is damaged and was not put back: /) });
    expect(requests).toEqual([]);
    const { backups: entries } = await backups.view();
    expect(entries.map(({ state }) => state)).toEqual(['sound', 'sound', 'damaged']);
    expect(entries.at(-1)).toMatchObject({ name, reason: 'manual' });
    await expect(backups.verify('none.sqlite')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('it is refused with its reason on a desk, and where nobody can start the terminal anew', async () => {
    const [name] = store.backups.newestFirst().map((path) => basename(path));
    const onDesk = begin({ restoreBan: () => 'the books are those of the desk', exporting: 'the books are those of the desk' });
    expect(await onDesk.backups.view()).toMatchObject({ restoreBan: 'the books are those of the desk' });
    await expect(onDesk.backups.restore(name ?? '')).rejects.toMatchObject({ code: 'conflict', message: 'the books are those of the desk' });
    await expect(onDesk.backups.export('long enough to be one')).rejects.toMatchObject({ code: 'conflict' });
    await onDesk.backups.make();
    await onDesk.backups.verify(name ?? '');
    await expect(begin({ restart: null }).backups.restore(name ?? '')).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('nobody can start') });
  });
});

test('an export needs a passphrase: one that is given, or the configured one', async () => {
  const { backups } = begin();
  await expect(backups.export(null)).rejects.toMatchObject({ code: 'bad_input', field: 'passphrase' });
  await expect(backups.export('too short')).rejects.toMatchObject({ code: 'bad_input', message: expect.stringContaining('12 letters') });
  set.set('backup.export_passphrase', 'the configured one');
  expect(await backups.export(null)).toMatchObject({ path: join(directory.path, 'exports', 'the configured one') });
});

describe('a database that was put back is on trial', () => {
  const trial = () => ({ file: directory.file, backupDir: directory.backupDir, sqliteWorker: WORKER, clock: { now: () => now } });
  /** A start that says what the database is called, or fails. */
  const starting = (failsOn: readonly unknown[] = []) => {
    const told: (ToldOfDatabase | null)[] = [];
    const start = async (words: ToldOfDatabase | null): Promise<unknown> => {
      told.push(words);
      const opened = await directory.open({ clock: { now: () => (now += 1_000) } });
      const name = await createSettingsRepository(opened).get('name');
      await opened.close();
      if (failsOn.includes(name)) throw new StartFailure(`not on ${String(name)}`);
      return name;
    };
    return { told, start };
  };
  let backup: string;
  beforeEach(async () => {
    const settings = createSettingsRepository(store);
    await settings.set('name', 'old');
    now += HOUR;
    backup = await store.backup();
    await settings.set('name', 'new');
    await store.close();
  });

  test('a start that succeeds ends it', async () => {
    const { start, told } = starting();
    expect(await startOnDatabase(trial(), backup, start)).toBe('old');
    expect(told).toEqual([{ level: 'warning', text: expect.stringMatching(/was put back; the database from before is kept as books-.*\.sqlite$/) }]);
    const later = starting(['old']);
    await expect(startOnDatabase(trial(), null, later.start)).rejects.toThrow('not on old');
  });

  test('a start that fails goes back to the one from before, and says so', async () => {
    const { start, told } = starting(['old']);
    expect(await startOnDatabase(trial(), backup, start)).toBe('new');
    expect(told[1]).toEqual({ level: 'error', text: expect.stringMatching(/could not be started on \(not on old\); the terminal goes on with the database from before/) });
  });

  test('so does a later program, where the first one was killed while it started', async () => {
    await putInPlace(trial(), backup);
    const { start, told } = starting(['old']);
    expect(await startOnDatabase(trial(), null, start)).toBe('new');
    expect(told.map((words) => words?.level)).toEqual([undefined, 'error']);
  });

  test('a backup that cannot be put back leaves the terminal on what it has', async () => {
    writeFileSync(backup, readFileSync(backup).subarray(0, 20_000));
    const { start, told } = starting();
    expect(await startOnDatabase(trial(), backup, start)).toBe('new');
    expect(told).toEqual([{ level: 'error', text: expect.stringMatching(/was not put back \(.*bytes of .*\); the terminal goes on with the database it had$/) }]);
  });
});
