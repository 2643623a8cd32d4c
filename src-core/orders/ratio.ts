/** The greatest whole number that divides every one of the whole numbers; 0 for none. */
export function greatestCommonDivisor(counts: readonly number[]): number {
  return counts.reduce((common, count) => {
    let [left, right] = [common, count];
    while (right !== 0) [left, right] = [right, left % right];
    return left;
  }, 0);
}
