import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import type { ContractListing } from '../../../src-core/market/chain.ts';
import type { EpochMs, IsoDate } from '../../../src-core/time.ts';
import type { FeedSink, QuoteBatch } from '../../market-data/feed.ts';
import { newQuoteBatch } from '../../market-data/quote-batch.ts';
import { staleTime } from './stale-rule.ts';

export type QuotePrice = 'bid' | 'ask' | 'last';
export type QuoteSize = 'bidSize' | 'askSize' | 'volume' | 'openInterest';

const COLUMNS = ['bid', 'ask', 'bidSize', 'askSize', 'last', 'volume', 'openInterest'] as const;

/**
 * The newest quotes of one underlying's options of the day, and which of them were not delivered yet. Rows are in the
 * order of listing and stay. However often a quote changes before it is delivered, it is delivered once, as it is then.
 */
export class QuoteBook {
  readonly underlying: Underlying;
  readonly #listed: ContractListing[] = [];
  #announced = 0;
  #newest: QuoteBatch;
  #batch: QuoteBatch;
  #isWaiting = new Uint8Array(0);
  #waiting = new Uint16Array(0);
  #waitingCount = 0;
  /** Since when quotes, and a listing or a mark, wait to be delivered. */
  #quotesSince: EpochMs = Number.POSITIVE_INFINITY;
  #newsSince: EpochMs = Number.POSITIVE_INFINITY;
  /** When any quote was last heard. */
  #heardAt: EpochMs = Number.NaN;
  /** When all of them became stale, whatever their age; NaN while they are not. */
  #markedAt: EpochMs = Number.NaN;
  #isMarkWaiting = false;

  constructor(underlying: Underlying) {
    this.underlying = underlying;
    this.#newest = newQuoteBatch(underlying, 0);
    this.#batch = newQuoteBatch(underlying, 0);
  }

  get count(): number {
    return this.#listed.length;
  }

