import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import { BREAKER_RULES, type BreakerMoment, type BreakerRule } from './breaker-rules.ts';
import type { MeasuredBreaker } from './readings.ts';

/** How long a reading must hold, and how long it must be back, in milliseconds. */
export interface WatchTimes {
  readonly confirmMs: number;
  readonly calmMs: number;
}

/**
 * One breaker on the portfolio or on one underlying: finds when its reading has held for long enough to trip, and when it
 * has been back for long enough to end. Time counts between readings that are known and on the same side; while the
 * reading is not known it neither goes on nor begins anew. Reading allocates nothing.
 */
export class BreakerWatch {
  readonly breaker: MeasuredBreaker;
  readonly underlying: Underlying | null;
  readonly rule: BreakerRule;
  /** The newest reading; NaN where it is not known. */
  value = Number.NaN;
  threshold = Number.NaN;
  /** A trip of it is open. */
  isOpen = false;
  #since: EpochMs = Number.NaN;
  /** Milliseconds on the side that it is on. */
  #held = 0;
  #isOver = false;
  #isKnown = false;
  #readAt: EpochMs = Number.NaN;
  /** Counted up to a resume, and no longer held against it. */
  #pardoned = 0;

  constructor(breaker: MeasuredBreaker, underlying: Underlying | null) {
    this.breaker = breaker;
    this.underlying = underlying;
    this.rule = BREAKER_RULES[breaker];
  }

  /** Since when the reading has been over the threshold without having tripped; null where it is not. */
  get confirmingSince(): EpochMs | null {
    return this.isOpen || !this.#isOver ? null : this.#since;
  }

  read(now: EpochMs, moment: BreakerMoment, { confirmMs, calmMs }: WatchTimes): 'trips' | 'calm' | null {
    const wasKnown = this.#isKnown;
    const elapsed = wasKnown ? now - this.#readAt : 0;
    this.threshold = this.rule.threshold(moment);
    this.value = this.#unpardoned(this.rule.value(moment, this.threshold, this.underlying));
    this.#isKnown = !Number.isNaN(this.value);
    this.#readAt = now;
    if (!this.#isKnown) return null;
    const isOver = this.rule.exceeds(this.value, this.threshold, moment.readings);
    if (isOver !== this.#isOver) {
      this.#isOver = isOver;
      this.#held = 0;
      this.#since = now;
    } else this.#held += elapsed;
    if (this.isOpen) return !isOver && this.#held >= calmMs ? 'calm' : null;
    return isOver && this.#held >= (this.rule.isConfirmed ? confirmMs : 0) ? 'trips' : null;
  }

  /** Of a count: what was counted so far does not trip again. */
  pardon(): void {
    if (!Number.isNaN(this.value)) this.#pardoned += this.value;
    this.#isOver = false;
    this.#held = 0;
  }

  #unpardoned(value: number): number {
    if (this.#pardoned === 0) return value;
    if (value < this.#pardoned) this.#pardoned = 0;
    return value - this.#pardoned;
  }
}
