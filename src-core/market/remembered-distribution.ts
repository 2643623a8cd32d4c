import type { PriceDistribution } from './price-distribution.ts';

/** A distribution that keeps what it was asked: packages on one chain ask for the same strikes over and over. */
export class RememberedDistribution implements PriceDistribution {
  readonly forward: number;
  readonly variance: number;
  readonly #source: PriceDistribution;
  readonly #cumulative = new Map<number, number>();
  readonly #quantile = new Map<number, number>();
  readonly #call = new Map<number, number>();

  constructor(source: PriceDistribution) {
    this.forward = source.forward;
    this.variance = source.variance;
    this.#source = source;
  }

  density(price: number): number {
    return this.#source.density(price);
  }

  cumulative(price: number): number {
    let known = this.#cumulative.get(price);
    if (known === undefined) {
      known = this.#source.cumulative(price);
      this.#cumulative.set(price, known);
    }
    return known;
  }

  quantile(probability: number): number {
    let known = this.#quantile.get(probability);
    if (known === undefined) {
      known = this.#source.quantile(probability);
      this.#quantile.set(probability, known);
    }
    return known;
  }

  call(strike: number): number {
    let known = this.#call.get(strike);
    if (known === undefined) {
      known = this.#source.call(strike);
      this.#call.set(strike, known);
    }
    return known;
  }
}
