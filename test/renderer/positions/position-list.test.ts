import { expect, it } from 'vitest';
import type { PackageView } from '../../../src-core/contract/schemas.ts';
import { fromDollars, type Money, ZERO } from '../../../src-core/money.ts';
import { positionList, positionTotals } from '../../../src-renderer/panels/positions/position-list.ts';

function trade(tradeId: string, status: PackageView['status'], openedAt: number, expected: Money | null = ZERO): PackageView {
  return {
    tradeId,
    underlying: 'SPY',
    strategy: 'x',
    signalId: null,
    status,
    openedAt,
    closedAt: null,
    quantity: 1,
    entry: null,
    mid: null,
    natural: null,
    legs: [{ quantity: 1 } as PackageView['legs'][number]],
    greeks: { delta: 1.5, gamma: expected === null ? null : 2, theta: 0, vega: 0 },
    realised: ZERO,
    unrealised: { optimistic: null, expected: null, pessimistic: null },
    profit: { optimistic: fromDollars(3), expected, pessimistic: fromDollars(-1) },
    commission: ZERO,
    fees: ZERO,
    margin: fromDollars(300),
    maximumLoss: null,
  };
}

it('parts what is held from what has ended, newest first, and leaves out what never was', () => {
  const list = positionList([trade('a', 'open', 1), trade('b', 'closed', 2), trade('c', 'open', 3), trade('d', 'rejected', 4), trade('e', 'settled', 5)]);
  expect(list.held.map((held) => held.tradeId)).toEqual(['c', 'a']);
  expect(list.ended.map((ended) => ended.tradeId)).toEqual(['e', 'b']);
});

it('shows no position before anything is filled', () => {
  expect(positionList([{ ...trade('a', 'pending', 1), legs: [] }]).held).toEqual([]);
});

it('sums exactly, and a sum with an absent part is absent', () => {
  const known = positionTotals([trade('a', 'open', 1, fromDollars(0.1)), trade('b', 'open', 2, fromDollars(0.2))]);
  expect(known).toMatchObject({ delta: 3, gamma: 4, expected: fromDollars(0.3), pessimistic: fromDollars(-2), margin: fromDollars(600) });
  const unknown = positionTotals([trade('a', 'open', 1, fromDollars(0.1)), trade('b', 'open', 2, null)]);
  expect(unknown).toMatchObject({ delta: 3, gamma: null, expected: null, optimistic: fromDollars(6) });
});
