import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { builtProgram } from '../support/built-program.ts';
import { Program } from '../support/electron-standin/program.ts';
import type { StandinDisplays } from '../support/electron-standin/screen.ts';

const LAPTOP: StandinDisplays[number] = { id: 1, bounds: { x: 0, y: 0, width: 1440, height: 900 }, workArea: { x: 0, y: 25, width: 1440, height: 875 }, scaleFactor: 2 };
const MONITOR: StandinDisplays[number] = { id: 2, bounds: { x: 1440, y: -200, width: 2560, height: 1440 }, workArea: { x: 1440, y: -200, width: 2560, height: 1400 }, scaleFactor: 1 };

let out: string;
let dataDir: string;
let program: Program | null;

beforeAll(() => {
  out = builtProgram();
}, 120_000);
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'standin-windows-'));
  program = null;
});
afterEach(async () => {
  await program?.kill();
  rmSync(dataDir, { recursive: true });
});

function start(displays: StandinDisplays): Program {
  program = new Program(out, ['--data-dir', dataDir, '--seed', '1'], { STANDIN_DISPLAYS: JSON.stringify(displays) });
  return program;
}

describe('the desktop app’s windows', () => {
  it('each talk to the core, go with their monitors, and open again where they stood', async () => {
    const first = start([LAPTOP, MONITOR]);
    expect((await first.next('window')).options).toMatchObject({ x: 0, y: 25, width: 1440, height: 875 });
    expect(await first.next('stream')).toMatchObject({ name: 'main' });
    first.send({ kind: 'window', name: 'main', act: 'call', operation: 'app.openWindow', input: {} });
    expect((await first.next('window')).options).toMatchObject({ width: 900, height: 700 });
    expect(await first.next('page')).toMatchObject({ status: 200, outside: 404, written: 405 });
    expect(await first.next('stream')).toMatchObject({ name: 'window-2' });
    // Of one terminal, by a port of its own.
    expect(first.passed('port')).toEqual([expect.objectContaining({ to: 'smart-0dte://terminal/' }), expect.objectContaining({ to: 'smart-0dte://terminal/#window-2' })]);
    const far = { x: 2600, y: 300, width: 1000, height: 800 };
    first.send({ kind: 'window', name: 'window-2', act: 'move', bounds: far });
    await first.next('bounds');
    await vi.waitFor(() => expect(readFileSync(join(dataDir, 'windows.json'), 'utf8')).toContain('"x":2600'), { timeout: 10_000 });
    first.send({ kind: 'displays', displays: [LAPTOP] });
    expect(await first.next('bounds')).toMatchObject({ name: 'window-2', bounds: { x: 440, y: 100, width: 1000, height: 800 } });
    first.send({ kind: 'displays', displays: [LAPTOP, MONITOR] });
    expect(await first.next('bounds')).toMatchObject({ name: 'window-2', bounds: far });
    first.send({ kind: 'system', event: 'second-instance', argv: [], directory: '/' });
    await first.next('focus');
    first.child.kill('SIGTERM');
    expect(await first.exited).toBe(0);
    expect(first.stderr).toBe('');

    const second = start([LAPTOP, MONITOR]);
    expect((await second.next('window')).options).toMatchObject(far);
    expect((await second.next('window')).options).toMatchObject({ x: 0, y: 25, width: 1440, height: 875 });
    await second.next('stream');
    await second.next('stream');
    second.send({ kind: 'window', name: 'window-2', act: 'close' });
    await second.next('disconnected');
    second.send({ kind: 'system', event: 'second-instance', argv: [], directory: '/' });
    expect(await second.next('focus')).toMatchObject({ name: 'main' });
    second.send({ kind: 'window', name: 'main', act: 'close' });
    expect(await second.exited).toBe(0);
  });
});
