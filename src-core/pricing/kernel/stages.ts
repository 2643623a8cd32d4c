import { exponent, powerOfTwo, significand } from './bits.ts';
import {
  ASSET,
  ASSET_DISCOUNT,
  CARRY,
  CHANGE,
  CHARM,
  DELTA,
  DENSITY,
  DISCOUNT,
  GAMMA,
  HOLDS,
  INVERSE_ASSET,
  IS_CALL,
  MILLS_MEAN,
  MILLS_SLOPE,
  MONEYNESS,
  PRICE,
  RATE,
  RHO,
  ROOT_VARIANCE_YEARS,
  SPEED,
  SPOT,
  SPOT_SHIFT,
  STANDARD_MONEYNESS,
  STRIKE,
  STRIKE_SHIFT,
  THETA,
  TIME_VALUE,
  TOTAL_VOLATILITY,
  VALUE,
  VANNA,
  VARIANCE_DECAY,
  VEGA,
  VOLATILITY,
  VOMMA,
  YEARS,
  YIELD,
} from './layout.ts';
import { millsRatioPart, millsSlopePart } from './mills-polynomials.ts';

/*
 * The kernel: loops of plain arithmetic over the columns of a block. `scripts/build-kernel.mjs` turns this very text
 * into WebAssembly that works on two rows at a time; so it keeps to numbers, + - * /, comparisons in `? :`,
 * Math.abs, max, min, sqrt and the functions of bits.ts, every one of which gives the same bits in both.
 *
 * Throughout, with the forward F, the strike K, the years on the variance clock v and the volatility:
 * x = ln(F/K), s = volatility · root(v), h = x/s, t = s/2, d1 = h + t, d2 = h - t. In units of the asset (spot times the
 * discount by the yield), the out-of-the-money option costs density(d1) · (m(|h|-t) - m(|h|+t)), where
 * m(z) = (1 - N(z)) / density(z) is the Mills ratio.
 */

/** MONEYNESS of each strike, without losing digits where the strike is close to the spot. */
function moneyness(m: Float64Array, count: number): void {
  const spot = m[SPOT] as number;
  const carry = m[CARRY] as number;
  for (let i = 0; i < count; i += 1) {
    const strike = m[STRIKE + i] as number;
    const u = (spot - strike) / (spot + strike);
    const w = u * u;
    // ln(spot / strike) = 2 atanh(u); the polynomial holds for logarithms up to 0.2.
    const series =
      ((((0.07894699523909927 * w + 0.09088630667606251) * w + 0.11111122899564344) * w + 0.14285714258177748) * w +
      0.20000000000023507) * w + 0.3333333333333333;
    m[MONEYNESS + i] = 2 * (u + u * (w * series)) + carry;
  }
}

/**
 * TIME_VALUE from PRICE, and a first TOTAL_VOLATILITY from it: the volatility of Bachelier's formula, of which one
 * rational function in ln(1 + intrinsic / time value) gives five digits, carried over to the lognormal by the
 * expansion of P. Hagan, D. Kumar, A. Lesniewski and D. Woodward, "Managing smile risk" (2002), eq. B.63.
 */
