import { describe, expect, it } from 'vitest';
import type { VanillaOption } from '../../../src-core/pricing/black-scholes.ts';
import { impliedVolatility } from '../../../src-core/pricing/implied-volatility.ts';
import { SOLUTIONS } from '../../../src-core/pricing/solution.ts';
import { categories, volatilityFaults } from './accuracy.ts';
import { hasReference, readOwnReference, readReference, type ReferenceRow } from './reference.ts';

const OPTION: VanillaOption = { right: 'call', spot: 612, strike: 600, years: 1 / 1460, rate: 0, dividendYield: 0 };

function agrees(rows: readonly ReferenceRow[]): void {
  it('in every category', () => {
    expect(categories(rows).length).toBeGreaterThanOrEqual(8);
  });

  it.each(categories(rows))('%s', (category) => {
    const chosen = rows.filter((row) => row['category'] === category);
    expect(chosen.length).toBeGreaterThanOrEqual(10);
    expect(volatilityFaults(chosen, impliedVolatility)).toEqual([]);
  });
}

describe('agrees with the values computed with 80 digits', () => {
  const rows = readOwnReference('implied-volatility.csv');
  agrees(rows);

  it('for every answer there is', () => {
    const answers = new Set(rows.map((row) => row['status']));
    expect([...answers].toSorted()).toEqual(SOLUTIONS.filter((solution) => solution !== 'expired').toSorted());
    expect(rows.filter((row) => row['status'] === 'ok').length).toBeGreaterThanOrEqual(200);
  });
});

describe.skipIf(!hasReference)('agrees with the larger set computed with 80 digits (skipped without ../shared/reference)', () => {
  agrees(hasReference ? readReference('iv_reference.csv') : []);
});

describe('the reason for none', () => {
  it.each<[Partial<VanillaOption>, number, string]>([
    [{}, 11.99, 'below_intrinsic'],
    [{}, 12, 'at_intrinsic'],
    [{ strike: 612 }, 0, 'at_intrinsic'],
    [{ strike: 612 }, -0.01, 'below_intrinsic'],
    [{}, 612, 'at_maximum'],
    [{}, 613, 'above_maximum'],
    [{ right: 'put' }, 600, 'at_maximum'],
    [{ right: 'put' }, 600.01, 'above_maximum'],
    [{ years: 0 }, 15, 'expired'],
    [{ years: -1 }, 15, 'expired'],
    [{ spot: 0 }, 15, 'bad_input'],
    [{ strike: -600 }, 15, 'bad_input'],
    [{ spot: Number.POSITIVE_INFINITY }, 15, 'bad_input'],
    [{ strike: Number.NaN }, 15, 'bad_input'],
    [{ years: Number.NaN }, 15, 'bad_input'],
    [{ years: Number.POSITIVE_INFINITY }, 15, 'bad_input'],
    [{ rate: Number.NaN }, 15, 'bad_input'],
    [{ dividendYield: Number.NEGATIVE_INFINITY }, 15, 'bad_input'],
    [{ rate: -1e9 }, 15, 'bad_input'],
    [{}, Number.NaN, 'bad_input'],
    [{}, Number.POSITIVE_INFINITY, 'bad_input'],
  ])('%j at %d: %s', (change, price, reason) => {
    expect(impliedVolatility({ ...OPTION, ...change }, price)).toEqual({ ok: false, reason });
  });

  it('is not asked of the call before', () => {
    expect(impliedVolatility(OPTION, 13).ok).toBe(true);
    expect(impliedVolatility({ ...OPTION, spot: Number.NaN }, 13)).toEqual({ ok: false, reason: 'bad_input' });
    expect(impliedVolatility(OPTION, 13).ok).toBe(true);
  });
});
