import { greeks as europeanGreeks, price as europeanPrice, type VanillaOption } from '../black-scholes.ts';
import { americanPrice, type NoAmericanPrice, solvableYears, TOLERANCE } from './american.ts';
import type { ModelledDividend } from './cash-dividend.ts';
import { criticalLogSpot, earlyExercise } from './early-exercise.ts';
import { effortFor, exerciseBoundary } from './exercise-boundary.ts';

/** Derivatives of the American price, in the units of `Greeks` of `black-scholes.ts`. */
export interface AmericanGreeks {
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
}

export type AmericanGreeksResult =
  | { readonly ok: true; readonly greeks: AmericanGreeks }
  | { readonly ok: false; readonly reason: NoAmericanPrice | 'expired' };

/**
 * The derivatives, European where {@link americanPrice} is. With a solved boundary delta and gamma are those of the
 * formula, as the boundary does not depend on the spot, theta follows from them and the price by the Black-Scholes
 * equation, and vega and rho are central differences. With a cash dividend all five are.
 */
export function americanGreeks(
  option: VanillaOption,
  volatility: number,
  dividend: ModelledDividend | null = null,
  tolerance: number = TOLERANCE,
): AmericanGreeksResult {
  const american = americanPrice(option, volatility, dividend, tolerance);
  if (!american.ok) return american;
  if (option.years === 0) return { ok: false, reason: 'expired' };
  if (volatility === 0) return { ok: false, reason: 'bad_input' };
  const paid = dividend !== null && dividend.amount > 0 && dividend.years > 0 && dividend.years < option.years;
  if (paid) return { ok: true, greeks: differences(option, volatility, dividend) };
  if (american.method === 'european') return { ok: true, greeks: europeanGreeks(option, volatility) };
  const years = solvableYears(option, volatility);
  return { ok: true, greeks: solved({ ...option, years }, volatility, american.price) };
}

const SPOT_STEP = 0.01;
const VOLATILITY_STEP = 1e-3;
const RATE_STEP = 1e-4;
const TIME_STEP = 1e-3;

function solved(option: VanillaOption, volatility: number, price: number): AmericanGreeks {
  const { right, spot, strike, years, rate, dividendYield } = option;
  const isCall = right === 'call';
  const putRate = (isCall ? dividendYield : rate) * years;
  const putCarry = (isCall ? rate : dividendYield) * years;
  const total = volatility * Math.sqrt(years);
  const unit = isCall ? spot : strike;
  const ratio = isCall ? strike / spot : spot / strike;
  const boundary = exerciseBoundary(putRate, putCarry, total, effortFor(putRate, putCarry, total, unit));
  if (Math.log(ratio) <= criticalLogSpot(boundary)) return { delta: isCall ? 1 : -1, gamma: 0, theta: 0, vega: 0, rho: 0 };
  const european = europeanGreeks(option, volatility);
  const early = earlyExercise(boundary, ratio, true);
  // A call is spot times the put of spot strike/spot: differentiated as a product.
  const delta = european.delta + (isCall ? early.premium - ratio * early.delta : early.delta);
  const gamma = european.gamma + (isCall ? (ratio * ratio * early.gamma) / spot : early.gamma / strike);
  const theta = rate * price - (rate - dividendYield) * spot * delta - (volatility * volatility * spot * spot * gamma) / 2;
  return { delta, gamma, theta, vega: vegaOf(option, volatility, null), rho: rhoOf(option, volatility, null) };
}

function differences(option: VanillaOption, volatility: number, dividend: ModelledDividend): AmericanGreeks {
  const { spot, years } = option;
  const step = spot * SPOT_STEP * Math.min(1, volatility * Math.sqrt(years));
  const up = value({ ...option, spot: spot + step }, volatility, dividend);
  const down = value({ ...option, spot: spot - step }, volatility, dividend);
  const time = TIME_STEP * Math.min(dividend.years, years - dividend.years);
  const at = (change: number): number =>
    value({ ...option, years: years + change }, volatility, { ...dividend, years: dividend.years + change });
  return {
    delta: (up - down) / (2 * step),
    gamma: (up - 2 * value(option, volatility, dividend) + down) / (step * step),
    theta: (at(-time) - at(time)) / (2 * time),
    vega: vegaOf(option, volatility, dividend),
    rho: rhoOf(option, volatility, dividend),
  };
}

function vegaOf(option: VanillaOption, volatility: number, dividend: ModelledDividend | null): number {
  const step = volatility * VOLATILITY_STEP;
  return (value(option, volatility + step, dividend) - value(option, volatility - step, dividend)) / (2 * step);
}

function rhoOf(option: VanillaOption, volatility: number, dividend: ModelledDividend | null): number {
  const at = (change: number): number => value({ ...option, rate: option.rate + change }, volatility, dividend);
  return (at(RATE_STEP) - at(-RATE_STEP)) / (2 * RATE_STEP);
}

/** The solved price; the European one beyond what can be solved, which only a step of a difference ever meets. */
function value(option: VanillaOption, volatility: number, dividend: ModelledDividend | null): number {
  const american = americanPrice(option, volatility, dividend, 0);
  return american.ok ? american.price : europeanPrice(option, volatility);
}
