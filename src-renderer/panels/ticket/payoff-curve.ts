/** A point of the result at expiry, split so that gains and losses can be drawn apart. Dollars. */
export interface PayoffPoint {
  readonly price: number;
  readonly result: number;
  readonly gain: number;
  readonly loss: number;
}

const STEPS = [0.25, 0.5, 1, 2, 5, 10, 20, 50, 100];

/** Round prices within the range, as many as there is room for. */
export function priceTicks(first: number, last: number, most: number): readonly number[] {
  const step = STEPS.find((size) => (last - first) / size <= most) ?? (last - first) / most;
  const from = Math.ceil(first / step);
  return Array.from({ length: Math.floor(last / step) - from + 1 }, (_, index) => (from + index) * step);
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
