import { TICKERS, type Ticker, type Underlying } from '../../../src-core/instruments/instrument.ts';
import type { ContractListing } from '../../../src-core/market/chain.ts';
import type { EpochMs, IsoDate } from '../../../src-core/time.ts';
import type { FeedSink, QuoteBatch, TickerTick } from '../../../src-main/market-data/feed.ts';

export interface SeenQuote {
  readonly bid: number;
  readonly ask: number;
  readonly bidSize: number;
  readonly askSize: number;
}

/** A sink that keeps the newest of everything, and notes each promise of a feed that was broken. */
export class WatchingSink implements FeedSink {
  readonly broken: string[] = [];
  readonly listed: { readonly underlying: Underlying; readonly expiry: IsoDate; readonly contract: ContractListing }[] = [];
  /** By "SPY call 612". */
  readonly quoted = new Map<string, SeenQuote>();
  readonly tickers = new Map<Ticker, Pick<TickerTick, 'bid' | 'ask' | 'last'>>();
  first: EpochMs = Number.NaN;
  last: EpochMs = Number.NEGATIVE_INFINITY;
  events = 0;
  readonly #rows = new Map<Underlying, string[]>();

  list(underlying: Underlying, expiry: IsoDate, contracts: readonly ContractListing[]): void {
    const rows = this.#rows.get(underlying) ?? [];
    this.#rows.set(underlying, rows);
    for (const { strike, right } of contracts) {
      const name = nameOf(underlying, { strike, right });
      // Rows are numbered by the first announcement: another one says nothing new.
      if (rows.includes(name)) continue;
      rows.push(name);
      this.listed.push({ underlying, expiry, contract: { strike, right } });
    }
  }

  ticker({ ticker, time, bid, ask, last }: TickerTick): void {
    this.#see(time);
    if (!TICKERS.includes(ticker)) this.broken.push(`${ticker} is no ticker`);
    for (const [side, price] of Object.entries({ bid, ask, last })) this.#price(`${ticker} ${side}`, price);
    this.tickers.set(ticker, { bid, ask, last });
  }

  quotes({ underlying, time, count, row, bid, ask, bidSize, askSize }: QuoteBatch): void {
    this.#see(time);
    if (count > row.length) this.broken.push(`a batch of ${row.length} rows says ${count}`);
    for (let i = 0; i < count; i += 1) {
      const name = this.#rows.get(underlying)?.[row[i] ?? -1];
      if (name === undefined) {
        this.broken.push(`row ${row[i]} of ${underlying} is quoted and was not listed`);
        continue;
      }
      const quote = { bid: bid[i] ?? 0, ask: ask[i] ?? 0, bidSize: bidSize[i] ?? -1, askSize: askSize[i] ?? -1 };
      this.#price(`${name} bid`, quote.bid);
      this.#price(`${name} ask`, quote.ask);
      if (quote.bidSize < 0 || quote.askSize < 0) this.broken.push(`${name} shows a size below 0`);
      this.quoted.set(name, quote);
    }
  }

  /** What is absent is NaN: nothing else is not above 0. */
  #price(name: string, price: number): void {
    if (!(price > 0) && !Number.isNaN(price)) this.broken.push(`${name} is ${price}`);
  }

  /** Forgets every price, as before a seek: the rows stay, and time may be an earlier one. */
  forget(): void {
    this.quoted.clear();
    this.tickers.clear();
    this.last = Number.NEGATIVE_INFINITY;
  }

  #see(time: EpochMs): void {
    this.events += 1;
    if (this.events === 1) this.first = time;
    if (time < this.last) this.broken.push(`time went back from ${this.last} to ${time}`);
    this.last = time;
  }
}

export function nameOf(underlying: Underlying, { strike, right }: ContractListing): string {
  return `${underlying} ${right} ${strike}`;
}
