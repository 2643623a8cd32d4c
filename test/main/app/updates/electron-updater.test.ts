import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppImageUpdater, NsisUpdater } from 'electron-updater';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { serveOneFile } from '../../../../src-main/app/updates/one-file-server.ts';
import type { ProgramFile } from '../../../../src-main/app/updates/update-trial.ts';
import { LibraryInstaller } from '../../../../src-main/shell/electron/library-installer.ts';
import { ElectronUpdater } from '../../../../src-main/shell/electron/updater.ts';
import { connected, ReleaseServer, StandinApp } from '../../../support/updates/release-server.ts';

let server: ReleaseServer;
let directory: string;
let app: StandinApp;
beforeAll(async () => {
  server = await ReleaseServer.open();
});
afterAll(() => server.close());
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'electron-updater-'));
  app = new StandinApp(directory, '0.1.0');
  vi.stubEnv('APPIMAGE', join(directory, 'Smart 0DTE.AppImage'));
  server.release = null;
  server.asked.length = 0;
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

const bytes = randomBytes(300_000);
const next = { version: '0.2.0', name: 'Smart-0DTE-0.2.0.AppImage', bytes, notes: '<p>Calmer &amp; faster</p>' };

function updater(): ElectronUpdater {
  return new ElectronUpdater(async () => connected(new AppImageUpdater(null, app), server.url));
}

const staged = (): string => join(directory, 'updates', 'staged');
const cached = (): readonly string[] => {
  const pending = join(app.baseCachePath, 'smart-0dte-updater', 'pending');
  return existsSync(pending) ? readdirSync(pending) : [];
};

describe('new versions, by electron-updater', () => {
  it('are found, fetched, verified and staged, and wait for nobody to quit', async () => {
    server.release = next;
    const updates = updater();
    expect(await updates.check()).toEqual({ version: '0.2.0', notes: 'Calmer & faster', size: bytes.length });
    // Nothing is fetched that nobody asked for.
    expect(server.asked).toEqual([expect.stringMatching(/^\/latest-linux(-\w+)?\.yml$|^\/latest(-mac)?\.yml$/)]);
    const shares: number[] = [];
    const update = await updates.download(staged(), (share) => shares.push(share));
    expect(update).toMatchObject({ version: '0.2.0', file: join(staged(), next.name), size: bytes.length, needsAdmin: false });
    expect(readFileSync(update.file).equals(bytes)).toBe(true);
    expect(update.sha512).toBe(createHash('sha512').update(bytes).digest('base64'));
    if (process.platform !== 'win32') expect(statSync(update.file).mode & 0o077).toBe(0);
    expect(Math.max(...shares)).toBe(1);
    // It is not left where any program of this user would take it from.
    expect(cached().filter((name) => name.endsWith('.AppImage'))).toEqual([]);
    expect(app.quitHandlers).toBe(0);
  });

  it.each(['0.0.9', '0.1.0', '0.1.0-beta.3'])('are newer ones alone: %s is none', async (version) => {
    server.release = { ...next, version };
    const updates = updater();
    expect(await updates.check()).toBeNull();
    await expect(updates.download(staged(), () => undefined)).rejects.toThrow('nothing was found');
  });

  it('are refused where a byte is another one, and leave nothing behind', async () => {
    const sent = Buffer.from(bytes);
    sent[150_000] = (sent[150_000] ?? 0) ^ 1;
    server.release = { ...next, sent };
    const updates = updater();
    await updates.check();
    await expect(updates.download(staged(), () => undefined)).rejects.toThrow('What was fetched is not what was published: its SHA-512 is another one. Nothing of it was kept.');
    expect(existsSync(staged())).toBe(false);
    expect(cached()).toEqual([]);
    // And is what it should be the next time.
    server.release = next;
    expect((await updates.download(staged(), () => undefined)).version).toBe('0.2.0');
  });

  it('are refused where what comes is cut short', async () => {
    server.release = { ...next, sent: bytes.subarray(0, 1_000) };
    const updates = updater();
    await updates.check();
    await expect(updates.download(staged(), () => undefined)).rejects.toThrow('not what was published');
    expect(existsSync(staged())).toBe(false);
  });

  it('are not there where nothing is published, in words', async () => {
    await expect(updater().check()).rejects.toThrow('No version for this system is published there.');
    server.release = { ...next, version: 'soon' };
    await expect(updater().check()).rejects.toThrow('cannot be read as a version of this program');
  });
});

describe('an installer of Windows', () => {
  /** What would have been started, in place of starting it. */
  const started: { readonly bytes: Buffer; readonly options: object }[] = [];
  class Library extends NsisUpdater {
    protected override doInstall(options: { readonly isSilent: boolean; readonly isForceRunAfter: boolean; readonly isAdminRightsRequired: boolean }): boolean {
      started.push({ bytes: readFileSync(this.installerPath ?? ''), options });
      return true;
    }
  }
  const installer = (running: string): LibraryInstaller => new LibraryInstaller({ installation: 'nsis', open: async () => connected(new Library(null, new StandinApp(directory, running)), null) }, running);
  const fileOf = (version: string): ProgramFile => {
    const file = join(directory, `Setup ${version}.exe`);
    const text = `the installer of ${version}`;
    writeFileSync(file, text);
    return { version, file, sha512: createHash('sha512').update(text).digest('base64'), needsAdmin: false };
  };
  beforeEach(() => void started.splice(0));

  it('is run silently, and kept to go back to', async () => {
    const updates = join(directory, 'updates');
    expect(await installer('0.1.0').keep('0.1.0', updates)).toBeNull();
    expect(await installer('0.1.0').install(fileOf('0.2.0'), updates)).toEqual({ kind: 'installer' });
    await installer('0.2.0').install({ ...fileOf('0.3.0'), needsAdmin: true }, updates);
    // The version before is there, of what was before that nothing is.
    const previous = await installer('0.3.0').keep('0.2.0', updates);
    expect(previous).toMatchObject({ version: '0.2.0' });
    expect(readdirSync(join(updates, 'installers')).sort()).toEqual(['0.2.0-Setup 0.2.0.exe', '0.2.0.json', '0.3.0-Setup 0.3.0.exe', '0.3.0.json']);
    if (previous !== null) await installer('0.3.0').install(previous, updates);
    expect(started).toEqual(
      [
        ['0.2.0', false],
        ['0.3.0', true],
        ['0.2.0', false],
      ].map(([version, isAdminRightsRequired]) => ({ bytes: Buffer.from(`the installer of ${String(version)}`), options: { isSilent: true, isForceRunAfter: true, isAdminRightsRequired } })),
    );
  });

  it('is not run where it is not the one that was verified', async () => {
    const file = fileOf('0.2.0');
    writeFileSync(file.file, 'the installer of 0.2.1');
    await expect(installer('0.1.0').install(file, join(directory, 'updates'))).rejects.toThrow('SHA-512');
    expect(started).toEqual([]);
  });

  it('is given to nobody who does not know where it is', async () => {
    const served = await serveOneFile(fileOf('0.2.0'));
    try {
      expect((await fetch(new URL('/latest.yml', served.url))).status).toBe(404);
      expect((await fetch(new URL('../etc/passwd', served.url))).status).toBe(404);
      expect((await fetch(new URL('Setup%200.2.0.exe', served.url))).status).toBe(200);
    } finally {
      served.close();
    }
  });
});
