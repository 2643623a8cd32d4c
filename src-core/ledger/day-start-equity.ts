import { add, type Money, negate, subtract } from '../money.ts';
import type { BookTotals } from './book.ts';

/** What was booked in a part of the account's time: costs are positive. */
export type Booked = Pick<BookTotals, 'realised' | 'commission' | 'fees'>;

/** What the bookings made of it: profits closed less commission and fees. */
export function bookedResult({ realised, commission, fees }: Booked): Money {
  return subtract(realised, add(commission, fees));
}

/**
 * The account's equity at the start of the day, by the books alone: what was paid in and every result booked before
 * today, what is held at its cost. It is cash and the cost of all that is held, less today's result as booked.
 */
export function dayStartEquity(totals: BookTotals, today: Booked): Money {
  return add(totals.capital, bookedResult(totals), negate(bookedResult(today)));
}
