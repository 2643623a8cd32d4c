import { type Ticker, TICKERS, type Underlying, UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import type { Chain } from '../../../src-core/market/chain.ts';
import { type EpochMs, MINUTE, SECOND } from '../../../src-core/time.ts';
import type { TickerState } from '../ticker-state.ts';
import { type RecordedSegment, SEGMENT_QUOTES, SEGMENT_TICKS, SegmentBuffer, type SegmentContract, type SpentMemory } from './recorded-segment.ts';

/** Session time between two looks at the market: what a recording resolves. */
export const RESOLUTION_MS = SECOND;
/** Session time in one file. */
const SEGMENT_MS = 15 * MINUTE;
/** Segments that may wait to be written; beyond that session time waits. */
const MOST_WAITING = 2;
const FIRST_QUOTES = 65_536;
const FIRST_TICKS = 4_096;
const QUOTE_WIDTH = SEGMENT_QUOTES.length;
const TICK_WIDTH = SEGMENT_TICKS.length;

/** The market as a recording looks at it. */
export interface SeenMarket {
  tickerState(ticker: Ticker): Readonly<TickerState>;
  /** null before anything is listed. */
  chain(underlying: Underlying): Chain | null;
}

/** Where segments go. */
export interface SegmentSink {
  /** How far the recording goes already; null where it begins with this session. */
  open(): Promise<EpochMs | null>;
  /** Takes the segment's memory. Resolves when it is on disk, with the memory to be filled again. */
  write(segment: RecordedSegment): Promise<SpentMemory>;
}

export interface DayRecorderParts {
  readonly market: SeenMarket;
  readonly sink: SegmentSink;
  /** The session's last moment: what was seen until then is written at it. */
  readonly end: EpochMs;
  /** A stretch that could not be kept, as a sentence. */
  readonly onProblem: (problem: string) => void;
}

/** A chain as it was last looked at. */
interface SeenChain {
  /** Of each row: the chain's counter when it was kept last. */
  refresh: Uint32Array;
  /** Of each row: its index among the recording's contracts. */
  contract: Uint16Array;
  listed: number;
}

/**
 * Keeps what a session's market said: of each contract and ticker that was renewed the newest quote, once a session second,
 * in segments. Each segment begins with the newest quote of everything, so that it can be read without those before it.
 */
export class DayRecorder {
  readonly #parts: DayRecorderParts;
  readonly #seen: Readonly<Record<Underlying, SeenChain>> = { SPY: nothingSeen(), QQQ: nothingSeen(), IWM: nothingSeen() };
  readonly #seenTicks = new Uint32Array(TICKERS.length);
  readonly #contracts: SegmentContract[] = [];
  #quotes = new SegmentBuffer(QUOTE_WIDTH, FIRST_QUOTES);
  #ticks = new SegmentBuffer(TICK_WIDTH, FIRST_TICKS);
  #from: EpochMs | null = null;
  #to: EpochMs = Number.NaN;
  /** The next moment to look at. */
  #next: EpochMs = Number.NEGATIVE_INFINITY;
  #opening: Promise<void> | null;
  #isOpen = false;
  #isClosed = false;
  readonly #writing: Promise<void>[] = [];
  /** Fresh memory is slow, and tens of megabytes of it a segment are soon all there is. */
  readonly #spent: SpentMemory[] = [];

  constructor(parts: DayRecorderParts) {
    this.#parts = parts;
    this.#opening = parts.sink.open().then(
      (to) => {
        this.#opening = null;
        this.#isOpen = true;
        if (to !== null) this.#next = to + 1;
      },
      (error: unknown) => {
        this.#opening = null;
        this.#isClosed = true;
        parts.onProblem(`this session is not recorded: ${messageOf(error)}`);
      },
    );
  }

  /** To be called after each moment of the session. */
  step(now: EpochMs): void {
    if (now < this.#next || !this.#isOpen || this.#isClosed) return;
    this.#next = (Math.floor(now / RESOLUTION_MS) + 1) * RESOLUTION_MS;
    const isFirst = this.#from === null;
    this.#from ??= now;
    this.#to = now;
    for (const underlying of UNDERLYINGS) {
      const chain = this.#parts.market.chain(underlying);
      if (chain !== null) this.#look(chain, this.#seen[underlying], isFirst);
    }
    this.#lookAtTickers(isFirst);
    if (now >= this.#parts.end || now >= (Math.floor(this.#from / SEGMENT_MS) + 1) * SEGMENT_MS) this.#handOver();
  }

  /** What session time waits for; null while the disk keeps up. */
  pending(): Promise<void> | null {
    return this.#opening ?? (this.#writing.length >= MOST_WAITING ? (this.#writing[0] ?? null) : null);
  }

  /** Writes what was seen since the last segment, and ends. Resolves when everything is on disk or told as a problem. */
  async close(): Promise<void> {
    await this.#opening;
    this.#isClosed = true;
    this.#handOver();
    await Promise.all(this.#writing);
  }

  #look(chain: Chain, seen: SeenChain, all: boolean): void {
    if (seen.listed < chain.count) this.#list(chain, seen);
    const { refresh, contract } = seen;
    const buffer = this.#quotes;
    buffer.reserve(chain.count);
    const { values } = buffer;
    const { bid, ask, bidSize, askSize, last, volume, openInterest } = chain.columns;
    const { count, quoteTime } = chain;
    let at = buffer.count * QUOTE_WIDTH;
    for (let row = 0; row < count; row += 1) {
      const renewed = chain.refresh[row] as number;
      if (renewed === 0 || (renewed === refresh[row] && !all)) continue;
      refresh[row] = renewed;
      // In the order of SEGMENT_QUOTES.
      values[at] = quoteTime[row] as number;
      values[at + 1] = contract[row] as number;
      values[at + 2] = bid[row] as number;
      values[at + 3] = ask[row] as number;
      values[at + 4] = bidSize[row] as number;
      values[at + 5] = askSize[row] as number;
      values[at + 6] = last[row] as number;
      values[at + 7] = volume[row] as number;
      values[at + 8] = openInterest[row] as number;
      at += QUOTE_WIDTH;
    }
    buffer.count = at / QUOTE_WIDTH;
  }

  #list(chain: Chain, seen: SeenChain): void {
    const refresh = new Uint32Array(chain.count);
    const contract = new Uint16Array(chain.count);
    refresh.set(seen.refresh);
    contract.set(seen.contract);
    for (let row = seen.listed; row < chain.count; row += 1) {
      contract[row] = this.#contracts.push({ underlying: chain.underlying, right: chain.isCall[row] === 1 ? 'call' : 'put', strike: chain.strike[row] as number }) - 1;
    }
    seen.refresh = refresh;
    seen.contract = contract;
    seen.listed = chain.count;
  }

  #lookAtTickers(all: boolean): void {
    const buffer = this.#ticks;
    buffer.reserve(TICKERS.length);
    const { values } = buffer;
    for (let ticker = 0; ticker < TICKERS.length; ticker += 1) {
      const state = this.#parts.market.tickerState(TICKERS[ticker] as Ticker);
      if (state.refresh === 0 || (state.refresh === this.#seenTicks[ticker] && !all)) continue;
      this.#seenTicks[ticker] = state.refresh;
      // In the order of SEGMENT_TICKS.
      const at = buffer.count * TICK_WIDTH;
      values[at] = state.time;
      values[at + 1] = ticker;
      values[at + 2] = state.last;
      values[at + 3] = state.bid;
      values[at + 4] = state.ask;
      values[at + 5] = state.volume;
      values[at + 6] = state.previousClose;
      buffer.count += 1;
    }
  }

  #handOver(): void {
    const from = this.#from;
    if (from === null) return;
    this.#from = null;
    const [quotes, ticks] = [this.#quotes, this.#ticks];
    // As many as came this time are likely to come again.
    const spent = this.#isClosed ? null : (this.#spent.pop() ?? null);
    this.#quotes = new SegmentBuffer(QUOTE_WIDTH, this.#isClosed ? 0 : Math.max(FIRST_QUOTES, Math.ceil(quotes.count * 1.1)), spent?.quotes);
    this.#ticks = new SegmentBuffer(TICK_WIDTH, this.#isClosed ? 0 : Math.max(FIRST_TICKS, Math.ceil(ticks.count * 1.1)), spent?.ticks);
    if (quotes.count === 0 && ticks.count === 0) return;
    const to = this.#to;
    const writing = this.#parts.sink
      .write({ from, to, contracts: [...this.#contracts], quoteCount: quotes.count, quotes: quotes.values, tickCount: ticks.count, ticks: ticks.values })
      .then(
        (spent) => void (this.#spent.length < MOST_WAITING && this.#spent.push(spent)),
        (error: unknown) => this.#parts.onProblem(`${clock(from)} to ${clock(to)} UTC is not in the recording: ${messageOf(error)}`),
      )
      .finally(() => void this.#writing.splice(this.#writing.indexOf(writing), 1));
    this.#writing.push(writing);
  }
}

function nothingSeen(): SeenChain {
  return { refresh: new Uint32Array(0), contract: new Uint16Array(0), listed: 0 };
}

function clock(time: EpochMs): string {
  return new Date(time).toISOString().slice(11, 19);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
