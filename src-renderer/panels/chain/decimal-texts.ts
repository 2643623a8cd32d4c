import { ABSENT, MINUS } from '../../design/format.ts';

/** A count of units that stands for "absent". */
export const ABSENT_UNITS = -0x80000000;

const KEPT = 20_000;

/**
 * Texts of numbers with fixed decimals, made once for each number below 20,000 units (200.00 with two decimals)
 * so that painting a price that was shown before allocates nothing.
 */
export class DecimalTexts {
  readonly #decimals: number;
  readonly #scale: number;
  readonly #positive = new Array<string | undefined>(KEPT);
  readonly #negative = new Array<string | undefined>(KEPT);

  constructor(decimals: number) {
    this.#decimals = decimals;
    this.#scale = 10 ** decimals;
  }

  /** The number as a whole count of its last decimal, by which two numbers look the same. */
  units(value: number): number {
    if (!Number.isFinite(value)) return ABSENT_UNITS;
    const units = Math.round(Math.abs(value) * this.#scale * (1 + Number.EPSILON));
    return value < 0 && units !== 0 ? -units : units;
  }

  text(units: number): string {
    if (units === ABSENT_UNITS) return ABSENT;
    const kept = units < 0 ? this.#negative : this.#positive;
    const size = Math.abs(units);
    const known = kept[size];
    if (known !== undefined) return known;
    const digits = (size / this.#scale).toFixed(this.#decimals);
    const text = units < 0 ? MINUS + digits : digits;
    if (size < KEPT) kept[size] = text;
    return text;
  }
}
