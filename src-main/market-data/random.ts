/** A seeded stream of random numbers (sfc32): the same seed, the same numbers. */
export class SeededRandom {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  #spare = Number.NaN;

  constructor(seed: number) {
    this.#a = hash32(seed, 0x9e37, 1);
    this.#b = hash32(seed, 0x79b9, 2);
    this.#c = hash32(seed, 0x7f4a, 3);
    for (let i = 0; i < 12; i += 1) this.#next32();
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.#next32() / 4_294_967_296;
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    const spare = this.#spare;
    if (!Number.isNaN(spare)) {
      this.#spare = Number.NaN;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  #next32(): number {
    const result = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + result;
    return result >>> 0;
  }
}

/** A random number without a stream: the same three integers always give the same 32 bits. */
export function hash32(seed: number, first: number, second: number): number {
  let h = Math.imul(seed ^ 0x2545_f491, 0x9e37_79b1) ^ Math.imul(first + 0x7f4a_7c15, 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b_3c6d) ^ Math.imul(second + 0x165667b1, 0xc2b2_ae35);
  h = Math.imul(h ^ (h >>> 13), 0x297a_2d39);
  h = Math.imul(h ^ (h >>> 16), 0x7feb_352d);
  return (h ^ (h >>> 15)) >>> 0;
}
