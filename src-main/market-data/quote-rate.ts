/** How many quotes arrive a real second, smoothed over about two seconds. */
export class QuoteRate {
  readonly #count: () => number;
  #perSecond = 0;
  #last: { readonly count: number; readonly real: number } | null = null;

  constructor(count: () => number) {
    this.#count = count;
  }

  get perSecond(): number {
    return this.#perSecond;
  }

  /** To be called a few times a second with real milliseconds. */
  measure(real: number): void {
    const count = this.#count();
    if (this.#last !== null && real > this.#last.real) {
      const seconds = (real - this.#last.real) / 1_000;
      const weight = 1 - Math.exp(-seconds / 2);
      this.#perSecond += weight * ((count - this.#last.count) / seconds - this.#perSecond);
    }
    this.#last = { count, real };
  }
}
