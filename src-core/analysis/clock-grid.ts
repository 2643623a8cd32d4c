import type { ExchangeSession } from '../calendar/exchange-calendar.ts';
import { type ExpiryClock, YEAR } from '../calendar/expiry-clock.ts';
import type { TimeLeft } from '../risk/position-pricer.ts';
import { type EpochMs, MINUTE } from '../time.ts';

/** A session's clock from a moment to the reference, as it travels to a window: both ascending, the reference first. */
export interface ClockGridPoints {
  /** Of the wall clock, to the reference. */
  readonly minutes: readonly number[];
  /** Years on the clock of the volatilities, to the reference. */
  readonly varianceYears: readonly number[];
}

/** A moment to price at, and the pace of the clock then: its years in one calendar year. */
export interface PacedTimeLeft extends TimeLeft {
  readonly pace: number;
}

const COARSE = 5;
/** The last minutes are given one by one. */
const FINE_UNTIL = 30;

/** The clock at `now`, at every fifth minute before the reference and at each of the last thirty. One point after the reference. */
export function clockGridPoints(session: ExchangeSession, clock: ExpiryClock, now: EpochMs): ClockGridPoints {
  const whole = Math.max(0, session.reference - now) / MINUTE;
  const minutes: number[] = [];
  for (let at = 0; at < whole; at += at < FINE_UNTIL ? 1 : COARSE) minutes.push(at);
  minutes.push(whole);
  return { minutes, varianceYears: minutes.map((at) => clock.yearsLeft(session.reference - at * MINUTE)) };
}

/** Reads the clock between the points of a grid, on straight lines; beyond the first moment it is that moment's. */
export class ClockGrid {
  readonly #minutes: Float64Array;
  readonly #variance: Float64Array;

  /** Throws RangeError unless there are as many years as minutes, and a point. */
  constructor({ minutes, varianceYears }: ClockGridPoints) {
    if (minutes.length === 0 || minutes.length !== varianceYears.length) {
      throw new RangeError(`a clock's grid has as many years as minutes, got ${varianceYears.length} and ${minutes.length}`);
    }
    this.#minutes = Float64Array.from(minutes);
    this.#variance = Float64Array.from(varianceYears);
  }

  /** Minutes to the reference at the moment of the grid. */
  get minutesNow(): number {
    return this.#minutes.at(-1) ?? 0;
  }

  /** So many minutes of the wall clock before the reference. */
  at(minutes: number): PacedTimeLeft {
    const within = Math.min(this.minutesNow, Math.max(0, minutes));
    const upper = this.#minutes.findIndex((at) => at >= within && at > 0);
    if (!(within > 0) || upper <= 0) return { years: 0, varianceYears: 0, pace: 0 };
    const from = this.#minutes[upper - 1] as number;
    const start = this.#variance[upper - 1] as number;
    const slope = ((this.#variance[upper] as number) - start) / ((this.#minutes[upper] as number) - from);
    return { years: (within * MINUTE) / YEAR, varianceYears: start + (within - from) * slope, pace: (slope * YEAR) / MINUTE };
  }

  /** The part of the variance to the reference that goes by until then, 0 to 1. */
  shareGone(minutes: number): number {
    const whole = this.#variance.at(-1) ?? 0;
    return whole > 0 ? Math.min(1, Math.max(0, 1 - this.at(minutes).varianceYears / whole)) : 1;
  }
}
