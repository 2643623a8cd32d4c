export interface AxisRange {
  readonly low: number;
  readonly high: number;
}

/** Of ticks, in the tenth of the range's order of ten. */
const STEPS = [1, 2, 5, 10, 20, 50, 100];
/** Room beyond what is shown, as a share of it. */
const ROOM = 0.06;

/**
 * A range that holds all the values, its ends on whole ticks, so that a plot does not move with every quote; with `zero` it
 * holds 0 as well. null without a value.
 */
export function axisRange(values: readonly (number | null)[], most: number, zero = false): AxisRange | null {
  let low = zero ? 0 : Number.POSITIVE_INFINITY;
  let high = zero ? 0 : Number.NEGATIVE_INFINITY;
  let isEmpty = true;
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    isEmpty = false;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (isEmpty) return null;
  const width = high - low || Math.abs(high) || 1;
  const from = low - (low < 0 || !zero ? ROOM * width : 0);
  const to = high + (high > 0 || !zero ? ROOM * width : 0);
  const [first = from, second = to] = axisTicks({ low: from, high: to }, most);
  const step = second - first;
  return { low: Math.floor(from / step + 1e-9) * step, high: Math.ceil(to / step - 1e-9) * step };
}

/** Round values in the range, as many as there is room for at most. */
export function axisTicks({ low, high }: AxisRange, most: number): readonly number[] {
  const width = high - low;
  if (!(width > 0)) return [low];
  const scale = 10 ** (Math.floor(Math.log10(width)) - 1);
  const step = scale * (STEPS.find((size) => width / (size * scale) <= Math.max(1, most)) ?? 100);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

/** Decimals that tell the ticks of a range apart. */
export function tickDecimals(ticks: readonly number[]): number {
  const [first = 0, second = 1] = ticks;
  return Math.max(0, Math.min(6, -Math.floor(Math.log10(Math.abs(second - first)) + 1e-9)));
}
