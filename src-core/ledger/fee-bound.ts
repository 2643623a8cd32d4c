import { type Instrument, multiplier } from '../instruments/instrument.ts';
import { type Money, money, MONEY_SCALE } from '../money.ts';
import type { Side } from '../orders/order.ts';
import { type FeeSchedule, RATE_SCALE } from './fees.ts';

type Charge = FeeSchedule['charges'][number];

export interface ChargedLeg {
  readonly instrument: Instrument;
  readonly side: Side;
  /** Units in one package. */
  readonly ratio: number;
}

/** Commission and fees at most: those on the value of what is sold, and all others. */
export interface FeeBound {
  readonly ofSales: Money;
  readonly others: Money;
}

/**
 * The most that filling so many packages, at a net of at most `highestNet` per share, can cost in commission and fees,
 * however the fills are divided, at whatever prices of the legs. For a better net it may be passed by less than that
 * net saves. `filled`: packages of the order that are filled and paid for already; what they paid of a minimum is not
 * paid again. Together with what these paid it is never above what the bound of the whole order was.
 *
 * Each charge counts at its dearest tier. A charge on the value of what is sold needs a price of the legs sold: their
 * net where nothing is bought, otherwise at most their strikes, and at most the strikes bought less the net (an option
 * is worth no more than its strike; a call only while the underlying is below twice that).
 * As a function of the packages this is never below the real charges anywhere between two numbers of packages when the
 * bounds of both are joined by a straight line.
 */
export function feesAtMost(schedule: FeeSchedule, legs: readonly ChargedLeg[], packages: number, highestNet: Money, filled = 0): FeeBound {
  let ofSales = 0;
  let others = 0;
  for (const charge of packages === 0 ? [] : schedule.charges) {
    const amount = chargeAtMost(charge, legs, packages, highestNet, filled);
    if (charge.basis === 'sale_value') ofSales += amount;
    else others += amount;
  }
  return { ofSales: money(ofSales), others: money(others) };
}

/** The part of the value of a sale that is charged, over all charges at their dearest tiers. */
export function saleRate(schedule: FeeSchedule, kind: Instrument['kind']): number {
  let rate = 0;
  for (const charge of schedule.charges) if (charge.basis === 'sale_value' && applies(charge, kind)) rate += dearestRate(charge);
  return rate / RATE_SCALE;
}

/** 1/10000 dollar a charge for rounding: a real charge is rounded at every fill, the bound of each rest but once. */
const ROUNDING = { whole: 3, rest: 1 } as const;

function chargeAtMost(charge: Charge, legs: readonly ChargedLeg[], packages: number, highestNet: number, filled: number): number {
  let units = 0;
  for (const { instrument, ratio, side } of legs) {
    if (applies(charge, instrument.kind) && (charge.basis === 'units' || side === 'sell')) units += ratio;
  }
  if (units === 0) return 0;
  const rounding = filled > 0 ? ROUNDING.rest : ROUNDING.whole;
  const rate = dearestRate(charge);
  if (charge.basis === 'sale_value') {
    const ofSales = rate === 0 ? 0 : Math.ceil((saleValueAtMost(legs, highestNet) * packages * rate) / RATE_SCALE) + rounding;
    return filled > 0 ? ofSales : Math.max(charge.minimum, ofSales);
  }
  const onUnits = (count: number, each: number): number => (count * units * each * MONEY_SCALE) / RATE_SCALE;
  if (filled === 0) return rate === 0 ? charge.minimum : Math.max(charge.minimum, Math.ceil(onUnits(packages, rate))) + rounding;
  const cheapest = charge.tiers.reduce((least, tier) => Math.min(least, tier.rate), rate);
  const paid = Math.max(charge.minimum, onUnits(filled, cheapest));
  const more = Math.min(onUnits(packages, rate), Math.max(charge.minimum, onUnits(filled + packages, rate)) - paid);
  return rate === 0 ? 0 : Math.ceil(more) + rounding;
}

function applies(charge: Charge, kind: Instrument['kind']): boolean {
  return charge.instrument === 'any' || charge.instrument === kind;
}

function dearestRate(charge: Charge): number {
  return charge.tiers.reduce((dearest, tier) => Math.max(dearest, tier.rate), 0);
}

/** Dollars that one package's sold legs bring at most. */
function saleValueAtMost(legs: readonly ChargedLeg[], highestNet: number): number {
  let sold = 0;
  let bought = 0;
  let shares = 1;
  for (const { instrument, ratio, side } of legs) {
    const worth = instrument.kind === 'option' ? instrument.strike : Number.POSITIVE_INFINITY;
    shares = multiplier(instrument);
    if (side === 'sell') sold += worth * ratio;
    else bought += worth * ratio;
  }
  return Math.max(0, Math.min(sold, bought - highestNet)) * shares;
}
