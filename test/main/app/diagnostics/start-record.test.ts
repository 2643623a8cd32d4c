import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inSafeMode, safeModeHint, safeModeOffer } from '../../../../src-main/app/diagnostics/safe-mode-offer.ts';
import { StartRecord } from '../../../../src-main/app/diagnostics/start-record.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'starts-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const start = (version = '1.0.0'): StartRecord => StartRecord.open({ dataDir, version, clock: { now: () => 1 } });

describe('the record of starts', () => {
  it('counts those that were killed before their window, until one reaches it', () => {
    expect(start().failedBefore).toBe(0);
    expect(start().failedBefore).toBe(1);
    const third = start('1.1.0');
    expect(third.failedBefore).toBe(2);
    expect(third.versionBefore).toBe('1.0.0');
    third.reachedWindow();
    expect(start().failedBefore).toBe(0);
  });

  it('takes an end in order before the window for neither a failure nor a success', () => {
    start();
    start().ended();
    const next = start();
    expect(next.failedBefore).toBe(1);
    next.reachedWindow();
    next.ended();
    expect(start().failedBefore).toBe(0);
  });

  it('starts anew from a record that is none, and where nothing can be written', () => {
    for (const text of ['', '{"state":"starting","failed":-1}', '[]']) {
      writeFileSync(join(dataDir, 'start.json'), text);
      expect(start().failedBefore).toBe(0);
    }
    const nowhere = join(dataDir, 'start.json', 'below-a-file');
    expect(() => StartRecord.open({ dataDir: nowhere, version: '1', clock: { now: () => 1 } }).reachedWindow()).not.toThrow();
  });
});

describe('safe mode', () => {
  it('is offered after two failed starts, and not in itself', () => {
    expect(safeModeOffer(1, false)).toBeNull();
    expect(safeModeOffer(2, false)?.message).toBe('Smart 0DTE did not reach its window the last 2 times it was started.');
    expect(safeModeOffer(5, true)).toBeNull();
    expect(safeModeHint(3, false)).toContain('--safe-mode');
    expect(inSafeMode(['--port', '0'])).toEqual(['--port', '0', '--safe-mode']);
    expect(inSafeMode(['--safe-mode'])).toEqual(['--safe-mode']);
  });
});
