let factor = new Float64Array(256);

/**
 * Solves (matrix + damping · its diagonal) · solution = vector for a symmetric positive matrix of which the lower
 * triangle is given, row by row. False when it is not positive to rounding; `solution` is then of no use.
 */
export function solveCholesky(
  matrix: Float64Array,
  vector: Float64Array,
  damping: number,
  size: number,
  solution: Float64Array,
): boolean {
  if (factor.length < size * size) factor = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    let right = vector[i] as number;
    for (let j = 0; j <= i; j += 1) {
      let sum = (matrix[i * size + j] as number) * (i === j ? 1 + damping : 1);
      for (let k = 0; k < j; k += 1) sum -= (factor[i * size + k] as number) * (factor[j * size + k] as number);
      if (i === j) {
        if (!(sum > 0)) return false;
        factor[i * size + i] = Math.sqrt(sum);
      } else {
        const value = sum / (factor[j * size + j] as number);
        factor[i * size + j] = value;
        right -= value * (solution[j] as number);
      }
    }
    solution[i] = right / (factor[i * size + i] as number);
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    let sum = solution[i] as number;
    for (let k = i + 1; k < size; k += 1) sum -= (factor[k * size + i] as number) * (solution[k] as number);
    solution[i] = sum / (factor[i * size + i] as number);
  }
  return true;
}
