import type { EpochMs } from '../time.ts';
import type { Chain, StrikePair } from './chain.ts';
import { ParityLine } from './parity-line.ts';
import { sidesStatus } from './quote-status.ts';

/** What parity is read against. */
export interface CarryInput {
  /** Dollars; NaN when unknown. */
  readonly spot: number;
  /** Standard error of the spot, dollars; half a tick unless told. */
  readonly spotError?: number;
  /** Calendar years to expiry. */
  readonly years: number;
  /** Configured, annual, continuously compounded: taken where the quotes do not carry a rate of their own. */
  readonly rate: number;
  /** Rows quoted before this are not used. */
  readonly oldest: EpochMs;
  readonly exercise: 'american' | 'european';
  /** Read only so many strikes on either side of this price, in dollars; all of them unless told. */
  readonly around?: { readonly price: number; readonly strikes: number };
  /** What the right to exercise early is worth in a row's price, dollars per share; a pair with NaN is not used. */
  readonly premium?: (row: number) => number;
  /** A cash dividend: dollars per share, and calendar years until the underlying trades without it. */
  readonly dividend?: { readonly amount: number; readonly years: number };
}

export type ImpliedCarry = ParityCarry | { readonly source: 'none'; readonly reason: NoCarryReason };

/**
 * `invalid_input`: rate, years or dividend are not usable numbers. `too_few_pairs`: fewer than three strikes with
 * two fresh, two-sided quotes. `early_exercise`: there were enough, but fewer than three near enough to the money
 * to neglect the exercise premium, and no premium was given. `no_agreement`: fewer than half of the pairs agree.
 */
export type NoCarryReason = 'invalid_input' | 'too_few_pairs' | 'early_exercise' | 'no_agreement';

export interface ParityCarry {
  readonly source: 'parity';
  /** Dollars. */
  readonly forward: number;
  /** Standard error, dollars; a book that is late as a whole does not show in it. */
  readonly forwardError: number;
  readonly discount: number;
  readonly discountSource: 'parity' | 'configured';
  /** Annual, continuously compounded: implied, or the configured one. */
  readonly rate: number;
  /** Standard error of the implied rate; null for the configured one. */
  readonly rateError: number | null;
  /** null where the input has no spot or no time left. */
  readonly carry: Carry | null;
  /** Upper bound of the early-exercise premium that was neglected at the money, dollars; 0 where there is none or it was given. */
  readonly neglectedPremium: number;
  readonly pairsUsed: number;
  /** Two-sided and fresh, but at odds with the others. */
  readonly pairsRejected: number;
}

export interface Carry {
  /** ln(forward / (spot less the dividend's present value)) / years: rate less dividend yield and borrow. */
  readonly carry: number;
  /** Rate less carry: continuous dividend yield and cost of borrow together, annual. */
  readonly dividendYield: number;
  /** Standard error of `dividendYield`, from the quotes and the spot; a configured rate counts as exact. */
  readonly error: number;
  /** Whether `error` is at most {@link CARRY_ERROR_LIMIT}; otherwise the figure is only a bound, value ± a few errors. */
  readonly significant: boolean;
  /** Forward less spot carried at the rate, dollars. */
  readonly gap: number;
  /**
   * The gap is more than errors (6 of them), a late spot (0.1 %) and any usual dividend yield or borrow (5 % a year)
   * explain: either the spot or the book is wrong, and the caller decides which.
   */
  readonly disagreement: boolean;
}

/** An implied rate is claimed up to this standard error, annual. */
export const RATE_ERROR_LIMIT = 0.005;
/** A dividend yield is called significant up to this standard error, annual. */
export const CARRY_ERROR_LIMIT = 0.005;

const LEAST_PAIRS = 3;
const LEAST_AGREEMENT = 0.5;
/** Dollars. Narrower quotes are no better than that: prices are whole cents. */
const LEAST_WIDTH = 0.005;
const HALF_TICK = 0.005;
/** Bounds of early-exercise premium below this are neglected, dollars. */
const NEGLIGIBLE_PREMIUM = 0.001;
/** Otherwise, and without a premium given, the call must be worth this many of the bounds: the put is then far from exercise. */
const NEAR_MONEY = 5;
const GAP_ERRORS = 6;
const GAP_SHARE = 0.001;
const GAP_SHARE_PER_YEAR = 0.05;

