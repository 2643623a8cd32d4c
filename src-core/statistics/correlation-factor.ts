import { choleskyFactor } from './positive-matrix.ts';

export interface CorrelationFactor {
  /** Lower triangular, row by row: independent draws times it have the correlations. */
  readonly factor: Float64Array;
  /** Part that the correlations were moved towards none, because no variables can have them all; 0 as a rule. */
  readonly shrunk: number;
}

/** Parts to try: the first removes rounding alone. */
const SHRINKS: readonly number[] = [0, 1e-12, ...Array.from({ length: 100 }, (_, i) => (i + 1) / 100)];

/** The factor of a matrix of correlations, ones on its diagonal, of which the lower triangle is read. Throws RangeError for what is none. */
export function correlationFactor(matrix: Float64Array, size: number): CorrelationFactor {
  for (const shrunk of SHRINKS) {
    const moved = matrix.map((correlation, at) => (at % (size + 1) === 0 ? 1 : (1 - shrunk) * correlation));
    const factor = choleskyFactor(moved, size);
    if (factor !== null && factor.every((entry) => Number.isFinite(entry))) return { factor, shrunk: shrunk < 0.01 ? 0 : shrunk };
  }
  throw new RangeError(`no correlations: ${matrix.join(', ')}`);
}
