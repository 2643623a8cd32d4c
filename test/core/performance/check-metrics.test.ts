import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { METRIC_NAMES, type Metric } from '../../../src-core/performance/metric.ts';
import { daysOfTrades } from '../../../src-core/performance/day-net.ts';
import { METRICS } from '../../../src-core/performance/metrics.ts';
import { metricsOf } from '../../../src-core/performance/metrics-of.ts';
import { DIMENSIONS } from '../../../src-core/performance/slice.ts';
import { slicesOf } from '../../../src-core/performance/slices-of.ts';
import { studentQuantile } from '../../../src-core/statistics/student-quantile.ts';
import { wilsonInterval } from '../../../src-core/statistics/wilson-interval.ts';
import { daysCsv, madeTrades, tradesCsv } from './made-trades.ts';

const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name);
const SCRIPT = join(import.meta.dirname, '../../../scripts/check-metrics.py');

/** What check-metrics.py writes. */
const checkedSchema = z.object({
  value: z.number().nullable(),
  sample: z.number(),
  low: z.number().optional(),
  high: z.number().optional(),
  error: z.number().optional(),
  effective: z.number().optional(),
  freedom: z.number().nullable().optional(),
});
type Checked = z.output<typeof checkedSchema>;
const checkedFileSchema = z.record(z.string(), z.record(z.enum(METRIC_NAMES), checkedSchema));

const { results, days, startEquity } = madeTrades();
const kept = checkedFileSchema.parse(JSON.parse(readFileSync(fixture('metrics.json'), 'utf8')));

/** Every slice of the made trades and all of them, under the names that the script gives them. */
function ours(): Map<string, readonly Metric[]> {
  const dates = days.map(({ date }) => date);
  const found = new Map([['all', metricsOf(results, days, startEquity)]]);
  for (const dimension of DIMENSIONS) {
    for (const slice of slicesOf(results, dimension)) {
      found.set(`${dimension} ${slice.key}`, metricsOf(slice.results, daysOfTrades(slice.results, dates), startEquity));
    }
  }
  return found;
}

function expectEqual(actual: number | null | undefined, expected: number | null | undefined, what: string, tolerance = 1e-9): void {
  if (typeof actual !== 'number' || typeof expected !== 'number') return expect(actual ?? null, what).toBe(expected ?? null);
  expect(Math.abs(actual - expected), `${what}: ${actual} against ${expected}`).toBeLessThanOrEqual(tolerance * Math.max(Math.abs(actual), Math.abs(expected)));
}

/** The bounds that the script's error gives with the quantile of this program, which is right to five digits. */
function bounds({ value, low, high, error, effective, freedom }: Checked): { low?: number | undefined; high?: number | undefined } {
  if (value === null || typeof freedom !== 'number') return { low, high };
  const deviations = studentQuantile(0.95, freedom);
  if (effective !== undefined) return wilsonInterval(value, effective, deviations);
  return error === undefined ? { low, high } : { low: value - deviations * error, high: value + deviations * error };
}

describe('metricsOf against check-metrics.py', () => {
  it('reads the trades that this test makes', async () => {
    await expect(tradesCsv(results)).toMatchFileSnapshot(fixture('trades.csv'));
    await expect(daysCsv(days)).toMatchFileSnapshot(fixture('days.csv'));
  });

  it('gives the same figures of all trades and of every slice, to 1e-9 of them', () => {
    const found = ours();
    expect([...found.keys()].toSorted()).toEqual(Object.keys(kept).toSorted());
    let compared = 0;
    for (const [slice, metrics] of found) {
      for (const { name, value, low, high, sample, because } of metrics) {
        const expected = kept[slice]?.[name];
        const what = `${name} of ${slice}`;
        if (expected === undefined) throw new Error(`check-metrics.py has no ${what}`);
        expect(sample, what).toBe(expected.sample);
        if (sample < METRICS[name].leastSample) {
          expect(value, what).toBeNull();
          continue;
        }
        expectEqual(value, expected.value, what);
        expect(because === null, what).toBe(value !== null);
        const { low: least, high: most } = bounds(expected);
        expectEqual(low, least, `low ${what}`);
        expectEqual(high, most, `high ${what}`);
        if (low !== null && high !== null) {
          // The script finds Student's quantile itself.
          expect(Math.abs((expected.high ?? 0) - (expected.low ?? 0) - (high - low)), what).toBeLessThan(3e-5 * (high - low));
        }
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(1_000);
  });

  it('is checked by figures that the script still gives', (context) => {
    const { status, stdout, stderr, error } = spawnSync('python3', [SCRIPT, fixture('trades.csv'), fixture('days.csv'), String(startEquity)], { encoding: 'utf8' });
    if (error !== undefined) return context.skip('there is no python3 here: only the figures that were kept are compared');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const fresh = checkedFileSchema.parse(JSON.parse(stdout));
    expect(Object.keys(fresh)).toEqual(Object.keys(kept));
    for (const [slice, figures] of Object.entries(fresh)) {
      for (const name of METRIC_NAMES) {
        for (const part of ['value', 'sample', 'low', 'high', 'error', 'effective', 'freedom'] as const) {
          expectEqual(figures[name][part], kept[slice]?.[name][part], `${part} of ${name} of ${slice}`, 1e-12);
        }
      }
    }
  });
});
