import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DesktopDevice } from '../../../../src-main/shell/electron/desktop-device.ts';

let directory: string;
let warnings: string[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'desktop-device-'));
  warnings = [];
});
afterEach(() => rmSync(directory, { recursive: true }));

const open = (dataDir = directory): DesktopDevice => new DesktopDevice(dataDir, (text) => void warnings.push(text));

describe('the desktop app’s device', () => {
  it('is the same after each start, and its token stays on the disk of its owner', () => {
    const { device } = open();
    expect(device).toEqual({ tokenHash: expect.stringMatching(/^[0-9a-f]{64}$/), agent: 'the desktop app' });
    expect(open().device).toEqual(device);
    const path = join(directory, 'desktop-device');
    expect(JSON.stringify(device)).not.toContain(readFileSync(path, 'utf8'));
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    writeFileSync(path, 'x');
    expect(open().device).not.toEqual(device);
  });

  it('is another one once it was revoked, and stays where another was', () => {
    const desktop = open();
    const before = desktop.device;
    expect(desktop.forget('0'.repeat(64))).toBe(false);
    expect(desktop.device).toEqual(before);
    expect(desktop.forget(before.tokenHash)).toBe(true);
    expect(desktop.device.tokenHash).not.toBe(before.tokenHash);
    expect(open().device).toEqual(desktop.device);
  });

  it('goes on where it cannot be kept, and says so', () => {
    const desktop = open(join(directory, 'none'));
    expect(desktop.device).toEqual(desktop.device);
    expect(warnings).toEqual([expect.stringMatching(/desktop-device cannot be written \(.*\); people sign in anew after the next start$/)]);
  });
});
