import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableDensity, tableDistribution } from '../../../../src-core/pricing/american/normal-table.ts';
import { gaussLegendre } from '../../../../src-core/pricing/american/quadrature.ts';
import { density, distribution } from '../../../../src-core/pricing/normal.ts';

describe('the table of the normal distribution', () => {
  it('is within 2e-15 of the functions it stands for', () => {
    fc.assert(
      fc.property(fc.double({ min: -10, max: 10, noNaN: true }), (z) => {
        expect(Math.abs(tableDistribution(z) - distribution(z))).toBeLessThan(2e-15);
        expect(Math.abs(tableDensity(z) - density(z))).toBeLessThan(2e-15);
      }),
      { numRuns: 2000 },
    );
  });

  it('ends in 0 and 1', () => {
    expect([tableDistribution(Number.NEGATIVE_INFINITY), tableDistribution(Number.POSITIVE_INFINITY)]).toEqual([0, 1]);
    expect([tableDensity(Number.NEGATIVE_INFINITY), tableDensity(Number.POSITIVE_INFINITY)]).toEqual([0, 0]);
  });
});

describe('gaussLegendre', () => {
  it.each([1, 2, 5, 16, 40])('with %d nodes integrates powers up to twice that less one', (count) => {
    const { nodes, weights } = gaussLegendre(count);
    for (let power = 0; power < 2 * count; power += 1) {
      const sum = nodes.reduce((total, node, i) => total + (weights[i] ?? 0) * node ** power, 0);
      expect(sum).toBeCloseTo(1 / (power + 1), 13);
    }
  });
});