function seed(m: Float64Array, count: number): void {
  const spot = m[SPOT] as number;
  const spotShift = m[SPOT_SHIFT] as number;
  const strikeShift = m[STRIKE_SHIFT] as number;
  const inverseAsset = m[INVERSE_ASSET] as number;
  for (let i = 0; i < count; i += 1) {
    const strike = m[STRIKE + i] as number;
    const difference = spot - strike + (spotShift - strike * strikeShift);
    const intrinsic = (m[IS_CALL + i] as number) > 0.5 ? difference : -difference;
    const p = ((m[PRICE + i] as number) - Math.max(intrinsic, 0)) * inverseAsset;
    const sum = p + Math.abs(difference) * inverseAsset;
    const share = p / sum;
    const g = significand(share);
    const logarithm =
      ((((((0.01000928961783366 * g - 0.12250256439173778) * g + 0.6556537323589983) * g - 2.014221196661648) * g +
      3.927299329240536) * g - 5.125049796562615) * g + 4.911735170224669) * g - 2.242923708358735;
    const y = -Math.LN2 * exponent(share) - logarithm;
    const top =
      ((((1.4737493089256337e-06 * y + 0.0003532720301283018) * y + 0.006202005312525153) * y +
      0.08260168943219702) * y + 0.21805707945253927) * y + 2.5066254897073286;
    const bottom =
      ((((5.097293169731241e-05 * y + 0.0023042525327766302) * y + 0.02380328022399293) * y +
      0.15616226728344001) * y + 0.5869592303846697) * y + 1;
    const x = m[MONEYNESS + i] as number;
    const w = x * x;
    const normal = ((sum * top) / bottom) * (1 + x * 0.5 + w * (0.08333333333333333 - w * 0.001388888888888889));
    const v = normal * normal;
    m[TIME_VALUE + i] = p;
    m[TOTAL_VOLATILITY + i] = normal + normal * v * (0.041666666666666664 - w * 0.00034722222222222224 + v * 0.0036458333333333334);
  }
}

/**
 * What both the price and its derivatives need at MONEYNESS and TOTAL_VOLATILITY: one rational function for the Mills
 * ratio and its slope, from which the higher derivatives follow by c(k+1) = k·c(k-1) - z·c(k), with
 * c(k) = (-1)^k times the k-th derivative; and one exponential.
 */
function mills(m: Float64Array, count: number): void {
  for (let i = 0; i < count; i += 1) {
    const x = m[MONEYNESS + i] as number;
    const s = m[TOTAL_VOLATILITY + i] as number;
    const h = x / s;
    const z = Math.abs(h);
    const t = 0.5 * s;
    const zz = z * z;
    const p0 = millsRatioPart(z, zz);
    const p1 = millsSlopePart(z, zz);
    const r = 1 / (p1 + z * p0);
    const c0 = p0 * r;
    const c1 = p1 * r;
    const c2 = c0 - z * c1;
    const c3 = 2 * c1 - z * c2;
    const c4 = 3 * c2 - z * c3;
    const c5 = 4 * c3 - z * c4;
    const c6 = 5 * c4 - z * c5;
    const c7 = 6 * c5 - z * c6;
    const c8 = 7 * c6 - z * c7;
    const c9 = 8 * c7 - z * c8;
    const c10 = 9 * c8 - z * c9;
    const c11 = 10 * c9 - z * c10;
    const w = t * t;
    m[STANDARD_MONEYNESS + i] = h;
    m[MILLS_SLOPE + i] = c1 + w * (c3 * 0.16666666666666666 + w * (c5 * 0.008333333333333333 + w * (c7 * 0.0001984126984126984 + w * (c9 * 2.7557319223985893e-06 + w * (c11 * 2.505210838544172e-08)))));
    m[MILLS_MEAN + i] = c0 + w * (c2 * 0.5 + w * (c4 * 0.041666666666666664 + w * (c6 * 0.001388888888888889 + w * (c8 * 2.48015873015873e-05 + w * (c10 * 2.755731922398589e-07)))));
    const d1 = h + t;
    // exp by 2^k · exp(r) with |r| <= ln(2)/2.
    const argument = Math.max(-0.5 * d1 * d1, -700);
    const k = argument * Math.LOG2E + 6755399441055744 - 6755399441055744;
    const e = argument - k * 0.6931471804855391 - k * 7.440617110012397e-11;
    const series =
      ((((((((2.510038549551032e-08 * e + 2.7620088445409746e-07) * e + 2.7557268459997064e-06) * e +
      2.4801521295954376e-05) * e + 0.00019841269863053618) * e + 0.0013888888917213717) * e +
      0.008333333333330062) * e + 0.04166666666662413) * e + 0.16666666666666669) * e + 0.5;
    m[DENSITY + i] = (1 + (e + e * e * series)) * powerOfTwo(k) * 0.3989422804014327;
  }
}

/**
 * One step of the fourth order (A. Householder, "The numerical treatment of a single nonlinear equation", 1970) on the
 * logarithm of the price. HOLDS says whether the start was so close that what is left is below the last place.
 */