  /** Appends contracts, none of them listed before. Answers the first one's row. */
  list(contracts: readonly ContractListing[], now: EpochMs): number {
    const first = this.#listed.length;
    for (const { strike, right } of contracts) this.#listed.push({ strike, right });
    if (this.#listed.length > this.#isWaiting.length) this.#grow(Math.max(this.#listed.length, this.#isWaiting.length * 2));
    this.#newsSince = Math.min(this.#newsSince, now);
    return first;
  }

  /** A price of 0 or less is an absent side, as null is; null leaves a last price as it is. */
  setPrice(row: number, field: QuotePrice, dollars: number | null, now: EpochMs): void {
    const price = dollars !== null && dollars > 0 ? dollars : Number.NaN;
    if (field === 'last' && price !== price) return;
    this.#newest[field][row] = price;
    this.#touch(row, now);
  }

  /** What is below 0 is not given. */
  setSize(row: number, field: QuoteSize, size: number, now: EpochMs): void {
    this.#newest[field][row] = size >= 0 ? size : Number.NaN;
    this.#touch(row, now);
  }

  /** Takes the row's quote back: nobody says any more that it stands. What was traded stays. */
  withdraw(row: number, now: EpochMs): void {
    const { bid, ask, bidSize, askSize } = this.#newest;
    if (isAbsent(bid[row]) && isAbsent(ask[row])) return;
    bid[row] = ask[row] = bidSize[row] = askSize[row] = Number.NaN;
    this.#await(row, now);
  }

  withdrawAll(now: EpochMs): void {
    for (let row = 0; row < this.#listed.length; row += 1) this.withdraw(row, now);
  }

  /** Whether a side of the row is there. */
  isQuoted(row: number): boolean {
    return !isAbsent(this.#newest.bid[row]) || !isAbsent(this.#newest.ask[row]);
  }

  /** Makes every quote stale at once, until one is heard again. */
  markStale(now: EpochMs): void {
    if (Number.isNaN(this.#heardAt) || !Number.isNaN(this.#markedAt)) return;
    this.#markedAt = now;
    this.#isMarkWaiting = true;
    this.#newsSince = Math.min(this.#newsSince, now);
  }

  /** Since when something waits to be delivered; Infinity where nothing does. `isHeld`: quotes are not to be. */
  since(isHeld: boolean): EpochMs {
    return isHeld ? this.#newsSince : Math.min(this.#newsSince, this.#quotesSince);
  }

  /** When its newest quote was heard; Infinity before the first. */
  get heardAt(): EpochMs {
    return Number.isNaN(this.#heardAt) ? Number.POSITIVE_INFINITY : this.#heardAt;
  }

  deliverListing(date: IsoDate, sink: FeedSink): void {
    if (this.#announced === this.#listed.length) return;
    const fresh = this.#listed.slice(this.#announced);
    this.#announced = this.#listed.length;
    sink.list(this.underlying, date, fresh);
  }

  /** Delivers what waits, dated when it was heard and no later than `until`; what was made stale gets a date that is so. */
  deliver(until: EpochMs, isHeld: boolean, sink: FeedSink): void {
    this.#newsSince = Number.POSITIVE_INFINITY;
    if (isHeld) this.#batch.count = 0;
    else this.#gather();
    if (this.#batch.count > 0 || this.#isMarkWaiting) this.#send(until, sink);
  }

  /** Delivers every contract and every quote there is, as of `until`. */
  deliverAll(until: EpochMs, date: IsoDate, sink: FeedSink): void {
    this.#announced = this.#listed.length;
    if (this.#listed.length > 0) sink.list(this.underlying, date, [...this.#listed]);
    this.#newsSince = Number.POSITIVE_INFINITY;
    if (Number.isNaN(this.#heardAt)) return;
    for (let row = 0; row < this.#listed.length; row += 1) if (this.#hasAny(row)) this.#await(row, until);
    this.#gather();
    if (this.#batch.count > 0) this.#send(until, sink);
  }

  #send(until: EpochMs, sink: FeedSink): void {
    this.#isMarkWaiting = false;
    this.#batch.time = Number.isNaN(this.#markedAt) ? Math.min(this.#heardAt, until) : Math.min(this.#heardAt, staleTime(this.#markedAt));
    sink.quotes(this.#batch);
  }

  #touch(row: number, now: EpochMs): void {
    this.#heardAt = now;
    this.#markedAt = Number.NaN;
    this.#isMarkWaiting = false;
    this.#await(row, now);
  }

  #await(row: number, now: EpochMs): void {
    if (this.#quotesSince === Number.POSITIVE_INFINITY) this.#quotesSince = now;
    if (this.#isWaiting[row] === 1) return;
    this.#isWaiting[row] = 1;
    this.#waiting[this.#waitingCount] = row;
    this.#waitingCount += 1;
  }

  /** Copies the rows that wait into the batch. */
  #gather(): void {
    const from = this.#newest;
    const to = this.#batch;
    const count = this.#waitingCount;
    for (let i = 0; i < count; i += 1) {
      const row = this.#waiting[i] as number;
      this.#isWaiting[row] = 0;
      const bid = from.bid[row] as number;
      const ask = from.ask[row] as number;
      to.row[i] = row;
      to.bid[i] = bid;
      to.ask[i] = ask;
      // A side that is absent has no size, whatever was said of it before.
      to.bidSize[i] = bid === bid ? (from.bidSize[row] as number) : Number.NaN;
      to.askSize[i] = ask === ask ? (from.askSize[row] as number) : Number.NaN;
      to.last[i] = from.last[row] as number;
      to.volume[i] = from.volume[row] as number;
      to.openInterest[i] = from.openInterest[row] as number;
    }
    to.count = count;
    this.#waitingCount = 0;
    this.#quotesSince = Number.POSITIVE_INFINITY;
  }

  #hasAny(row: number): boolean {
    return COLUMNS.some((column) => !isAbsent(this.#newest[column][row]));
  }

  #grow(size: number): void {
    const newest = newQuoteBatch(this.underlying, size);
    for (const column of COLUMNS) {
      newest[column].fill(Number.NaN);
      newest[column].set(this.#newest[column]);
    }
    this.#newest = newest;
    this.#batch = newQuoteBatch(this.underlying, size);
    const isWaiting = new Uint8Array(size);
    isWaiting.set(this.#isWaiting);
    this.#isWaiting = isWaiting;
    const waiting = new Uint16Array(size);
    waiting.set(this.#waiting);
    this.#waiting = waiting;
  }
}

function isAbsent(value: number | undefined): boolean {
  return value === undefined || Number.isNaN(value);
}
