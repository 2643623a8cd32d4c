import { newYorkTime } from '../../src-core/calendar/exchange-calendar.ts';
import { YEAR } from '../../src-core/calendar/expiry-clock.ts';
import type { Right, Underlying } from '../../src-core/instruments/instrument.ts';
import { straddleMove } from '../../src-core/market/expected-move.ts';
import { straddleVolatility } from '../../src-core/market/straddle-decay.ts';
import type { EpochMs, IsoDate } from '../../src-core/time.ts';

/** The straddle at the money of an expiry other than today's, as a book has it. */
export interface ExpiryStraddle {
  readonly underlying: Underlying;
  readonly expiry: IsoDate;
  /** The book's. */
  readonly time: EpochMs;
  /** By parity where call and put cost the same, dollars. */
  readonly forward: number;
  /** Struck at the forward, dollars. */
  readonly straddle: number;
  /** Annual over calendar time to 16:00 New York of the expiry, 1.00 = 100 %. */
  readonly volatility: number;
}

/** One book of one expiry: mids by strike. */
interface Book {
  readonly time: EpochMs;
  readonly calls: Map<number, number>;
  readonly puts: Map<number, number>;
}

/** Strikes around the one where call and put cost the same that are asked. */
const ASKED = 4;
/** Fewer strikes with both sides say nothing of where the money is. */
const LEAST_PAIRS = 3;

/**
 * Reads the quotes of other expiries as they go by, and keeps of each book the straddle at the money alone. Interest and early
 * exercise are left out: at the money both are small beside the spread. Quotes come in books: those of one time together.
 */
export class OtherExpiries {
  readonly #books = new Map<string, Book & { readonly underlying: Underlying; readonly expiry: IsoDate }>();
  readonly #kept = new Map<string, ExpiryStraddle[]>();

  quote(time: EpochMs, underlying: Underlying, expiry: IsoDate, right: Right, strike: number, bid: number, ask: number): void {
    if (!(bid > 0 && ask >= bid)) return;
    const key = `${underlying}${expiry}`;
    let book = this.#books.get(key);
    if (book === undefined || book.time !== time) {
      if (book !== undefined) this.#keep(key, book);
      book = { time, underlying, expiry, calls: new Map(), puts: new Map() };
      this.#books.set(key, book);
    }
    (right === 'call' ? book.calls : book.puts).set(strike, (bid + ask) / 2);
  }

  /** Each underlying's by expiry, then by time. To be called once all quotes are read. */
  finish(): readonly ExpiryStraddle[] {
    for (const [key, book] of this.#books) this.#keep(key, book);
    this.#books.clear();
    return [...this.#kept.values()].flatMap((straddles) => straddles.sort((left, right) => left.time - right.time));
  }

  #keep(key: string, { time, underlying, expiry, calls, puts }: Book & { readonly underlying: Underlying; readonly expiry: IsoDate }): void {
    const pairs = [...calls]
      .flatMap(([strike, call]) => {
        const put = puts.get(strike);
        return put === undefined ? [] : [{ strike, difference: call - put, price: call + put }];
      })
      .sort((left, right) => Math.abs(left.difference) - Math.abs(right.difference));
    const [nearest] = pairs;
    if (nearest === undefined || pairs.length < LEAST_PAIRS) return;
    const forward = nearest.strike + nearest.difference;
    const move = straddleMove(forward, 1, pairs.slice(0, ASKED));
    const years = (newYorkTime(expiry, '16:00') - time) / YEAR;
    if (!move.ok || !(years > 0)) return;
    const volatility = straddleVolatility(move.move.meanMove, forward, years);
    if (!(volatility > 0)) return;
    const kept = this.#kept.get(key) ?? [];
    this.#kept.set(key, kept);
    kept.push({ underlying, expiry, time, forward, straddle: move.move.meanMove, volatility });
  }
}

/** The newest straddle of each expiry of an underlying at or before `now`, the nearest expiry first. */
export function straddlesAt(all: readonly ExpiryStraddle[], underlying: Underlying, now: EpochMs): readonly ExpiryStraddle[] {
  const newest = new Map<IsoDate, ExpiryStraddle>();
  for (const straddle of all) {
    if (straddle.underlying !== underlying || straddle.time > now) continue;
    const known = newest.get(straddle.expiry);
    if (known === undefined || known.time <= straddle.time) newest.set(straddle.expiry, straddle);
  }
  return [...newest.values()].sort((left, right) => (left.expiry < right.expiry ? -1 : 1));
}
