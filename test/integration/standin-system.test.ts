import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { builtProgram } from '../support/built-program.ts';
import { Program } from '../support/electron-standin/program.ts';

let out: string;
let dataDir: string;
let program: Program | null;

beforeAll(() => {
  out = builtProgram();
}, 120_000);
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'standin-system-'));
  program = null;
});
afterEach(async () => {
  await program?.kill();
  rmSync(dataDir, { recursive: true });
});

function start(flags: readonly string[] = [], env: Record<string, string> = {}): Program {
  program = new Program(out, ['--data-dir', dataDir, '--seed', '1', ...flags], env);
  return program;
}

it('stands while the machine sleeps, goes on when it wakes, and writes down what it found', async () => {
  const app = start();
  await app.next('stream');
  app.send({ kind: 'system', event: 'suspend' });
  app.send({ kind: 'window', name: 'main', act: 'call', operation: 'session.get', input: {} });
  expect(await app.next('called')).toMatchObject({ answer: { paused: true } });
  app.send({ kind: 'system', event: 'resume' });
  await vi.waitFor(() => expect(readFileSync(join(dataDir, 'logs/smart-0dte.log'), 'utf8')).toMatch(/the machine slept: .* No order works, in the books or at the broker\. The session of/), { timeout: 10_000 });
  app.send({ kind: 'window', name: 'main', act: 'call', operation: 'session.get', input: {} });
  expect(await app.next('called')).toMatchObject({ answer: { paused: false } });
});

it('shows what it is asked to open, at its start and by later starts, and opens nothing of itself', async () => {
  writeFileSync(join(dataDir, 'day.s0dte'), 'no recording, and longer than a block of a tar would be '.repeat(20));
  const app = start([join(dataDir, 'day.s0dte')]);
  await app.next('stream');
  const asked = async (): Promise<unknown> => {
    app.send({ kind: 'window', name: 'main', act: 'call', operation: 'app.closeOpenRequest', input: { id: 'none' } });
    return (await app.next('called')).answer;
  };
  await vi.waitFor(async () => expect(await asked()).toMatchObject({ openRequest: { recording: null, problem: expect.stringMatching(/^"day\.s0dte" (cannot be read to its end|begins with)/) } }), { timeout: 10_000, interval: 200 });
  app.send({ kind: 'system', event: 'second-instance', argv: ['smart-0dte-open://recording/2026-11-20_simulated_seed-9'], directory: '/' });
  await app.next('focus');
  await vi.waitFor(async () => expect(await asked()).toMatchObject({ openRequest: { problem: expect.stringContaining('there is no recording "2026-11-20_simulated_seed-9"') } }), { timeout: 10_000, interval: 200 });
});

it('offers safe mode after two starts that never reached a window, and starts in it', async () => {
  writeFileSync(join(dataDir, 'start.json'), JSON.stringify({ version: '0.1.0', time: 1, state: 'starting', failed: 1 }));
  const offered = start([], { STANDIN_ANSWER: 'Start in safe mode' });
  expect((await offered.next('question')).message).toContain('did not reach its window the last 2 times');
  expect((await offered.next('relaunch')).args).toContain('--safe-mode');
  expect(await offered.exited).toBe(0);
  const safe = start(['--safe-mode']);
  await safe.next('no-graphics');
  await safe.next('stream');
  safe.send({ kind: 'window', name: 'main', act: 'call', operation: 'session.get', input: {} });
  expect(await safe.next('called')).toMatchObject({ answer: { paused: true } });
});
