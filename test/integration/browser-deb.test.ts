import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Desk } from '../e2e/desk.ts';
import { CHROMIUM_FLAGS, chromiumPath, launchChromium } from '../support/chromium.ts';
import { leaveOut } from '../support/left-out.ts';

const NAME = 'smart-0dte-browser';
const SUITE = 'the browser shell as a Debian package';
const root = join(import.meta.dirname, '../..');
/** What stays on the machine once it is installed, in bytes: Node is nearly all of it. */
const MOST_INSTALLED = 140e6;
const PATIENCE = { timeout: 30_000, interval: 50 };

const said = (command: string, ...args: readonly string[]): { readonly status: number | null; readonly text: string } => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
  return { status, text: `${stdout}${stderr}` };
};

function absence(): string | null {
  if (process.platform !== 'linux' || said('dpkg-deb', '--version').status !== 0) return 'no dpkg-deb';
  return said('readelf', '--version').status === 0 ? null : 'no readelf (install binutils)';
}

function absenceOfInstalling(): string | null {
  if (process.getuid?.() !== 0) return 'installing it needs root';
  const { text } = said('dpkg-query', '--show', '--showformat=${db:Status-Status}', NAME);
  return text.startsWith('no packages found') || text.includes('not-installed') || text.includes('no packages found') ? null : `${NAME} is on this machine already, and is left alone`;
}

const noPackage = absence();
const noInstalling = noPackage ?? absenceOfInstalling();
if (noInstalling !== null) leaveOut(noPackage === null ? `${SUITE}, installed` : SUITE, noInstalling);

let directory: string;
let deb: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'browser-deb-'));
  if (noPackage !== null) return;
  const packed = said(process.execPath, join(root, 'scripts', 'package-browser-deb.mjs'), directory, '--quick');
  if (packed.status !== 0) throw new Error(packed.text);
  const [file = ''] = readdirSync(directory).filter((name) => name.endsWith('.deb'));
  deb = join(directory, file);
}, 120_000);
afterAll(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));

