import { describe, expect, it } from 'vitest';
import { Chain } from '../../../../src-core/market/chain.ts';
import { STATUS_CODE } from '../../../../src-core/market/quote-status.ts';
import { gatherSmilePoints } from '../../../../src-core/market/smile/smile-points.ts';
import { parseIsoDate } from '../../../../src-core/time.ts';

interface Side {
  readonly bid: number;
  readonly ask: number;
  readonly iv: number;
  readonly delta: number;
  /** Dollars per 1 %. */
  readonly vega: number;
}

function chainOf(sides: Record<string, Side>): Chain {
  const chain = new Chain('SPY', parseIsoDate('2026-08-21'));
  chain.list(Object.keys(sides).map((name) => ({ strike: Number(name.slice(1)), right: name.startsWith('P') ? 'put' : 'call' })));
  for (const [name, side] of Object.entries(sides)) {
    const row = rowOf(chain, name);
    for (const field of ['bid', 'ask', 'iv', 'delta', 'vega'] as const) chain.columns[field][row] = side[field];
    chain.status[row] = STATUS_CODE.priced;
  }
  chain.forward = 600.2;
  return chain;
}

function rowOf(chain: Chain, name: string): number {
  return chain.row(Number(name.slice(1)), name.startsWith('P') ? 'put' : 'call') ?? -1;
}

const near: Side = { bid: 1, ask: 1.02, iv: 0.15, delta: 0.5, vega: 0.05 };
const sides = {
  P590: { bid: 0.01, ask: 0.02, iv: 0.3, delta: -0.01, vega: 0.002 },
  C590: { bid: 10.1, ask: 10.3, iv: 0.32, delta: 0.99, vega: 0.002 },
  P600: { ...near, delta: -0.48 },
  C600: { ...near, iv: 0.16 },
  P610: { bid: 9.7, ask: 9.9, iv: 0.25, delta: -0.97, vega: 0.004 },
  C610: { bid: 0.1, ask: 0.12, iv: 0.14, delta: 0.04, vega: 0.01 },
};

describe('points of a chain', () => {
  it('takes the out-of-the-money side, and the mean of both near the money', () => {
    const points = gatherSmilePoints(chainOf(sides), 0.001);
    expect(points.count).toBe(3);
    expect([points.forward, points.years]).toEqual([600.2, 0.001]);
    expect([...points.strike.subarray(0, 3)]).toEqual([590, 600, 610]);
    expect(points.volatility[0]).toBe(0.3);
    expect(points.volatility[1]).toBeCloseTo(0.155, 12);
    expect(points.volatility[2]).toBe(0.14);
    // Half of two cents over a vega of 5 dollars per 1.00.
    expect(points.halfSpread[1]).toBeCloseTo(0.01 / 5, 12);
    expect(points.error[1]).toBeCloseTo((0.01 / 5) * 1.01 * Math.SQRT1_2, 12);
  });

  it('averages by precision', () => {
    const points = gatherSmilePoints(chainOf({ ...sides, C600: { ...near, iv: 0.16, ask: 1.06 } }), 0.001);
    // The call is three times as wide, so its weight is a ninth.
    expect(points.volatility[1]).toBeCloseTo((0.15 * 9 + 0.16) / 10, 12);
  });

  it('trusts a quote at the least tick half as much as its spread says', () => {
    const points = gatherSmilePoints(chainOf(sides), 0.001);
    expect(points.error[0]).toBeCloseTo(2 * (points.halfSpread[0] ?? 0), 12);
    expect(points.error[2]).toBeCloseTo(1.1 * (points.halfSpread[2] ?? 0), 12);
  });

  it.each(['stale', 'crossed', 'one_sided', 'locked', 'below_intrinsic', 'absent'] as const)('leaves %s sides out', (status) => {
    const chain = chainOf(sides);
    chain.status[rowOf(chain, 'P590')] = STATUS_CODE[status];
    chain.status[rowOf(chain, 'C600')] = STATUS_CODE[status];
    const points = gatherSmilePoints(chain, 0.001);
    expect([...points.strike.subarray(0, points.count)]).toEqual([600, 610]);
    expect(points.volatility[0]).toBe(0.15);
  });

  it('copes with a side that is not listed, no forward and no chain at all', () => {
    const chain = chainOf({ P600: near, C610: sides.C610 });
    expect(gatherSmilePoints(chain, 0.001).count).toBe(2);
    chain.forward = Number.NaN;
    expect(gatherSmilePoints(chain, 0.001).count).toBe(0);
    expect(gatherSmilePoints(new Chain('SPY', parseIsoDate('2026-08-21')), 0.001).count).toBe(0);
  });
});
