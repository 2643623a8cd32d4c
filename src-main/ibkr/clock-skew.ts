import { type EpochMs, SECOND } from '../../src-core/time.ts';

/**
 * How much another clock is ahead of this machine's, from answers in whole seconds. An answer says that the other's time
 * was within one second at some moment between question and answer; answers together narrow it.
 */
export class ClockSkew {
  #least = Number.NEGATIVE_INFINITY;
  #most = Number.POSITIVE_INFINITY;

  /** Milliseconds; null before the first answer. */
  get milliseconds(): number | null {
    return Number.isFinite(this.#least) ? Math.round((this.#least + this.#most) / 2) : null;
  }

  /** `seconds` is the other's time, cut to a second; asked and heard are this machine's. */
  add(seconds: EpochMs, asked: EpochMs, heard: EpochMs): void {
    const least = seconds - heard;
    const most = seconds + SECOND - asked;
    const [together, upTo] = [Math.max(this.#least, least), Math.min(this.#most, most)];
    // Where it contradicts what was, one of the clocks was set.
    [this.#least, this.#most] = together <= upTo ? [together, upTo] : [least, most];
  }
}
