import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppImageInstaller } from '../../../../src-main/app/updates/appimage-installer.ts';
import { writeLastEnd } from '../../../../src-main/app/updates/last-end.ts';
import { sha512Of } from '../../../../src-main/app/updates/program-file.ts';
import { UpdateTrial } from '../../../../src-main/app/updates/update-trial.ts';
import { leaveOut } from '../../../support/left-out.ts';
import { programText, run, type Version, versionIn } from '../../../support/updates/standin-program.ts';
import { MIGRATIONS, WORKER } from '../../stores/test-store.ts';

const isPosix = process.platform !== 'win32';
if (!isPosix) leaveOut('the life of an AppImage', 'a program that is one file is not started by its name on Windows');

/** Inside the checkout: the program looks for its own files above itself. */
const bundle = join(import.meta.dirname, '../../../../node_modules/.cache', `standin-program-${process.pid}`);
/** Bundled, a process of it starts in a fifth of the time. */
beforeAll(async () => {
  if (!isPosix) return;
  const root = join(import.meta.dirname, '../../../..');
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    build: { ssr: true, outDir: bundle, minify: false, rolldownOptions: { input: { 'standin-program': join(root, 'test/support/updates/standin-program.ts'), 'sqlite-worker': fileURLToPath(WORKER) }, external: ['better-sqlite3'] } },
    ssr: { noExternal: true, external: ['better-sqlite3'] },
  });
}, 60_000);
afterAll(() => rmSync(bundle, { recursive: true, force: true }));

let directory: string;
let dataDir: string;
let program: string;
let later: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'appimage-'));
  dataDir = join(directory, 'data');
  program = join(directory, 'Smart 0DTE.AppImage');
  // The schema of the next version.
  later = join(directory, 'migrations');
  for (const folder of [dataDir, later]) mkdirSync(folder);
  const names = readdirSync(MIGRATIONS);
  for (const name of names) copyFileSync(join(MIGRATIONS, name), join(later, name));
  writeFileSync(join(later, `${String(names.length + 1).padStart(4, '0')}_what_is_next.sql`), 'CREATE TABLE what_is_next (id INTEGER PRIMARY KEY); DELETE FROM tickers;');
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(file: string, version: Version): string {
  const text = programText(join(bundle, 'standin-program.js'), version);
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return text;
}

/** Starts whatever is there, here, and says what it did. */
async function start(): Promise<readonly string[]> {
  const said: string[] = [];
  const launch = (file: string): Promise<void> => run(versionIn(readFileSync(file, 'utf8')), { file, dataDir, sqliteWorker: WORKER, say: (line) => said.push(line), relaunch: launch });
  await launch(program);
  return said;
}

