import type { Money } from '../../src-core/money.ts';
import { type EpochMs, SECOND } from '../../src-core/time.ts';

/** Something costly that is made at most once a second of session time, and anew when the cash of the book changed. */
export class OnceASecond<T> {
  readonly #make: () => T;
  #second = Number.NaN;
  #cash = Number.NaN;
  #made: { readonly value: T } | null = null;

  constructor(make: () => T) {
    this.#make = make;
  }

  at(now: EpochMs, cash: Money): T {
    const second = Math.floor(now / SECOND);
    if (this.#made === null || second !== this.#second || cash !== this.#cash) {
      this.#made = { value: this.#make() };
      this.#second = second;
      this.#cash = cash;
    }
    return this.#made.value;
  }
}
