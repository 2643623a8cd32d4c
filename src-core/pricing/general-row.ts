import {
  ASSET,
  ASSET_DISCOUNT,
  CARRY,
  CHARM,
  DELTA,
  DISCOUNT,
  GAMMA,
  IS_CALL,
  MONEYNESS,
  PRICE,
  RATE,
  RHO,
  ROOT_VARIANCE_YEARS,
  SPEED,
  SPOT,
  SPOT_SHIFT,
  STRIKE,
  STRIKE_SHIFT,
  THETA,
  TOTAL_VOLATILITY,
  VALUE,
  VANNA,
  VARIANCE_DECAY,
  VEGA,
  VOLATILITY,
  VOMMA,
  YEARS,
  YIELD,
} from './kernel/layout.ts';
import { millsRatio } from './normal.ts';
import { millsDifference, normalisedPrice } from './normalised-black.ts';
import { SOLUTION_CODE } from './solution.ts';
import { totalVolatility } from './total-volatility.ts';

/** Dollars: what lies outside is no strike, and the derivatives would leave the range of doubles. */
export const LEAST_STRIKE = 1e-150;
export const GREATEST_STRIKE = 1e150;
/** A total volatility below this is none. */
const LEAST_TOTAL = 1e-100;
/** |ln(spot / strike)| up to which the stages' series for it holds. */
const SERIES_MONEYNESS = 0.2;

/** MONEYNESS of a row of any strike; the stages have written theirs. */
function setMoneyness(m: Float64Array, row: number): void {
  const spot = m[SPOT] as number;
  const strike = m[STRIKE + row] as number;
  const ratio = spot / strike;
  const logarithm = ratio > 1e-300 && ratio < 1e300 ? logarithmOf(ratio, spot, strike) : Math.log(spot) - Math.log(strike);
  if (Math.abs(logarithm) > SERIES_MONEYNESS) m[MONEYNESS + row] = logarithm + (m[CARRY] as number);
}

/** Near to 1 the quotient has lost digits that the difference still has. */
function logarithmOf(ratio: number, spot: number, strike: number): number {
  return ratio > 0.5 && ratio < 2 ? Math.log1p((spot - strike) / strike) : Math.log(ratio);
}

/**
 * TOTAL_VOLATILITY of one row from its PRICE, anywhere; for the rows that the stages leave. Answers the code of a
 * `Solution`. The price is compared with the intrinsic value to the last place.
 */
export function solveGeneralRow(m: Float64Array, row: number): number {
  const strike = m[STRIKE + row] as number;
  const price = m[PRICE + row] as number;
  if (!(strike >= LEAST_STRIKE && strike <= GREATEST_STRIKE && Number.isFinite(price))) return SOLUTION_CODE.bad_input;
  const isCall = (m[IS_CALL + row] as number) > 0.5;
  const spot = m[SPOT] as number;
  const asset = m[ASSET] as number;
  const cash = strike * (m[DISCOUNT] as number);
  const shift = (m[SPOT_SHIFT] as number) - strike * (m[STRIKE_SHIFT] as number);
  // spot - strike as the sum of two doubles (T. Dekker, 1971).
  const high = spot - strike;
  const back = high - spot;
  const low = spot - (high - back) - (strike + back);
  const sign = isCall ? 1 : -1;
  const intrinsic = sign * (high + (low + shift));
  let timeValue = price;
  if (intrinsic > 0) {
    const first = price - sign * high;
    const part = first - price;
    const rest = price - (first - part) - (sign * high + part);
    timeValue = first + (rest - sign * (low + shift));
  }
  if (timeValue < 0) return SOLUTION_CODE.below_intrinsic;
  if (timeValue === 0) return SOLUTION_CODE.at_intrinsic;
  const missing = (isCall ? asset : cash) - price;
  if (missing < 0) return SOLUTION_CODE.above_maximum;
  if (missing === 0) return SOLUTION_CODE.at_maximum;
  setMoneyness(m, row);
  const unit = Math.min(asset, cash);
  const share = timeValue / unit;
  const logShare = share > 1e-290 ? Math.log(share) : Math.log(timeValue) - Math.log(unit);
  const total = totalVolatility(Math.abs(m[MONEYNESS + row] as number), share, missing / unit, logShare);
  if (!(total > LEAST_TOTAL && Number.isFinite(total))) return SOLUTION_CODE.at_intrinsic;
  m[TOTAL_VOLATILITY + row] = total;
  return SOLUTION_CODE.ok;
}

/**
 * VALUE, VOLATILITY and the derivatives of one row from its TOTAL_VOLATILITY, anywhere. At zero total volatility they
 * are those of the discounted intrinsic value; at the money delta is then half a step, and the density's terms are 0.
 */