describe.skipIf(noPackage !== null)('the Debian package', () => {
  it('says what it is and what it needs', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
    const { text } = said('dpkg-deb', '--info', deb);
    const field = (name: string): string => new RegExp(`^ ${name}: (.*)$`, 'm').exec(text)?.[1] ?? '';
    expect(field('Package')).toBe(NAME);
    expect(field('Version')).toBe(version.replace('-', '~'));
    expect(field('Architecture')).toBe(process.arch === 'x64' ? 'amd64' : process.arch);
    expect(field('Depends')).toMatch(/^libc6 \(>= 2\.\d+\), libgcc-s1.*, libstdc\+\+6 \(>= \d+/);
    expect(field('Recommends')).toContain('chromium | google-chrome-stable | microsoft-edge-stable');
    expect(Number(field('Installed-Size')) * 1024).toBeLessThan(MOST_INSTALLED);
    expect(deb).toContain(`${NAME}_${version.replace('-', '~')}_`);
  });

  it('has what the program opens, and nothing of other systems, of Electron, or of its making', () => {
    const lines = said('dpkg-deb', '--contents', deb).text.trim().split('\n');
    const files = lines.map((line) => line.split(/\s+/)[5]?.slice(2) ?? '').filter((path) => !path.endsWith('/'));
    const home = `usr/lib/${NAME}`;
    for (const path of [`${home}/node`, `${home}/out/main/browser.js`, `${home}/out/main/sqlite-worker.js`, `${home}/out/renderer/index.html`, `${home}/migrations/sqlite/0001_migrations.sql`, `${home}/resources/fees.json`, `usr/bin/${NAME}`, `usr/share/applications/${NAME}.desktop`, `usr/share/icons/hicolor/scalable/apps/${NAME}.svg`, `usr/share/icons/hicolor/256x256/apps/${NAME}.png`, `usr/share/man/man1/${NAME}.1.gz`, `usr/share/doc/${NAME}/copyright`, `usr/share/doc/${NAME}/THIRD-PARTY-NOTICES.txt.gz`]) {
      expect(files).toContain(path);
    }
    const packages = new Set(files.flatMap((path) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
    expect(packages).toEqual(new Set(['better-sqlite3', '@node-rs/argon2', `@node-rs/argon2-linux-${process.arch}-gnu`]));
    const natives = files.filter((path) => path.endsWith('.node'));
    expect(natives).toHaveLength(2);
    expect(natives.every((path) => path.includes(`linux-${process.arch}`))).toBe(true);
    expect(files.filter((path) => /\.(?:map|ts|c|h|cpp)$|\/preload\/|out\/main\/index\.js|built-from|\/bundled\//.test(path))).toEqual([]);
    // Readable by everybody, and nobody's but root's.
    expect(lines.filter((line) => !/^(?:-rw-r--r--|[-d]rwxr-xr-x) root\/root /.test(line))).toEqual([]);
  });
});

/** Whoever runs the program: an ordinary user where this one is root. */
const ORDINARY = 65_534;

interface Run {
  readonly child: ChildProcess;
  readonly output: { text: string };
  readonly exited: Promise<number | null>;
}

describe.skipIf(noInstalling !== null)('the installed package', () => {
  const runs: Run[] = [];
  const browsers: Browser[] = [];
  let home: string;
  let bin: string;

  beforeAll(async () => {
    home = join(directory, 'home');
    bin = join(directory, 'bin');
    mkdirSync(home);
    mkdirSync(bin);
    chmodSync(directory, 0o755);
    chownSync(home, ORDINARY, ORDINARY);
    // A real Chromium, without a screen, that can be asked what it shows.
    script('chromium', `exec ${chromiumPath()} --headless=new --remote-debugging-port=0 ${CHROMIUM_FLAGS.join(' ')} "$@"`);
    script('notify-send', `echo "$@" >> ${join(home, 'notices')}`);
    await dpkg('--force-unsafe-io', '--install', deb);
  }, 60_000);
  afterEach(async () => {
    await Promise.all(browsers.splice(0).map((browser) => browser.close().catch(() => undefined)));
    for (const { child, exited } of runs.splice(0)) {
      child.kill('SIGKILL');
      await exited;
    }
  });
  afterAll(async () => {
    if (said('dpkg-query', '--show', NAME).status === 0) await dpkg('--purge', NAME);
  }, 60_000);

  function script(name: string, text: string): void {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }

  /** Another one may be at work on this machine. */
  async function dpkg(...args: readonly string[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const { status, text } = said('dpkg', ...args);
      if (status === 0) return;
      if (attempt === 40 || !text.includes('lock')) throw new Error(text);
      await wait(250);
    }
  }

  function program(...flags: readonly string[]): Run {
    const env = { PATH: `${bin}:/usr/bin:/bin`, HOME: home, LANG: 'C.UTF-8', DISPLAY: ':none', XDG_RUNTIME_DIR: home };
    const child = spawn(`/usr/bin/${NAME}`, flags, { cwd: '/', env, uid: ORDINARY, gid: ORDINARY, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { text: '' };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output.text += chunk.toString()));
    const run = { child, output, exited: once(child, 'close').then(([code]: unknown[]) => (typeof code === 'number' ? code : null)) };
    runs.push(run);
    return run;
  }

  async function until(run: Run, pattern: RegExp): Promise<string> {
    await Promise.race([expect.poll(() => pattern.test(run.output.text), PATIENCE).toBe(true), run.exited]);
    const [, found] = pattern.exec(run.output.text) ?? [];
    if (found === undefined) throw new Error(`it said no ${String(pattern)}: ${run.output.text}`);
    return found;
  }

  const dataDir = (): string => join(home, '.local', 'share', 'smart-0dte');

  /** The app window that the program opened. */
  async function appWindow(): Promise<{ readonly browser: Browser; readonly page: Page }> {
    const file = join(dataDir(), 'app-window', 'DevToolsActivePort');
    const portOf = (): string => (existsSync(file) ? (readFileSync(file, 'utf8').split('\n')[0] ?? '') : '');
    await expect.poll(portOf, PATIENCE).not.toBe('');
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${portOf()}`);
    browsers.push(browser);
    const shown = (): Page | undefined => browser.contexts().flatMap((context) => context.pages()).find((page) => page.url().startsWith('http://127.0.0.1:'));
    await expect.poll(() => shown() !== undefined, PATIENCE).toBe(true);
    const page = shown();
    if (page === undefined) throw new Error('the app window is gone');
    return { browser, page };
  }

  async function live(page: Page): Promise<Desk> {
    const desk = new Desk(page);
    await desk.at('status-connection').getByText('connected', { exact: true }).waitFor();
    await page.locator('.chain-row[data-atm]:not([hidden])').waitFor();
    await desk.live();
    return desk;
  }

  it('is traded in by an ordinary user, in an app window; it belongs to its windows, and to no more than one start', async () => {
    const first = program('--app-window', '--port', '0', '--date', '2026-11-20', '--start', '14:30', '--seed', '7');
    const origin = await until(first, /running at (\S+) in a window of Chromium\n/);
    // Nothing that signs anybody in is written where a menu's programs write.
    expect(first.output.text).not.toContain('code=');
    const { browser, page } = await appWindow();
    await page.waitForURL(origin);
    const desk = await live(page);

    // A limit far from the market rests.
    await (await desk.price(0, 'call', 'ask')).click();
    await desk.at('ticket-net').focus();
    await page.locator('[data-testid="ticket-net"]:not([value=""])').waitFor();
    await page.keyboard.type('0.01');
    const order = await desk.reviewAndSend();
    await desk.showPanel('Orders');
    await desk.orderIs(order, 'ACCEPTED');

    const refused = program('--stop');
    expect(await refused.exited).toBe(1);
    expect(refused.output.text).toMatch(/it goes on: 1 order is working\..*--stop-anyway/);

    // Its window is closed: with an order working it goes on, and says so.
    await (await browser.newBrowserCDPSession()).send('Browser.close').catch(() => undefined);
    await until(first, /its last window was closed, (but it goes on: 1 order is working)\./);
    await expect.poll(() => existsSync(join(home, 'notices')) && readFileSync(join(home, 'notices'), 'utf8'), PATIENCE).toContain('1 order is working');

    const second = program('--no-open');
    const link = await until(second, /runs on \S+ already; another window of it: (\S+)\n/);
    expect(await second.exited).toBe(0);
    expect(new URL(link).origin).toBe(new URL(origin).origin);
    const other = await launchChromium();
    browsers.push(other);
    const window = await other.newPage();
    await window.goto(link);
    const back = await live(window);
    await back.showPanel('Orders');
    await back.orderIs(order, 'ACCEPTED');
    await back.at('badge-arming').click();
    await back.order(order).getByTestId('order-cancel').click();
    await back.orderIs(order, 'CANCELED');

    // Nothing stands in the way any more: it ends with this window.
    await window.close();
    await until(first, /its last window was closed, (and it ends)\n/);
    expect(await first.exited).toBe(0);
    expect(existsSync(join(dataDir(), 'browser-running.json'))).toBe(false);
  }, 180_000);

  it('is ended by --stop, and has nothing to end then', async () => {
    const data = ['--data-dir', join(home, 'another')];
    const run = program('--no-open', '--port', '0', ...data);
    await until(run, /running at (\S+code=\S+)\n/);
    const stop = program('--stop', ...data);
    expect(await stop.exited).toBe(0);
    expect(stop.output.text).toBe('Smart 0DTE has ended.\n');
    expect(await run.exited).toBe(0);
    const again = program('--stop', ...data);
    expect(await again.exited).toBe(0);
    expect(again.output.text).toMatch(/^Smart 0DTE does not run on /);
  }, 60_000);

  it('has files as they were packed, and is removed and purged without a trace but people’s data', async () => {
    expect(said('dpkg', '--verify', NAME)).toEqual({ status: 0, text: '' });
    const files = said('dpkg-query', '--listfiles', NAME).text.trim().split('\n').filter((path) => path.includes('smart-0dte'));
    expect(files.length).toBeGreaterThan(100);
    const removed = said('dpkg', '--remove', NAME);
    expect(removed.status).toBe(0);
    expect(removed.text).toContain('~/.local/share/smart-0dte');
    expect(files.filter((path) => existsSync(path))).toEqual([]);
    said('dpkg', '--purge', NAME);
    expect(readdirSync('/var/lib/dpkg/info').filter((name) => name.startsWith(`${NAME}.`))).toEqual([]);
    expect(existsSync(join(dataDir(), 'smart-0dte.sqlite'))).toBe(true);
  }, 30_000);
});
