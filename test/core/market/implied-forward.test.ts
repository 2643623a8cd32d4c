import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Chain } from '../../../src-core/market/chain.ts';
import { impliedForward } from '../../../src-core/market/implied-forward.ts';
import { parseIsoDate } from '../../../src-core/time.ts';

/** A chain around 600 whose quotes are consistent with the forward, wider away from it. */
function chainWith(forward: number, discount: number): Chain {
  const chain = new Chain('SPY', parseIsoDate('2026-08-21'));
  const strikes = Array.from({ length: 41 }, (_, i) => 580 + i);
  chain.list(strikes.flatMap((strike) => [{ strike, right: 'put' as const }, { strike, right: 'call' as const }]));
  for (const { strike, call, put } of chain.ladder) {
    const timeValue = Math.max(0.05, 2 - Math.abs(strike - forward) / 10);
    const half = 0.01 + Math.abs(strike - forward) / 200;
    set(chain, call, Math.max(0, discount * (forward - strike)) + timeValue, half);
    set(chain, put, Math.max(0, discount * (strike - forward)) + timeValue, half);
  }
  return chain;
}

function set(chain: Chain, row: number, mid: number, half: number): void {
  chain.columns.bid[row] = mid - half;
  chain.columns.ask[row] = mid + half;
  chain.quoteTime[row] = 1000;
}

const always = Number.NEGATIVE_INFINITY;

describe('implied forward', () => {
  it('finds the forward that the quotes were made with, from any centre or none', () => {
    fc.assert(
      fc.property(fc.double({ min: 590, max: 610, noNaN: true }), fc.double({ min: 0.99, max: 1, noNaN: true }), (forward, discount) => {
        const chain = chainWith(forward, discount);
        for (const centre of [forward, forward + 3, Number.NaN]) {
          expect(impliedForward(chain, centre, discount, always)).toBeCloseTo(forward, 6);
        }
      }),
    );
  });

  it('survives a wrong quote, a crossed one, a missing side and a stale one', () => {
    const chain = chainWith(600.4, 1);
    const at = chain.row(600, 'call') ?? -1;
    chain.columns.bid[at] = 9;
    chain.columns.ask[at] = 9.02;
    chain.columns.bid[chain.row(601, 'put') ?? -1] = 50;
    chain.columns.bid[chain.row(599, 'call') ?? -1] = Number.NaN;
    set(chain, chain.row(602, 'call') ?? -1, 30, 0.01);
    chain.quoteTime[chain.row(602, 'call') ?? -1] = 10;
    expect(impliedForward(chain, 600.4, 1, 500)).toBeCloseTo(600.4, 6);
  });

  it('is absent when no strike has both sides', () => {
    const chain = chainWith(600, 1);
    for (const { call } of chain.ladder) chain.columns.bid[call] = 0;
    expect(impliedForward(chain, 600, 1, always)).toBeNaN();
    expect(impliedForward(new Chain('SPY', parseIsoDate('2026-08-21')), 600, 1, always)).toBeNaN();
    expect(impliedForward(chainWith(600, 1), 600, 1, 1001)).toBeNaN();
  });
});
