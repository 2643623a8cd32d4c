/** Of a window's minutes, the part that must be known for a slope, and how far apart the first and last must be. */
const LEAST_KNOWN = 1 / 3;
const LEAST_SPAN = 1 / 2;

/** Change a minute over the last `window` minutes up to `last`, by least squares; NaN where too few of them are known. */
export function minuteSlope(minutes: Float64Array, last: number, window: number): number {
  let count = 0;
  let meanX = 0;
  let meanY = 0;
  let squares = 0;
  let products = 0;
  let first = Number.NaN;
  let newest = Number.NaN;
  for (let minute = Math.max(0, last - window + 1); minute <= last; minute += 1) {
    const value = minutes[minute] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    if (count === 0) first = minute;
    newest = minute;
    count += 1;
    const x = minute - meanX;
    meanX += x / count;
    squares += x * (minute - meanX);
    meanY += (value - meanY) / count;
    products += x * (value - meanY);
  }
  if (count < LEAST_KNOWN * window || newest - first < LEAST_SPAN * (window - 1)) return Number.NaN;
  return products / squares;
}

/** Share of `values` below `value`, 0 to 1; NaN for fewer than `least`. */
export function shareBelow(values: readonly number[], value: number, least: number): number {
  if (values.length < least) return Number.NaN;
  return values.filter((other) => other < value).length / values.length;
}
