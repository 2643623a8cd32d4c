import { evaluateGeneralRow, solveGeneralRow } from '../general-row.ts';
import { SOLUTION_CODE } from '../solution.ts';
import { type Engine, scalarEngine, simdEngine } from './engine.ts';
import {
  ASSET,
  ASSET_DISCOUNT,
  BLOCK_ROWS,
  CARRY,
  DISCOUNT,
  HOLDS,
  INVERSE_ASSET,
  RATE,
  ROOT_VARIANCE_YEARS,
  SPOT,
  SPOT_SHIFT,
  STRIKE_SHIFT,
  VARIANCE_DECAY,
  YEARS,
  YIELD,
} from './layout.ts';

/** Less time than this is none: a picosecond has 3e-20. */
export const LEAST_YEARS = 1e-20;

/** Dollars: what lies outside is no price, and the derivatives would leave the range of doubles. */
export const LEAST_SPOT = 1e-30;
export const GREATEST_SPOT = 1e30;

/** What holds for all options of one expiry. */
export interface PricingMarket {
  /** Dollars. */
  readonly spot: number;
  /** Annual, continuously compounded. */
  readonly rate: number;
  /** Continuous dividend yield and cost of borrow, annual. */
  readonly dividendYield: number;
  /** Calendar years to expiry: they carry and discount. */
  readonly years: number;
  /** Years to expiry on the clock of the volatilities; on the flat clock the calendar years. */
  readonly varianceYears: number;
  /** Years of that clock that go by in one calendar year at the pace of now; 1 on the flat clock. */
  readonly variancePace: number;
}

/**
 * Runs the stages over one block, and the general formulas over the rows that the stages leave. The caller writes the
 * block's input columns, calls one of the two methods, and reads the columns that are found.
 */
export class Kernel {
  readonly #engine: Engine;
  /** See layout.ts. */
  readonly block: Float64Array;
  /** Codes of `Solution`, one a row. */
  readonly solutions = new Uint8Array(BLOCK_ROWS);
  #market: number = SOLUTION_CODE.bad_input;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.block = engine.block;
  }

  get kind(): Engine['kind'] {
    return this.#engine.kind;
  }

  setMarket({ spot, rate, dividendYield, years, varianceYears, variancePace }: PricingMarket): void {
    const { block } = this;
    const assetShift = Math.expm1(-dividendYield * years);
    const strikeShift = Math.expm1(-rate * years);
    const assetDiscount = factorOf(assetShift, -dividendYield * years);
    block[SPOT] = spot;
    block[CARRY] = (rate - dividendYield) * years;
    block[SPOT_SHIFT] = spot * assetShift;
    block[STRIKE_SHIFT] = strikeShift;
    block[ASSET] = spot * assetDiscount;
    block[INVERSE_ASSET] = 1 / (spot * assetDiscount);
    block[ASSET_DISCOUNT] = assetDiscount;
    block[DISCOUNT] = factorOf(strikeShift, -rate * years);
    block[YEARS] = years;
    block[ROOT_VARIANCE_YEARS] = Math.sqrt(Math.max(0, varianceYears));
    block[VARIANCE_DECAY] = varianceYears > 0 ? variancePace / varianceYears : 0;
    block[RATE] = rate;
    block[YIELD] = dividendYield;
    const sum = spot + rate + dividendYield + years + varianceYears + variancePace;
    if (!(spot >= LEAST_SPOT && spot <= GREATEST_SPOT) || !Number.isFinite(sum) || !Number.isFinite((block[ASSET] as number) + (block[DISCOUNT] as number))) {
      this.#market = SOLUTION_CODE.bad_input;
    } else this.#market = years >= LEAST_YEARS && varianceYears >= LEAST_YEARS ? SOLUTION_CODE.ok : SOLUTION_CODE.expired;
  }

  /** From PRICE: TOTAL_VOLATILITY and everything after it; the rows without a solution have the reason's code instead. */
  implied(count: number): void {
    const { block, solutions } = this;
    if (this.#market !== SOLUTION_CODE.ok) {
      solutions.fill(this.#market, 0, count);
      return;
    }
    this.#engine.implied(count);
    for (let row = 0; row < count; row += 1) {
      if (block[HOLDS + row] === 1) {
        solutions[row] = SOLUTION_CODE.ok;
        continue;
      }
      const solution = solveGeneralRow(block, row);
      solutions[row] = solution;
      if (solution === SOLUTION_CODE.ok) evaluateGeneralRow(block, row);
    }
  }

  /** From PRICE: TOTAL_VOLATILITY alone; the codes as `implied` has them. */
  volatilities(count: number): void {
    const { block, solutions } = this;
    if (this.#market !== SOLUTION_CODE.ok) {
      solutions.fill(this.#market, 0, count);
      return;
    }
    this.#engine.volatilities(count);
    for (let row = 0; row < count; row += 1) {
      solutions[row] = block[HOLDS + row] === 1 ? SOLUTION_CODE.ok : solveGeneralRow(block, row);
    }
  }

  /** From TOTAL_VOLATILITY: VALUE and everything after it. Strikes and volatilities are the caller's to check. */
  values(count: number): void {
    const { block } = this;
    this.#engine.values(count);
    for (let row = 0; row < count; row += 1) {
      if (block[HOLDS + row] !== 1) evaluateGeneralRow(block, row);
    }
  }
}

/** exp(power) from exp(power) - 1, which has its digits where they are close. */
function factorOf(shift: number, power: number): number {
  return Math.abs(shift) < 0.1 ? 1 + shift : Math.exp(power);
}

/** For rows by the block. */
export const kernel = new Kernel(simdEngine() ?? scalarEngine());
/** For one row at a time, which has no neighbours to go along with. */
export const rowKernel = new Kernel(scalarEngine());
