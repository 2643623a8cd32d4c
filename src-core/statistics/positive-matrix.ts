/**
 * The lower triangular L with L·Lᵀ = matrix, row by row, of a symmetric positive matrix of which the lower triangle is
 * read; null when it is not positive to rounding.
 */
export function choleskyFactor(matrix: Float64Array, size: number): Float64Array | null {
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i * size + j] as number;
      for (let k = 0; k < j; k += 1) sum -= (factor[i * size + k] as number) * (factor[j * size + k] as number);
      if (i !== j) factor[i * size + j] = sum / (factor[j * size + j] as number);
      else if (sum > 0) factor[i * size + i] = Math.sqrt(sum);
      else return null;
    }
  }
  return factor;
}

/** L⁻¹ · vector. */
export function solveLower(factor: Float64Array, vector: Float64Array, size: number): Float64Array {
  const solution = new Float64Array(size);
  for (let i = 0; i < size; i += 1) {
    let sum = vector[i] as number;
    for (let k = 0; k < i; k += 1) sum -= (factor[i * size + k] as number) * (solution[k] as number);
    solution[i] = sum / (factor[i * size + i] as number);
  }
  return solution;
}

/** (L·Lᵀ)⁻¹ · vector. */
export function solveFactored(factor: Float64Array, vector: Float64Array, size: number): Float64Array {
  const solution = solveLower(factor, vector, size);
  for (let i = size - 1; i >= 0; i -= 1) {
    let sum = solution[i] as number;
    for (let k = i + 1; k < size; k += 1) sum -= (factor[k * size + i] as number) * (solution[k] as number);
    solution[i] = sum / (factor[i * size + i] as number);
  }
  return solution;
}

/** (L·Lᵀ)⁻¹, both triangles. */
export function inverseFactored(factor: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  const unit = new Float64Array(size);
  for (let j = 0; j < size; j += 1) {
    unit.fill(0);
    unit[j] = 1;
    inverse.set(solveFactored(factor, unit, size), j * size);
  }
  return inverse;
}

/** Logarithm of the square root of the matrix's determinant. */
export function halfLogDeterminant(factor: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i += 1) sum += Math.log(factor[i * size + i] as number);
  return sum;
}
