import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { median, rounded } from '../support/figures.ts';

const HEADLESS = join(import.meta.dirname, '../../out/main/headless.js');
const RUNS = 3;

const summarySchema = z.object({
  quotes: z.number(),
  contractsPriced: z.number(),
  fills: z.number(),
  wallSeconds: z.number(),
  peakMemoryMb: z.number(),
});
type Summary = z.output<typeof summarySchema>;

/** The whole session of seed 1 as fast as it goes, with the default plan and without one: medians of three runs each. */
export async function run(): Promise<Record<string, number>> {
  const traded = await runs([]);
  const watched = await runs(['--plan', 'none']);
  return { ...figures('traded', traded), fills: median(traded.map(({ fills }) => fills)), ...figures('plan none', watched) };
}

async function runs(flags: readonly string[]): Promise<readonly Summary[]> {
  const summaries: Summary[] = [];
  for (let round = 0; round < RUNS; round += 1) {
    const { stdout } = await promisify(execFile)(process.execPath, [HEADLESS, '--json', '--seed', '1', '--date', '2026-11-20', '--speed', 'max', ...flags]);
    summaries.push(summarySchema.parse(JSON.parse(stdout)));
  }
  return summaries;
}

function figures(name: string, summaries: readonly Summary[]): Record<string, number> {
  const of = (pick: (summary: Summary) => number): number => median(summaries.map(pick));
  return {
    [`${name}: quotes`]: of(({ quotes }) => quotes),
    [`${name}: quotes a second`]: rounded(of(({ quotes, wallSeconds }) => quotes / wallSeconds)),
    [`${name}: contracts priced a second`]: rounded(of(({ contractsPriced, wallSeconds }) => contractsPriced / wallSeconds)),
    [`${name}: wall, s`]: rounded(of(({ wallSeconds }) => wallSeconds), 2),
    [`${name}: peak memory, MB`]: of(({ peakMemoryMb }) => peakMemoryMb),
  };
}
