import { describe, expect, it } from 'vitest';
import { chainLayoutSchema } from '../../../src-core/contract/schemas.ts';
import { nearestRung, strikeLadder } from '../../../src-renderer/panels/chain/strike-ladder.ts';

const layout = chainLayoutSchema.parse({
  underlying: 'SPY',
  expiry: '2026-11-20',
  layoutVersion: 1,
  clockLabel: 'flat clock',
  contracts: [
    { symbol: 'SPY   261120P00612000', strike: 612, right: 'put' },
    { symbol: 'SPY   261120C00614000', strike: 614, right: 'call' },
    { symbol: 'SPY   261120C00612000', strike: 612, right: 'call' },
  ],
});

describe('strikeLadder', () => {
  it('pairs calls and puts, highest strike first, with -1 where one is not listed', () => {
    expect(strikeLadder(layout)).toEqual([
      { strike: 614, call: 1, put: -1, callSymbol: 'SPY   261120C00614000', putSymbol: '' },
      { strike: 612, call: 2, put: 0, callSymbol: 'SPY   261120C00612000', putSymbol: 'SPY   261120P00612000' },
    ]);
  });

  it('finds the nearest strike, the higher of two', () => {
    const ladder = strikeLadder(layout);
    expect(nearestRung(ladder, 612.4)).toBe(1);
    expect(nearestRung(ladder, 613)).toBe(0);
    expect(nearestRung(ladder, Number.NaN)).toBe(-1);
    expect(nearestRung([], 612)).toBe(-1);
  });
});
