import type { Right, Underlying } from '../instruments/instrument.ts';
import { kernel } from '../pricing/kernel/kernel.ts';
import { BLOCK_ROWS, DELTA, GAMMA, IS_CALL, STRIKE, THETA, TOTAL_VOLATILITY, VALUE, VEGA } from '../pricing/kernel/layout.ts';

/** All that is held of one contract. */
export interface PositionLeg {
  readonly right: Right;
  /** Dollars. */
  readonly strike: number;
  /** Signed shares it is for: contracts times 100. */
  readonly units: number;
  /** Annual, on the session's clock; NaN where none is known. */
  readonly volatility: number;
  /** Dollars per share that it is worth now; NaN leaves that to the model. */
  readonly mark: number;
}

/** All that is held of one underlying: options that expire with the session, and shares. */
export interface Position {
  readonly underlying: Underlying;
  /** Dollars: where the quotes of its options have it. */
  readonly spot: number;
  /** Signed. */
  readonly shares: number;
  readonly legs: readonly PositionLeg[];
}

/** Time to the reference; 0 in both once it has come. */
export interface TimeLeft {
  /** Calendar years: what interest runs on. */
  readonly years: number;
  /** On the clock of the volatilities. */
  readonly varianceYears: number;
}

/** Of a whole position: its value and how that changes. */
export interface PositionGreekValues {
  /** Dollars. */
  value: number;
  /** Shares held in effect. */
  delta: number;
  /** Shares per 1.00 of the spot. */
  gamma: number;
  /** Dollars per calendar day, at the pace that was asked for. */
  theta: number;
  /** Dollars per point of volatility. */
  vega: number;
}

const DAYS = 365;
/** A volatility is never shifted below this, unless it is below by itself. */
const LEAST_VOLATILITY = 0.01;
/** Deviations from the money where no time value is left: 1e-89 of the spot. The kernel is not asked for more. */
const FAR = 20;
/** Nothing is added to the volatilities. */
export const NO_SHIFT = new Float64Array(1);

/**
 * Prices a position anew at other spots, volatilities and times, by Black-Scholes-Merton on the spot, which the forward
 * follows at the rate. Each leg keeps the volatility of its strike, plus a shift.
 *
 * American exercise: no option is worth less than what exercise brings. What a leg's mark is above or below that model
 * now (the rest of its right to early exercise, the last digits of its quote) is added to each value, in proportion to
 * the calendar time left: so that nothing is gained or lost at the present spot, volatility and time, and the end is
 * the payoff. One instance is used again and again; it keeps its columns.
 */
export class PositionPricer {
  #rate = 0;
  #spot = Number.NaN;
  #shares = 0;
  #count = 0;
  #value = Number.NaN;
  #yearsNow = 0;
  #strike = new Float64Array(0);
  #isCall = new Float64Array(0);
  #units = new Float64Array(0);
  #volatility = new Float64Array(0);
  #intrinsic = new Float64Array(0);
  /** Least total volatility that the kernel is asked for. */
  #least = new Float64Array(0);
  #model = new Float64Array(0);
  /** Dollars of all units, by the time value that no model gives them. */
  #unmodelled = 0;
  readonly #single = new Float64Array(1);
  readonly #shift = new Float64Array(1);

