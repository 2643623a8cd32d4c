import { z } from 'zod';
import feeTable from '../../resources/fees.json' with { type: 'json' };
import { type Instrument, multiplier, parseSymbol } from '../instruments/instrument.ts';
import { add, type Money, money, MONEY_SCALE, parseMoney, subtract, times, ZERO } from '../money.ts';
import type { ExecutionLeg, OrderLeg } from '../orders/order.ts';
import { type IsoDate, parseIsoDate } from '../time.ts';

/** Rates are held as whole numbers of 1/100,000,000, fine enough for a rate on value such as 0.0000206. */
export const RATE_SCALE = 100_000_000;

interface Tier {
  /** The least price per share that falls into this tier. */
  readonly premium: Money;
  /** Dollars per unit, or part of the value sold, in 1/RATE_SCALE. */
  readonly rate: number;
}

interface Charge {
  readonly name: string;
  readonly kind: 'commission' | 'fee';
  readonly instrument: 'option' | 'shares' | 'any';
  /** What the rate multiplies: units bought and sold, units sold, or the value of what was sold. */
  readonly basis: 'units' | 'units_sold' | 'sale_value';
  /** Cheapest premium first. */
  readonly tiers: readonly Tier[];
  /** The least an order pays that is charged at all. */
  readonly minimum: Money;
}

/** What an execution costs on one date. */
export interface FeeSchedule {
  readonly date: IsoDate;
  readonly plan: string;
  readonly charges: readonly Charge[];
}

/** One charge, a positive amount to pay. */
export interface FeeLine {
  readonly name: string;
  readonly kind: 'commission' | 'fee';
  readonly amount: Money;
}

/** What an order has executed so far. Fees are charged on the whole, so that partial fills pay what one fill would. */
export interface OrderFeeTotals {
  readonly legs: readonly ExecutionLeg[];
}

/** The totals of an order without fills. */
export const NO_FEE_TOTALS: OrderFeeTotals = { legs: [] };

const amountSchema = z.string().transform(parseMoney);
const rateSchema = z
  .string()
  .regex(/^\d+(\.\d{1,8})?$/)
  .transform((text) => Math.round(Number(text) * RATE_SCALE));
const tableSchema = z.object({
  plan: z.string(),
  charges: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['commission', 'fee']),
      instrument: z.enum(['option', 'shares', 'any']),
      basis: z.enum(['units', 'units_sold', 'sale_value']),
      rates: z
        .array(
          z.object({
            from: z.string().transform(parseIsoDate),
            source: z.string().min(1),
            minimum: amountSchema.default(ZERO),
            tiers: z.array(z.object({ premium: amountSchema, rate: rateSchema })).min(1),
          }),
        )
        .min(1),
    }),
  ),
});

const TABLE = tableSchema.parse(feeTable);

/** The schedule in force on a date. Throws RangeError before the first date of the table. */
export function scheduleOn(date: IsoDate): FeeSchedule {
  const charges = TABLE.charges.map(({ rates, ...charge }) => {
    const rate = rates.findLast((candidate) => candidate.from <= date);
    if (!rate) throw new RangeError(`no ${charge.name} is known for ${date}; the table starts on ${rates[0]?.from}`);
    return { ...charge, tiers: rate.tiers, minimum: rate.minimum };
  });
  return { date, plan: TABLE.plan, charges };
}

/** What one more execution of an order costs after those in `before`. Charges of nothing are left out. */
export function executionFees(
  schedule: FeeSchedule,
  legs: readonly ExecutionLeg[],
  before: OrderFeeTotals,
): { readonly lines: readonly FeeLine[]; readonly totals: OrderFeeTotals } {
  const totals: OrderFeeTotals = { legs: [...before.legs, ...legs] };
  const lines: FeeLine[] = [];
  const all = totals.legs.map((leg): ChargedLeg => ({ leg, instrument: parseSymbol(leg.symbol) }));
  const charged = all.slice(0, before.legs.length);
  for (const charge of schedule.charges) {
    const amount = subtract(chargeOn(charge, all), chargeOn(charge, charged));
    if (amount !== 0) lines.push({ name: charge.name, kind: charge.kind, amount });
  }
  return { lines, totals };
}

/** What an order of so many packages would cost, filled at once at those leg prices. */
export function estimateFees(
  schedule: FeeSchedule,
  legs: readonly OrderLeg[],
  packages: number,
  priceOf: (leg: OrderLeg) => Money,
): readonly FeeLine[] {
  const executed = legs.map((leg) => ({ symbol: leg.symbol, side: leg.side, quantity: leg.ratio * packages, price: priceOf(leg) }));
  return executionFees(schedule, executed, NO_FEE_TOTALS).lines;
}

/** The sum of the lines of one kind. */
export function sumOfFees(lines: readonly FeeLine[], kind: FeeLine['kind']): Money {
  return add(...lines.filter((line) => line.kind === kind).map((line) => line.amount));
}

/** Symbols are read once, not once a charge. */
interface ChargedLeg {
  readonly leg: ExecutionLeg;
  readonly instrument: Instrument;
}

/** Half up to 1/10000. */
function chargeOn(charge: Charge, legs: readonly ChargedLeg[]): Money {
  let charged = false;
  // In 1/RATE_SCALE of a dollar for charges on units, and of 1/10000 dollar for charges on value.
  let sum = 0;
  for (const { leg, instrument } of legs) {
    if (charge.instrument !== 'any' && charge.instrument !== instrument.kind) continue;
    if (charge.basis !== 'units' && leg.side === 'buy') continue;
    charged = true;
    const rate = charge.tiers.findLast((tier) => tier.premium <= leg.price)?.rate ?? 0;
    const base = charge.basis === 'sale_value' ? times(leg.price, leg.quantity * multiplier(instrument)) : leg.quantity;
    sum += base * rate;
  }
  if (!Number.isSafeInteger(sum)) throw new RangeError(`${charge.name} on ${legs.length} legs is too large to be exact`);
  const divisor = charge.basis === 'sale_value' ? RATE_SCALE : RATE_SCALE / MONEY_SCALE;
  const amount = money(Math.floor(sum / divisor) + (2 * (sum % divisor) >= divisor ? 1 : 0));
  return charged && amount < charge.minimum ? charge.minimum : amount;
}