function step(m: Float64Array, count: number): void {
  const carry = m[CARRY] as number;
  for (let i = 0; i < count; i += 1) {
    const s = m[TOTAL_VOLATILITY + i] as number;
    const p = m[TIME_VALUE + i] as number;
    const h = m[STANDARD_MONEYNESS + i] as number;
    const slope = m[MILLS_SLOPE + i] as number;
    const reciprocal = 1 / (slope * p);
    const g = ((m[DENSITY + i] as number) * (slope * s) - p) * (slope * reciprocal);
    const logarithm = g - g * g * (0.5 - g * (0.3333333333333333 - g * (0.25 - g * 0.2)));
    const newton = -logarithm * slope;
    const steepness = p * reciprocal;
    const zz = h * h;
    const tt = 0.25 * s * s;
    const b = zz - tt;
    const second = b - steepness;
    const third = b * b - (3 * zz + tt) - 3 * steepness * b + 2 * steepness * steepness;
    const change = (newton * (1 + 0.5 * newton * second)) / (1 + newton * (second + newton * third * 0.16666666666666666));
    const x = m[MONEYNESS + i] as number;
    const close = Math.max(Math.abs(g) * 0.04, Math.abs(newton)) <= 0.00002 ? 1 : 0;
    const within = Math.max(Math.abs(x - carry), s) <= 0.2 ? 1 : 0;
    m[TOTAL_VOLATILITY + i] = s + s * change;
    m[CHANGE + i] = change;
    m[HOLDS + i] = p > 1e-100 ? close * within : 0;
  }
}

/**
 * Moves what `mills` found along with the step, by its own differential equations in ln(s) - of the slope
 * C' = 1 - (b + 1)·C and of the mean E' = z - b·E, with b = z² - t² - and takes the density that makes the price come out.
 */
function settle(m: Float64Array, count: number): void {
  for (let i = 0; i < count; i += 1) {
    const found = m[TOTAL_VOLATILITY + i] as number;
    const h = m[STANDARD_MONEYNESS + i] as number;
    const slope = m[MILLS_SLOPE + i] as number;
    const mean = m[MILLS_MEAN + i] as number;
    const change = m[CHANGE + i] as number;
    const zz = h * h;
    const half = found * (0.5 - change * (0.5 - change * 0.5));
    const tt = half * half;
    const b = zz - tt;
    const by = change - change * change * (0.5 - change * 0.3333333333333333);
    const z = Math.abs(h);
    const double = 2 * (zz + tt);
    const slope1 = 1 - (b + 1) * slope;
    const slope2 = double * slope - (b + 1) * slope1;
    const slope3 = 2 * (double * slope1) - 4 * (b * slope) - (b + 1) * slope2;
    const mean1 = z - b * mean;
    const mean2 = double * mean - b * mean1 - z;
    const mean3 = z + 2 * (double * mean1) - 4 * (b * mean) - b * mean2;
    const moved = slope + by * (slope1 + by * (0.5 * slope2 + by * (0.16666666666666666 * slope3)));
    m[MILLS_SLOPE + i] = moved;
    m[MILLS_MEAN + i] = mean + by * (mean1 + by * (0.5 * mean2 + by * (0.16666666666666666 * mean3)));
    m[DENSITY + i] = (m[TIME_VALUE + i] as number) / (moved * found);
    m[STANDARD_MONEYNESS + i] = (m[MONEYNESS + i] as number) / found;
  }
}

/** HOLDS where the volatility is given. */
function region(m: Float64Array, count: number): void {
  const carry = m[CARRY] as number;
  for (let i = 0; i < count; i += 1) {
    const s = m[TOTAL_VOLATILITY + i] as number;
    const x = (m[MONEYNESS + i] as number) - carry;
    const h = m[STANDARD_MONEYNESS + i] as number;
    const within = Math.max(Math.abs(x), Math.max(s, Math.abs(h) * 0.0055)) <= 0.2 ? 1 : 0;
    m[HOLDS + i] = s > 1e-100 ? within : 0;
  }
}

