import { expect, test } from 'vitest';
import { proveSequences } from '../../../support/order-sequences/sequence-run.ts';

const SEQUENCES = 25_000;

test('REDUCING raises neither the greatest loss nor the margin, orders in flight counted; HALTED takes nothing but a flattening', () => {
  const reached = proveSequences(
    {
      capital: [100_000, 250_000],
      limits: { max_loss_per_trade: [8], max_positions: [10, 4], max_margin_use: [60, 20], max_delta: [5_000], max_gamma: [20_000] },
      states: 12,
      tightenings: 0,
      lateFills: 0,
      received: 3,
    },
    SEQUENCES,
  );
  expect(reached.sequences).toBe(SEQUENCES);
  expect(reached.sentWhileReducing / SEQUENCES).toBeGreaterThan(0.05);
  expect(reached.flattenedWhileHalted / SEQUENCES).toBeGreaterThan(0.01);
  for (const code of ['reducing', 'halted'] as const) expect(reached.denials.get(code) ?? 0, code).toBeGreaterThan(SEQUENCES / 10);
}, 600_000);
