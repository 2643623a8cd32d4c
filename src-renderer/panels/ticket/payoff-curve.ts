/** A point of the result at expiry, split so that gains and losses can be drawn apart. Dollars. */
export interface PayoffPoint {
  readonly price: number;
  readonly result: number;
  readonly gain: number;
  readonly loss: number;
}

/** The curve with a point wherever it crosses zero, so that gain and loss both end on the zero line. */
export function payoffCurve(points: readonly { readonly price: number; readonly result: number }[]): readonly PayoffPoint[] {
  const curve: PayoffPoint[] = [];
  let previous: { readonly price: number; readonly result: number } | undefined;
  for (const point of points) {
    if (previous !== undefined && previous.result * point.result < 0) {
      const share = previous.result / (previous.result - point.result);
      curve.push({ price: previous.price + share * (point.price - previous.price), result: 0, gain: 0, loss: 0 });
    }
    curve.push({ ...point, gain: Math.max(0, point.result), loss: Math.min(0, point.result) });
    previous = point;
  }
  return curve;
}