const line = new ParityLine();
/** Pairs left out for their exercise premium by the last {@link gather}. */
let exercisable = 0;

/**
 * Forward, discount and carry by put-call parity on discounted prices, C - P = discount · (forward - strike),
 * from all pairs with two fresh, two-sided quotes, weighted by 1/(half the sum of their spreads)² (see
 * {@link ParityLine}). Two pairs in five may be stale, shifted or fat-fingered, the narrow ones near the money among
 * them in no greater share: then the forward moved by less than a tick in 1217 of 1222 recorded same-day books of SPY.
 *
 * The discount is claimed only where its rate's standard error is at most {@link RATE_ERROR_LIMIT}. On recorded
 * same-day books it is 80 % a year in the best twentieth and 230 % in the median, so the configured rate's is taken;
 * index options carry a rate from 28 days on. The yield's own standard error is 1 % and 2 % a year on the same-day books.
 *
 * For American options parity is an inequality. The put holds a premium of at most K(1 - e^(-rate·years)), the call
 * of at most the dividend. Where that bound is above a tenth of a cent and no `premium` is given, only pairs at
 * strikes where the call is worth five bounds are used, and no discount is claimed. What remains lowers the forward, at a rate
 * of 3.7 %, a volatility of 12 % and a price of 740 without dividends, by (binomial trees; at the money and at the last
 * pair used) 0.001 and 0.006 over a full session, 0.004 and 0.02 over a day, 0.03 and 0.07 over a week, 0.17 over a month.
 */
export function impliedCarry(chain: Chain, input: CarryInput): ImpliedCarry {
  const { years, rate, dividend } = input;
  if (!isValid(input)) return { source: 'none', reason: 'invalid_input' };
  const dividendValue = dividend === undefined || dividend.years > years ? 0 : dividend.amount * Math.exp(-rate * Math.max(0, dividend.years));
  const isAdjusted = input.exercise === 'european' || input.premium !== undefined;
  const premiumShare = isAdjusted ? 0 : Math.max(0, -Math.expm1(-rate * years));
  gather(chain, input, premiumShare, isAdjusted ? 0 : dividendValue);
  if (line.count < LEAST_PAIRS) {
    return { source: 'none', reason: line.count + exercisable < LEAST_PAIRS ? 'too_few_pairs' : 'early_exercise' };
  }
  const configured = Math.exp(-rate * years);
  const implied = fitDiscount(configured, years, isAdjusted);
  if (!implied && !line.fitForward(configured)) return { source: 'none', reason: 'no_agreement' };
  if (line.used < LEAST_PAIRS || line.used < LEAST_AGREEMENT * line.count) return { source: 'none', reason: 'no_agreement' };
  const { forward, discount } = line;
  if (!(forward > 0)) return { source: 'none', reason: 'no_agreement' };
  const impliedRate = implied ? -Math.log(discount) / years : rate;
  return {
    source: 'parity',
    forward,
    forwardError: line.forwardError,
    discount,
    discountSource: implied ? 'parity' : 'configured',
    rate: impliedRate,
    rateError: implied ? rateError(years) : null,
    carry: carryOf(input, impliedRate, dividendValue),
    neglectedPremium: forward * premiumShare + (isAdjusted ? 0 : dividendValue),
    pairsUsed: line.used,
    pairsRejected: line.count - line.used,
  };
}

function isValid({ years, rate, dividend, spotError }: CarryInput): boolean {
  return (
    years >= 0 &&
    Number.isFinite(rate * years) &&
    (spotError === undefined || spotError >= 0) &&
    (dividend === undefined || (dividend.amount >= 0 && Number.isFinite(dividend.amount) && Number.isFinite(dividend.years)))
  );
}

