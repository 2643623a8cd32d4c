import type { ExchangeSession } from '../../src-core/calendar/exchange-calendar.ts';
import { type Ticker, type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { formatMoney, fromDollars, type Money, toDollars } from '../../src-core/money.ts';
import type { EpochMs } from '../../src-core/time.ts';

/** Where the reference is read from: each underlying's newest price, null while it has none. */
export interface PricedUnderlyings {
  underlyingPrice(underlying: Underlying): { readonly price: number; readonly time: EpochMs; readonly implied: boolean } | null;
  /** null where no options are listed: nothing is settled there. */
  chain(underlying: Underlying): object | null;
}

/** An underlying price older than this at the reference is said aloud. */
const LATE_MS = 60_000;

/** The prices that decide automatic exercise: each underlying's newest at the regular close. Set once. */
export class ReferencePrices {
  readonly #session: ExchangeSession;
  readonly #prices = new Map<Underlying, Money>();

  /** `known` are those that were set before the program was started again. */
  constructor(session: ExchangeSession, known: Readonly<Partial<Record<Ticker, Money>>>) {
    this.#session = session;
    for (const underlying of UNDERLYINGS) {
      const price = known[underlying];
      if (price !== undefined) this.#prices.set(underlying, price);
    }
  }

  /** Takes each price that is not set yet. Returns what deserves a warning: prices that are missing, implied or old. */
  set(market: PricedUnderlyings): readonly string[] {
    const problems: string[] = [];
    for (const underlying of UNDERLYINGS) {
      if (this.#prices.has(underlying)) continue;
      const found = market.underlyingPrice(underlying);
      if (found === null) {
        if (market.chain(underlying) !== null) problems.push(`${underlying} has no reference price: its options cannot be settled`);
        continue;
      }
      this.#prices.set(underlying, fromDollars(found.price));
      if (found.implied) problems.push(`the reference price of ${underlying} is implied by its options: the feed gives none`);
      const age = this.#session.reference - found.time;
      if (age > LATE_MS) problems.push(`the reference price of ${underlying} is ${Math.round(age / 60_000)} minutes old`);
    }
    return problems;
  }

  /** Throws RangeError when the underlying never had a price: nothing can be settled against it. */
  of(underlying: Underlying): Money {
    const price = this.#prices.get(underlying);
    if (price === undefined) throw new RangeError(`${underlying} has no reference price to settle against`);
    return price;
  }

  known(): Readonly<Partial<Record<Underlying, Money>>> {
    return Object.fromEntries(this.#prices);
  }

  dollars(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#prices].map(([underlying, price]) => [underlying, toDollars(price)]));
  }

  /** "SPY 612.31, QQQ 548.02". */
  text(): string {
    return [...this.#prices].map(([underlying, price]) => `${underlying} ${formatMoney(price)}`).join(', ');
  }
}
