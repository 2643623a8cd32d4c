import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const bars = join(root, '../shared/sessions/spy-qqq-iwm-1m-5m-yahoo');

function measure(...args: string[]): { status: number | null; output: string } {
  const result = spawnSync(process.execPath, [join(root, 'scripts/measure-correlation-baseline.mjs'), ...args], { encoding: 'utf8' });
  return { status: result.status, output: `${result.stdout}${result.stderr}` };
}

it('names the files it misses', () => {
  const { status, output } = measure(join(root, 'resources'));
  expect(status).toBe(2);
  expect(output).toContain('BARS must hold SPY_1m.csv, QQQ_1m.csv, IWM_1m.csv');
});

describe.skipIf(!existsSync(bars))('on the recorded bars (skipped without ../shared/sessions/spy-qqq-iwm-1m-5m-yahoo)', () => {
  it('measures the baseline that the program comes with', () => {
    const folder = mkdtempSync(join(tmpdir(), 'correlation-baseline-'));
    const target = join(folder, 'baseline.json');
    expect(measure(bars, target).status).toBe(0);
    expect(readFileSync(target, 'utf8')).toBe(readFileSync(join(root, 'resources/correlation-baseline.json'), 'utf8'));
    rmSync(folder, { recursive: true });
  });

  it('knows how far a session that it has not seen strays', () => {
    const { status, output } = measure(bars, '--check');
    expect(status).toBe(0);
    const strays = [...output.matchAll(/root mean square ([\d.]+)/g)].map(([, value]) => Number(value));
    expect(strays).toHaveLength(3);
    for (const stray of strays) {
      expect(stray).toBeGreaterThan(0.8);
      expect(stray).toBeLessThan(1.25);
    }
  });
});
