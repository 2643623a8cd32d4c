import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solveCholesky } from '../../../../src-core/market/smile/cholesky.ts';

const entry = fc.double({ min: -3, max: 3, noNaN: true });

describe('Cholesky solution', () => {
  it('solves what it is given, the damping on the diagonal included', () => {
    const system = fc
      .integer({ min: 1, max: 20 })
      .chain((size) => fc.tuple(fc.array(entry, { minLength: size * size, maxLength: size * size }), fc.array(entry, { minLength: size, maxLength: size })));
    fc.assert(
      fc.property(system, fc.double({ min: 0, max: 10, noNaN: true }), ([root, vector], damping) => {
        const size = vector.length;
        // root · rootᵀ + 1
        const full = Array.from({ length: size }, (_, i) =>
          Array.from({ length: size }, (_, j) => {
            let sum = i === j ? 1 : 0;
            for (let k = 0; k < size; k += 1) sum += (root[i * size + k] ?? 0) * (root[j * size + k] ?? 0);
            return sum;
          }),
        );
        // Only the lower triangle may be read.
        const lower = Float64Array.from(full.flatMap((row, i) => row.map((value, j) => (j <= i ? value : Number.NaN))));
        const solution = new Float64Array(size);
        expect(solveCholesky(lower, Float64Array.from(vector), damping, size, solution)).toBe(true);
        for (let i = 0; i < size; i += 1) {
          let sum = damping * (full[i]?.[i] ?? 0) * (solution[i] ?? 0);
          for (let j = 0; j < size; j += 1) sum += (full[i]?.[j] ?? 0) * (solution[j] ?? 0);
          expect(sum).toBeCloseTo(vector[i] ?? Number.NaN, 8);
        }
      }),
    );
  });

  it('says when the matrix is not positive', () => {
    const solution = new Float64Array(2);
    expect(solveCholesky(Float64Array.of(1, 0, 2, 1), Float64Array.of(1, 1), 0, 2, solution)).toBe(false);
    expect(solveCholesky(Float64Array.of(0, 0, 0, 0), Float64Array.of(1, 1), 1, 2, solution)).toBe(false);
    expect(solveCholesky(Float64Array.of(Number.NaN, 0, 0, 1), Float64Array.of(1, 1), 1, 2, solution)).toBe(false);
  });
});
