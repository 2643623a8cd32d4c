import { dateInNewYork } from '../calendar/exchange-calendar.ts';
import { type InstrumentSymbol, multiplier, parseSymbol, type Underlying, UNDERLYINGS } from '../instruments/instrument.ts';
import { add, type Money, money, subtract, times, ZERO } from '../money.ts';
import type { DailyResult, DayState } from '../performance/daily-result.ts';
import type { IsoDate } from '../time.ts';
import type { LedgerAccount, LedgerTransaction } from './transaction.ts';

/** What entries of one ledger account, underlying and instrument add up to; `underlying` is null for what is of no trade. */
export interface BookedSum {
  readonly underlying: Underlying | null;
  readonly account: LedgerAccount;
  /** Of position entries alone. */
  readonly symbol: InstrumentSymbol | null;
  readonly amount: Money;
  /** Signed units; 0 but for position entries. */
  readonly quantity: number;
}

/** A trade that ended, nothing held any more. */
export interface EndedTrade {
  readonly underlying: Underlying;
  /** Costs included. */
  readonly net: Money;
}

export interface DayTerms {
  /** Dollars per share or unit that what is held at the day's end is worth; null while that is not known. */
  readonly markOf: (symbol: InstrumentSymbol, date: IsoDate) => Money | null;
  readonly endedOn: (date: IsoDate) => readonly EndedTrade[];
  readonly stateOf: (date: IsoDate) => DayState;
}

interface Moved {
  quantity: number;
  cost: number;
}

/** What was booked on one day in one underlying. */
class DayBookings {
  realised = 0;
  commission = 0;
  fees = 0;
  readonly moved = new Map<InstrumentSymbol, Moved>();

  add(account: LedgerAccount, symbol: InstrumentSymbol | null, amount: number, quantity: number): void {
    switch (account) {
      case 'realised':
        this.realised -= amount;
        break;
      case 'commission':
        this.commission += amount;
        break;
      case 'fees':
        this.fees += amount;
        break;
      case 'positions':
        if (symbol !== null) move(this.moved, symbol, quantity, amount);
        break;
      case 'cash':
      case 'capital':
        break;
    }
  }
}

type Series = Underlying | null;
/** An underlying of its own each, and the account whole. */
const SERIES: readonly Series[] = [null, ...UNDERLYINGS];

/** What is held in a series at the end of a day, and its unrealised result where that was last known. */
interface Standing {
  readonly held: ReadonlyMap<InstrumentSymbol, Readonly<Moved>>;
  readonly known: number;
}

/**
 * An account's bookings by the day in New York they are of, and the daily results they make. A booking is added to its
 * day whenever it comes, so a day is restated by a booking that came late; what is held follows from sums of units and
 * cost, so the order does not matter. The sum of realised and unrealised less commission and fees over all days is the
 * change of equity (cash, and what is held at its marks) but for capital, exactly.
 *
 * A day's unrealised result is null while a mark is not known; when it is known again, that day has the change since it
 * was known last.
 */
export class DailyResults {
  readonly #days = new Map<IsoDate, Map<Series, DayBookings>>();
  readonly #capital = new Map<IsoDate, number>();
  /** Ascending; null after a day was added. */
  #dates: readonly IsoDate[] | null = null;
  /** As of the end of the day before a date: kept for today, which is asked for each second. */
  #before: { readonly date: IsoDate; readonly standings: ReadonlyMap<Series, Standing> } | null = null;

  /** The result is the day it is of. */
  book(transaction: LedgerTransaction, underlying: Underlying | null): IsoDate {
    const date = dateInNewYork(transaction.time);
    for (const { account, symbol, amount, quantity } of transaction.entries) {
      this.#add(date, { underlying, account, symbol: symbol ?? null, amount, quantity: quantity ?? 0 });
    }
    this.#changed(date);
    return date;
  }

  /** Everything booked on a day, in the place of what was known of it. */
  replaceDay(date: IsoDate, sums: readonly BookedSum[]): void {
    this.#days.delete(date);
    this.#capital.delete(date);
    for (const sum of sums) this.#add(date, sum);
    this.#dates = null;
    this.#changed(date);
  }

  /** Days with bookings other than of capital, ascending. */
  dates(): readonly IsoDate[] {
    this.#dates ??= [...this.#days.keys()].sort();
    return this.#dates;
  }

