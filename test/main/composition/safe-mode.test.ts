import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseSettings } from '../../../src-main/settings.ts';
import { SignalEngine } from '../../../src-main/signals/signal-engine.ts';
import { startTerminal } from '../../../src-main/terminal.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'safe-terminal-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dataDir, { recursive: true });
});

const start = (...flags: readonly string[]) => startTerminal(parseSettings(['--data-dir', dataDir, '--seed', '7', '--start', '10:00', '--date', '2026-11-20', ...flags], {}), {});

describe('a terminal in safe mode', () => {
  it('opens the local books of a desk machine, stands, and executes and records nothing of itself', async () => {
    const config = '{ "profile": "desk", "servers": { "postgresql": { "url": "postgres://desk@127.0.0.1:1/smart_0dte" } } }';
    writeFileSync(join(dataDir, 'config.json'), config);
    const recovered = vi.spyOn(SignalEngine, 'recover');
    const terminal = await start('--safe-mode');
    const { pump, clock } = terminal.engines;
    const recordings = join(dataDir, 'recordings');
    const at = clock.now();
    expect(pump.paused).toBe(true);
    expect(recovered.mock.calls[0]?.[0].executesByRule).toBe(false);
    // A person may resume it.
    pump.resume();
    await vi.waitFor(() => expect(clock.now()).toBeGreaterThan(at), { timeout: 30_000 });
    await terminal.close();
    expect(readdirSync(dataDir)).toContain('smart-0dte.sqlite');
    expect(existsSync(join(dataDir, 'desk.sqlite'))).toBe(false);
    expect(existsSync(recordings) ? readdirSync(recordings) : []).toEqual([]);
    expect(readFileSync(join(dataDir, 'config.json'), 'utf8')).toBe(config);
  }, 60_000);

  it('starts over a config file that keeps an ordinary start from starting, and says so', async () => {
    writeFileSync(join(dataDir, 'config.json'), '{ "profile": ');
    await expect(async () => start()).rejects.toThrow('is not JSON');
    const terminal = await start('--safe-mode');
    expect(terminal.engines.notices.all()).toContainEqual(expect.objectContaining({ level: 'warning', text: expect.stringContaining('safe mode leaves the config file aside') }));
    await terminal.close();
  });
});
