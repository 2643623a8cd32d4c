import type { OptionContract, Right, Underlying } from '../../src-core/instruments/instrument.ts';
import { add, type Money, money, ZERO } from '../../src-core/money.ts';
import type { Holding } from '../../src-core/strategies/holding.ts';
import { breakpoints, payoff } from '../../src-core/strategies/payoff.ts';

export interface MarkedHolding extends Holding {
  /** Dollars per share; null where there is no usable quote. */
  readonly mark: Money | null;
}

/**
 * Percentages of FINRA Rule 4210(f)(2)(E) for options on broad-based funds, and of Regulation T for shares.
 * A naked short needs its premium plus the greater of `ofUnderlying` less what it is out of the money, and `least`
 * (of the underlying for calls, of the strike for puts).
 */
const PERCENT = { ofUnderlying: 15, least: 10, longShares: 50, shortShares: 150 } as const;
const SHARES = 100;

/**
 * The margin of holdings by working out every way to divide their shorts: slow, and easy to follow. What
 * `marginRequirement` is measured against.
 *
 * Dollars that must stay in the account for these holdings, on top of cash that premiums and proceeds have already
 * joined or left. Each underlying's options are margined together: the greatest loss at expiry when both tails are
 * bounded, otherwise the undefined-risk formula for the shorts that nothing covers and the greatest loss of the
 * rest. A long option is never obliged to cover: where leaving shorts naked needs less, that is the requirement, so
 * that a long never raises it. Shares cover shorts at 100 a contract and are margined themselves.
 *
 * Without a spot a short option counts as at the money; without a mark, as worth what exercise would bring.
 * Throws RangeError for shares with neither mark nor spot.
 */
export function marginRequirement(
  holdings: readonly MarkedHolding[],
  spotOf: (underlying: Underlying) => Money | null,
): Money {
  const underlyings = new Set(holdings.map(({ instrument }) => instrument.underlying));
  return add(
    ...[...underlyings].map((underlying) => {
      const held = holdings.filter((holding) => holding.instrument.underlying === underlying);
      return requirementOf(held, spotOf(underlying), underlying);
    }),
  );
}

function requirementOf(holdings: readonly MarkedHolding[], spot: Money | null, underlying: Underlying): Money {
  let shares = 0;
  let value = ZERO;
  const shorts: ShortOption[] = [];
  const longs: Holding[] = [];
  for (const { instrument, quantity, mark } of holdings) {
    if (quantity === 0) continue;
    if (instrument.kind === 'option') {
      if (quantity > 0) longs.push({ instrument, quantity });
      else shorts.push(shortOption(instrument, -quantity, mark, spot));
      continue;
    }
    const price = spot ?? mark;
    if (price === null) throw new RangeError(`${underlying} shares have neither a mark nor a spot to margin them by`);
    shares += quantity;
    value = add(value, money(price * quantity));
  }
  const percent = shares > 0 ? PERCENT.longShares : PERCENT.shortShares;
  const covering = Math.floor(Math.abs(shares) / SHARES);
  return add(
    money(Math.ceil((Math.abs(value) * percent) / 100)),
    optionsRequirement(longs, uncovered(shorts, shares > 0 ? 'call' : 'put', covering)),
  );
}

/** A short contract and what one unit of it needs when nothing covers it, in dollars. */
interface ShortOption {
  readonly contract: OptionContract;
  readonly quantity: number;
  readonly premium: Money;
  /** The requirement beyond the premium. */
  readonly buffer: Money;
}

function shortOption(contract: OptionContract, quantity: number, mark: Money | null, spot: Money | null): ShortOption {
  const { right, strike } = contract;
  const price = spot ?? strike;
  const inTheMoney = right === 'call' ? price - strike : strike - price;
  const outOfTheMoney = Math.max(0, -inTheMoney) * SHARES;
  const least = (right === 'call' ? price : strike) * PERCENT.least;
  return {
    contract,
    quantity,
    premium: money((mark ?? Math.max(0, inTheMoney)) * SHARES),
    buffer: money(Math.max(price * PERCENT.ofUnderlying - outOfTheMoney, least)),
  };
}