export function evaluateGeneralRow(m: Float64Array, row: number): void {
  setMoneyness(m, row);
  const spot = m[SPOT] as number;
  const asset = m[ASSET] as number;
  const assetDiscount = m[ASSET_DISCOUNT] as number;
  const rootYears = m[ROOT_VARIANCE_YEARS] as number;
  const decay = m[VARIANCE_DECAY] as number;
  const rate = m[RATE] as number;
  const dividendYield = m[YIELD] as number;
  const strike = m[STRIKE + row] as number;
  const sign = (m[IS_CALL + row] as number) > 0.5 ? 1 : -1;
  const x = m[MONEYNESS + row] as number;
  const s = m[TOTAL_VOLATILITY + row] as number;
  const cash = strike * (m[DISCOUNT] as number);
  const difference = spot - strike + ((m[SPOT_SHIFT] as number) - strike * (m[STRIKE_SHIFT] as number));

  const spread = s > LEAST_TOTAL;
  const h = spread ? x / s : x === 0 ? 0 : x * Number.POSITIVE_INFINITY;
  const d1 = h + 0.5 * s;
  const d2 = h - 0.5 * s;
  // Below the smallest normal double the density is carried without its power, which is put back last.
  const isFaint = Math.max(Math.abs(d1), Math.abs(d2)) > FAINT;
  const lift = isFaint ? FAINT_EXPONENT : 0;
  const scale = isFaint ? FAINT_SCALE : 1;
  const densityAtD1 = spread ? liftedDensity(d1, lift) : 0;
  const isOut = sign * d1 <= 0 && sign * d2 <= 0;
  const outer = isOut ? scale : 1;
  const inner = isOut ? 1 : scale;
  const densityAtD2 = spread ? liftedDensity(d2, lift) : 0;
  const assetMills = spread ? millsRatio(Math.abs(d1)) : 0;
  const assetTail = inner * (spread ? densityAtD1 * assetMills : d1 === 0 ? 0.5 : 0);
  const cashTail = inner * cash * (spread ? densityAtD2 * millsRatio(Math.abs(d2)) : d2 === 0 ? 0.5 : 0);
  const share = sign * d1 <= 0 ? assetTail : 1 - assetTail;
  const cashShare = sign * d2 <= 0 ? cashTail : cash - cashTail;
  // Where the density has underflowed so have its products, whatever they are multiplied by.
  const isDense = densityAtD1 > 0;
  const inverse = isDense ? 1 / s : 0;
  const first = isDense ? d1 : 0;
  const second = isDense ? d2 : 0;
  const discountedDensity = assetDiscount * densityAtD1;
  const vega = asset * densityAtD1 * rootYears;
  const gamma = (discountedDensity * inverse) / spot;
  const pace = rootYears * inverse;
  const t = 0.5 * s;
  const z = Math.abs(h);
  const unit = Math.min(asset, cash);
  const isNear = isDense && t - z <= 1;
  const millsGap = isNear ? millsDifference(z, t) : 0;
  const timeValue = isNear ? (h > 0 ? densityAtD2 : densityAtD1) * millsGap * inner : normalisedPrice(z, s);
  const value = unit * timeValue + Math.max(sign * difference, 0);
  const decayed = asset * densityAtD1 * s * decay * 0.5;
  const drift = discountedDensity * ((rate - dividendYield) * inverse - second * decay * 0.5);

  m[VALUE + row] = value * outer;
  m[VOLATILITY + row] = rootYears > 0 ? s / rootYears : 0;
  m[DELTA + row] = sign * assetDiscount * share * outer;
  m[GAMMA + row] = gamma * scale;
  // Two forms of the same, each where its terms do not cancel; out of the money all are multiples of the density.
  m[THETA + row] = isOut
    ? asset * densityAtD1 * (rate * millsGap + sign * (dividendYield - rate) * assetMills - 0.5 * s * decay) * scale
    : sign * (dividendYield * asset * share - rate * cashShare) - decayed * scale;
  m[VEGA + row] = vega * scale;
  m[RHO + row] = sign * (m[YEARS] as number) * cashShare * outer;
  m[CHARM + row] = (sign * dividendYield * assetDiscount * share - drift * inner) * outer;
  m[VANNA + row] = -discountedDensity * second * pace * scale;
  m[VOMMA + row] = vega * first * second * pace * scale;
  m[SPEED + row] = (-gamma / spot) * (first * inverse + 1) * scale;
}

const FAINT = 37;
const FAINT_EXPONENT = 300;
/** exp(-300) */
const FAINT_SCALE = 5.148200222412013e-131;

/** Standard normal density times exp(lift). */
function liftedDensity(z: number, lift: number): number {
  return Math.exp(lift - 0.5 * z * z) * 0.3989422804014327;
}