/** The same as a process of its own. */
function startProcess(): readonly string[] {
  const log = join(directory, 'log');
  rmSync(log, { force: true });
  const { error } = spawnSync(program, { env: { ...process.env, APPIMAGE: program, STANDIN_DATA: dataDir, STANDIN_LOG: log, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' }, stdio: 'ignore' });
  if (error !== undefined) throw error;
  return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
}

/** The old version has run once; the new one is staged, and chosen for the next start. */
async function chosen(ends: Version['ends'], hasBooks = false): Promise<{ readonly oldText: string; readonly newText: string; readonly staged: string }> {
  const oldText = write(program, { version: '0.1.0', migrations: hasBooks ? MIGRATIONS : null, ends: 'reaches' });
  expect(await start()).toEqual(['0.1.0 reached its window']);
  if (hasBooks) {
    const books = new Database(join(dataDir, 'smart-0dte.sqlite'));
    books.exec("INSERT INTO tickers (symbol, name, exchange, options_available) VALUES ('SPY', 'kept', 'ARCA', 1)");
    books.close();
  }
  writeFileSync(join(dataDir, 'timeseries.sqlite'), 'the series of before');
  const staged = join(dataDir, 'updates', 'staged', 'Smart-0.2.0.AppImage');
  mkdirSync(join(dataDir, 'updates', 'staged'));
  const newText = write(staged, { version: '0.2.0', migrations: hasBooks ? later : null, ends });
  const trial = new UpdateTrial(dataDir);
  trial.step({ kind: 'fetched', update: { version: '0.2.0', file: staged, sha512: await sha512Of(staged), needsAdmin: false, notes: '', size: newText.length } });
  trial.step({ kind: 'chosen' });
  endedQuietly(trial);
  return { oldText, newText, staged };
}

function endedQuietly({ directory: updates }: UpdateTrial): void {
  writeFileSync(join(updates, 'last-end.json'), JSON.stringify({ account: 'paper', label: 'SIMULATED', date: '2026-11-20', isFlattening: false, workingOrders: 0, openPositions: 0 }));
}

function tickers(): readonly unknown[] {
  const books = new Database(join(dataDir, 'smart-0dte.sqlite'), { readonly: true });
  try {
    return books.prepare('SELECT symbol, name FROM tickers').all();
  } finally {
    books.close();
  }
}

const schemaOf = (file: string): number => {
  const books = new Database(file, { readonly: true });
  try {
    return Number(books.prepare('SELECT max(number) FROM schema_migrations').pluck().get());
  } finally {
    books.close();
  }
};

describe.runIf(isPosix)('an AppImage that is updated at its start', () => {
  it('is replaced under its own name, and stays when it has reached its window', async () => {
    const { newText } = await chosen('reaches');
    expect(await start()).toEqual(['0.1.0 is replaced', '0.2.0 reached its window']);
    expect(readFileSync(program, 'utf8')).toBe(newText);
    expect(new UpdateTrial(dataDir)).toMatchObject({ record: null, rolledBack: null });
    expect(readdirSync(directory).sort()).toEqual(['Smart 0DTE.AppImage', 'data', 'migrations']);
    expect(await start()).toEqual(['0.2.0 reached its window']);
  });

  it('is put back with its databases, bit for bit, where the new one is killed before its window, twice', async () => {
    const { oldText, newText } = await chosen('exits', true);
    const before = tickers();
    expect(startProcess()).toEqual(['0.1.0 is replaced']);
    expect(readFileSync(program, 'utf8')).toBe(newText);
    expect(tickers()).toEqual([]);
    writeFileSync(join(dataDir, 'timeseries.sqlite'), 'the series of a version that never was');
    writeFileSync(join(dataDir, 'timeseries.sqlite-wal'), 'and its log');
    expect(startProcess()).toEqual([]);
    // The third start of it puts the old one back, which puts the databases back and goes on.
    expect(startProcess()).toEqual(['0.2.0 is replaced', '0.1.0 reached its window']);
    expect(readFileSync(program, 'utf8')).toBe(oldText);
    expect(tickers()).toEqual(before);
    const kept = new Database(join(dataDir, 'updates', 'before', 'smart-0dte.sqlite'), { readonly: true }).serialize();
    const books = new Database(join(dataDir, 'smart-0dte.sqlite'), { readonly: true }).serialize();
    // But for the mode of the log and the counter of changes, which opening it sets.
    expect(differences(books, kept)).toEqual([]);
    expect(readFileSync(join(dataDir, 'timeseries.sqlite'), 'utf8')).toBe('the series of before');
    expect(existsSync(join(dataDir, 'timeseries.sqlite-wal'))).toBe(false);
    const trial = new UpdateTrial(dataDir);
    expect(trial).toMatchObject({ record: null, failedVersion: '0.2.0', rolledBack: { from: '0.2.0', to: '0.1.0', why: '0.2.0 was started 2 times and never reached its window' } });
    // What the new version had made of the books is among the backups.
    const backups = readdirSync(join(dataDir, 'backups')).filter((name) => name.endsWith('.sqlite'));
    expect(Math.max(...backups.map((name) => schemaOf(join(dataDir, 'backups', name))))).toBeGreaterThan(schemaOf(join(dataDir, 'smart-0dte.sqlite')));
    expect(startProcess()).toEqual(['0.1.0 reached its window']);
  });

  it('is left as it is where orders were working, and where the program had crashed', async () => {
    const { oldText } = await chosen('reaches');
    const last = join(dataDir, 'updates', 'last-end.json');
    writeFileSync(last, readFileSync(last, 'utf8').replace('"workingOrders":0', '"workingOrders":1'));
    expect(await start()).toEqual(['0.1.0 reached its window']);
    // Its end was not written, so that the next start does not know how the account stands.
    expect(await start()).toEqual(['0.1.0 reached its window']);
    writeLastEnd(join(dataDir, 'updates'), null);
    expect(await start()).toEqual(['0.1.0 reached its window']);
    expect(readFileSync(program, 'utf8')).toBe(oldText);
    expect(new UpdateTrial(dataDir).record).toMatchObject({ state: 'staged', atNextStart: true });
  });

  it('is left as it is where what was staged has changed since, and says so', async () => {
    const { oldText, staged } = await chosen('reaches');
    writeFileSync(staged, 'something else');
    expect(await start()).toEqual(['0.1.0 reached its window']);
    expect(readFileSync(program, 'utf8')).toBe(oldText);
    expect(new UpdateTrial(dataDir).record).toMatchObject({ state: 'staged', atNextStart: false, problem: expect.stringContaining('its SHA-512 is another one') });
  });

  it('stays on trial where nothing of the version before is left, and says where to get it', async () => {
    await chosen('exits');
    await start();
    rmSync(join(dataDir, 'updates', 'previous'), { recursive: true });
    await start();
    expect(await start()).toEqual([expect.stringMatching(/^0\.2\.0 never reached its window, and 0\.1\.0 could not be put back .*download page/)]);
    expect(new UpdateTrial(dataDir).record).toMatchObject({ state: 'trying', kept: { program: null } });
  });

  it('keeps its databases when the old one is put back by hand', async () => {
    const { oldText } = await chosen('exits', true);
    const before = tickers();
    await start();
    writeFileSync(program, oldText);
    expect(await start()).toEqual(['0.1.0 reached its window']);
    expect(tickers()).toEqual(before);
  });
});

it.runIf(isPosix)('is whole or not there: what cannot be verified leaves nothing beside it', async () => {
  writeFileSync(program, 'old');
  const staged = join(directory, 'staged');
  writeFileSync(staged, 'new');
  await expect(new AppImageInstaller(program).install({ version: '0.2.0', file: staged, sha512: 'another', needsAdmin: false })).rejects.toThrow('is not 0.2.0 as it was verified');
  expect(readFileSync(program, 'utf8')).toBe('old');
  expect(readdirSync(directory).filter((name) => name.endsWith('.new'))).toEqual([]);
});

/** Where two database files differ, but for what opening a file in WAL mode sets in its header. */
function differences(one: Buffer, other: Buffer): readonly number[] {
  const set = new Set([18, 19, ...Array.from({ length: 4 }, (_, at) => 24 + at), ...Array.from({ length: 8 }, (_, at) => 92 + at)]);
  const found = one.length === other.length ? [] : [-1];
  for (let at = 0; at < one.length && found.length < 20; at += 1) if (one[at] !== other[at] && !set.has(at)) found.push(at);
  return found;
}
