import type { Money } from '../../../src-core/money.ts';
import type { EpochMs } from '../../../src-core/time.ts';

/** The day's best result. A better one counts once it has held for the confirmation time: the least of what it was meanwhile. */
export class DayPeak {
  #best: Money;
  /** Least of the results since they rose above the best; null while they are not. */
  #least: Money | null = null;
  #held = 0;
  #readAt: EpochMs = Number.NaN;

  constructor(best: Money) {
    this.#best = best;
  }

  get best(): Money {
    return this.#best;
  }

  /** `result` is null where it is not known: then nothing goes on and nothing begins anew. */
  read(now: EpochMs, result: Money | null, confirmMs: number): void {
    const elapsed = Number.isNaN(this.#readAt) ? 0 : now - this.#readAt;
    this.#readAt = result === null ? Number.NaN : now;
    if (result === null) return;
    if (result <= this.#best) {
      this.#least = null;
      return;
    }
    if (this.#least === null) {
      this.#least = result;
      this.#held = 0;
    } else {
      if (result < this.#least) this.#least = result;
      this.#held += elapsed;
    }
    if (this.#held < confirmMs) return;
    this.#best = this.#least;
    this.#least = result > this.#best ? result : null;
    this.#held = 0;
  }
}