/**
 * Calls fall with the strike, so the pairs near enough to the money are those below one strike: the one with the
 * fewest calls on the wrong side of it, so that no quote decides for itself.
 */
function gather(chain: Chain, input: CarryInput, premiumShare: number, dividend: number): void {
  const { ladder } = chain;
  const { premium } = input;
  const { bid, ask } = chain.columns;
  let lead = 0;
  let mostLead = 0;
  let near = 0;
  line.reset(ladder.length, input.spot > 0 && Number.isFinite(input.spot) ? input.spot : (ladder[ladder.length >> 1]?.strike ?? 0));
  const { price = Number.NaN, strikes = 0 } = input.around ?? {};
  const middle = price > 0 ? chain.nearestStrike(price) : -1;
  const from = middle < 0 ? 0 : Math.max(0, middle - strikes);
  const to = middle < 0 ? ladder.length : Math.min(ladder.length, middle + strikes + 1);
  for (let i = from; i < to; i += 1) {
    const pair = ladder[i] as StrikePair;
    const { strike, call, put } = pair;
    if (!isUsable(chain, pair, input.oldest)) continue;
    const callBid = bid[call] as number;
    const callAsk = ask[call] as number;
    const putBid = bid[put] as number;
    const putAsk = ask[put] as number;
    const exercise = premium === undefined ? 0 : premium(call) - premium(put);
    const difference = (callBid + callAsk - putBid - putAsk) / 2 - exercise;
    const width = Math.max(LEAST_WIDTH, (callAsk - callBid + putAsk - putBid) / 2);
    if (!Number.isFinite(difference) || !Number.isFinite(width)) continue;
    line.add(strike, difference, width);
    const bound = strike * premiumShare + dividend;
    lead += bound <= NEGLIGIBLE_PREMIUM || (callBid + callAsk) / 2 >= NEAR_MONEY * bound ? 1 : -1;
    if (lead < mostLead) continue;
    mostLead = lead;
    near = line.count;
  }
  exercisable = line.count - near;
  line.count = near;
}

function isUsable(chain: Chain, { call, put }: StrikePair, oldest: EpochMs): boolean {
  if (call < 0 || put < 0) return false;
  const { bid, ask } = chain.columns;
  return (
    !((chain.quoteTime[call] as number) < oldest || (chain.quoteTime[put] as number) < oldest) &&
    sidesStatus(bid[call] as number, ask[call] as number) === 'priced' &&
    sidesStatus(bid[put] as number, ask[put] as number) === 'priced'
  );
}

/** Leaves the line fitted with a free discount when the quotes carry one. The fit is not begun where it cannot succeed. */
function fitDiscount(configured: number, years: number, isAdjusted: boolean): boolean {
  if (!isAdjusted || !(line.leastDiscountError() <= RATE_ERROR_LIMIT * configured * years)) return false;
  return line.fitBoth() && rateError(years) <= RATE_ERROR_LIMIT;
}

function rateError(years: number): number {
  return Math.sqrt(line.discountVariance) / (line.discount * years);
}

function carryOf(input: CarryInput, rate: number, dividendValue: number): Carry | null {
  const { years, spotError = HALF_TICK } = input;
  const spot = input.spot - dividendValue;
  if (!(spot > 0 && Number.isFinite(spot) && years > 0)) return null;
  const { forward, discount, forwardError } = line;
  const growth = Math.exp(rate * years);
  const carry = Math.log(forward / spot) / years;
  // With the rate implied as well, the yield is -ln(discount · forward / spot) / years, whose two errors are not independent.
  const error = Math.hypot(line.presentValueError / (discount * forward), spotError / spot) / years;
  const gap = forward - spot * growth;
  return {
    carry,
    dividendYield: rate - carry,
    error,
    significant: error <= CARRY_ERROR_LIMIT,
    gap,
    disagreement:
      Math.abs(gap) > GAP_ERRORS * Math.hypot(forwardError, spotError * growth) &&
      Math.abs(gap) > (GAP_SHARE + GAP_SHARE_PER_YEAR * years) * spot,
  };
}
