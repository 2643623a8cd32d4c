import type { VanillaOption } from '../black-scholes.ts';
import { tableDistribution } from './normal-table.ts';
import type { ModelledDividend } from './cash-dividend.ts';

/**
 * A proven upper bound on the early-exercise premium in dollars per share, for about the price of three European
 * options. 0 where the option is never exercised early.
 *
 * The premium of a put is the expected discounted (rate·strike - yield·spot) over the times and spots at which it
 * will have been exercised (Kim, 1990). Exercise is only at spots below min(strike, strike·rate/yield), where that
 * is at most `most` a year, so the premium is at most `most` times the sum over the time to expiry of the discounted
 * probability of such a spot. The probability has one turning point in time, so on each of `PIECES` equal pieces it
 * is at most the greatest of its values at the two ends and at the turn. Calls by the symmetry of P. Carr and
 * M. Chesney (1996). With a cash dividend see `dividendBound`.
 */
export function premiumBound(option: VanillaOption, volatility: number, dividend: ModelledDividend | null = null): number {
  const { right, spot, strike, years, rate, dividendYield } = option;
  if (dividend !== null && dividend.years < years && dividend.years > 0 && dividend.amount > 0) {
    return dividendBound(option, volatility, dividend);
  }
  return right === 'put'
    ? putBound(spot, strike, years, rate, dividendYield, volatility)
    : putBound(strike, spot, years, dividendYield, rate, volatility);
}

const PIECES = 4;

function putBound(spot: number, strike: number, years: number, rate: number, carry: number, volatility: number): number {
  if (years <= 0 || (rate <= 0 && carry >= rate)) return 0;
  const cap = carry > 0 && rate < carry ? (strike * rate) / carry : strike;
  const most = carry >= 0 ? rate * strike : (rate - carry) * strike;
  if (!(volatility > 0)) return most * annuity(rate, years);
  const above = Math.log(spot / cap);
  const drift = rate - carry - (volatility * volatility) / 2;
  // Standard deviations above the cap at the start, middle and end of a piece; least where above = drift·time.
  const turn = above > 0 && drift > 0 ? above / drift : Number.NaN;
  let sum = 0;
  let fromTime = 0;
  let from = above > 0 ? 0 : 1;
  for (let piece = 1; piece <= PIECES; piece += 1) {
    const time = (years * piece) / PIECES;
    const to = tableDistribution(-(above + drift * time) / (volatility * Math.sqrt(time)));
    let greatest = Math.max(from, to);
    if (turn > fromTime && turn < time) {
      greatest = Math.max(greatest, tableDistribution(-(above + drift * turn) / (volatility * Math.sqrt(turn))));
    }
    sum += greatest * Math.exp(-rate * fromTime) * annuity(rate, time - fromTime);
    fromTime = time;
    from = to;
  }
  return most * sum;
}

/** One dollar a year for `years`, discounted. */
function annuity(rate: number, years: number): number {
  const growth = rate * years;
  return Math.abs(growth) < 1e-8 ? years * (1 - growth / 2) : (years * -Math.expm1(-growth)) / growth;
}

/**
 * With a cash dividend, the sum of what three rights can be worth at most: to exercise before the ex-date
 * (`earlierBound`), just before it, and after it. A call exercised just before gains the dividend less the interest
 * on the strike from then to expiry, and only from a spot above the strike; a put gains nothing then.
 */
function dividendBound(option: VanillaOption, volatility: number, dividend: ModelledDividend): number {
  const { right, spot, strike, years, rate, dividendYield } = option;
  const later = years - dividend.years;
  const discount = Math.exp(-rate * dividend.years);
  const before = earlierBound(option, volatility, dividend);
  const gainAfter =
    right === 'put'
      ? strike * (Math.max(0, -Math.expm1(-rate * later)) + Math.max(0, Math.expm1(-dividendYield * later)))
      : spot * Math.exp((rate - dividendYield) * dividend.years) * Math.max(0, -Math.expm1(-dividendYield * later)) +
        strike * Math.max(0, Math.expm1(-rate * later));
  if (right === 'put') return before + discount * (rate <= 0 && dividendYield >= rate ? 0 : gainAfter);
  const atDate = Math.max(0, dividend.amount + strike * Math.expm1(-rate * later));
  const start = dividend.model === 'spot' ? spot : spot - dividend.amount * discount;
  const barrier = dividend.model === 'spot' ? strike : strike - dividend.amount;
  let probability = 1;
  if (barrier > 0 && start > 0) {
    const total = volatility * Math.sqrt(dividend.years);
    const d2 = (Math.log(start / barrier) + (rate - dividendYield) * dividend.years) / total - total / 2;
    probability = Number.isNaN(d2) ? 1 : tableDistribution(d2);
  }
  return before + discount * (atDate * probability + (dividendYield <= 0 && rate >= dividendYield ? 0 : gainAfter));
}

/**
 * At most what the right to exercise earlier than just before the ex-date adds. Against waiting until the date, a
 * put earns interest on the strike but gives up the fall of the spot by the dividend; a call saves its yield less
 * the interest, which at a rate above the yield pays only from spots above strike·rate/yield.
 */
export function earlierBound(option: VanillaOption, volatility: number, dividend: ModelledDividend): number {
  const { right, spot, strike, rate, dividendYield } = option;
  const { years, amount } = dividend;
  if (right === 'put') {
    const interest = -strike * Math.expm1(-rate * years) - amount * Math.exp(-rate * years);
    const growth = dividendYield < 0 ? strike * Math.expm1((Math.max(0, -rate) - dividendYield) * years) : 0;
    return Math.max(0, interest) + growth;
  }
  if (dividendYield > 0 && rate >= dividendYield) {
    const barrier = (strike * rate) / dividendYield;
    const total = volatility * Math.sqrt(years);
    const growth = (rate - dividendYield) * years;
    const d1 = (Math.log(spot / barrier) + growth) / total + total / 2;
    const probability = Number.isNaN(d1) ? 1 : tableDistribution(d1);
    return Math.expm1(dividendYield * years) * spot * probability;
  }
  return spot * Math.max(0, -Math.expm1(-dividendYield * years)) + strike * Math.max(0, Math.expm1(-rate * years));
}