/** VALUE, VOLATILITY and the derivatives, from what `mills` left. F. Black and M. Scholes (1973), R. Merton (1973). */
function greeks(m: Float64Array, count: number): void {
  const spot = m[SPOT] as number;
  const spotShift = m[SPOT_SHIFT] as number;
  const strikeShift = m[STRIKE_SHIFT] as number;
  const asset = m[ASSET] as number;
  const assetDiscount = m[ASSET_DISCOUNT] as number;
  const discount = m[DISCOUNT] as number;
  const years = m[YEARS] as number;
  const rootYears = m[ROOT_VARIANCE_YEARS] as number;
  const decay = m[VARIANCE_DECAY] as number;
  const rate = m[RATE] as number;
  const dividendYield = m[YIELD] as number;
  const inverseSpot = 1 / spot;
  for (let i = 0; i < count; i += 1) {
    const strike = m[STRIKE + i] as number;
    const isCall = (m[IS_CALL + i] as number) > 0.5 ? 1 : 0;
    const s = m[TOTAL_VOLATILITY + i] as number;
    const h = m[STANDARD_MONEYNESS + i] as number;
    const slope = m[MILLS_SLOPE + i] as number;
    const mean = m[MILLS_MEAN + i] as number;
    const density = m[DENSITY + i] as number;
    const t = 0.5 * s;
    const d1 = h + t;
    const d2 = h - t;
    const inverse = 1 / s;
    const sign = isCall * 2 - 1;
    const half = slope * t;
    // The call is the one out of the money where h <= 0.
    const callIsOut = h <= 0 ? 1 : 0;
    const side = callIsOut > 0.5 ? half : -half;
    const assetMills = mean + side;
    const assetShare = density * assetMills;
    const strikePart = asset * (density * (mean - side));
    const isOut = isCall + callIsOut - 2 * (isCall * callIsOut) > 0.5 ? 0 : 1;
    const share = isOut > 0.5 ? assetShare : 1 - assetShare;
    const strikeShare = isOut > 0.5 ? strikePart : strike * discount - strikePart;
    const difference = spot - strike + (spotShift - strike * strikeShift);
    const assetDensity = asset * density;
    const discountedDensity = assetDiscount * density;
    const vega = assetDensity * rootYears;
    const gamma = discountedDensity * inverse * inverseSpot;
    const delta = assetDiscount * share;
    const pace = rootYears * inverse;
    m[VALUE + i] = assetDensity * (slope * s) + Math.max(sign * difference, 0);
    m[VOLATILITY + i] = s / rootYears;
    m[DELTA + i] = sign * delta;
    m[GAMMA + i] = gamma;
    // Two forms of the same, each where its terms do not cancel; out of the money all are multiples of the density.
    const outTheta = assetDensity * (rate * (slope * s) + sign * (dividendYield - rate) * assetMills - 0.5 * s * decay);
    const inTheta = sign * (dividendYield * (asset * share) - rate * strikeShare) - assetDensity * (0.5 * s * decay);
    m[THETA + i] = isOut > 0.5 ? outTheta : inTheta;
    m[VEGA + i] = vega;
    m[RHO + i] = sign * years * strikeShare;
    m[CHARM + i] = sign * dividendYield * delta - discountedDensity * ((rate - dividendYield) * inverse - d2 * decay * 0.5);
    m[VANNA + i] = -discountedDensity * d2 * pace;
    m[VOMMA + i] = vega * d1 * d2 * pace;
    m[SPEED + i] = -gamma * inverseSpot * (d1 * inverse + 1);
  }
}

/** From PRICE: TOTAL_VOLATILITY and HOLDS. */
export function volatilities(m: Float64Array, count: number): void {
  moneyness(m, count);
  seed(m, count);
  mills(m, count);
  step(m, count);
}

/** From PRICE: everything. */
export function implied(m: Float64Array, count: number): void {
  volatilities(m, count);
  settle(m, count);
  greeks(m, count);
}

/** From TOTAL_VOLATILITY: HOLDS, VALUE and everything after it. */
export function values(m: Float64Array, count: number): void {
  moneyness(m, count);
  mills(m, count);
  region(m, count);
  greeks(m, count);
}
