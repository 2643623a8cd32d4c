import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checksums-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function sumUp(): { status: number | null; said: string } {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/checksums.mjs'), folder], { encoding: 'utf8' });
  return { status, said: stderr };
}

it('sums up each installer by name, not what was unpacked beside them, and itself never', () => {
  writeFileSync(join(folder, 'b.deb'), 'two');
  writeFileSync(join(folder, 'a.AppImage'), 'one');
  mkdirSync(join(folder, 'linux-unpacked'));
  writeFileSync(join(folder, 'linux-unpacked', 'program'), 'three');
  const sum = (text: string): string => createHash('sha256').update(text).digest('hex');
  const lines = `${sum('one')}  a.AppImage\n${sum('two')}  b.deb\n`;
  for (let time = 0; time < 2; time++) {
    expect(sumUp()).toEqual({ status: 0, said: '' });
    expect(readFileSync(join(folder, 'SHA256SUMS'), 'utf8')).toBe(lines);
  }
});

it('does not call nothing a release', () => {
  expect(sumUp()).toEqual({ status: 1, said: `there is nothing to sum up in ${folder}: expected installers\n` });
});
