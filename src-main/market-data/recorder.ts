import { type Ticker, TICKERS, type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { CHAIN_FIELDS, type Chain, type ChainField } from '../../src-core/market/chain.ts';
import { type EpochMs, type IsoDate, MINUTE } from '../../src-core/time.ts';

/** A ticker at one moment, in dollars. NaN is absent, but never for `last`. */
export interface TickerSnapshot {
  readonly ticker: Ticker;
  readonly time: EpochMs;
  readonly last: number;
  readonly bid: number;
  readonly ask: number;
  readonly volume: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly previousClose: number;
}

/** A whole chain at one moment, as columns of its own: row i of each is contract i. NaN is absent. */
export interface ChainSnapshot {
  readonly underlying: Underlying;
  readonly expiry: IsoDate;
  readonly time: EpochMs;
  readonly count: number;
  readonly isCall: Uint8Array;
  /** Dollars. */
  readonly strike: Float64Array;
  readonly columns: Readonly<Record<ChainField, Float64Array>>;
}

/** Where recordings are kept. */
export interface MarketArchive {
  saveTickers(snapshots: readonly TickerSnapshot[]): Promise<void>;
  saveChain(snapshot: ChainSnapshot): Promise<void>;
}

/** What is recorded. */
export interface RecordedMarket {
  tickerState(ticker: Ticker): Omit<TickerSnapshot, 'time'>;
  /** null before anything is listed. */
  chain(underlying: Underlying): Chain | null;
}

/** Gets what the archive gets, at the moment it is taken, and may not wait. */
export interface SnapshotReader {
  /** Each minute; `chains` is empty but every five. */
  read(time: EpochMs, tickers: readonly TickerSnapshot[], chains: readonly ChainSnapshot[]): void;
}

export interface RecorderParts {
  readonly market: RecordedMarket;
  readonly archive: MarketArchive;
  readonly readers?: readonly SnapshotReader[];
  /** Snapshots that may wait to be written; further ones are skipped and counted. */
  readonly maximumBacklog: number;
}

const TICKER_INTERVAL = MINUTE;
const CHAIN_INTERVAL = 5 * MINUTE;

/**
 * Hands the tickers to the archive and to the readers every session minute and the chains every five, at the first step
 * of each. It never waits: the archive writes in the background, one snapshot at a time.
 */
export class Recorder {
  readonly #parts: RecorderParts;
  #tickerInterval = Number.NaN;
  #chainInterval = Number.NaN;
  #backlog = 0;
  #skipped = 0;
  #lastProblem: string | null = null;
  #written: Promise<void> = Promise.resolve();

  constructor(parts: RecorderParts) {
    this.#parts = parts;
  }

  /** Snapshots on their way to the archive. */
  get backlog(): number {
    return this.#backlog;
  }

  /** Snapshots that are not in the archive, because too many waited or writing failed. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Why the last one was skipped; null when none was. */
  get lastProblem(): string | null {
    return this.#lastProblem;
  }

  /** To be called after each pricing of the market. */
  step(now: EpochMs): void {
    const tickerInterval = Math.floor(now / TICKER_INTERVAL);
    if (tickerInterval === this.#tickerInterval) return;
    this.#tickerInterval = tickerInterval;
    const { market, archive, readers = [] } = this.#parts;
    const tickers = TICKERS.map((ticker) => snapshotOfTicker(market.tickerState(ticker), now)).filter(({ last }) => !Number.isNaN(last));
    if (tickers.length > 0) this.#enqueue(() => archive.saveTickers(tickers));
    const chains = this.#chainsDue(now);
    for (const chain of chains) this.#enqueue(() => archive.saveChain(chain));
    for (const reader of readers) this.#hand(reader, now, tickers, chains);
  }

  /** Resolves when everything handed over so far is written or counted as skipped. */
  flush(): Promise<void> {
    return this.#written;
  }

  /** A reader that fails costs its own record, not the session. */
  #hand(reader: SnapshotReader, now: EpochMs, tickers: readonly TickerSnapshot[], chains: readonly ChainSnapshot[]): void {
    try {
      reader.read(now, tickers, chains);
    } catch (error) {
      this.#skip(error instanceof Error ? error.message : String(error));
    }
  }

  #chainsDue(now: EpochMs): readonly ChainSnapshot[] {
    const chainInterval = Math.floor(now / CHAIN_INTERVAL);
    if (chainInterval === this.#chainInterval) return [];
    this.#chainInterval = chainInterval;
    return UNDERLYINGS.flatMap((underlying) => {
      const chain = this.#parts.market.chain(underlying);
      return chain === null || chain.count === 0 ? [] : [snapshotOfChain(chain, now)];
    });
  }

  #enqueue(write: () => Promise<void>): void {
    if (this.#backlog >= this.#parts.maximumBacklog) {
      this.#skip(`${this.#backlog} snapshots were already waiting`);
      return;
    }
    this.#backlog += 1;
    this.#written = this.#written
      .then(write)
      .catch((error: unknown) => this.#skip(error instanceof Error ? error.message : String(error)))
      .finally(() => {
        this.#backlog -= 1;
      });
  }

  #skip(problem: string): void {
    this.#skipped += 1;
    this.#lastProblem = problem;
  }
}

/** The market goes on changing while a snapshot waits, so it is copied. */
function snapshotOfTicker(state: Omit<TickerSnapshot, 'time'>, time: EpochMs): TickerSnapshot {
  const { ticker, last, bid, ask, volume, open, high, low, previousClose } = state;
  return { ticker, time, last, bid, ask, volume, open, high, low, previousClose };
}

function snapshotOfChain(chain: Chain, time: EpochMs): ChainSnapshot {
  const { underlying, expiry, count } = chain;
  const columns = { ...chain.columns };
  for (const field of CHAIN_FIELDS) columns[field] = chain.columns[field].slice(0, count);
  return { underlying, expiry, time, count, isCall: chain.isCall.slice(0, count), strike: chain.strike.slice(0, count), columns };
}
