import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MINUTE } from '../../../src-core/time.ts';
import { openBrowser } from '../../../src-main/shell/browser/open-browser.ts';

const LINK = 'http://127.0.0.1:4785/?code=s3cret-c0de';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'open-browser-'));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(directory, { recursive: true });
});

const page = (): string => join(directory, 'open-browser.html');

// What a program is started with is in /proc, and everybody may read it.
describe.runIf(process.platform === 'linux')('what opens the browser', () => {
  it('is told a file of its owner, and neither the link nor our variables', async () => {
    const seen = join(directory, 'seen');
    writeFileSync(join(directory, 'xdg-open'), `#!/bin/sh\ntr '\\0' '\\n' < /proc/$$/cmdline > ${seen}.new\nenv >> ${seen}.new\nmv ${seen}.new ${seen}\n`);
    chmodSync(join(directory, 'xdg-open'), 0o755);
    const env = { PATH: `${directory}:${process.env['PATH'] ?? ''}`, LANG: 'C', SMART_0DTE_POSTGRES_PASSWORD: 'hunter-2' };
    const remove = openBrowser({ link: LINK, dataDir: directory, platform: 'linux', env });
    await expect.poll(() => existsSync(seen)).toBe(true);
    const told = readFileSync(seen, 'utf8');
    expect(told).toContain(page());
    expect(told).toContain('LANG=C');
    expect(told).not.toMatch(/s3cret|code=|hunter|SMART_0DTE/);
    expect(readFileSync(page(), 'utf8')).toContain(`<meta http-equiv="refresh" content="0; url=${LINK}">`);
    expect(statSync(page()).mode & 0o777).toBe(0o600);
    remove();
    expect(existsSync(page())).toBe(false);
  });
});

describe('the file that leads to the link', () => {
  it('goes when the link ends', () => {
    vi.useFakeTimers();
    openBrowser({ link: LINK, dataDir: directory, env: { PATH: '' } });
    expect(existsSync(page())).toBe(true);
    vi.advanceTimersByTime(5 * MINUTE);
    expect(existsSync(page())).toBe(false);
  });

  it('is not needed: where it cannot be written, the printed link remains', () => {
    const remove = openBrowser({ link: LINK, dataDir: join(directory, 'none'), env: { PATH: '' } });
    expect(existsSync(page())).toBe(false);
    remove();
  });
});
