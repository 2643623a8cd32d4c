import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sha512Of } from '../../src-main/app/updates/program-file.ts';
import { UpdateTrial } from '../../src-main/app/updates/update-trial.ts';
import { programVersion } from '../../src-main/program-files.ts';
import { builtProgram } from '../support/built-program.ts';
import { Program } from '../support/electron-standin/program.ts';
import { leaveOut } from '../support/left-out.ts';
import { ReleaseServer } from '../support/updates/release-server.ts';

const isLinux = process.platform === 'linux';
if (!isLinux) leaveOut('updates of the desktop app', 'an AppImage is of Linux');

let out: string;
let directory: string;
let dataDir: string;
let appImage: string;
let server: ReleaseServer;
let program: Program | null;

beforeAll(() => {
  if (isLinux) out = builtProgram();
}, 120_000);
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'standin-updates-'));
  dataDir = join(directory, 'data');
  appImage = join(directory, 'Smart 0DTE.AppImage');
  writeFileSync(appImage, 'this version', { mode: 0o755 });
  server = await ReleaseServer.open();
  mkdirSync(join(directory, 'resources'));
  writeFileSync(join(directory, 'resources', 'app-update.yml'), `provider: generic\nurl: ${server.url}\nupdaterCacheDirName: smart-0dte-updater\n`);
  program = null;
});
afterEach(async () => {
  await program?.kill();
  await server.close();
  rmSync(directory, { recursive: true });
});

/** The built desktop app, as an AppImage would run it. */
function start(): Program {
  program = new Program(out, ['--data-dir', dataDir, '--seed', '1'], {
    STANDIN_PACKAGED: '1',
    STANDIN_RESOURCES: join(directory, 'resources'),
    STANDIN_VERSION: programVersion(),
    APPIMAGE: appImage,
    APPDIR: dirname(process.execPath),
    XDG_CACHE_HOME: join(directory, 'cache'),
  });
  return program;
}

/** The answer, or why there is none. */
async function call(app: Program, operation: string, input: object = {}): Promise<unknown> {
  app.send({ kind: 'window', name: 'main', act: 'call', operation, input });
  const { answer, failure } = await app.next('called');
  return failure ?? answer;
}

describe.runIf(isLinux)('the desktop app as an AppImage', () => {
  it('finds, fetches and installs a version from its window, by a start of its own, and never in a session', async () => {
    const bytes = randomBytes(200_000);
    server.release = { version: '9.9.9', name: 'Smart-0DTE-9.9.9.AppImage', bytes, notes: 'Calmer' };
    const app = start();
    await app.next('stream');
    expect(await call(app, 'updates.check')).toMatchObject({ installation: 'appimage', update: { phase: 'available', version: '9.9.9', notes: 'Calmer' } });
    await call(app, 'updates.download');
    await vi.waitFor(() => expect(new UpdateTrial(dataDir).record).toMatchObject({ state: 'staged' }), { timeout: 10_000 });
    expect(await call(app, 'updates.install', { when: 'now' })).toMatch(/pause the session first/);
    expect(new UpdateTrial(dataDir).record).toMatchObject({ state: 'staged', atNextStart: false });
    await call(app, 'session.pause');
    expect(await call(app, 'updates.install', { when: 'now' })).toMatchObject({ update: { phase: 'installing', version: '9.9.9' } });
    expect(await app.next('relaunch')).toMatchObject({ execPath: appImage });
    expect(await app.exited).toBe(0);
    // Nothing is replaced while the program ends.
    expect(readFileSync(appImage, 'utf8')).toBe('this version');

    const next = start();
    expect(await next.next('relaunch')).toMatchObject({ execPath: appImage });
    expect(await next.exited).toBe(0);
    expect(readFileSync(appImage).equals(bytes)).toBe(true);
    expect(statSync(appImage).mode & 0o777).toBe(0o755);
    expect(new UpdateTrial(dataDir).record).toMatchObject({ state: 'installing', from: programVersion(), kept: { databases: [{ file: join(dataDir, 'smart-0dte.sqlite') }, { file: join(dataDir, 'timeseries.sqlite') }] } });
  });

  it('stays when it has shown its window, and goes back at the third start where it never has', async () => {
    const staged = join(directory, 'staged');
    const previous = join(directory, 'previous');
    writeFileSync(staged, 'this version');
    writeFileSync(previous, 'the version before');
    const file = async (version: string, path: string) => ({ version, file: path, sha512: await sha512Of(path), needsAdmin: false });
    const onTrial = async (starts: number): Promise<void> => {
      const trial = new UpdateTrial(dataDir);
      trial.step({ kind: 'fetched', update: { ...(await file(programVersion(), staged)), notes: '', size: 12 } });
      trial.step({ kind: 'begun', from: '0.0.1', kept: { program: await file('0.0.1', previous), databases: [] } });
      for (let count = 0; count < starts; count += 1) trial.step({ kind: 'new_started' });
    };
    mkdirSync(dataDir);
    await onTrial(1);
    const app = start();
    await app.next('stream');
    await vi.waitFor(() => expect(new UpdateTrial(dataDir).record).toBeNull(), { timeout: 10_000 });
    await app.kill();

    await onTrial(2);
    const third = start();
    expect(await third.next('relaunch')).toMatchObject({ execPath: appImage });
    expect(await third.exited).toBe(0);
    expect(third.passed('window')).toEqual([]);
    expect(readFileSync(appImage, 'utf8')).toBe('the version before');
    expect(new UpdateTrial(dataDir).record).toMatchObject({ state: 'rolling_back', from: '0.0.1' });
  });
});
