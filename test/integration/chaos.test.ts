import { describe, expect, test } from 'vitest';
import { builtProgram } from '../support/built-program.ts';
import { chaosRounds } from '../support/chaos/chaos-rounds.ts';
import { hasDeskServers } from '../support/chaos/desk-servers.ts';

const rounds = Number(process.env['CHAOS_ROUNDS'] ?? 5);
const seed = Number(process.env['CHAOS_SEED'] ?? 1);

describe.skipIf(!hasDeskServers('a desk whose servers suffer'))('a desk whose servers suffer', () => {
  test(`killed, stopped, restarted and emptied ${rounds} times (seed ${seed}), they hold in the end what the terminal does, once`, async () => {
    builtProgram();
    const { differences, operations, ordersTold, refused, thinned, median } = await chaosRounds(rounds, seed);
    expect(differences).toEqual([]);
    expect({ refused, thinned }).toEqual({ refused: 0, thinned: 0 });
    // A quiet session would prove nothing.
    expect(operations).toBeGreaterThan(20 * rounds);
    expect(ordersTold).toBeGreaterThan(5 * rounds);
    // The bound on a single one is measured by the bench, on a machine that does nothing else.
    expect(median).toBeLessThan(250);
  }, 120_000 + rounds * 10_000);
});
