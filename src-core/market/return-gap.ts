import type { CoMoments } from './co-moments.ts';
import { RollingCorrelation } from './correlation.ts';
import { logRatio } from './log-ratio.ts';

/** Minutes the gap is of. */
export const GAP_MINUTES = 30;
/** Minute returns that the slope is of. */
const SLOPE_WINDOW = 180;
/** Those of them before the gap's own minutes: what is ordinary is learned without what may be unusual. */
const EARLIER_WINDOW = SLOPE_WINDOW - GAP_MINUTES;
const LEAST_RETURNS = 30;

export interface ReturnGapValue {
  /** A log return. */
  readonly gap: number;
  /** In its standard deviations. */
  readonly z: number;
}

/**
 * What the second of two series did over the last 30 minutes that the first does not explain: its return less slope times
 * the first's, the slope by least squares over the last 180 minute returns. Its variance is that of the regression's
 * remainder, learned from the returns before those 30 minutes (from all of them while those are fewer than 30) and carried
 * over by the years of the clock, and what the slope's own error adds.
 */
export class ReturnGap {
  readonly #slope = new RollingCorrelation(SLOPE_WINDOW, LEAST_RETURNS);
  readonly #earlier = new RollingCorrelation(EARLIER_WINDOW, LEAST_RETURNS);
  /** By minute, NaN where there is none. */
  readonly #x: number[] = [];
  readonly #y: number[] = [];
  /** Years of the clock up to the end of each minute, and up to the end of each return that counted. */
  readonly #years: number[] = [];
  readonly #returnYears: number[] = [0];
  #earlierCount = 0;

  /** Prices at the end of the next minute, NaN without one, and the years of the clock that went by in it. */
  minute(x: number, y: number, years: number): void {
    const minute = this.#x.length;
    this.#x.push(x);
    this.#y.push(y);
    this.#years.push((this.#years.at(-1) ?? 0) + years);
    const now = this.#return(minute);
    if (now !== null) {
      this.#slope.push(...now);
      this.#returnYears.push((this.#returnYears.at(-1) ?? 0) + years);
    }
    const before = this.#return(minute - GAP_MINUTES);
    if (before === null) return;
    this.#earlier.push(...before);
    this.#earlierCount += 1;
  }

  /** As of the last minute; null while it is not known. */
  get value(): ReturnGapValue | null {
    const last = this.#x.length - 1;
    const first = last - GAP_MINUTES;
    const x = between(this.#x, first, last);
    const y = between(this.#y, first, last);
    const slope = this.#slope.moments;
    if (Number.isNaN(x) || Number.isNaN(y) || slope.count < LEAST_RETURNS || !(slope.squaresX > 0)) return null;
    const beta = slope.products / slope.squaresX;
    const hasEarlier = this.#earlier.count >= LEAST_RETURNS;
    const ordinary = hasEarlier ? this.#earlier.moments : slope;
    const end = hasEarlier ? this.#earlierCount : this.#returnYears.length - 1;
    const learnedYears = at(this.#returnYears, end) - at(this.#returnYears, end - ordinary.count);
    const perReturn = remainderVariance(ordinary);
    const years = at(this.#years, last) - at(this.#years, first);
    const variance = (perReturn * ordinary.count * years) / learnedYears + (x * x * perReturn) / slope.squaresX;
    const gap = y - beta * x;
    return variance > 0 ? { gap, z: gap / Math.sqrt(variance) } : null;
  }

  #return(minute: number): [x: number, y: number] | null {
    const x = between(this.#x, minute - 1, minute);
    const y = between(this.#y, minute - 1, minute);
    return Number.isNaN(x) || Number.isNaN(y) ? null : [x, y];
  }
}

/** Variance of what a regression of y on x leaves of one y. */
function remainderVariance({ count, squaresX, squaresY, products }: CoMoments): number {
  return squaresX > 0 ? Math.max(0, squaresY - (products * products) / squaresX) / (count - 2) : Number.NaN;
}

function between(prices: readonly number[], from: number, to: number): number {
  const base = at(prices, from);
  const price = at(prices, to);
  return base > 0 && price > 0 && Number.isFinite(base) && Number.isFinite(price) ? logRatio(price, base) : Number.NaN;
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? Number.NaN;
}
