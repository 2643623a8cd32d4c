import { parseArgs } from 'node:util';
import { chaosRounds } from '../support/chaos/chaos-rounds.ts';
import { rounded } from '../support/figures.ts';

/** `--rounds N --seed N --calm`: a busy desk terminal whose servers are killed, stopped, restarted and emptied that often; what differs afterwards goes to standard error. `--calm` leaves the servers alone, for comparison. */
export async function run(args: readonly string[]): Promise<Record<string, number>> {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string', default: '50' }, seed: { type: 'string', default: '1' }, calm: { type: 'boolean', default: false } } });
  const began = performance.now();
  const report = await chaosRounds(Number(values.rounds), Number(values.seed), values.calm);
  for (const line of [...report.differences, ...report.slow]) console.error(line);
  console.error(`troubles: ${JSON.stringify(report.troubles)}`);
  if (report.differences.length > 0) process.exitCode = 1;
  const { rounds, operations, ordersTold, fillsTold, median, p99, slowest, overBound, refused, thinned, secondsToCatchUp } = report;
  return {
    rounds,
    operations,
    ordersTold,
    fillsTold,
    differences: report.differences.length,
    medianMs: rounded(median, 2),
    p99Ms: rounded(p99, 1),
    slowestMs: rounded(slowest, 1),
    over250Ms: overBound,
    refused,
    thinned,
    secondsToCatchUp: rounded(secondsToCatchUp, 1),
    seconds: rounded((performance.now() - began) / 1000, 1),
  };
}
