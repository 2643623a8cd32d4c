import { expect, it } from 'vitest';
import { fromDollars } from '../../../src-core/money.ts';
import { candidatePayoff } from '../../../src-renderer/panels/signals/candidate-payoffs.tsx';
import { option } from './signal-fixture.ts';

const spread = {
  legs: [{ symbol: option(549), side: 'buy' as const, ratio: 1 }, { symbol: option(551), side: 'sell' as const, ratio: 1 }],
  natural: fromDollars(0.83),
  fees: { entry: fromDollars(2.62), exit: fromDollars(2.62) },
};

it('a candidate’s payoff pays the natural price and the entry fees, and reaches as far as the axis', () => {
  const curve = candidatePayoff(spread, fromDollars(548.5), { low: 500, high: 600 });
  expect(curve[0]).toMatchObject({ price: 500, result: -85.62 });
  expect(curve.at(-1)).toMatchObject({ price: 600, result: 114.38 });
  const zero = curve.find((point) => point.result === 0);
  expect(zero?.price).toBeCloseTo(549.8562, 6);
});
