import { MONEY_SCALE } from '../money.ts';
import type { IsoDate } from '../time.ts';
import type { TradeResult } from './trade-result.ts';

/** What a session day brought, costs included, in dollars: whole ten-thousandths, as toDollars gives them. */
export interface DayNet {
  readonly date: IsoDate;
  readonly net: number;
}

/**
 * What trades brought on each of `dates` (oldest first), on the day they ended; 0 on a day that none ended on. A day that is
 * not among them but ended a trade is put where it belongs, so that the days always add up to the trades.
 */
export function daysOfTrades(results: readonly TradeResult[], dates: readonly IsoDate[]): DayNet[] {
  const units = new Map<IsoDate, number>(dates.map((date) => [date, 0]));
  const known = units.size;
  // Those of a day follow each other: one look-up serves them all.
  for (let i = 0; i < results.length; ) {
    const { date } = results[i] as TradeResult;
    let sum = 0;
    for (; i < results.length && results[i]?.date === date; i += 1) sum += (results[i] as TradeResult).net;
    units.set(date, (units.get(date) ?? 0) + sum);
  }
  const days = [...units].map(([date, sum]): DayNet => ({ date, net: sum / MONEY_SCALE }));
  return units.size === known ? days : days.sort((left, right) => (left.date < right.date ? -1 : 1));
}
