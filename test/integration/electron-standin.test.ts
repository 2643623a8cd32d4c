import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtProgram } from '../support/built-program.ts';
import type { Command, Report } from '../support/electron-standin/reports.ts';

const register = pathToFileURL(join(import.meta.dirname, '../support/electron-standin/register.mjs')).href;

let out: string;
let dataDir: string;
let program: Program | null;

/** The built main bundle, run against the stand-in. */
class Program {
  readonly child: ChildProcess;
  readonly exited: Promise<number>;
  stderr = '';
  readonly #reports: Report[] = [];
  #waiting: (() => void) | null = null;

  constructor(flags: readonly string[], env: Record<string, string> = {}) {
    this.child = fork(join(out, 'main', 'index.js'), flags, {
      execArgv: ['--import', register, '--disable-warning=ExperimentalWarning'],
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.child.on('message', (message: Report) => {
      this.#reports.push(message);
      this.#waiting?.();
    });
    this.exited = once(this.child, 'exit').then(([code]) => {
      this.#waiting?.();
      return Number(code);
    });
  }

  /** The next report of this kind; those before it are passed over. */
  async next<Kind extends Report['kind']>(kind: Kind): Promise<Extract<Report, { kind: Kind }>> {
    for (;;) {
      const next = this.#reports.shift();
      if (next === undefined) {
        if (this.child.exitCode !== null) throw new Error(`the program ended with ${this.child.exitCode} before "${kind}": ${this.stderr}`);
        await new Promise<void>((resolve) => {
          this.#waiting = resolve;
        });
      } else if (next.kind === kind) return next as Extract<Report, { kind: Kind }>;
    }
  }

  send(command: Command): void {
    this.child.send(command);
  }
}

beforeAll(() => {
  out = builtProgram();
}, 120_000);
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'electron-standin-'));
  program = null;
});
afterEach(async () => {
  if (program !== null && program.child.exitCode === null) {
    program.child.kill('SIGKILL');
    await program.exited;
  }
  rmSync(dataDir, { recursive: true });
});

/** The stand-in is not packaged, so the app's path stands first, as `electron PATH` has it. */
function start(flags: readonly string[] = [], env: Record<string, string> = {}): Program {
  program = new Program(['--data-dir', dataDir, ...flags], env);
  return program;
}

describe('the desktop app', () => {
  it('opens a sandboxed window on a living session and talks the contract', async () => {
    const app = start(['--seed', '1']);
    expect(await app.next('path')).toMatchObject({ name: 'userData', path: join(dataDir, 'window') });
    // Each is asked for, and looked up.
    for (const permission of ['media', 'notifications', 'media', 'notifications']) {
      expect(await app.next('permission')).toMatchObject({ permission, granted: permission === 'notifications' });
    }
    expect((await app.next('window')).options).toMatchObject({
      webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true },
    });
    const page = await app.next('page');
    expect(page).toMatchObject({ status: 200, outside: 404 });
    expect(page.scripts.length).toBeGreaterThan(0);
    expect(new Set(page.scripts)).toEqual(new Set([200]));
    expect(page.policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(page.policy).toContain("connect-src 'none'");
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
    app.send('leave');
    expect(await app.next('leave')).toMatchObject({ navigated: false, opened: 'deny' });
    app.send('second-instance');
    await app.next('focus');
  });

  it('ends cleanly with its last window, and starts again on the same data', async () => {
    const first = start();
    const { session } = await first.next('session');
    first.send('close');
    expect(await first.exited).toBe(0);
    expect(first.stderr).toBe('');
    const second = start();
    expect((await second.next('session')).session.date).toBe(session.date);
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

  it('runs once on each data directory', async () => {
    const app = start([], { STANDIN_LOCKED: '1' });
    expect((await app.next('error-box')).content).toMatch(/--data-dir ".*": Smart 0DTE already runs on it/);
    expect(await app.exited).toBe(2);
  });
});
