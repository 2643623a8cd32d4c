import type { Money } from '../../../src-core/money.ts';
import type { EpochMs } from '../../../src-core/time.ts';

/**
 * Whether a condition held for long enough: the time between readings that all said so adds up. A reading to the contrary
 * begins anew; while there is none, nothing is added and nothing is lost.
 */
export class Confirmation {
  #since: EpochMs | null = null;
  #heldMs = 0;
  #last: EpochMs | null = null;

  /** When the condition was first seen to hold, without a reading to the contrary after it; null while it does not. */
  get since(): EpochMs | null {
    return this.#since;
  }

  /** `holds` null: there is no reading now. True once the condition has held for `neededMs`. */
  take(now: EpochMs, holds: boolean | null, neededMs: number): boolean {
    if (holds === null) {
      this.#last = null;
      return false;
    }
    if (!holds) {
      this.clear();
      return false;
    }
    this.#since ??= now;
    if (this.#last !== null) this.#heldMs += now - this.#last;
    this.#last = now;
    return this.#heldMs >= neededMs;
  }

  clear(): void {
    this.#since = null;
    this.#heldMs = 0;
    this.#last = null;
  }
}

/** The best result that has held: a peak counts by the lowest reading of the time it took to confirm it. */
export class ConfirmedBest {
  readonly #rising = new Confirmation();
  #least: number = Number.POSITIVE_INFINITY;
  #best: Money | null;

  constructor(best: Money | null) {
    this.#best = best;
  }

  get best(): Money | null {
    return this.#best;
  }

  /** True where the best has risen. */
  take(now: EpochMs, result: Money | null, neededMs: number): boolean {
    const isAbove = result === null ? null : this.#best === null || result > this.#best;
    if (result !== null) this.#least = isAbove === true ? Math.min(this.#least, result) : Number.POSITIVE_INFINITY;
    if (!this.#rising.take(now, isAbove, neededMs)) return false;
    this.#best = this.#least as Money;
    this.#least = Number.POSITIVE_INFINITY;
    this.#rising.clear();
    return true;
  }
}
