import type { Gauge } from '../../src-core/contract/risk.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import { type Money, toDollars } from '../../src-core/money.ts';
import { type LimitName, LIMITS, type RiskLimits } from '../../src-core/risk/limits.ts';
import { percentOfEquity } from '../../src-core/risk/percent-of-equity.ts';
import type { ExposureTotals } from './exposure.ts';
import type { TickMeasures } from './risk-measures.ts';

export interface Measured {
  readonly measures: TickMeasures;
  readonly totals: ExposureTotals;
  readonly limits: RiskLimits;
  /** Orders sent in the last minute of session time. */
  readonly ordersLastMinute: number;
}

/**
 * What stands against the limits of the day and of the book, and what is left. Losses count from 0; a Greek by the end of its
 * range that is further out, whatever part of the working orders fills.
 */
export function gaugesOf({ measures, totals, limits, ordersLastMinute }: Measured): readonly Gauge[] {
  const { book, dayAtWorst, dayPeak, equity, underlyings } = measures;
  const ofEquity = (name: LimitName): number => toDollars(percentOfEquity(limits[name], equity));
  const dollars = (limit: LimitName, used: number | null, underlying: Underlying | null = null): Gauge => gauge(limit, 'dollars', used, ofEquity(limit), underlying);
  const count = (limit: LimitName, used: number, underlying: Underlying | null = null): Gauge => gauge(limit, 'count', used, limits[limit], underlying);
  const ranges = Object.values(totals.underlyings);
  return [
    dollars('daily_loss_limit', lossOf(book.dayResult)),
    dollars('daily_drawdown_limit', book.dayResult === null ? null : Math.max(0, toDollars(dayPeak) - toDollars(book.dayResult))),
    dollars('max_day_risk', amount(dayAtWorst)),
    dollars('max_margin_use', toDollars(totals.marginWithOrders)),
    dollars('max_delta', furthest(ranges.map(({ deltaRange }) => deltaRange))),
    dollars('max_gamma', furthest(ranges.map(({ gammaRange }) => gammaRange))),
    dollars('max_vega', furthest(ranges.map(({ vegaRange }) => vegaRange))),
    count('max_positions', book.positions + book.positionsOnOrder),
    count('max_orders_per_minute', ordersLastMinute),
    ...underlyings.flatMap(({ underlying, dayResult, positions, positionsOnOrder, worstCaseWithOrders }) => [
      dollars('underlying_loss_limit', lossOf(dayResult), underlying),
      dollars('max_underlying_risk', amount(worstCaseWithOrders), underlying),
      count('max_positions_per_underlying', positions + positionsOnOrder, underlying),
    ]),
  ];
}

function gauge(limit: LimitName, unit: Gauge['unit'], used: number | null, most: number, underlying: Underlying | null): Gauge {
  return { limit, title: LIMITS[limit].title, underlying, unit, used, most, left: used === null ? null : Math.max(0, cents(most - used)) };
}

/** The greatest of the sums' two ends, either way; null where one is not known. */
function furthest(ranges: readonly (readonly [low: number, high: number])[]): number | null {
  let low = 0;
  let high = 0;
  for (const [least, most] of ranges) {
    low += least;
    high += most;
  }
  const used = Math.max(-low, high);
  return Number.isFinite(used) ? cents(Math.max(0, used)) : null;
}

function lossOf(result: Money | null): number | null {
  return result === null ? null : Math.max(0, -toDollars(result));
}

function amount(value: Money | null): number | null {
  return value === null ? null : toDollars(value);
}

function cents(dollars: number): number {
  return Math.round(dollars * 100) / 100;
}
