import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { appBrowserPlaces, findAppBrowser } from '../../../src-main/shell/browser/app-browsers.ts';
import { appWindowArguments } from '../../../src-main/shell/browser/app-window-command.ts';
import { showLink } from '../../../src-main/shell/browser/show-link.ts';

const LINK = 'http://127.0.0.1:4785/?code=s3cret-c0de';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'app-window-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

function program(path: string, text: string): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

describe('the browser of an app window', () => {
  const first = (platform: NodeJS.Platform, env: Record<string, string>, ...there: readonly string[]) => findAppBrowser(platform, env, (path) => there.includes(path));

  it('is looked for where each system has it, Chromium before Chrome before Brave before Edge', () => {
    const linux = { PATH: '/usr/bin:.:/opt/bin' };
    expect(first('linux', linux, '/usr/bin/microsoft-edge', '/opt/bin/google-chrome-stable')).toEqual({ name: 'Chrome', path: '/opt/bin/google-chrome-stable' });
    expect(first('linux', linux, '/opt/brave.com/brave/brave-browser')).toEqual({ name: 'Brave', path: '/opt/brave.com/brave/brave-browser' });
    expect(appBrowserPlaces('linux', linux).every(({ path }) => path.startsWith('/'))).toBe(true);
    expect(first('darwin', { HOME: '/Users/ann' }, '/Users/ann/Applications/Google Chrome.app/Contents/MacOS/Google Chrome')?.name).toBe('Chrome');
    expect(first('win32', { 'ProgramFiles(x86)': 'C:\\Program Files (x86)' }, 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe')?.name).toBe('Edge');
    expect(first('win32', {}, '/usr/bin/chromium')).toBeNull();
  });

  it.runIf(process.platform === 'linux')('is no folder, nothing that cannot be run, and no snap, which cannot read what it is to show', () => {
    const bin = join(directory, 'bin');
    program(join(directory, 'snap-folder', 'snap'), '#!/bin/sh\n');
    mkdirSync(join(bin, 'chromium'), { recursive: true });
    program(join(bin, 'chromium-browser'), '#!/bin/sh\nexec /snap/bin/chromium "$@"\n');
    writeFileSync(join(bin, 'google-chrome-stable'), '');
    symlinkSync(join(directory, 'snap-folder', 'snap'), join(bin, 'google-chrome'));
    const brave = program(join(bin, 'brave-browser'), '#!/bin/sh\n');
    const found = findAppBrowser('linux', { PATH: bin });
    // Others may be in the places off the PATH.
    expect(found?.path.startsWith(bin) === false ? brave : found?.path).toBe(brave);
  });
});

describe('what the browser is started with', () => {
  const asked = { page: '/home/ann/a b/open-browser.html', profile: '/home/ann/a b/app-window', isFirst: false, platform: 'linux', isRoot: false } as const;

  it('is the file, a profile of its own and the class of its window', () => {
    const args = appWindowArguments(asked);
    expect(args.slice(0, 3)).toEqual(['--app=file:///home/ann/a%20b/open-browser.html', '--user-data-dir=/home/ann/a b/app-window', '--class=smart-0dte-browser']);
    expect(readFileSync(join(import.meta.dirname, '../../../scripts/browser-deb/smart-0dte-browser.desktop'), 'utf8')).toContain('\nStartupWMClass=smart-0dte-browser\n');
  });

  it('is a size for the first window alone, which the browser remembers then', () => {
    expect(appWindowArguments(asked).join(' ')).not.toContain('--window-size');
    expect(appWindowArguments({ ...asked, isFirst: true })).toContain('--window-size=1440,900');
  });

  it('keeps the sandbox but where Chromium would not start', () => {
    expect(appWindowArguments(asked)).not.toContain('--no-sandbox');
    expect(appWindowArguments({ ...asked, isRoot: true })).toContain('--no-sandbox');
    expect(appWindowArguments({ ...asked, platform: 'win32', page: 'C:\\Users\\Ann\\open-browser.html', isRoot: true }).join(' ')).toMatch(/^--app=file:\/\/\/C:\/Users\/Ann\/open-browser\.html .*(?!--no-sandbox)/);
  });
});

// What a program is started with is in /proc, and everybody may read it.
describe.runIf(process.platform === 'linux')('an app window', () => {
  const browserThat = (text: string): void => {
    program(join(directory, 'bin', 'chromium'), `#!/bin/sh\n${text}\n`);
    vi.stubEnv('PATH', `${join(directory, 'bin')}:${process.env['PATH'] ?? ''}`);
    vi.stubEnv('DISPLAY', ':97');
  };
  const settings = { open: true, appWindow: true };

  it('is opened by a file of its owner, and told neither the link nor our variables', async () => {
    const seen = join(directory, 'seen');
    browserThat(`tr '\\0' '\\n' < /proc/$$/cmdline > ${seen}.new; env >> ${seen}.new; mv ${seen}.new ${seen}`);
    vi.stubEnv('SMART_0DTE_POSTGRES_PASSWORD', 'hunter-2');
    const ended = Promise.withResolvers<number | null>();
    let use = (): void => undefined;
    const shown = showLink({ settings: { ...settings, dataDir: directory }, newLink: (used) => ((use = used), LINK), onAppWindowEnded: ended.resolve, say: () => undefined });
    expect(shown).toMatchObject({ kind: 'app_window', browser: { name: 'Chromium' } });
    expect(await ended.promise).toBe(0);
    const page = join(directory, 'open-browser.html');
    const told = readFileSync(seen, 'utf8');
    expect(told).toContain(`--app=file://${page}`);
    expect(told).toContain(`--user-data-dir=${join(directory, 'app-window')}`);
    expect(told).not.toMatch(/s3cret|code=|hunter|SMART_0DTE/);
    expect(readFileSync(page, 'utf8')).toContain(LINK);
    expect(statSync(page).mode & 0o777).toBe(0o600);
    use();
    expect(existsSync(page)).toBe(false);
  });

  it('tells with what code its browser ended', async () => {
    browserThat('exit 7');
    const ended = Promise.withResolvers<number | null>();
    showLink({ settings: { ...settings, dataDir: directory }, newLink: () => LINK, onAppWindowEnded: ended.resolve, say: () => undefined });
    expect(await ended.promise).toBe(7);
  });

  it('is closed with the program that opened it', async () => {
    browserThat('exec sleep 60');
    const ended = Promise.withResolvers<number | null>();
    const shown = showLink({ settings: { ...settings, dataDir: directory }, newLink: () => LINK, onAppWindowEnded: ended.resolve, say: () => undefined });
    if (shown.kind === 'app_window') shown.close();
    expect(await ended.promise).toBeNull();
  });
});
