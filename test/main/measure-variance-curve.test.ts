import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const bars = join(root, '../shared/sessions/spy-qqq-iwm-1m-5m-yahoo');

function measure(...args: string[]): { status: number | null; output: string } {
  const result = spawnSync(process.execPath, [join(root, 'scripts/measure-variance-curve.mjs'), ...args], { encoding: 'utf8' });
  return { status: result.status, output: `${result.stdout}${result.stderr}` };
}

it('names the files it misses', () => {
  const { status, output } = measure(join(root, 'resources'));
  expect(status).toBe(2);
  expect(output).toContain('BARS must hold SPY_5m.csv, QQQ_5m.csv, IWM_5m.csv');
});

describe.skipIf(!existsSync(bars))('on the recorded bars (skipped without ../shared/sessions/spy-qqq-iwm-1m-5m-yahoo)', () => {
  it('measures the curve that the program comes with', () => {
    const folder = mkdtempSync(join(tmpdir(), 'variance-curve-'));
    const target = join(folder, 'curve.json');
    expect(measure(bars, target).status).toBe(0);
    expect(readFileSync(target, 'utf8')).toBe(readFileSync(join(root, 'resources/variance-curve.json'), 'utf8'));
    rmSync(folder, { recursive: true });
  });

  it('predicts days it was not fitted on better than the flat clock', () => {
    const { status, output } = measure(bars, '--check');
    expect(status).toBe(0);
    const [, variance, flat] = /^mean +([\d.]+) +([\d.]+)/m.exec(output) ?? [];
    expect(Number(variance)).toBeLessThan(0.9 * Number(flat));
  });
});
