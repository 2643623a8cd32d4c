import { add, fromDollars, type Money, subtract, ZERO } from '../money.ts';
import type { Holding } from './holding.ts';
import { breakpoints, payoff } from './payoff.ts';

/** Prices and results in ten-thousandths of a dollar, on which the result is a straight line. */
export interface Stretch {
  readonly from: number;
  /** Infinity for the last. */
  readonly to: number;
  /** Results at `from` and at `to`; of the last, that of one dollar further. */
  readonly start: number;
  readonly end: number;
  /** Shares held in effect. */
  readonly slope: number;
}

/** A result at expiry as straight lines, from a price of 0 upwards. */
export interface PayoffStretches {
  /** Extreme results in ten-thousandths of a dollar; null where unbounded. */
  readonly greatest: number | null;
  readonly least: number | null;
  /** Ascending, without gaps; none changes its sign inside. */
  readonly stretches: readonly Stretch[];
}

const ONE_DOLLAR = fromDollars(1);

/** `netCost` is what was paid for all of it in dollars, fees included, negative when received. */
export function payoffStretches(holdings: readonly Holding[], netCost: Money): PayoffStretches {
  const resultAt = (price: Money): Money => subtract(payoff(holdings, price), netCost);
  const prices = breakpoints(holdings);
  const results = prices.map(resultAt);
  const last = prices.at(-1) ?? ZERO;
  const finalSlope = subtract(resultAt(add(last, ONE_DOLLAR)), resultAt(last)) / ONE_DOLLAR;
  return {
    greatest: finalSlope > 0 ? null : Math.max(...results),
    least: finalSlope < 0 ? null : Math.min(...results),
    stretches: straightLines(prices, results, finalSlope).flatMap(splitBySign),
  };
}

function straightLines(prices: readonly Money[], results: readonly Money[], finalSlope: number): Stretch[] {
  return prices.map((from, i) => {
    const start = results[i] ?? ZERO;
    const to = prices[i + 1];
    const end = results[i + 1];
    if (to === undefined || end === undefined) {
      return { from, to: Number.POSITIVE_INFINITY, start, end: start + finalSlope * ONE_DOLLAR, slope: finalSlope };
    }
    return { from, to, start, end, slope: (end - start) / (to - from) };
  });
}

/** The stretch, in two where the result changes its sign inside. */
function splitBySign(stretch: Stretch): readonly Stretch[] {
  const { from, to, start, slope } = stretch;
  const zero = from - start / slope;
  if (slope === 0 || start === 0 || !(zero > from && zero < to)) return [stretch];
  return [{ ...stretch, to: zero, end: 0 }, { ...stretch, from: zero, start: 0, end: slope * ONE_DOLLAR }];
}
