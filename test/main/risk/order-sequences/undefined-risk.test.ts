import { expect, test } from 'vitest';
import { proveSequences } from '../../../support/order-sequences/sequence-run.ts';

const SEQUENCES = 15_000;

test('where a loss without bound is allowed it is bounded within the tail move, and limited so', () => {
  const reached = proveSequences(
    {
      capital: [500_000, 1_000_000],
      limits: {
        allow_undefined_risk: [1],
        tail_move: [5, 15],
        max_loss_per_trade: [8, 4],
        max_underlying_risk: [12, 8],
        max_contracts_per_strike: [100, 6],
        max_margin_use: [60, 10],
        max_delta: [5_000],
        max_gamma: [20_000],
      },
      states: 1,
      tightenings: 1,
      lateFills: 1,
      received: 4,
    },
    SEQUENCES,
  );
  expect(reached.sequences).toBe(SEQUENCES);
  expect(reached.sent / SEQUENCES).toBeGreaterThan(1.2);
  for (const code of ['trade_loss', 'underlying_risk', 'day_at_worst'] as const) expect(reached.denials.get(code) ?? 0, code).toBeGreaterThan(SEQUENCES / 100);
}, 600_000);
