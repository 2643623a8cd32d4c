import type { Right } from '../instruments/instrument.ts';
import { GREATEST_STRIKE, LEAST_STRIKE } from './general-row.ts';
import { GREATEST_SPOT, LEAST_SPOT, LEAST_YEARS, rowKernel as kernel } from './kernel/kernel.ts';
import {
  CHARM,
  DELTA,
  GAMMA,
  IS_CALL,
  RHO,
  SPEED,
  STRIKE,
  THETA,
  TOTAL_VOLATILITY,
  VALUE,
  VANNA,
  VEGA,
  VOMMA,
} from './kernel/layout.ts';

/**
 * A vanilla option and the market it is priced in, on the flat clock. An option on a forward is the one whose
 * `spot` is the forward and whose `dividendYield` is the rate (F. Black, "The pricing of commodity contracts", 1976).
 */
export interface VanillaOption {
  readonly right: Right;
  /** Dollars. */
  readonly spot: number;
  /** Dollars. */
  readonly strike: number;
  /** Calendar years to expiry. */
  readonly years: number;
  /** Annual, continuously compounded. */
  readonly rate: number;
  /** Continuous dividend yield and cost of borrow, annual. */
  readonly dividendYield: number;
}

/** Derivatives of the price in the units of the formula. */
export interface Greeks {
  /** Per 1.00 of the spot. */
  readonly delta: number;
  /** Change of delta per 1.00 of the spot. */
  readonly gamma: number;
  /** Dollars per calendar year passing. */
  readonly theta: number;
  /** Dollars per 1.00 of volatility. */
  readonly vega: number;
  /** Dollars per 1.00 of the rate, with spot and yield fixed. */
  readonly rho: number;
  /** Change of delta per calendar year passing. */
  readonly charm: number;
  /** Change of delta per 1.00 of volatility. */
  readonly vanna: number;
  /** Change of vega per 1.00 of volatility. */
  readonly vomma: number;
  /** Change of gamma per 1.00 of the spot. */
  readonly speed: number;
}

const GREATEST_YEARS = 1e6;
const GREATEST_VOLATILITY = 1e6;
const GREATEST_RATE = 1e30;
const GREATEST_GROWTH = 100;

/** Names the first input that is none or that the formulas' numbers would not hold. */
function check({ spot, strike, years, rate, dividendYield }: VanillaOption, volatility: number): void {
  within('spot', spot, LEAST_SPOT, GREATEST_SPOT);
  within('strike', strike, LEAST_STRIKE, GREATEST_STRIKE);
  within('years', years, 0, GREATEST_YEARS);
  within('volatility', volatility, 0, GREATEST_VOLATILITY);
  within('rate', rate, -GREATEST_RATE, GREATEST_RATE);
  within('dividendYield', dividendYield, -GREATEST_RATE, GREATEST_RATE);
  within('rate times years', rate * years, -GREATEST_GROWTH, GREATEST_GROWTH);
  within('dividendYield times years', dividendYield * years, -GREATEST_GROWTH, GREATEST_GROWTH);
}

function within(name: string, value: number, least: number, greatest: number): void {
  if (!(value >= least && value <= greatest)) throw new RangeError(`${name} must be from ${least} to ${greatest}, got ${value}`);
}

function evaluate(option: VanillaOption, volatility: number): void {
  check(option, volatility);
  const { right, spot, strike, rate, dividendYield } = option;
  const years = option.years < LEAST_YEARS ? 0 : option.years;
  kernel.setMarket({ spot, rate, dividendYield, years, varianceYears: years, variancePace: 1 });
  const { block } = kernel;
  block[STRIKE] = strike;
  block[IS_CALL] = right === 'call' ? 1 : 0;
  block[TOTAL_VOLATILITY] = volatility * Math.sqrt(years);
  kernel.values(1);
}

/**
 * Price of the European option in dollars per share, F. Black and M. Scholes (1973) with the yield of R. Merton (1973);
 * never below the discounted intrinsic value, and that at zero years or volatility. Annual volatility, 1.00 = 100 %.
 * Throws RangeError, naming the input, for one that is not a number or far out of any market's range.
 */
export function price(option: VanillaOption, volatility: number): number {
  evaluate(option, volatility);
  return kernel.block[VALUE] as number;
}

/** Analytic derivatives of {@link price}; throws as it does. */
export function greeks(option: VanillaOption, volatility: number): Greeks {
  evaluate(option, volatility);
  const { block } = kernel;
  return {
    delta: block[DELTA] as number,
    gamma: block[GAMMA] as number,
    theta: block[THETA] as number,
    vega: block[VEGA] as number,
    rho: block[RHO] as number,
    charm: block[CHARM] as number,
    vanna: block[VANNA] as number,
    vomma: block[VOMMA] as number,
    speed: block[SPEED] as number,
  };
}
