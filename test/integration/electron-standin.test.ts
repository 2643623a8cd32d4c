import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WEB_PREFERENCES } from '../../src-main/shell/electron/policies/web-preferences.ts';
import { contentPolicy } from '../../src-main/shell/page-headers.ts';
import { builtProgram } from '../support/built-program.ts';
import { Program } from '../support/electron-standin/program.ts';

let out: string;
let dataDir: string;
let program: Program | null;

beforeAll(() => {
  out = builtProgram();
}, 120_000);
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'electron-standin-'));
  program = null;
});
afterEach(async () => {
  await program?.kill();
  rmSync(dataDir, { recursive: true });
});

/** The stand-in is not packaged, so the app's path stands first, as `electron PATH` has it. */
function start(flags: readonly string[] = [], env: Record<string, string> = {}): Program {
  program = new Program(out, ['--data-dir', dataDir, ...flags], env);
  return program;
}

describe('the desktop app', () => {
  it('opens a sandboxed window on a living session and talks the contract', async () => {
    const app = start(['--seed', '1']);
    await app.next('sandbox');
    expect(await app.next('path')).toMatchObject({ name: 'userData', path: join(dataDir, 'window') });
    expect(await app.next('spell-checker')).toMatchObject({ enabled: false });
    expect((await app.next('window')).options).toMatchObject({
      webPreferences: { ...WEB_PREFERENCES, devTools: true, preload: expect.stringMatching(/preload.index\.cjs$/) },
    });
    const page = await app.next('page');
    expect(page).toMatchObject({ status: 200, outside: 404, written: 405 });
    expect(page.scripts.length).toBeGreaterThan(0);
    expect(new Set(page.scripts)).toEqual(new Set([200]));
    expect(page.policy).toBe(contentPolicy(["'self'"]));
    const { session } = await app.next('session');
    expect(session).toMatchObject({ profile: 'local', feed: { kind: 'simulated', label: 'SIMULATED' }, store: { kind: 'sqlite' } });
    expect((await app.next('stream')).session.date).toBe(session.date);
  });

  it('gives a reloaded page a new port, and keeps the window where it is', async () => {
    const app = start();
    await app.next('stream');
    app.send('reload');
    await app.next('page');
    await app.next('stream');
    app.send({ kind: 'system', event: 'second-instance', argv: [], directory: '/' });
    await app.next('focus');
  });

  it('answers whatever Electron asks as the policies say', async () => {
    const app = start();
    await app.next('stream');
    app.send('probe');
    // Of the addresses that are to be opened, the system's browser is given one.
    expect(await app.next('opened')).toMatchObject({ url: 'https://www.tradingview.com/' });
    const { answers } = await app.next('answers');
    expect(Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== false && !String(answer).startsWith('prevented')))).toEqual({
      'request notifications of the page': true,
      'check notifications of the page': true,
      'display capture': 'nothing',
      'download blob:smart-0dte://terminal/1': 'let be',
      'will-navigate to the page': 'let be',
      'will-redirect to the page': 'let be',
      'will-frame-navigate to the page': 'let be',
      'open https://evil.example/': 'deny',
      'open smart-0dte://terminal/': 'deny',
      'open https://www.tradingview.com/': 'deny',
    });
    expect(answers).toMatchObject({
      device: false,
      'select usb': 'prevented, none',
      'select hid': 'prevented, none',
      'select serial': 'prevented, none',
      'select bluetooth': 'prevented, none',
      'attach a webview': 'prevented',
      'bad certificate': 'prevented, refused',
      'client certificate': 'prevented, none',
      login: 'prevented',
    });
    expect(app.passed('opened')).toEqual([]);
  });

  it('hands its port to its own page alone, and takes it back when that goes or dies', async () => {
    const app = start();
    expect(await app.next('port')).toMatchObject({ to: 'smart-0dte://terminal/' });
    await app.next('stream');
    app.send('wander');
    await app.next('disconnected');
    // A document of our address that somebody else controls has no origin.
    app.send('lose-origin');
    app.send('reload');
    await app.next('page');
    const ports = app.passed('port');
    expect(ports).toEqual([]);
    await app.next('port');
    await app.next('stream');
    app.send('crash');
    await app.next('disconnected');
  });

  it.each([
    ['an argument', ['--remote-debugging-port=9222'], {}],
    ['what Chromium has understood', [], { STANDIN_SWITCH: 'remote-debugging-port' }],
  ])('does not start weakened by %s once it is installed', async (_name, flags, env) => {
    const app = start(flags, { ...env, STANDIN_PACKAGED: '1' });
    expect((await app.next('error-box')).content).toMatch(/^--remote-debugging-port lets other programs drive the window: .*expected a start without it$/);
    expect(await app.exited).toBe(2);
    expect(app.passed('window')).toEqual([]);
  });

  it('ends cleanly with its last window, and starts again on the same data', async () => {
    const first = start();
    const { session } = await first.next('session');
    const device = readFileSync(join(dataDir, 'desktop-device'), 'utf8');
    if (process.platform !== 'win32') expect(statSync(join(dataDir, 'desktop-device')).mode & 0o777).toBe(0o600);
    first.send('close');
    expect(await first.exited).toBe(0);
    expect(first.stderr).toBe('');
    const second = start();
    expect((await second.next('session')).session.date).toBe(session.date);
    // Its windows are known by what they were known by before.
    expect(readFileSync(join(dataDir, 'desktop-device'), 'utf8')).toBe(device);
    second.child.kill('SIGTERM');
    expect(await second.exited).toBe(0);
  });

  it('shows why it cannot start, and ends with 2', async () => {
    const app = start(['--speed', 'fast']);
    expect(await app.next('error-box')).toMatchObject({ content: '--speed "fast": expected a number from 0.1 to 1000, or max' });
    expect(await app.exited).toBe(2);
    expect(app.stderr).toBe('smart-0dte: --speed "fast": expected a number from 0.1 to 1000, or max\n');
  });

  it('says in one line what is wrong with its config file', async () => {
    writeFileSync(join(dataDir, 'config.json'), '{ "profile": "desk", "servers": { "postgresql": { "url": "postgres://desk:hunter-2@db/books" } } }');
    const app = start();
    expect((await app.next('error-box')).content).toMatch(/config.json: servers.postgresql.url holds a password/);
    expect(await app.exited).toBe(2);
    expect(app.stderr).not.toContain('hunter');
    expect(app.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('leaves a start on a data directory that it runs on already to what runs there', async () => {
    const app = start([], { STANDIN_LOCKED: '1' });
    expect(await app.exited).toBe(0);
    expect(app.passed('window')).toEqual([]);
    expect(app.stderr).toBe('');
  });
});
