import { dateInNewYork, newYorkTime } from '../../src-core/calendar/exchange-calendar.ts';
import { type InstrumentSymbol, isUnderlying, parseSymbol, type Underlying } from '../../src-core/instruments/instrument.ts';
import { DailyResults, type DayTerms } from '../../src-core/ledger/daily-results.ts';
import type { LedgerTransaction } from '../../src-core/ledger/transaction.ts';
import type { Money } from '../../src-core/money.ts';
import type { DailyResult } from '../../src-core/performance/daily-result.ts';
import { DAY, type IsoDate, parseIsoDate } from '../../src-core/time.ts';
import type { KeptAccount, PerformanceJournal, SessionCloses } from './performance-journal.ts';
import { calendarDates, sessionDates } from './session-dates.ts';
import type { TradeIndex } from './trade-index.ts';

/** The running session's day: what is held is marked as the market stands. */
export interface LiveDay {
  readonly date: IsoDate;
  readonly markOf: (symbol: InstrumentSymbol) => Money | null;
  readonly isSettled: () => boolean;
}

export interface LedgerDaysParts {
  readonly journal: PerformanceJournal;
  readonly account: KeptAccount;
  readonly trades: TradeIndex;
  /** null for an account that this terminal does not trade. */
  readonly live: LiveDay | null;
}

/** An account's days, from its ledger. */
export class LedgerDays {
  readonly #parts: LedgerDaysParts;
  readonly #results = new DailyResults();
  readonly #closes = new Map<IsoDate, SessionCloses['prices']>();
  /** Days on which something was booked later than it happened. */
  readonly #late = new Set<IsoDate>();
  /** Heard of while the ledger was read: to be read again. */
  readonly #unread = new Set<IsoDate>();
  readonly #terms: DayTerms;
  #loaded = false;
  /** The rows before today; null after something changed. */
  #past: readonly DailyResult[] | null = null;

  constructor(parts: LedgerDaysParts) {
    this.#parts = parts;
    this.#terms = {
      markOf: (symbol, date) => this.#markOf(symbol, date),
      endedOn: (date) => parts.trades.endedOn(date),
      stateOf: (date) => {
        const { live } = parts;
        if (live !== null && (date > live.date || (date === live.date && !live.isSettled()))) return 'open';
        return this.#late.has(date) ? 'restated' : 'closed';
      },
    };
  }

  /** Reads the ledger a day at a time, so that nothing else waits long for the store. */
  async load(): Promise<void> {
    const { account, journal } = this.#parts;
    const isOther = account.kind === 'live';
    // A simulated market's prices are none for what is held at a broker.
    for (const { date, prices, simulated } of await journal.closes()) if (!(isOther && simulated)) this.#closes.set(date, prices);
    for (const time of await journal.lateBookings(account.id)) this.#late.add(dateInNewYork(time));
    const span = await journal.span(account.id);
    if (span !== null) for (const date of calendarDates(dateInNewYork(span.from), dateInNewYork(span.to))) await this.#read(date);
    while (this.#unread.size > 0) {
      const [date] = this.#unread;
      if (date === undefined) break;
      this.#unread.delete(date);
      await this.#read(date);
    }
    this.#loaded = true;
    this.#past = null;
  }

  /** Something was booked, and is on disk. The result is the day it is of. */
  hear(transaction: LedgerTransaction, underlying: Underlying | null): IsoDate {
    const date = dateInNewYork(transaction.time);
    if (transaction.reason !== undefined) this.#late.add(date);
    if (this.#loaded) this.#results.book(transaction, underlying);
    else this.#unread.add(date);
    if (date !== this.#parts.live?.date) this.#past = null;
    return date;
  }

  /** A trade has ended on an earlier day, or has not after all. */
  tradesChanged(): void {
    this.#past = null;
  }

  /** By date; of a day all underlyings first. The newest is as of now. */
  rows(): readonly DailyResult[] {
    return [...this.#before(), ...this.today()];
  }

  /** Empty before anything was booked; and for an account that is not traded here. */
  today(): readonly DailyResult[] {
    const { live } = this.#parts;
    if (live === null) return [];
    return this.#results.day(live.date, this.#terms, () => this.#sessions(live.date));
  }

  capitalBy(date: IsoDate): Money {
    return this.#results.capitalBy(date);
  }

  #before(): readonly DailyResult[] {
    if (this.#past !== null) return this.#past;
    const { live, trades } = this.#parts;
    const last = live?.date ?? this.#results.dates().at(-1);
    const rows = last === undefined ? [] : this.#results.results(this.#terms, this.#sessions(last), trades.dates());
    this.#past = live === null ? rows : rows.filter(({ date }) => date !== live.date);
    return this.#past;
  }

  #sessions(last: IsoDate): readonly IsoDate[] {
    const [first] = this.#results.dates();
    return first === undefined || first > last ? [] : sessionDates(first, last);
  }

  async #read(date: IsoDate): Promise<void> {
    const { account, journal } = this.#parts;
    this.#results.replaceDay(date, await journal.bookings(account.id, newYorkTime(date, '00:00'), newYorkTime(dayAfter(date), '00:00')));
  }

  #markOf(symbol: InstrumentSymbol, date: IsoDate): Money | null {
    const { live } = this.#parts;
    if (live !== null && date === live.date) return live.markOf(symbol);
    const instrument = parseSymbol(symbol);
    return instrument.kind === 'shares' && isUnderlying(symbol) ? (this.#closes.get(date)?.[instrument.underlying] ?? null) : null;
  }
}

function dayAfter(date: IsoDate): IsoDate {
  return parseIsoDate(new Date(Date.parse(`${date}T00:00:00Z`) + DAY).toISOString().slice(0, 10));
}
