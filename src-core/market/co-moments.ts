/** Moments of pairs (x, y): enough for their correlation, and two sets of pairs can be put together. */
export interface CoMoments {
  readonly count: number;
  readonly meanX: number;
  readonly meanY: number;
  /** Sums of squares and products of the distances from the means. */
  readonly squaresX: number;
  readonly squaresY: number;
  readonly products: number;
}

export const NO_PAIRS: CoMoments = { count: 0, meanX: 0, meanY: 0, squaresX: 0, squaresY: 0, products: 0 };

export function momentsOf(x: number, y: number): CoMoments {
  return { count: 1, meanX: x, meanY: y, squaresX: 0, squaresY: 0, products: 0 };
}

/**
 * The moments of both sets together. Sums of raw squares would give the same, but lose every digit where returns are
 * small beside their mean; these do not, and a constant stays a constant exactly.
 */
export function merged(left: CoMoments, right: CoMoments): CoMoments {
  if (left.count === 0) return right;
  if (right.count === 0) return left;
  const count = left.count + right.count;
  const x = right.meanX - left.meanX;
  const y = right.meanY - left.meanY;
  const share = right.count / count;
  const weight = left.count * share;
  return {
    count,
    meanX: left.meanX + x * share,
    meanY: left.meanY + y * share,
    squaresX: left.squaresX + right.squaresX + x * x * weight,
    squaresY: left.squaresY + right.squaresY + y * y * weight,
    products: left.products + right.products + x * y * weight,
  };
}

/** Pearson's correlation, -1 to 1; NaN for fewer than `least` pairs, or where one of the two never moved. */
export function correlationOf({ count, squaresX, squaresY, products }: CoMoments, least = 2): number {
  if (count < least || !(squaresX > 0) || !(squaresY > 0)) return Number.NaN;
  return Math.max(-1, Math.min(1, products / Math.sqrt(squaresX) / Math.sqrt(squaresY)));
}
