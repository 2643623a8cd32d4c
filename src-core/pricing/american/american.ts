import { price as europeanPrice, type VanillaOption } from '../black-scholes.ts';
import { type ModelledDividend, dividendValue } from './cash-dividend.ts';
import { criticalLogSpot, earlyExercise } from './early-exercise.ts';
import { effortFor, exerciseBoundary, STIFF } from './exercise-boundary.ts';
import { earlierBound, premiumBound } from './premium-bound.ts';

export type AmericanPrice =
  | {
      readonly ok: true;
      /** Dollars per share. */
      readonly price: number;
      /** What early exercise adds to the European price, dollars per share. */
      readonly premium: number;
      readonly method: AmericanMethod;
    }
  | { readonly ok: false; readonly reason: NoAmericanPrice };

/** 'european': the premium is below the tolerance. 'boundary' and 'dividend': solved, without and with a cash dividend. */
export type AmericanMethod = 'european' | 'boundary' | 'dividend';

/**
 * 'bad_input': out of any market's range, or a dividend that the spot cannot pay.
 * 'two_boundaries': a put with yield < rate < 0, or a call with rate < yield < 0, exercised between two spots.
 * 'exercise_before_dividend': exercise earlier than the ex-date may be worth more than {@link TOLERANCE}.
 * 'unresolved': with a cash dividend, a total volatility above 4.
 */
export type NoAmericanPrice = 'bad_input' | 'two_boundaries' | 'exercise_before_dividend' | 'unresolved';

/** Dollars per share: a hundredth of the tick. */
export const TOLERANCE = 1e-4;
const MOST_GROWTH = 100;
const MOST_RATE = 1e30;
const MOST_YEARS = 1e6;
const LEAST_DOLLARS = 1e-30;
const MOST_DOLLARS = 1e30;
const MOST_VOLATILITY = 1e6;

/**
 * Price of the American option, where it is solved to the accuracy of `effortFor`. The European price is taken where
 * {@link premiumBound} proves that early exercise adds less than `tolerance` dollars; at 0 only where it adds nothing.
 * A dividend whose ex-date is not between now and expiry does not matter.
 */
export function americanPrice(
  option: VanillaOption,
  volatility: number,
  dividend: ModelledDividend | null = null,
  tolerance: number = TOLERANCE,
): AmericanPrice {
  const { right, spot, strike, years, rate, dividendYield } = option;
  if (!validOption(option) || !(volatility >= 0 && volatility <= MOST_VOLATILITY)) return { ok: false, reason: 'bad_input' };
  const paid = dividend === null ? null : payable(option, dividend);
  if (paid === 'bad_input') return { ok: false, reason: 'bad_input' };
  const intrinsic = Math.max(0, right === 'call' ? spot - strike : strike - spot);
  const total = volatility * Math.sqrt(years);
  if (years === 0) return { ok: true, price: intrinsic, premium: 0, method: 'european' };
  if (paid !== null) return withDividend(option, volatility, paid, intrinsic, tolerance);

  const european = europeanPrice(option, total < LEAST_TOTAL ? 0 : volatility);
  const isCall = right === 'call';
  const bound = premiumBound(option, volatility);
  if (bound <= tolerance) return answer(european, Math.max(european, intrinsic), 'european');
  // A call is the put with spot and strike, and rate and yield, exchanged.
  const putRate = (isCall ? dividendYield : rate) * years;
  const putCarry = (isCall ? rate : dividendYield) * years;
  if (putRate < 0) return { ok: false, reason: 'two_boundaries' };
  const unit = isCall ? spot : strike;
  const least = Math.max(european, intrinsic, certainValue(option));
  if (total < LEAST_TOTAL) return answer(european, least, 'boundary');
  const shorter = solvableYears(option, volatility);
  if (shorter < years) {
    const american = americanPrice({ ...option, years: shorter }, volatility, null, 0);
    return american.ok ? answer(european, Math.max(american.price, least), 'boundary') : american;
  }
  const boundary = exerciseBoundary(putRate, putCarry, total, effortFor(putRate, putCarry, total, unit));
  const ratio = isCall ? strike / spot : spot / strike;
  if (Math.log(ratio) <= criticalLogSpot(boundary)) return answer(european, Math.max(intrinsic, european), 'boundary');
  const premium = unit * earlyExercise(boundary, ratio, false).premium;
  // Where the quadrature fails, in the extremes, what is proved remains.
  const solved = european + (premium > 0 ? Math.min(premium, bound) : 0);
  return answer(european, solved - least < RESOLUTION ? least : solved, 'boundary');
}

