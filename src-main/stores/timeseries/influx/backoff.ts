/** When a server that failed is tried again: ever later, up to a bound, and never all workstations at once. */
export class Backoff {
  readonly #times: { readonly firstMs: number; readonly longestMs: number; readonly refusedMs: number };
  readonly #random: () => number;
  #attempts = 0;
  #until = 0;

  /** `refusedMs` is the wait after an answer that wants a person; `random` gives 0 <= value < 1. */
  constructor(times: { readonly firstMs: number; readonly longestMs: number; readonly refusedMs: number }, random: () => number) {
    this.#times = times;
    this.#random = random;
  }

  /** On the scale of performance.now(). */
  get until(): number {
    return this.#until;
  }

  /** The server may say itself how long to wait. */
  failed(retryAfterMs: number | null): void {
    const { firstMs, longestMs } = this.#times;
    const wait = retryAfterMs ?? Math.min(longestMs, firstMs * 2 ** this.#attempts);
    this.#attempts += 1;
    this.#wait(retryAfterMs === null ? wait * (0.5 + this.#random() / 2) : wait * (1 + this.#random() / 10));
  }

  refused(): void {
    this.#wait(this.#times.refusedMs * (0.5 + this.#random() / 2));
  }

  reset(): void {
    this.#attempts = 0;
    this.#until = 0;
  }

  #wait(milliseconds: number): void {
    this.#until = performance.now() + milliseconds;
  }
}
