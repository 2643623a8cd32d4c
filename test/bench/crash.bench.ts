import { parseArgs } from 'node:util';
import { crashRounds } from '../support/crash/crash-rounds.ts';
import { rounded } from '../support/figures.ts';

/** `--rounds N --seed N`: kills a busy core that often and counts what it did not keep of what it had said; the details go to standard error. */
export async function run(args: readonly string[]): Promise<Record<string, number>> {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } } });
  const began = performance.now();
  const { details, rounds, killed, ordersAcknowledged, fillsTold, askedAgain, lost, duplicated, unbalanced } = await crashRounds(Number(values.rounds), Number(values.seed));
  for (const line of details) console.error(line);
  if (details.length > 0) process.exitCode = 1;
  return { rounds, killed, ordersAcknowledged, fillsTold, askedAgain, lost, duplicated, unbalanced, seconds: rounded((performance.now() - began) / 1000, 1) };
}
