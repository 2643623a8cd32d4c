import type { Underlying } from '../../src-core/instruments/instrument.ts';
import { add, CENT, formatMoney, fromDollars, type Money, money, roundToTick, subtract, times } from '../../src-core/money.ts';
import type { DriftBound } from '../../src-core/signals/signal.ts';

/** How far prices may go before a signal's words are no longer worth anything. */
export const DRIFT_RULES = {
  /** Of the underlying, in standard deviations to the reference as of the signal, and at least so much. */
  sigmas: 0.25,
  leastUnderlying: times(CENT, 3),
  /** Of the package's natural net, as a part of it, and at least so much. */
  partOfNet: 0.25,
  leastNet: times(CENT, 2),
} as const;

/** What has gone beyond its bound. Prices per share. */
export type Drift =
  | { readonly kind: 'underlying'; readonly underlying: Underlying; readonly price: Money; readonly low: Money; readonly high: Money }
  | { readonly kind: 'net'; readonly net: Money; readonly highest: Money };

/** `sigma`: dollars to the reference; `natural`: the net debit per share that the package would cost now. */
export function driftBound(price: Money, sigma: number, natural: Money): DriftBound {
  const distance = money(Math.max(DRIFT_RULES.leastUnderlying, fromDollars(DRIFT_RULES.sigmas * sigma)));
  const allowance = Math.max(DRIFT_RULES.leastNet, DRIFT_RULES.partOfNet * Math.abs(natural));
  return {
    underlyingLow: subtract(price, distance),
    underlyingHigh: add(price, distance),
    highestNet: roundToTick(money(Math.round(natural + allowance)), CENT),
  };
}

/** The first of the two that is beyond its bound; one that is not known now says nothing. */
export function driftOf(bound: DriftBound, now: { readonly underlying: Underlying; readonly price: Money | null; readonly natural: Money | null }): Drift | null {
  const { underlying, price, natural } = now;
  const { underlyingLow: low, underlyingHigh: high, highestNet: highest } = bound;
  if (price !== null && (price < low || price > high)) return { kind: 'underlying', underlying, price, low, high };
  if (natural !== null && natural > highest) return { kind: 'net', net: natural, highest };
  return null;
}

/** "SPY is at 612.84, outside 611.90 to 612.60". */
export function driftText(drift: Drift): string {
  switch (drift.kind) {
    case 'underlying':
      return `${drift.underlying} is at ${formatMoney(drift.price)}, outside ${formatMoney(drift.low)} to ${formatMoney(drift.high)}`;
    case 'net':
      return `its package costs ${formatMoney(drift.net)} at natural prices, above ${formatMoney(drift.highest)}`;
  }
}
