import type { Ticker, Underlying } from '../../../src-core/instruments/instrument.ts';
import type { ContractListing } from '../../../src-core/market/chain.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { FeedSink, QuoteBatch, TickerTick } from '../../../src-main/market-data/feed.ts';

interface QuoteRow {
  readonly bid: number;
  readonly ask: number;
  readonly bidSize: number;
  readonly askSize: number;
  readonly last: number;
  readonly volume: number;
  readonly openInterest: number;
}

/** A sink that remembers the newest of everything, as plain objects to compare. */
export class QuoteTable implements FeedSink {
  readonly contracts: Partial<Record<Underlying, ContractListing[]>> = {};
  /** By "SPY call 612". */
  readonly rows: Record<string, QuoteRow> = {};
  readonly tickers: Partial<Record<Ticker, TickerTick>> = {};
  readonly batches: { readonly time: EpochMs; readonly underlying: Underlying; readonly count: number }[] = [];
  events = 0;
  quoteCount = 0;
  firstTime: EpochMs = Number.NaN;
  lastTime: EpochMs = Number.NEGATIVE_INFINITY;
  /** True while times never ran backwards. */
  ordered = true;

  list(underlying: Underlying, _expiry: string, contracts: readonly ContractListing[]): void {
    (this.contracts[underlying] ??= []).push(...contracts.map(({ strike, right }) => ({ strike, right })));
  }

  ticker(tick: TickerTick): void {
    this.#see(tick.time);
    this.tickers[tick.ticker] = { ...tick };
  }

  quotes(batch: QuoteBatch): void {
    this.#see(batch.time);
    this.quoteCount += batch.count;
    const { underlying, count, time } = batch;
    this.batches.push({ time, underlying, count });
    const at = (column: Float64Array, i: number): number => column[i] ?? Number.NaN;
    for (let i = 0; i < count; i += 1) {
      const contract = this.contracts[underlying]?.[batch.row[i] ?? -1];
      if (contract === undefined) throw new Error(`${underlying} row ${batch.row[i]} was not listed`);
      this.rows[`${underlying} ${contract.right} ${contract.strike}`] = {
        bid: at(batch.bid, i),
        ask: at(batch.ask, i),
        bidSize: at(batch.bidSize, i),
        askSize: at(batch.askSize, i),
        last: at(batch.last, i),
        volume: at(batch.volume, i),
        openInterest: at(batch.openInterest, i),
      };
    }
  }

  #see(time: EpochMs): void {
    this.events += 1;
    if (this.events === 1) this.firstTime = time;
    if (time < this.lastTime) this.ordered = false;
    this.lastTime = time;
  }
}
