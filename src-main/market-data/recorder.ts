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

export interface RecorderParts {
  readonly market: RecordedMarket;
  readonly archive: MarketArchive;
  /** Snapshots that may wait to be written; further ones are skipped and counted. */
  readonly maximumBacklog: number;
}

const TICKER_INTERVAL = MINUTE;
const CHAIN_INTERVAL = 5 * MINUTE;

/**
 * Hands the tickers to the archive every session minute and the chains every five, at the first step of each.
 * It never waits: writing goes on in the background, one snapshot at a time.
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
    this.#recordTickers(now);
    const chainInterval = Math.floor(now / CHAIN_INTERVAL);
    if (chainInterval === this.#chainInterval) return;
    this.#chainInterval = chainInterval;
    for (const underlying of UNDERLYINGS) this.#recordChain(underlying, now);
  }

  /** Resolves when everything handed over so far is written or counted as skipped. */
  flush(): Promise<void> {
    return this.#written;
  }

  #recordTickers(now: EpochMs): void {
    const snapshots = TICKERS.map((ticker) => snapshotOfTicker(this.#parts.market.tickerState(ticker), now)).filter(
      ({ last }) => !Number.isNaN(last),
    );
    if (snapshots.length > 0) this.#enqueue(() => this.#parts.archive.saveTickers(snapshots));
  }

  #recordChain(underlying: Underlying, now: EpochMs): void {
    const chain = this.#parts.market.chain(underlying);
    if (chain === null || chain.count === 0) return;
    const snapshot = snapshotOfChain(chain, now);
    this.#enqueue(() => this.#parts.archive.saveChain(snapshot));
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
