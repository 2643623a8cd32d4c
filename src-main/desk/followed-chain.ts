import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { ContractListing } from '../../src-core/market/chain.ts';
import type { EpochMs, IsoDate } from '../../src-core/time.ts';
import type { FeedSink, QuoteBatch } from '../market-data/feed.ts';
import { newQuoteBatch } from '../market-data/quote-batch.ts';
import type { OptionField } from '../stores/realtime/key-families.ts';
import type { Side } from './change-message.ts';

interface Row {
  readonly row: number;
  /** As it was delivered last; null before its first quote. */
  delivered: OptionField | null;
  newest: OptionField;
}

const NEVER_QUOTED = 0;

/** One chain as it is read from the real-time store, and delivered as a feed would: contracts first, then what was quoted anew. */
export class FollowedChain {
  readonly #underlying: Underlying;
  readonly #rows = new Map<string, Row>();
  #batch: QuoteBatch;
  #unlisted: ContractListing[] = [];
  #time: EpochMs = Number.NEGATIVE_INFINITY;

  constructor(underlying: Underlying) {
    this.#underlying = underlying;
    this.#batch = newQuoteBatch(underlying, 0);
  }

  /** What one side holds now; a strike that is not there stays as it was. */
  read(side: Side, fields: Readonly<Record<string, OptionField>>): void {
    const right = side === 'calls' ? 'call' : 'put';
    const strikes = Object.keys(fields).sort((left, right) => Number(left) - Number(right));
    for (const strike of strikes) {
      const newest = fields[strike];
      if (newest === undefined || !(Number(strike) > 0)) continue;
      const key = `${right} ${strike}`;
      const known = this.#rows.get(key);
      if (known !== undefined) {
        known.newest = newest;
        continue;
      }
      this.#rows.set(key, { row: this.#rows.size, delivered: null, newest });
      this.#unlisted.push({ strike: Number(strike), right });
    }
  }

  /** Delivers what is new since the last time, oldest quotes first. */
  deliver(expiry: IsoDate, sink: FeedSink): void {
    if (this.#unlisted.length > 0) sink.list(this.#underlying, expiry, this.#unlisted);
    this.#unlisted = [];
    const quoted = [...this.#rows.values()].filter(({ newest, delivered }) => newest.timestamp !== NEVER_QUOTED && !isSameQuote(newest, delivered));
    quoted.sort((left, right) => left.newest.timestamp - right.newest.timestamp);
    if (quoted.length > this.#batch.row.length) this.#batch = newQuoteBatch(this.#underlying, this.#rows.size);
    const batch = this.#batch;
    batch.count = 0;
    for (const row of quoted) {
      // The sides are read at two moments, and time does not run backwards.
      const time = Math.max(row.newest.timestamp, this.#time);
      if (batch.count > 0 && time !== batch.time) {
        sink.quotes(batch);
        batch.count = 0;
      }
      this.#time = batch.time = time;
      write(batch, row);
      row.delivered = row.newest;
    }
    if (batch.count > 0) sink.quotes(batch);
  }
}

function write(batch: QuoteBatch, { row, newest }: Row): void {
  const at = batch.count;
  batch.row[at] = row;
  batch.bid[at] = newest.bid ?? Number.NaN;
  batch.ask[at] = newest.ask ?? Number.NaN;
  batch.bidSize[at] = newest.bid_size ?? Number.NaN;
  batch.askSize[at] = newest.ask_size ?? Number.NaN;
  batch.last[at] = newest.last ?? Number.NaN;
  batch.volume[at] = newest.volume ?? Number.NaN;
  batch.openInterest[at] = newest.open_interest ?? Number.NaN;
  batch.count += 1;
}

/** Volatility and delta are worked out here again. */
function isSameQuote(one: OptionField, other: OptionField | null): boolean {
  return (
    other !== null &&
    one.timestamp === other.timestamp &&
    one.bid === other.bid &&
    one.ask === other.ask &&
    one.bid_size === other.bid_size &&
    one.ask_size === other.ask_size &&
    one.last === other.last &&
    one.volume === other.volume &&
    one.open_interest === other.open_interest
  );
}
