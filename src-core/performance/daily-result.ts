import type { Underlying } from '../instruments/instrument.ts';
import type { Money } from '../money.ts';
import type { IsoDate } from '../time.ts';

/** open: the session is not settled. restated: something was booked on the day after it had been closed. */
export type DayState = 'open' | 'closed' | 'restated';

/** One day of an account, of one underlying or (null) of all. Amounts in dollars; costs positive. */
export interface DailyResult {
  readonly date: IsoDate;
  readonly underlying: Underlying | null;
  readonly realised: Money;
  /** Change over the day of what is held at its marks less its cost; null while a mark is not known. */
  readonly unrealised: Money | null;
  /** That difference at the day's end. */
  readonly unrealisedAtEnd: Money | null;
  readonly commission: Money;
  readonly fees: Money;
  /** realised and unrealised less commission and fees: the days' sum is the change of equity. null with an unknown part. */
  readonly net: Money | null;
  /** Trades that ended on the day, and how many of them gained and lost, costs included. */
  readonly trades: number;
  readonly winners: number;
  readonly losers: number;
  readonly state: DayState;
}
