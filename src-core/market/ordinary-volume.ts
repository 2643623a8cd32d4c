/**
 * Shares that are ordinarily traded in the `window` minutes up to the end of each minute: the mean of former days whose
 * minutes are all known there; NaN where those are fewer than `least`. `days` hold shares a minute, NaN where unknown.
 */
export function ordinaryVolumes(days: readonly Float64Array[], window: number, least: number): Float64Array {
  const sums = days.map((day) => rollingSums(day, window));
  const length = Math.max(0, ...days.map((day) => day.length));
  return Float64Array.from({ length }, (_, minute) => {
    const known = sums.map((day) => day[minute] ?? Number.NaN).filter((value) => !Number.isNaN(value));
    return known.length < least ? Number.NaN : known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}

/** NaN where a minute of the window is unknown. Shares are whole numbers: taking one away again leaves no error. */
function rollingSums(day: Float64Array, window: number): Float64Array {
  let sum = 0;
  let unknown = 0;
  return day.map((shares, minute) => {
    const left = minute < window ? 0 : (day[minute - window] as number);
    if (Number.isNaN(shares)) unknown += 1;
    else sum += shares;
    if (Number.isNaN(left)) unknown -= 1;
    else sum -= left;
    return unknown > 0 || minute < window - 1 ? Number.NaN : sum;
  });
}
