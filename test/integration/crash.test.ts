import { expect, test } from 'vitest';
import { builtProgram } from '../support/built-program.ts';
import { crashRounds } from '../support/crash/crash-rounds.ts';

const rounds = Number(process.env['CRASH_ROUNDS'] ?? 4);
const seed = Number(process.env['CRASH_SEED'] ?? 1);

test(`a busy core killed ${rounds} times (seed ${seed}) keeps all it has said, once`, async () => {
  builtProgram();
  const { details, lost, duplicated, unbalanced, killed, ordersAcknowledged, fillsTold } = await crashRounds(rounds, seed);
  expect(details).toEqual([]);
  expect({ lost, duplicated, unbalanced, killed }).toEqual({ lost: 0, duplicated: 0, unbalanced: 0, killed: rounds });
  // A quiet session would prove nothing.
  expect(ordersAcknowledged).toBeGreaterThan(10 * rounds);
  expect(fillsTold).toBeGreaterThan(rounds);
}, 30_000 + rounds * 10_000);