  /** Paid in up to the end of a day. */
  capitalBy(date: IsoDate): Money {
    let sum = 0;
    for (const [day, amount] of this.#capital) if (day <= date) sum += amount;
    return money(sum);
  }

  /**
   * The rows of every day on which something was booked or ended, or was held at the end of one of `sessions` (ascending).
   * By date; of a day first all underlyings, then each that has anything.
   */
  results(terms: DayTerms, sessions: readonly IsoDate[], ended: readonly IsoDate[] = []): readonly DailyResult[] {
    const dates = [...new Set([...this.dates(), ...sessions, ...ended])].sort();
    const rows: DailyResult[] = [];
    let standings = NOTHING;
    for (const date of dates) {
      const day = this.#day(date, standings, terms, terms.endedOn(date));
      rows.push(...day.rows);
      standings = day.standings;
    }
    return rows;
  }

  /** The rows of one day after which nothing is booked yet: those of `results` for it, without counting all days before it anew. */
  day(date: IsoDate, terms: DayTerms, sessions: () => readonly IsoDate[]): readonly DailyResult[] {
    if (this.#before?.date !== date) {
      let standings = NOTHING;
      const before = [...new Set([...this.dates(), ...sessions()])].filter((day) => day < date).sort();
      for (const day of before) standings = this.#day(day, standings, terms, []).standings;
      this.#before = { date, standings };
    }
    return this.#day(date, this.#before.standings, terms, terms.endedOn(date)).rows;
  }

  #add(date: IsoDate, { underlying, account, symbol, amount, quantity }: BookedSum): void {
    if (account === 'capital') {
      this.#capital.set(date, (this.#capital.get(date) ?? 0) - amount);
      return;
    }
    if (account === 'cash') return;
    let day = this.#days.get(date);
    if (day === undefined) {
      day = new Map();
      this.#days.set(date, day);
      this.#dates = null;
    }
    for (const series of underlying === null ? [null] : [null, underlying]) {
      let bookings = day.get(series);
      if (bookings === undefined) {
        bookings = new DayBookings();
        day.set(series, bookings);
      }
      bookings.add(account, symbol, amount, quantity);
    }
  }

  #changed(date: IsoDate): void {
    if (this.#before !== null && date < this.#before.date) this.#before = null;
  }

  #day(date: IsoDate, before: ReadonlyMap<Series, Standing>, terms: DayTerms, ended: readonly EndedTrade[]): { readonly rows: readonly DailyResult[]; readonly standings: ReadonlyMap<Series, Standing> } {
    const booked = this.#days.get(date);
    const rows: DailyResult[] = [];
    const standings = new Map<Series, Standing>();
    for (const series of SERIES) {
      const bookings = booked?.get(series);
      const standing = before.get(series) ?? { held: new Map(), known: 0 };
      const trades = series === null ? ended : ended.filter(({ underlying }) => underlying === series);
      if (bookings === undefined && standing.held.size === 0 && standing.known === 0 && trades.length === 0) continue;
      const held = bookings === undefined ? standing.held : heldAfter(standing.held, bookings.moved);
      const end = unrealisedOf(held, (symbol) => terms.markOf(symbol, date));
      standings.set(series, { held, known: end ?? standing.known });
      rows.push(rowOf(date, series, bookings, end, standing.known, trades, terms.stateOf(date)));
    }
    return { rows, standings };
  }
}

const NOTHING: ReadonlyMap<Series, Standing> = new Map();

function rowOf(
  date: IsoDate,
  underlying: Series,
  bookings: DayBookings | undefined,
  end: Money | null,
  knownBefore: number,
  ended: readonly EndedTrade[],
  state: DayState,
): DailyResult {
  const realised = money(bookings?.realised ?? 0);
  const commission = money(bookings?.commission ?? 0);
  const fees = money(bookings?.fees ?? 0);
  const unrealised = end === null ? null : money(end - knownBefore);
  return {
    date,
    underlying,
    realised,
    unrealised,
    unrealisedAtEnd: end,
    commission,
    fees,
    net: unrealised === null ? null : subtract(add(realised, unrealised), add(commission, fees)),
    trades: ended.length,
    winners: ended.filter(({ net }) => net > 0).length,
    losers: ended.filter(({ net }) => net < 0).length,
    state,
  };
}

function heldAfter(held: ReadonlyMap<InstrumentSymbol, Readonly<Moved>>, moved: ReadonlyMap<InstrumentSymbol, Readonly<Moved>>): ReadonlyMap<InstrumentSymbol, Readonly<Moved>> {
  if (moved.size === 0) return held;
  const after = new Map([...held].map(([symbol, { quantity, cost }]) => [symbol, { quantity, cost }]));
  for (const [symbol, { quantity, cost }] of moved) move(after, symbol, quantity, cost);
  for (const [symbol, { quantity, cost }] of after) if (quantity === 0 && cost === 0) after.delete(symbol);
  return after;
}

function move(into: Map<InstrumentSymbol, Moved>, symbol: InstrumentSymbol, quantity: number, cost: number): void {
  const held = into.get(symbol);
  if (held === undefined) {
    into.set(symbol, { quantity, cost });
    return;
  }
  held.quantity += quantity;
  held.cost += cost;
}

/** What the holdings are worth at their marks less what they cost; null with an unknown mark. */
function unrealisedOf(held: ReadonlyMap<InstrumentSymbol, Readonly<Moved>>, markOf: (symbol: InstrumentSymbol) => Money | null): Money | null {
  let sum = ZERO;
  for (const [symbol, { quantity, cost }] of held) {
    // A booking that came late may leave a cost without units until the day it was closed on.
    const mark = quantity === 0 ? ZERO : markOf(symbol);
    if (mark === null) return null;
    sum = money(sum + times(mark, quantity * multiplier(parseSymbol(symbol))) - cost);
  }
  return sum;
}
