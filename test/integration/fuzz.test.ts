import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { fuzz } from '../support/fuzz/fuzz-run.ts';
import { FuzzedTerminal } from '../support/fuzz/fuzzed-terminal.ts';

// A short run; `npm run bench -- fuzz` is the long one, and measures how long the loop was held.

const MESSAGES = 6_000;
const REQUESTS = 300;
const LEFT_OUT = ['terminal.restart', 'backups.restore', 'backups.export', 'accounts.choose'];
/** Of a machine that runs other tests: the bench holds it to a hundredth of a second. */
const LONGEST_HOLD_MS = 2_000;
const HEAP_BYTES = 64 * 2 ** 20;

let terminal: FuzzedTerminal | null = null;
let window = '';
afterEach(async () => {
  await terminal?.close();
  terminal = null;
  rmSync(window, { recursive: true, force: true });
});

async function started(role: 'viewer' | 'nobody' | 'trader'): Promise<FuzzedTerminal> {
  window = mkdtempSync(join(tmpdir(), 'fuzz-window-'));
  writeFileSync(join(window, 'index.html'), '<!doctype html>');
  terminal = await FuzzedTerminal.start(window, { role });
  return terminal;
}

describe.each(['viewer', 'nobody', 'trader'] as const)('as %s', (role) => {
  test('whatever is sent at any port, nothing crashes, hangs or grows, and nothing happens without the right', async () => {
    const flooded = await started(role);
    const { host } = { host: () => flooded.host() };
    const token = readFileSync(join(flooded.dataDir, 'browser-token'), 'utf8').trim();
    const headers = { Origin: `http://127.0.0.1:${flooded.port}`, Authorization: `Bearer ${token}` };
    const before = flooded.effects();
    const runs = [
      await fuzz({ kind: 'message-port', host }, { messages: MESSAGES, seed: 1, leftOut: LEFT_OUT }),
      await fuzz({ kind: 'websocket', port: flooded.port, headers }, { messages: MESSAGES, seed: 2, leftOut: LEFT_OUT }),
      await fuzz({ kind: 'http', port: flooded.port }, { messages: REQUESTS, seed: 3 }),
    ];
    for (const { uncaught, longestHold, heapGrowth } of runs) {
      expect(uncaught).toEqual([]);
      expect(longestHold).toBeLessThan(LONGEST_HOLD_MS);
      expect(heapGrowth).toBeLessThan(HEAP_BYTES);
    }
    if (role !== 'trader') expect(flooded.effects()).toEqual(before);
    // It goes on as if nothing had been.
    expect(await flooded.host().call('access.signOut', {}, new AbortController().signal).catch((error: unknown) => error)).toBeDefined();
    expect(flooded.terminal.engines.orders.orders().every(({ source }) => role === 'trader' || source !== 'manual')).toBe(true);
  }, 120_000);
});
