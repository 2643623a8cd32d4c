import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from 'playwright/test';
import { TerminalProcess, type TerminalStart } from '../support/terminal-process.ts';

export interface TerminalFixtures {
  /** A data directory of this test's own. */
  readonly dataDir: string;
  /** Starts a terminal on the test's directory; it is ended with the test at the latest. */
  readonly start: (options?: Omit<TerminalStart, 'dataDir'>) => Promise<TerminalProcess>;
  /** Fails the test when a page of it breaks the content policy or throws. */
  readonly complaints: string[];
}

export const test = base.extend<TerminalFixtures>({
  dataDir: async ({ browserName: _browserName }, use) => {
    const directory = mkdtempSync(join(tmpdir(), 'smart-0dte-e2e-'));
    await use(directory);
    rmSync(directory, { recursive: true, maxRetries: 3 });
  },
  start: async ({ dataDir }, use) => {
    const started: TerminalProcess[] = [];
    await use(async (options = {}) => {
      const terminal = await TerminalProcess.start({ ...options, dataDir });
      started.push(terminal);
      return terminal;
    });
    await Promise.all(started.map((terminal) => terminal.kill()));
  },
  complaints: [
    async ({ page }, use, testInfo) => {
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error' && /Content Security Policy/i.test(message.text())) complaints.push(message.text());
      });
      await use(complaints);
      if (testInfo.status === testInfo.expectedStatus && complaints.length > 0) throw new Error(`the window complained:\n${complaints.join('\n')}`);
    },
    { auto: true },
  ],
});

export { expect } from 'playwright/test';

/** A session of the simulated market in the afternoon of an ordinary day. */
export const AFTERNOON = ['--date', '2026-11-20', '--start', '14:30', '--seed', '7'] as const;
