import { greeks, type VanillaOption } from '../black-scholes.ts';
import { impliedVolatility } from '../implied-volatility.ts';
import { americanPrice, type NoAmericanPrice, TOLERANCE, validOption } from './american.ts';
import type { ModelledDividend } from './cash-dividend.ts';
import { premiumBound } from './premium-bound.ts';

export type AmericanVolatility =
  | { readonly ok: true; readonly volatility: number }
  | { readonly ok: false; readonly reason: NoAmericanVolatility };

/**
 * The bounds are the price without volatility, which is the intrinsic value at the best time of exercise, and the
 * spot of a call or strike of a put. 'unresolved' also where a price is between them but no volatility that can be
 * priced gives it.
 */
export type NoAmericanVolatility =
  | NoAmericanPrice
  | 'expired'
  | 'below_intrinsic'
  | 'at_intrinsic'
  | 'at_maximum'
  | 'above_maximum';

const STEPS = 60;
const GROWTH_STEPS = 40;
/** Dollars, and share of the price. */
const PRECISION = 1e-12;
/** Share of spot and strike. */
const ROUNDING = 3e-16;
/** Dollars. */
const DIVIDEND_ROUNDING = 1e-11;

/**
 * The annual volatility (1.00 = 100 %) at which the American option costs `price` dollars per share. The European
 * one where the premium there is proved to be below {@link TOLERANCE}; otherwise that at which the solved price
 * is `price` to 1e-12, by T. Chandrupatla's method (Adv. Eng. Software 28, 1997), which keeps a bracket, in at most
 * 60 steps.
 */
export function americanVolatility(option: VanillaOption, price: number, dividend: ModelledDividend | null = null): AmericanVolatility {
  const { right, spot, strike, years, rate, dividendYield } = option;
  if (!validOption(option) || !Number.isFinite(price)) return no('bad_input');
  if (years === 0) return no('expired');
  const least = americanPrice(option, 0, dividend, 0);
  if (!least.ok) return least;
  const paid = dividend !== null && dividend.years > 0 && dividend.years < years;
  const rounding = paid ? DIVIDEND_ROUNDING : ROUNDING * (spot + strike);
  if (price < least.price - rounding) return no('below_intrinsic');
  if (price <= least.price + rounding) return no('at_intrinsic');
  const most = right === 'call' ? spot * Math.max(1, Math.exp(-dividendYield * years)) : strike * Math.max(1, Math.exp(-rate * years));
  if (price > most) return no('above_maximum');
  if (price === most) return no('at_maximum');

  // The American price is the higher one, so the European volatility is the upper end of the bracket.
  const held = paid ? { ...option, spot: spot - dividend.amount * Math.exp(-rate * dividend.years) } : option;
  const european = impliedVolatility(held, price);
  if (!paid && european.ok && premiumBound(option, european.volatility) <= TOLERANCE) return european;
  let reason: NoAmericanPrice | null = null;
  const excess = (volatility: number): number => {
    const american = americanPrice(option, volatility, dividend, 0);
    if (american.ok) return american.price - price;
    reason = american.reason;
    return Number.NaN;
  };
  let low = 0;
  let lowExcess = least.price - price;
  let high = european.ok ? european.volatility : 1 / Math.sqrt(years);
  let highExcess = excess(high);
  for (let step = 0; step < GROWTH_STEPS && highExcess < 0; step += 1) {
    low = high;
    lowExcess = highExcess;
    high *= 1.25;
    highExcess = excess(high);
  }
  if (reason !== null) return no(reason);
  if (!(highExcess >= 0)) return no('unresolved');
  // The first step is Newton's with the European slope, and a little more, so as to close the bracket from below.
  const newton = (1.05 * highExcess) / (greeks(held, high).vega * (high - low));
  const first = newton > 0 && newton < 0.5 ? newton : 0.5;
  return between(excess, low, lowExcess, high, highExcess, first, PRECISION * Math.max(1, price));
}

function between(
  excess: (volatility: number) => number,
  low: number,
  lowExcess: number,
  high: number,
  highExcess: number,
  first: number,
  precision: number,
): AmericanVolatility {
  // `near` is the newest point, `far` the other end of the bracket, `old` the point before.
  let near = high;
  let nearExcess = highExcess;
  let far = low;
  let farExcess = lowExcess;
  let share = first;
  for (let step = 0; step < STEPS; step += 1) {
    if (Math.abs(nearExcess) <= precision) return { ok: true, volatility: near };
    if (Math.abs(near - far) <= 4e-16 * near) break;
    const point = near + share * (far - near);
    const pointExcess = excess(point);
    if (Number.isNaN(pointExcess)) return no('unresolved');
    let old = near;
    let oldExcess = nearExcess;
    if (pointExcess > 0 === nearExcess > 0) {
      near = point;
      nearExcess = pointExcess;
    } else {
      old = far;
      oldExcess = farExcess;
      far = near;
      farExcess = nearExcess;
      near = point;
      nearExcess = pointExcess;
    }
    const xi = (near - far) / (old - far);
    const phi = (nearExcess - farExcess) / (oldExcess - farExcess);
    const inside = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
    share = inside
      ? (nearExcess / (farExcess - nearExcess)) * (oldExcess / (farExcess - oldExcess)) +
        ((old - near) / (far - near)) * (nearExcess / (oldExcess - nearExcess)) * (farExcess / (oldExcess - farExcess))
      : 0.5;
    const least = (2e-16 * near) / Math.abs(far - near);
    share = Math.min(Math.max(share, least), 1 - least);
  }
  const best = Math.abs(nearExcess) < Math.abs(farExcess) ? near : far;
  return Math.min(Math.abs(nearExcess), Math.abs(farExcess)) < 1e-6 ? { ok: true, volatility: best } : no('unresolved');
}

function no(reason: NoAmericanVolatility): AmericanVolatility {
  return { ok: false, reason };
}
