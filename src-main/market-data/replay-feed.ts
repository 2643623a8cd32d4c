import { type Ticker, TICKERS, type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { type EpochMs, type IsoDate, SECOND } from '../../src-core/time.ts';
import { FeedRefused } from './csv-table.ts';
import type { FeedDescription, FeedProblem, FeedSink, MarketFeed, QuoteBatch, TickerTick } from './feed.ts';
import { type ExpiryStraddle, straddlesAt } from './other-expiries.ts';
import { newQuoteBatch } from './quote-batch.ts';
import { loadRecording, type RecordedContract, type Recording } from './recording.ts';

export { FeedRefused };

/** Rows delivered in one batch at most. */
const BATCH_ROWS = 4096;
/** A quote is stale after this many of the recording's usual intervals, but not sooner than this. */
const STALE_INTERVALS = 3;
const LEAST_STALE_MS = 5 * SECOND;

/** Opens a recording for one date, by default its first. Throws FeedRefused when there is nothing to play. */
export async function openReplay(path: string, date?: IsoDate): Promise<ReplayFeed> {
  return new ReplayFeed(await loadRecording(path, date));
}

/** Plays one recorded day. */
export class ReplayFeed implements MarketFeed {
  readonly description: FeedDescription;
  readonly #recording: Recording;
  readonly #batch: QuoteBatch = newQuoteBatch('SPY', BATCH_ROWS);
  readonly #tick: TickerTick;
  #nextQuote = 0;
  #nextTick = 0;
  #listed = false;

  constructor(recording: Recording) {
    this.#recording = recording;
    const { quotes, ticks } = recording;
    this.#tick = { ticker: 'SPY', time: 0, bid: 0, ask: 0, last: 0, volume: 0, previousClose: 0 };
    const { quoting, staleAfterMs } = recording.about ?? rhythmOf(recording);
    this.description = {
      kind: 'replay',
      label: 'REPLAY',
      detail: recording.name,
      date: recording.date,
      from: Math.min(quotes.time[0] ?? Number.POSITIVE_INFINITY, ticks.time[0] ?? Number.POSITIVE_INFINITY),
      to: Math.max(quotes.time.at(-1) ?? Number.NEGATIVE_INFINITY, ticks.time.at(-1) ?? Number.NEGATIVE_INFINITY),
      quoting,
      staleAfterMs,
    };
  }

  /** Rows of the recording that were left out because they are of another date, expiry or underlying. */
  get ignoredRows(): number {
    return this.#recording.ignored;
  }

  otherExpiries(underlying: Underlying, now: EpochMs): readonly ExpiryStraddle[] {
    return straddlesAt(this.#recording.otherExpiries, underlying, now);
  }

  nextTime(): EpochMs | null {
    const { quotes, ticks } = this.#recording;
    const quote = quotes.time[this.#nextQuote];
    const tick = ticks.time[this.#nextTick];
    if (quote === undefined) return tick ?? null;
    return tick === undefined ? quote : Math.min(quote, tick);
  }

  advance(until: EpochMs, sink: FeedSink): void {
    this.#deliver(until, sink, null);
  }

  seek(time: EpochMs, sink: FeedSink): void {
    this.#nextQuote = 0;
    this.#nextTick = 0;
    const { time: times, contract } = this.#recording.quotes;
    const newest = new Int32Array(this.#recording.contracts.length).fill(-1);
    for (let i = 0; i < times.length && (times[i] as number) <= time; i += 1) newest[contract[i] as number] = i;
    this.#deliver(time, sink, newest);
  }

  problems(): { readonly kept: readonly FeedProblem[]; readonly total: number } {
    return this.#recording.problems;
  }

  close(): void {
    this.#nextQuote = this.#recording.quotes.time.length;
    this.#nextTick = this.#recording.ticks.time.length;
  }

  /** Everything up to `until`; with `newest`, only those quotes that are the newest of their contract. */
  #deliver(until: EpochMs, sink: FeedSink, newest: Int32Array | null): void {
    const { quotes, ticks } = this.#recording;
    for (let time = this.nextTime(); time !== null && time <= until; time = this.nextTime()) {
      this.#list(sink);
      while (ticks.time[this.#nextTick] === time) this.#deliverTick(this.#nextTick++, sink);
      while (quotes.time[this.#nextQuote] === time) this.#gather(this.#nextQuote++, sink, newest);
      this.#flush(sink);
    }
  }

  #deliverTick(at: number, sink: FeedSink): void {
    const { ticks } = this.#recording;
    const tick = this.#tick;
    tick.ticker = TICKERS[ticks.ticker[at] as number] as Ticker;
    tick.time = ticks.time[at] as number;
    tick.bid = ticks.bid[at] as number;
    tick.ask = ticks.ask[at] as number;
    tick.last = ticks.last[at] as number;
    tick.volume = ticks.volume[at] as number;
    tick.previousClose = ticks.previousClose[at] as number;
    sink.ticker(tick);
  }

  #gather(at: number, sink: FeedSink, newest: Int32Array | null): void {
    const { quotes, contracts } = this.#recording;
    const index = quotes.contract[at] as number;
    if (newest !== null && newest[index] !== at) return;
    const { underlying, row } = contracts[index] as RecordedContract;
    const batch = this.#batch;
    if (batch.underlying !== underlying || batch.count === BATCH_ROWS) this.#flush(sink);
    batch.underlying = underlying;
    batch.time = quotes.time[at] as number;
    const to = batch.count;
    batch.row[to] = row;
    batch.bid[to] = quotes.bid[at] as number;
    batch.ask[to] = quotes.ask[at] as number;
    batch.bidSize[to] = quotes.bidSize[at] as number;
    batch.askSize[to] = quotes.askSize[at] as number;
    batch.last[to] = quotes.last[at] as number;
    batch.volume[to] = quotes.volume[at] as number;
    batch.openInterest[to] = quotes.openInterest[at] as number;
    batch.count = to + 1;
  }

  #flush(sink: FeedSink): void {
    if (this.#batch.count > 0) sink.quotes(this.#batch);
    this.#batch.count = 0;
  }

  #list(sink: FeedSink): void {
    if (this.#listed) return;
    this.#listed = true;
    const { contracts, date } = this.#recording;
    for (const underlying of UNDERLYINGS) {
      const listed = contracts.filter((contract) => contract.underlying === underlying);
      if (listed.length > 0) sink.list(underlying, date, listed);
    }
  }
}

/** A recording repeats its books when unchanged quotes come again or a time usually quotes much of the chain. */
function rhythmOf({ quotes, contracts }: Recording): Pick<FeedDescription, 'quoting' | 'staleAfterMs'> {
  const newest = new Int32Array(contracts.length).fill(-1);
  const bookTime = new Map<string, number>();
  const listed = new Map<string, number>();
  for (const { underlying, row } of contracts) listed.set(underlying, Math.max(row + 1, listed.get(underlying) ?? 0));
  const intervals: number[] = [];
  let unchanged = 0;
  let whole = 0;
  for (let i = 0; i < quotes.time.length; i += 1) {
    const contract = quotes.contract[i] as number;
    const before = newest[contract] as number;
    newest[contract] = i;
    if (before >= 0 && sameQuote(quotes, before, i)) unchanged += 1;
    const time = quotes.time[i] as number;
    const { underlying } = contracts[contract] as RecordedContract;
    const last = bookTime.get(underlying);
    if (last === time) continue;
    if (last !== undefined) intervals.push(time - last);
    bookTime.set(underlying, time);
    whole += listed.get(underlying) ?? 0;
  }
  intervals.sort((left, right) => left - right);
  const total = quotes.time.length;
  const repeats = unchanged > 0.05 * total || total > 0.4 * whole;
  return { quoting: repeats ? 'snapshot' : 'changes', staleAfterMs: Math.max(LEAST_STALE_MS, STALE_INTERVALS * (intervals[intervals.length >> 1] ?? 0)) };
}

function sameQuote({ bid, ask, bidSize, askSize }: Recording['quotes'], before: number, now: number): boolean {
  return [bid, ask, bidSize, askSize].every((column) => Object.is(column[before], column[now]));
}
