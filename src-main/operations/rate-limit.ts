/** A token bucket: `burst` at once, refilled evenly to `perMinute`. */
export class RateLimit {
  readonly #burst: number;
  readonly #perMillisecond: number;
  readonly #now: () => number;
  #tokens: number;
  #last: number;
  /** How many were refused since one was allowed. */
  refusedInARow = 0;

  constructor(limit: { readonly perMinute: number; readonly burst: number }, now: () => number) {
    this.#burst = limit.burst;
    this.#perMillisecond = limit.perMinute / 60_000;
    this.#now = now;
    this.#tokens = limit.burst;
    this.#last = now();
  }

  allow(): boolean {
    const now = this.#now();
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#last) * this.#perMillisecond);
    this.#last = now;
    if (this.#tokens < 1) {
      this.refusedInARow += 1;
      return false;
    }
    this.#tokens -= 1;
    this.refusedInARow = 0;
    return true;
  }
}
