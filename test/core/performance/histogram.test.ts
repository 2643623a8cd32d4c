import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogramOf } from '../../../src-core/performance/histogram.ts';
import { HOUR, MINUTE } from '../../../src-core/time.ts';

const WHATS = ['net', 'return_on_risk', 'holding_time'] as const;

describe('histogramOf', () => {
  it('counts a value on an edge in the bin above it', () => {
    expect(histogramOf('net', [-10, -5, 0, 0, 5, 10, 15, 20])).toEqual({ what: 'net', edges: [-10, 0, 10, 20, 30], counts: [2, 3, 2, 1] });
  });

  it('has bins of round times', () => {
    const { edges } = histogramOf('holding_time', Array.from({ length: 200 }, (_, i) => i * 2 * MINUTE));
    expect(edges.slice(0, 3)).toEqual([0, HOUR, 2 * HOUR]);
  });

  it('has edges that are the decimals they look like', () => {
    const { edges } = histogramOf('return_on_risk', Array.from({ length: 300 }, (_, i) => Math.sin(i) / 3));
    expect(edges).toEqual(edges.map((edge) => Number(edge.toFixed(4))));
  });

  it('shows results of which most are the same', () => {
    const { edges, counts } = histogramOf('net', [...Array.from({ length: 90 }, () => 20), -180, -150, -60]);
    expect(edges.length).toBeGreaterThan(5);
    expect(Math.max(...counts)).toBe(90);
  });

  it('puts the greatest value below the last edge, whichever way decimals round', () => {
    for (let greatest = -420; greatest < -380; greatest += 1) {
      const { edges, counts } = histogramOf('return_on_risk', Array.from({ length: 3_000 }, (_, i) => (greatest - (i % 20)) / 10));
      expect(edges.at(-1), `edges up to ${greatest / 10}`).toBeGreaterThan(greatest / 10);
      expect(counts).toHaveLength(edges.length - 1);
    }
  });

  it('counts every value once, in at most 40 round bins that 0 is never inside of', () => {
    const value = fc.double({ min: -1e7, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...WHATS), fc.array(fc.oneof(value, fc.constantFrom(0, 1, -1, 12.5, 1e-5)), { minLength: 1, maxLength: 200 }), (what, values) => {
        const { edges, counts } = histogramOf(what, values);
        expect(counts).toHaveLength(edges.length - 1);
        expect(counts.length).toBeGreaterThan(0);
        expect(counts.length).toBeLessThanOrEqual(40);
        for (const [i, count] of counts.entries()) {
          const [low, high] = [edges[i] ?? Number.NaN, edges[i + 1] ?? Number.NaN];
          expect(low).toBeLessThan(high);
          expect(low < 0 && high > 0).toBe(false);
          expect(count).toBe(values.filter((each) => each >= low && each < high).length);
        }
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
      }),
    );
    expect(histogramOf('net', [])).toEqual({ what: 'net', edges: [], counts: [] });
  });
});
