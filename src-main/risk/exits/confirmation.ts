import { type Money, money } from '../../../src-core/money.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { ClosingReading } from './closing-result.ts';
import { RepeatedQuotes } from './repeated-quotes.ts';

/** What stands on quotes that nobody renewed must hold for so many times as long. */
const UNREPEATED = 3;

/**
 * Whether a condition held for long enough: the time between readings that all said so adds up. A reading to the contrary
 * begins anew; while there is none, nothing is added and nothing is lost.
 */
class Held {
  since: EpochMs | null = null;
  forMs = 0;
  #last: EpochMs | null = null;

  /** `holds` null: there is no reading now. */
  take(now: EpochMs, holds: boolean | null): void {
    if (holds === null) this.#last = null;
    else if (holds) {
      this.since ??= now;
      if (this.#last !== null) this.forMs += now - this.#last;
      this.#last = now;
    } else this.clear();
  }

  clear(): void {
    this.since = null;
    this.forMs = 0;
    this.#last = null;
  }
}

/** Whether a result has been at or below a level for long enough, by more than one quote that came but once. */
export class ConfirmedFall {
  readonly #held = new Held();
  readonly #quotes = new RepeatedQuotes();

  /** When it was first seen there, without a reading to the contrary after it; null while it is not. */
  get since(): EpochMs | null {
    return this.#held.since;
  }

  take(now: EpochMs, reading: ClosingReading | null, level: Money, neededMs: number): boolean {
    const holds = reading === null ? null : reading.result <= level;
    this.#held.take(now, holds);
    if (reading === null) return false;
    if (holds !== true) {
      this.#quotes.against(reading);
      return false;
    }
    const isRepeated = this.#quotes.for(reading) <= level;
    return this.#held.forMs >= (isRepeated ? neededMs : neededMs * UNREPEATED);
  }

  /** Something was opened or closed: what quotes said of other holdings says nothing of these. */
  holdingsChanged(): void {
    this.#quotes.forget();
  }

  clear(): void {
    this.#held.clear();
    this.#quotes.forget();
  }
}

/** The best result that has held: a peak counts by the lowest reading of the time it took to confirm it. */
export class ConfirmedBest {
  readonly #held = new Held();
  readonly #quotes = new RepeatedQuotes();
  #least = Number.POSITIVE_INFINITY;
  #best: Money | null;

  constructor(best: Money | null) {
    this.#best = best;
  }

  get best(): Money | null {
    return this.#best;
  }

  /** True where the best has risen. */
  take(now: EpochMs, reading: ClosingReading | null, neededMs: number): boolean {
    const isAbove = reading === null ? null : this.#best === null || reading.result > this.#best;
    this.#held.take(now, isAbove);
    if (reading === null) return false;
    if (isAbove !== true) {
      this.#quotes.against(reading);
      this.#least = Number.POSITIVE_INFINITY;
      return false;
    }
    this.#least = Math.min(this.#least, reading.result);
    const repeated = Math.min(this.#least, this.#quotes.for(reading));
    if (this.#held.forMs < neededMs || (this.#best !== null && repeated <= this.#best)) return false;
    this.#best = money(repeated);
    this.#least = Number.POSITIVE_INFINITY;
    this.#held.clear();
    this.#quotes.against(reading);
    return true;
  }

  holdingsChanged(): void {
    this.#quotes.forget();
  }
}
