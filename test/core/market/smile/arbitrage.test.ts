import { describe, expect, it } from 'vitest';
import { checkArbitrage } from '../../../../src-core/market/smile/arbitrage.ts';
import { sviSmile, vogt } from './svi.ts';

describe('check for static arbitrage', () => {
  it('finds the negative density of the parameters known for it', () => {
    const check = checkArbitrage(sviSmile(vogt, 100, 1));
    expect(check).toMatchObject({ ok: false, reason: 'butterfly' });
    // The published g(k) is below zero between about 0.7 and 1.2.
    const at = check.ok ? Number.NaN : Math.log(check.strike / 100);
    expect(at).toBeGreaterThan(0.6);
    expect(at).toBeLessThan(1.3);
  });

  it('passes parameters whose density is positive', () => {
    expect(checkArbitrage(sviSmile({ a: 0.01, b: 0.05, rho: -0.3, m: 0, sigma: 0.2 }, 100, 1))).toEqual({ ok: true });
  });

  it('finds wings steeper than two, and a variance below zero', () => {
    expect(checkArbitrage(sviSmile({ a: 0.3, b: 1.9, rho: -0.4, m: 0, sigma: 0.8 }, 100, 1))).toMatchObject({ ok: false });
    expect(checkArbitrage(sviSmile({ a: 5, b: 2.2, rho: 0, m: 0, sigma: 4 }, 100, 1))).toMatchObject({ ok: false, reason: 'steep_wing' });
    expect(checkArbitrage(sviSmile({ a: -0.02, b: 0.1, rho: 0, m: 0.3, sigma: 0.1 }, 100, 1))).toMatchObject({
      ok: false,
      reason: 'not_a_volatility',
    });
    const absent = { forward: 100, years: 1, at: () => ({ volatility: Number.NaN, slope: 0, curvature: 0 }) };
    expect(checkArbitrage(absent)).toEqual({ ok: false, reason: 'not_a_volatility', strike: 100 });
  });
});
