import { type Instrument, multiplier, parseSymbol } from '../instruments/instrument.ts';
import { type Money, money, MONEY_SCALE } from '../money.ts';
import type { OrderLeg } from '../orders/order.ts';
import { type FeeSchedule, RATE_SCALE } from './fees.ts';

type Charge = FeeSchedule['charges'][number];

interface BoundLeg {
  readonly leg: OrderLeg;
  readonly instrument: Instrument;
}

/** Commission and fees at most: those on the value of what is sold, and all others. */
export interface FeeBound {
  readonly ofSales: Money;
  readonly others: Money;
}

/**
 * The most that filling so many packages, at a net of at most `highestNet` per share, can cost in commission and fees,
 * however the fills are divided, at whatever prices of the legs. For a better net it may be passed by less than that
 * net saves. `begun`: the order has fills already, and has paid its minimum.
 *
 * Each charge counts at its dearest tier. A charge on the value of what is sold needs a price of the legs sold: their
 * net where nothing is bought, otherwise at most their strikes, and at most the strikes bought less the net (an option
 * is worth no more than its strike; a call only while the underlying is below twice that).
 * As a function of the packages this is never below the real charges anywhere between two numbers of packages when the
 * bounds of both are joined by a straight line.
 */
export function feesAtMost(schedule: FeeSchedule, legs: readonly OrderLeg[], packages: number, highestNet: Money, begun = false): FeeBound {
  const bound = legs.map((leg): BoundLeg => ({ leg, instrument: parseSymbol(leg.symbol) }));
  let ofSales = 0;
  let others = 0;
  for (const charge of packages === 0 ? [] : schedule.charges) {
    const amount = chargeAtMost(charge, bound, packages, highestNet, begun);
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

function chargeAtMost(charge: Charge, legs: readonly BoundLeg[], packages: number, highestNet: number, begun: boolean): number {
  const charged = legs.filter(({ leg, instrument }) => applies(charge, instrument.kind) && (charge.basis === 'units' || leg.side === 'sell'));
  if (charged.length === 0) return 0;
  const rate = dearestRate(charge);
  const least = begun ? 0 : charge.minimum;
  if (rate === 0) return least;
  let base: number;
  let divisor: number;
  if (charge.basis === 'sale_value') {
    base = saleValueAtMost(legs, highestNet) * packages;
    divisor = RATE_SCALE;
  } else {
    base = charged.reduce((units, { leg }) => units + leg.ratio, 0) * packages;
    divisor = RATE_SCALE / MONEY_SCALE;
  }
  // One more than rounding up: the real charge is rounded at every fill.
  return Math.max(least, Math.ceil((base * rate) / divisor)) + 1;
}

function applies(charge: Charge, kind: Instrument['kind']): boolean {
  return charge.instrument === 'any' || charge.instrument === kind;
}

function dearestRate(charge: Charge): number {
  return charge.tiers.reduce((dearest, tier) => Math.max(dearest, tier.rate), 0);
}

/** Dollars that one package's sold legs bring at most. */
function saleValueAtMost(legs: readonly BoundLeg[], highestNet: number): number {
  let sold = 0;
  let bought = 0;
  let shares = 1;
  for (const { leg, instrument } of legs) {
    const worth = instrument.kind === 'option' ? instrument.strike : Number.POSITIVE_INFINITY;
    shares = multiplier(instrument);
    if (leg.side === 'sell') sold += worth * leg.ratio;
    else bought += worth * leg.ratio;
  }
  return Math.max(0, Math.min(sold, bought - highestNet)) * shares;
}
