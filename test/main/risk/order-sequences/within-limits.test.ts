import { expect, test } from 'vitest';
import { proveSequences } from '../../../support/order-sequences/sequence-run.ts';

const SEQUENCES = 45_000;

test('no sequence of orders, changes, cancels, fills and market moves leaves the book beyond a limit', () => {
  const reached = proveSequences(
    {
      capital: [25_000, 100_000],
      limits: {
        max_loss_per_trade: [4, 2, 8],
        max_day_risk: [16, 6, 10],
        max_underlying_risk: [12, 4, 8],
        max_margin_use: [60, 10, 20],
        max_positions: [10, 3, 4],
        max_positions_per_underlying: [5, 2, 3],
        max_contracts_per_strike: [100, 4, 6],
        max_contracts_per_order: [50, 5],
      },
      states: 1,
      tightenings: 0,
      lateFills: 0,
      received: 0,
    },
    SEQUENCES,
  );
  expect(reached.sequences).toBe(SEQUENCES);
  // They get as far as what they are to prove: much is sent, beside other orders and changed, and every limit denies.
  expect(reached.sent / SEQUENCES).toBeGreaterThan(1.2);
  expect(reached.sentBesideOthers / SEQUENCES).toBeGreaterThan(0.15);
  expect(reached.changed / SEQUENCES).toBeGreaterThan(0.08);
  for (const code of ['trade_loss', 'undefined_risk', 'margin_use', 'buying_power', 'underlying_risk', 'day_at_worst', 'contracts', 'strike_contracts', 'positions', 'more_than_held'] as const) {
    expect(reached.denials.get(code) ?? 0, code).toBeGreaterThan(SEQUENCES / 100);
  }
}, 600_000);