  load({ spot, shares, legs }: Position, rate: number, now: TimeLeft): void {
    this.#rate = rate;
    this.#spot = spot;
    this.#shares = shares;
    this.#yearsNow = now.years;
    this.#resize(legs.length);
    for (const [i, { strike, right, units, volatility }] of legs.entries()) {
      this.#strike[i] = strike;
      this.#isCall[i] = right === 'call' ? 1 : 0;
      this.#units[i] = units;
      this.#volatility[i] = volatility;
    }
    this.#unmodelled = 0;
    this.valuesAt(spot, NO_SHIFT, now, this.#single);
    let value = shares * spot;
    let unmodelled = 0;
    for (const [i, { mark, units, volatility }] of legs.entries()) {
      const model = this.#model[i] as number;
      if (Number.isNaN(mark)) {
        value += units * model;
        continue;
      }
      value += units * mark;
      // Without a volatility the model gives no value later either.
      if (!Number.isNaN(volatility)) unmodelled += units * (mark - model);
    }
    this.#value = value;
    this.#unmodelled = unmodelled;
  }

  /** Dollars now, at the marks; NaN where a leg has neither a mark nor a volatility. */
  get value(): number {
    return this.#value;
  }

  get spot(): number {
    return this.#spot;
  }

  /** Writes dollars of the whole position at a spot and a time, for each shift of all volatilities (0.01 = a point), from `offset` on. */
  valuesAt(spot: number, shifts: Float64Array, left: TimeLeft, into: Float64Array, offset = 0): void {
    this.#findIntrinsic(spot);
    const { years, varianceYears } = left;
    if (!(years > 0 && varianceYears > 0)) {
      into.fill(this.#intrinsicValue(spot), offset, offset + shifts.length);
      return;
    }
    this.#setMarket(spot, left, 1);
    const base = this.#shares * spot + (this.#unmodelled * years) / this.#yearsNow;
    const rootYears = Math.sqrt(varianceYears);
    for (let j = 0; j < shifts.length; j += 1) into[offset + j] = base + this.#optionsValue(shifts[j] as number, rootYears);
  }

  /** Dollars at one spot, one shift of the volatilities and one time. */
  valueAt(spot: number, shift: number, left: TimeLeft): number {
    this.#shift[0] = shift;
    this.valuesAt(spot, this.#shift, left, this.#single);
    return this.#single[0] as number;
  }

  /**
   * The value as `valueAt` gives it and its derivatives, into `greeks`. `pace` is how many years of the volatilities' clock go
   * by in a calendar year at that moment. An option that is worth what exercise brings, and the reference time, have the slope
   * of the payoff and nothing else.
   */
  greeksAt(spot: number, shift: number, left: TimeLeft, pace: number, greeks: PositionGreekValues): void {
    this.#findIntrinsic(spot);
    const { years, varianceYears } = left;
    const isOver = !(years > 0 && varianceYears > 0);
    greeks.value = this.#shares * spot;
    greeks.delta = this.#shares;
    greeks.gamma = 0;
    greeks.theta = 0;
    greeks.vega = 0;
    if (!isOver) {
      this.#setMarket(spot, left, pace);
      greeks.value += (this.#unmodelled * years) / this.#yearsNow;
      greeks.theta -= this.#unmodelled / this.#yearsNow / DAYS;
    }
    const { block } = kernel;
    const rootYears = Math.sqrt(varianceYears);
    for (let start = 0; start < this.#count; start += BLOCK_ROWS) {
      const end = Math.min(this.#count, start + BLOCK_ROWS);
      if (!isOver) this.#runBlock(start, end, shift, rootYears);
      for (let i = start; i < end; i += 1) {
        const row = i - start;
        const units = this.#units[i] as number;
        const intrinsic = this.#intrinsic[i] as number;
        if (isOver || (block[VALUE + row] as number) < intrinsic) {
          const slope = intrinsic === 0 ? 0 : this.#isCall[i] === 1 ? 1 : -1;
          const isKnown = isOver || !Number.isNaN(this.#volatility[i]);
          greeks.value += isKnown ? units * intrinsic : Number.NaN;
          greeks.delta += isKnown ? units * slope : Number.NaN;
          continue;
        }
        const known = Number.isNaN(this.#volatility[i]) ? Number.NaN : units;
        greeks.value += known * (block[VALUE + row] as number);
        greeks.delta += known * (block[DELTA + row] as number);
        greeks.gamma += known * (block[GAMMA + row] as number);
        greeks.theta += (known * (block[THETA + row] as number)) / DAYS;
        greeks.vega += (known * (block[VEGA + row] as number)) / 100;
      }
    }
  }

  /** Dollars at the reference time. */
  payoffAt(spot: number): number {
    this.#findIntrinsic(spot);
    return this.#intrinsicValue(spot);
  }

  #optionsValue(shift: number, rootYears: number): number {
    const { block } = kernel;
    let sum = 0;
    for (let start = 0; start < this.#count; start += BLOCK_ROWS) {
      const end = Math.min(this.#count, start + BLOCK_ROWS);
      this.#runBlock(start, end, shift, rootYears);
      for (let i = start; i < end; i += 1) {
        // The kernel takes a volatility that is none for 0.
        const isKnown = !Number.isNaN(this.#volatility[i]);
        const model = isKnown ? Math.max(block[VALUE + i - start] as number, this.#intrinsic[i] as number) : Number.NaN;
        this.#model[i] = model;
        sum += (this.#units[i] as number) * model;
      }
    }
    return sum;
  }

  #setMarket(spot: number, { years, varianceYears }: TimeLeft, variancePace: number): void {
    const rate = this.#rate;
    kernel.setMarket({ spot, rate, dividendYield: 0, years, varianceYears, variancePace });
    for (let i = 0; i < this.#count; i += 1) {
      this.#least[i] = Math.abs(Math.log(spot / (this.#strike[i] as number)) + rate * years) / FAR;
    }
  }

  /** Has the kernel value the legs from `start` up to `end`, into the first rows of its block. */
  #runBlock(start: number, end: number, shift: number, rootYears: number): void {
    const { block } = kernel;
    for (let i = start; i < end; i += 1) {
      const volatility = this.#volatility[i] as number;
      const shifted = shift < 0 ? Math.max(volatility + shift, Math.min(volatility, LEAST_VOLATILITY)) : volatility + shift;
      const row = i - start;
      block[STRIKE + row] = this.#strike[i] as number;
      block[IS_CALL + row] = this.#isCall[i] as number;
      block[TOTAL_VOLATILITY + row] = Math.max(shifted * rootYears, this.#least[i] as number);
    }
    kernel.values(end - start);
  }

  #intrinsicValue(spot: number): number {
    let sum = this.#shares * spot;
    for (let i = 0; i < this.#count; i += 1) sum += (this.#units[i] as number) * (this.#intrinsic[i] as number);
    return sum;
  }

  #findIntrinsic(spot: number): void {
    for (let i = 0; i < this.#count; i += 1) {
      const above = spot - (this.#strike[i] as number);
      const intrinsic = Math.max(0, this.#isCall[i] === 1 ? above : -above);
      this.#intrinsic[i] = intrinsic;
      this.#model[i] = intrinsic;
    }
  }

  #resize(count: number): void {
    this.#count = count;
    if (count <= this.#strike.length) return;
    const size = Math.max(count, 2 * this.#strike.length);
    this.#strike = new Float64Array(size);
    this.#isCall = new Float64Array(size);
    this.#units = new Float64Array(size);
    this.#volatility = new Float64Array(size);
    this.#intrinsic = new Float64Array(size);
    this.#least = new Float64Array(size);
    this.#model = new Float64Array(size);
  }
}