/** The shorts that are left when `units` of this right are covered by shares, those nearest to exercise first. */
function uncovered(shorts: readonly ShortOption[], right: Right, units: number): ShortOption[] {
  const nearest = outermostFirst(shorts, right).reverse();
  let covering = units;
  const left = nearest.map((short) => {
    const covered = Math.min(covering, short.quantity);
    covering -= covered;
    return { ...short, quantity: short.quantity - covered };
  });
  return [...shorts.filter(({ contract }) => contract.right !== right), ...left.filter(({ quantity }) => quantity > 0)];
}

function outermostFirst(shorts: readonly ShortOption[], right: Right): ShortOption[] {
  const sign = right === 'call' ? -1 : 1;
  return shorts
    .filter(({ contract }) => contract.right === right)
    .sort((one, other) => sign * (one.contract.strike - other.contract.strike));
}

/**
 * The least requirement over the ways to leave some shorts naked, outermost strikes first, and margin the rest by
 * its greatest loss. The rest must be bounded, so a right short of longs leaves at least its excess naked.
 */
function optionsRequirement(longs: readonly Holding[], shorts: readonly ShortOption[]): Money {
  const unit = [...longs, ...shorts].reduce((divisor, { quantity }) => greatestCommonDivisor(divisor, quantity), 0);
  const calls = divisions(longs, outermostFirst(shorts, 'call'), 'call', unit);
  const puts = divisions(longs, outermostFirst(shorts, 'put'), 'put', unit);
  const prices = breakpoints([...longs, ...holdingsOf(shorts)]);
  const longValues = prices.map((price) => payoff(longs, price));
  const losses = (division: Division): number[] => prices.map((price) => payoff(holdingsOf(division.rest), price));
  const putLosses = puts.map(losses);
  let least = Number.POSITIVE_INFINITY;
  for (const call of calls) {
    const callLosses = losses(call);
    for (const [j, put] of puts.entries()) {
      let worst = 0;
      for (const [i, long] of longValues.entries()) {
        worst = Math.min(worst, long + (callLosses[i] ?? 0) + (putLosses[j]?.[i] ?? 0));
      }
      least = Math.min(least, nakedRequirement(call, put) - worst);
    }
  }
  return money(least);
}

/** One right's shorts, divided into naked ones, by their sums, and the rest. */
interface Division {
  readonly premium: number;
  readonly buffer: number;
  readonly rest: readonly ShortOption[];
}

/**
 * The greater side and the other side's premium: only one of the two can end in the money.
 */
function nakedRequirement(call: Division, put: Division): number {
  const callSide = call.premium + call.buffer;
  const putSide = put.premium + put.buffer;
  return Math.max(callSide, putSide) + (callSide >= putSide ? put.premium : call.premium);
}

/**
 * From as few naked as the longs allow to all of them. Steps of the book's common divisor keep a larger book's
 * requirement in proportion.
 */
function divisions(longs: readonly Holding[], shorts: readonly ShortOption[], right: Right, unit: number): Division[] {
  const total = sum(shorts);
  const covering = sum(longs.filter(({ instrument }) => instrument.kind === 'option' && instrument.right === right));
  const fewest = Math.max(0, total - covering);
  const found: Division[] = [];
  for (let naked = fewest; naked < total; naked += unit) found.push(divide(shorts, naked));
  return [...found, divide(shorts, total)];
}

function divide(shorts: readonly ShortOption[], naked: number): Division {
  let left = naked;
  let premium = 0;
  let buffer = 0;
  const rest: ShortOption[] = [];
  for (const short of shorts) {
    const taken = Math.min(left, short.quantity);
    left -= taken;
    premium += taken * short.premium;
    buffer += taken * short.buffer;
    if (taken < short.quantity) rest.push({ ...short, quantity: short.quantity - taken });
  }
  return { premium, buffer, rest };
}

function holdingsOf(shorts: readonly ShortOption[]): Holding[] {
  return shorts.map(({ contract, quantity }) => ({ instrument: contract, quantity: -quantity }));
}

function sum(holdings: readonly { readonly quantity: number }[]): number {
  return holdings.reduce((units, { quantity }) => units + quantity, 0);
}

function greatestCommonDivisor(left: number, right: number): number {
  return right === 0 ? left : greatestCommonDivisor(right, left % right);
}
