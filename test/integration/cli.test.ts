import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtProgram } from '../support/built-program.ts';

let out: string;
let dataDir: string;
let started: ChildProcess[];

beforeAll(() => {
  out = builtProgram();
}, 120_000);
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'cli-'));
  started = [];
});
afterEach(async () => {
  for (const child of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(dataDir, { recursive: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  /** Resolves with the first line of standard output. */
  readonly firstLine: Promise<string>;
  readonly exited: Promise<number | null>;
}

function run(script: string, ...args: readonly string[]): Run {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  const output = { stdout: '', stderr: '' };
  const line = Promise.withResolvers<string>();
  child.stdout.on('data', (chunk: Buffer) => {
    output.stdout += chunk.toString();
    const end = output.stdout.indexOf('\n');
    if (end >= 0) line.resolve(output.stdout.slice(0, end));
  });
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const exited = once(child, 'close').then(([code]: unknown[]) => {
    line.reject(new Error(`ended with ${String(code)}: ${output.stderr}`));
    return typeof code === 'number' ? code : null;
  });
  line.promise.catch(() => undefined);
  return { child, output, firstLine: line.promise, exited };
}

const browser = (...flags: readonly string[]): Run => run(join(out, 'main', 'browser.js'), '--data-dir', dataDir, '--no-open', ...flags);

describe('the browser shell from the command line', () => {
  it('prints its link on one line and ends cleanly on SIGTERM', async () => {
    const { child, output, firstLine, exited } = browser('--port', '0');
    expect(await firstLine).toMatch(/^Smart 0DTE is running at http:\/\/127\.0\.0\.1:\d+\/\?code=[\w-]+$/);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(output.stderr).toBe('');
    expect(output.stdout.split('\n')).toHaveLength(2);
  });

  it('is driven by a script with the token of its data directory', async () => {
    const { firstLine } = browser('--port', '0', '--seed', '1');
    const { origin } = new URL((await firstLine).split(' at ')[1] ?? '');
    const script = run(join(import.meta.dirname, '../support/drive-terminal.mjs'), origin, dataDir);
    expect(JSON.parse(await script.firstLine)).toMatchObject({ feed: 'SIMULATED', paused: true });
    expect(await script.exited).toBe(0);
  });

  it('answers --help', async () => {
    const { output, exited } = browser('--help');
    expect(await exited).toBe(0);
    expect(output.stdout).toContain('--data-dir DIR');
  });

  it.each([
    [['--speeed', '1'], /^smart-0dte: .*--speeed.*expected .*--speed/],
    [['--start', '9:30'], /^smart-0dte: --start "9:30": expected a New York time HH:MM$/],
    [['--feed', 'replay:/nowhere'], /^smart-0dte: --feed "\/nowhere": there is no such file/],
  ])('refuses %j in one line and ends with 2', async (flags, message) => {
    const { output, exited } = browser(...flags);
    expect(await exited).toBe(2);
    expect(output.stderr.trimEnd()).toMatch(message);
    expect(output.stderr.trimEnd()).not.toContain('\n');
    expect(output.stdout).toBe('');
  });

  it('names a port that is in use', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const address = blocker.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { output, exited } = browser('--port', String(port));
    expect(await exited).toBe(2);
    expect(output.stderr).toBe(`smart-0dte: --port "${port}": is in use; expected a free port, or 0 for any\n`);
    blocker.close();
  });

  it('starts once on a directory: of two at once one runs, and the other opens a window of it', async () => {
    const starts = [browser('--port', '0'), browser('--port', '0')];
    const lines = await Promise.all(starts.map(({ firstLine }) => firstLine));
    const [running, other] = starts.map(({ exited }, index) => ({ exited, line: lines[index] ?? '' })).sort((a, b) => Number(b.line.includes(' is running at ')) - Number(a.line.includes(' is running at ')));
    expect(other?.line).toMatch(/^Smart 0DTE runs on .* already; another window of it: http:\/\/127\.0\.0\.1:\d+\/\?code=[\w-]+$/);
    expect(await other?.exited).toBe(0);
    const originOf = (line = ''): string => new URL(/http:\S+/.exec(line)?.[0] ?? '').origin;
    expect(originOf(other?.line)).toBe(originOf(running?.line));
    // As a power cut ends it: what it left behind keeps nobody from starting.
    for (const { child } of starts) child.kill('SIGKILL');
    await running?.exited;
    const next = browser('--port', '0');
    expect(await next.firstLine).toContain(' is running at ');
    expect(await browser('--stop').exited).toBe(0);
    expect(await next.exited).toBe(0);
  });
});
