import { expect, test } from 'vitest';
import { proveSequences } from '../../../support/order-sequences/sequence-run.ts';

const SEQUENCES = 15_000;

test('what stands beyond a limit by limits set tighter, by positions received or by a fill after the end of an order is made no worse', () => {
  const reached = proveSequences(
    {
      capital: [25_000, 100_000],
      limits: { max_loss_per_trade: [4, 8], max_positions: [10, 4], max_contracts_per_strike: [100, 10] },
      states: 2,
      tightenings: 7,
      lateFills: 6,
      received: 2,
    },
    SEQUENCES,
  );
  expect(reached.sequences).toBe(SEQUENCES);
  expect(reached.sent / SEQUENCES).toBeGreaterThan(0.5);
  expect(reached.startedBeyond / SEQUENCES).toBeGreaterThan(0.1);
}, 600_000);
