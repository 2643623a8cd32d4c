import { DAY, type IsoDate } from '../time.ts';
import { type CoMoments, correlationOf, merged, momentsOf, NO_PAIRS } from './co-moments.ts';
import { logRatio } from './log-ratio.ts';

/** Pairs of minute returns a correlation may be taken over. */
export const CORRELATION_WINDOWS = [20, 60, 180] as const;
/** The one that is called the correlation of now. */
export const CURRENT_WINDOW = 60;
/** Below this many returns a correlation says next to nothing. */
const LEAST_RETURNS = 20;
/** Minutes that the returns of a window may reach back over, as a multiple of the window. */
const MOST_STRETCH = 1.5;
/** Of a window of days, the part of its weekdays that must be known. */
const LEAST_COVERAGE = 0.5;
const WEEKDAYS = 5 / 7;

/** Pearson's correlation of the last `window` pairs. Each pair costs a constant time on average, and nothing drifts. */
export class RollingCorrelation {
  readonly #window: number;
  readonly #least: number;
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  #next = 0;
  /**
   * The older part, as the moments of each of its ends (the whole last), and the newer part as one. Taking a pair away is
   * dropping the last of the older ends: nothing is ever subtracted, so no error stays behind.
   */
  #older: CoMoments[] = [];
  #newer: CoMoments = NO_PAIRS;

  /** Throws RangeError unless the window is a whole number of at least 2 pairs. */
  constructor(window: number, least = Math.min(window, LEAST_RETURNS)) {
    if (!Number.isInteger(window) || window < 2) throw new RangeError(`a correlation needs a window of 2 pairs or more, not ${window}`);
    this.#window = window;
    this.#least = least;
    this.#x = new Float64Array(window);
    this.#y = new Float64Array(window);
  }

  /** Pairs in the window. */
  get count(): number {
    return this.#older.length + this.#newer.count;
  }

  get moments(): CoMoments {
    return merged(this.#older.at(-1) ?? NO_PAIRS, this.#newer);
  }

  /** NaN while there are too few pairs, or where one of the two never moved. */
  get value(): number {
    return correlationOf(this.moments, this.#least);
  }

  /** A pair with an absent value is left out. */
  push(x: number, y: number): void {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return;
    if (this.count === this.#window) this.#dropOldest();
    this.#x[this.#next] = x;
    this.#y[this.#next] = y;
    this.#next = (this.#next + 1) % this.#window;
    this.#newer = merged(this.#newer, momentsOf(x, y));
  }

  #dropOldest(): void {
    if (this.#older.length === 0) {
      // The newer part is the whole ring, its newest pair just before `next`.
      let moments = NO_PAIRS;
      for (let back = 1; back <= this.#window; back += 1) {
        const at = (this.#next - back + this.#window) % this.#window;
        moments = merged(momentsOf(this.#x[at] as number, this.#y[at] as number), moments);
        this.#older.push(moments);
      }
      this.#newer = NO_PAIRS;
    }
    this.#older.pop();
  }
}

/** What two series' minutes of one day say of each other, minute by minute. */
export class DayCorrelation {
  readonly #windows: ReadonlyMap<number, RollingCorrelation>;
  #x = Number.NaN;
  #y = Number.NaN;
  #moments = NO_PAIRS;
  #minutes = 0;
  /** The minute each return is of. */
  readonly #returns: number[] = [];

  constructor(windows: readonly number[] = CORRELATION_WINDOWS) {
    this.#windows = new Map(windows.map((window) => [window, new RollingCorrelation(window)]));
  }

  /** All returns of the day so far. */
  get moments(): CoMoments {
    return this.#moments;
  }

  /** Prices at the end of the next minute, NaN without one: then neither this minute's return counts nor the next one's. */
  minute(x: number, y: number): void {
    const returnX = returnOf(this.#x, x);
    const returnY = returnOf(this.#y, y);
    this.#x = x;
    this.#y = y;
    this.#minutes += 1;
    if (Number.isNaN(returnX) || Number.isNaN(returnY)) return;
    for (const rolling of this.#windows.values()) rolling.push(returnX, returnY);
    this.#moments = merged(this.#moments, momentsOf(returnX, returnY));
    this.#returns.push(this.#minutes);
  }

  /** Over the last so many returns; NaN where they are too few. Throws RangeError for a window that is not kept. */
  over(window: number): number {
    const rolling = this.#windows.get(window);
    if (rolling === undefined) throw new RangeError(`no window of ${window} returns is kept; kept are ${[...this.#windows.keys()].join(', ')}`);
    return rolling.value;
  }

  /** {@link over}, but NaN where the last minute has no return, or where gaps stretch the window to more than half as much again. */
  current(window: number): number {
    const oldest = this.#returns[Math.max(0, this.#returns.length - window)] ?? Number.NaN;
    const isCurrent = this.#returns.at(-1) === this.#minutes && this.#minutes - oldest < MOST_STRETCH * window;
    return isCurrent ? this.over(window) : Number.NaN;
  }
}

/** The moments of a day's minute returns by date. */
export type DayMoments = ReadonlyMap<IsoDate, CoMoments>;

/**
 * The correlation of all minute returns of the `days` calendar days that end with `today`, from the days' sums. NaN where
 * less than half of their weekdays are known: a month is not judged by two days.
 */
export function correlationOverDays(former: DayMoments, today: IsoDate, moments: CoMoments, days: number): number {
  const first = new Date(Date.parse(`${today}T00:00:00Z`) - (days - 1) * DAY).toISOString().slice(0, 10);
  let known = moments.count > 0 ? 1 : 0;
  let sum = moments;
  for (const [date, ofDay] of former) {
    if (date < first || date >= today || ofDay.count === 0) continue;
    known += 1;
    sum = merged(sum, ofDay);
  }
  return known < LEAST_COVERAGE * WEEKDAYS * days ? Number.NaN : correlationOf(sum, LEAST_RETURNS);
}

function returnOf(from: number, to: number): number {
  return from > 0 && to > 0 && Number.isFinite(from) && Number.isFinite(to) ? logRatio(to, from) : Number.NaN;
}
