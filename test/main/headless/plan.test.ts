import { expect, test } from 'vitest';
import type { Right } from '../../../src-core/instruments/instrument.ts';
import { Chain } from '../../../src-core/market/chain.ts';
import { type PlanStep, planLegs, planSchema } from '../../../src-main/headless/plan.ts';
import defaultPlan from '../../../resources/plans/one-condor-each.json' with { type: 'json' };
import { DATE, option } from '../trading/trading-fixture.ts';

/** Strikes 600 to 620; calls' deltas fall from 1 to 0 by 0.05 a strike, puts' from 0 to -1. */
function chain(): Chain {
  const listed = new Chain('SPY', DATE);
  const strikes = Array.from({ length: 21 }, (_, index) => 600 + index);
  listed.list(strikes.flatMap((strike) => (['call', 'put'] as const).map((right) => ({ strike, right }))));
  strikes.forEach((strike, index) => {
    for (const right of ['call', 'put'] as const) {
      listed.columns.delta[listed.row(strike, right) ?? -1] = right === 'call' ? 1 - index * 0.05 : -index * 0.05;
    }
  });
  return listed;
}

const step = (rest: Partial<PlanStep>): PlanStep => ({
  at: '10:00',
  underlying: 'SPY',
  structure: 'iron_condor',
  shortDelta: 0.2,
  width: 3,
  quantity: 1,
  price: 'mid',
  ...rest,
});

const legs = (...parts: readonly (readonly ['buy' | 'sell', Right, number])[]) =>
  parts.map(([side, right, strike]) => ({ symbol: option(right, strike), side, ratio: 1 }));

test.each([
  ['iron_condor', {}, legs(['buy', 'put', 601], ['sell', 'put', 604], ['sell', 'call', 616], ['buy', 'call', 619])],
  ['bull_put_spread', { width: 2 }, legs(['sell', 'put', 604], ['buy', 'put', 602])],
  ['bear_call_spread', { shortDelta: 0.31, width: 1 }, legs(['sell', 'call', 614], ['buy', 'call', 615])],
  ['long_call', { shortDelta: 0.4 }, legs(['buy', 'call', 612])],
  ['long_put', { shortDelta: 0.05 }, legs(['buy', 'put', 601])],
  ['long_straddle', { shortDelta: 0.1, width: 5 }, legs(['buy', 'call', 610], ['buy', 'put', 610])],
] as const)('%s takes its strikes by delta and width', (structure, rest, expected) => {
  expect(planLegs(step({ structure, ...rest }), chain())).toEqual({ ok: true, legs: expected });
});

test('a strike that is not listed, or a side without a delta, is a reason not to trade', () => {
  expect(planLegs(step({ width: 7 }), chain())).toEqual({ ok: false, reason: 'no 597 put of SPY is listed' });
  expect(planLegs(step({ width: 0.5 }), chain())).toEqual({ ok: false, reason: 'no 603.5 put of SPY is listed' });
  const unpriced = chain();
  unpriced.columns.delta.fill(Number.NaN);
  expect(planLegs(step({}), unpriced)).toEqual({ ok: false, reason: 'no put of SPY has a delta yet' });
  expect(planLegs(step({}), new Chain('SPY', DATE))).toEqual({ ok: false, reason: 'no put of SPY has a delta yet' });
});

test('the built-in plan is a plan', () => {
  expect(planSchema.parse(defaultPlan)).toHaveLength(5);
});

test.each([
  [{ at: '9:30' }, 'at'],
  [{ at: '24:00' }, 'at'],
  [{ underlying: 'DIA' }, 'underlying'],
  [{ structure: 'butterfly' }, 'structure'],
  [{ shortDelta: 0 }, 'shortDelta'],
  [{ width: -1 }, 'width'],
  [{ quantity: 0 }, 'quantity'],
  [{ close: { at: '15:00', price: 'expected' } }, 'close.price'],
])('a plan with %j is refused at that field', (rest, field) => {
  const [issue] = planSchema.safeParse([{ ...step({}), ...rest }]).error?.issues ?? [];
  expect(issue?.path.join('.')).toBe(`0.${field}`);
});