/** Dollars: a lower bound that the solution exceeds by less than its own error is the price. */
const RESOLUTION = 1e-9;

/**
 * The option's years, or those after which its drift outruns its volatility too far to be solved: the option of those
 * years is a lower bound, and the price hardly grows beyond them, as exercise is soon if at all.
 */
export function solvableYears(option: VanillaOption, volatility: number): number {
  const { right, years, rate, dividendYield } = option;
  const drift = right === 'call' ? dividendYield - rate : rate - dividendYield;
  return drift * Math.sqrt(years) > STIFF * volatility ? 0.99 * ((STIFF * volatility) / drift) ** 2 : years;
}

/** Below this total volatility the option is worth what it is without any. */
const LEAST_TOTAL = 1e-6;
/** Above it the points of the dividend's integrals no longer reach the spots that matter. */
const MOST_TOTAL = 4;

/** The best of the exercise times were the spot to grow at its forward rate: a lower bound at any volatility. */
function certainValue(option: VanillaOption): number {
  const { right, spot, strike, years, rate, dividendYield } = option;
  const sign = right === 'call' ? 1 : -1;
  const at = (time: number): number => sign * (spot * Math.exp(-dividendYield * time) - strike * Math.exp(-rate * time));
  const turn = Math.log((rate * strike) / (dividendYield * spot)) / (rate - dividendYield);
  return Math.max(0, at(0), at(years), turn > 0 && turn < years ? at(turn) : 0);
}

function withDividend(
  option: VanillaOption,
  volatility: number,
  dividend: ModelledDividend,
  intrinsic: number,
  tolerance: number,
): AmericanPrice {
  const { right, rate, dividendYield } = option;
  const isCall = right === 'call';
  const earlier = earlierBound(option, volatility, dividend);
  if (earlier > Math.max(tolerance, TOLERANCE)) return { ok: false, reason: 'exercise_before_dividend' };
  const putRate = isCall ? dividendYield : rate;
  const putCarry = isCall ? rate : dividendYield;
  if (putRate < 0 && putCarry < putRate) return { ok: false, reason: 'two_boundaries' };
  const spread = Math.max(volatility, LEAST_TOTAL / Math.sqrt(Math.min(dividend.years, option.years - dividend.years)));
  if (spread * Math.sqrt(option.years) > MOST_TOTAL) return { ok: false, reason: 'unresolved' };
  const { european, exercise } = dividendValue(option, spread, dividend);
  if (!Number.isFinite(european + exercise)) return { ok: false, reason: 'unresolved' };
  const small = premiumBound(option, spread, dividend) <= tolerance;
  return answer(european, Math.max(intrinsic, european + (small ? 0 : Math.max(0, exercise))), small ? 'european' : 'dividend');
}

function answer(european: number, price: number, method: AmericanMethod): AmericanPrice {
  return { ok: true, price, premium: Math.max(0, price - european), method };
}

export function validOption(option: VanillaOption): boolean {
  const { spot, strike, years, rate, dividendYield } = option;
  return (
    spot >= LEAST_DOLLARS &&
    spot <= MOST_DOLLARS &&
    strike >= LEAST_DOLLARS &&
    strike <= MOST_DOLLARS &&
    years >= 0 &&
    years <= MOST_YEARS &&
    Math.abs(rate) <= MOST_RATE &&
    Math.abs(dividendYield) <= MOST_RATE &&
    Math.abs(rate) * years <= MOST_GROWTH &&
    Math.abs(dividendYield) * years <= MOST_GROWTH
  );
}

/** The dividend if it is paid between now and expiry. */
function payable(option: VanillaOption, dividend: ModelledDividend): ModelledDividend | null | 'bad_input' {
  const { amount, years } = dividend;
  if (!(amount >= 0 && Number.isFinite(amount) && Number.isFinite(years))) return 'bad_input';
  if (amount === 0 || years <= 0 || years >= option.years) return null;
  return amount * Math.max(1, Math.exp(-option.rate * years)) < option.spot ? dividend : 'bad_input';
}
