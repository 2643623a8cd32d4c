import { expect, test } from 'vitest';
import { Chain } from '../../../src-core/market/chain.ts';
import { chainExposure } from '../../../src-core/market/gamma-exposure.ts';
import { parseIsoDate } from '../../../src-core/time.ts';

/** Open interest and gamma of the call and the put of some strikes. */
function chainOf(rows: readonly (readonly [strike: number, call: readonly [number, number], put: readonly [number, number]])[]): Chain {
  const chain = new Chain('SPY', parseIsoDate('2026-11-20'));
  chain.list(rows.flatMap(([strike]) => [{ strike, right: 'call' as const }, { strike, right: 'put' as const }]));
  rows.forEach(([, call, put], index) => {
    for (const [offset, [interest, gamma]] of [call, put].entries()) {
      chain.columns.openInterest[2 * index + offset] = interest;
      chain.columns.gamma[2 * index + offset] = gamma;
    }
  });
  chain.forward = 600;
  return chain;
}

test('exposure is gamma times shares times the square of the price, for one percent', () => {
  // 0.05 · 1,000 contracts · 100 · 600² · 0.01: a call's delta rises by 0.3 for a 6 dollar move, 30,000 shares, 18 million dollars.
  const result = chainExposure(chainOf([[600, [1_000, 0.05], [2_000, 0.05]], [605, [500, 0.02], [0, 0.02]]]), 600, 3);
  if (!result.ok) throw new Error(result.reason);
  expect(result.value.calls).toBeCloseTo(18e6 + 3.6e6, 3);
  expect(result.value.puts).toBeCloseTo(36e6, 3);
  expect(result.value.heaviest.map(({ strike, openInterest }) => [strike, openInterest])).toEqual([[600, 3_000], [605, 500]]);
  expect(result.value.heaviest[0]?.puts).toBeCloseTo(36e6, 3);
});

test('a side without gamma has that of the other, and nothing is said where both are missing near the price', () => {
  const oneSide = chainExposure(chainOf([[600, [1_000, Number.NaN], [1_000, 0.05]]]), 600, 3);
  expect(oneSide.ok && oneSide.value.calls).toBeCloseTo(18e6, 3);
  const far = chainExposure(chainOf([[600, [1_000, 0.05], [0, 0.05]], [650, [90_000, Number.NaN], [0, Number.NaN]]]), 600, 3);
  expect(far.ok && far.value.calls).toBeCloseTo(18e6, 3);
  const near = chainExposure(chainOf([[600, [1_000, 0.05], [0, 0.05]], [602, [500, Number.NaN], [0, Number.NaN]]]), 600, 3);
  expect(near).toEqual({ ok: false, reason: 'gamma is known for 66 % of the open interest near the price, 80 % are needed' });
});

test('without open interest nothing is known', () => {
  expect(chainExposure(chainOf([[600, [Number.NaN, 0.05], [Number.NaN, 0.05]]]), 600, 3)).toEqual({ ok: false, reason: 'no open interest is known' });
});
