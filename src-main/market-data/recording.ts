import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { dateInNewYork } from '../../src-core/calendar/exchange-calendar.ts';
import { isUnderlying, type Right, type Ticker, TICKERS, type Underlying } from '../../src-core/instruments/instrument.ts';
import type { ContractListing } from '../../src-core/market/chain.ts';
import { type IsoDate, parseIsoDate } from '../../src-core/time.ts';
import { FeedRefused, ProblemLog } from './csv-table.ts';
import type { FeedProblem } from './feed.ts';
import { GrowingColumns } from './growing-columns.ts';
import { type ExpiryStraddle, OtherExpiries } from './other-expiries.ts';
import { readTable, rowsIn, tableFiles, type TableRow, type TableShape } from './recorded-table.ts';
import { RecordedTimes } from './recorded-time.ts';
import { readAbout, type RecordingAbout } from './recordings/recording-about.ts';

const QUOTE_COLUMNS = ['time', 'contract', 'bid', 'ask', 'bidSize', 'askSize', 'last', 'volume', 'openInterest'] as const;
const TICK_COLUMNS = ['time', 'ticker', 'bid', 'ask', 'last', 'volume', 'previousClose'] as const;
const TRADE_COLUMNS = ['time', 'contract', 'price', 'size'] as const;

const QUOTES: TableShape = {
  required: ['time', 'underlying', 'expiry', 'right', 'strike', 'bid', 'ask'],
  optional: ['bid_size', 'ask_size', 'last', 'volume', 'open_interest', 'underlying_price'],
};
const UNDERLYING: TableShape = { required: ['time', 'symbol'], optional: ['last', 'bid', 'ask', 'volume', 'previous_close'] };
const TRADES: TableShape = { required: ['time', 'underlying', 'expiry', 'right', 'strike', 'price', 'size'], optional: [] };
const OPEN_INTEREST: TableShape = { required: ['underlying', 'expiry', 'right', 'strike', 'open_interest'], optional: [] };

const CALLS = { SPY: 'SPY call', QQQ: 'QQQ call', IWM: 'IWM call' } as const satisfies Readonly<Record<Underlying, string>>;
const PUTS = { SPY: 'SPY put', QQQ: 'QQQ put', IWM: 'IWM put' } as const satisfies Readonly<Record<Underlying, string>>;

export interface RecordedContract extends ContractListing {
  readonly underlying: Underlying;
  /** Row in its underlying's chain. */
  readonly row: number;
}

/** One day of a recording, in time order. Absent values are NaN. */
export interface Recording {
  readonly name: string;
  readonly date: IsoDate;
  readonly contracts: readonly RecordedContract[];
  /** `contract` is an index into contracts. */
  readonly quotes: Readonly<Record<(typeof QUOTE_COLUMNS)[number], Float64Array>>;
  /** `ticker` is an index into TICKERS. */
  readonly ticks: Readonly<Record<(typeof TICK_COLUMNS)[number], Float64Array>>;
  readonly problems: { readonly kept: readonly FeedProblem[]; readonly total: number };
  /** Rows of other dates, expiries and underlyings. */
  readonly ignored: number;
  /** What was read of the rows of later expiries: their straddles at the money, by book. */
  readonly otherExpiries: readonly ExpiryStraddle[];
  /** What its folder says of it; null where it says nothing. */
  readonly about: RecordingAbout | null;
}

/**
 * Loads a directory in the replay layout (docs/replay-format.md), or a single file of quotes. Without a date, the first on
 * which something expires. Throws FeedRefused when there is nothing to play.
 */
export async function loadRecording(path: string, date?: IsoDate): Promise<Recording> {
  const kind = await stat(path).catch(() => null);
  if (kind === null) throw new FeedRefused(path, 'there is no such file or directory');
  const files = kind.isDirectory() ? await tableFiles(path, 'quotes') : [path];
  const loader = new RecordingLoader(date ?? null);
  await loader.quotes(path, files);
  if (kind.isDirectory()) {
    for (const file of await tableFiles(path, 'underlying')) await loader.optional(file, () => loader.underlying(file));
    for (const file of await tableFiles(path, 'trades')) await loader.optional(file, () => loader.trades(file));
    for (const file of await tableFiles(path, 'open_interest')) await loader.optional(file, () => loader.openInterest(file));
  }
  return loader.finish(basename(path), kind.isDirectory() ? readAbout(path) : null);
}

class RecordingLoader {
  readonly #problems = new ProblemLog();
  readonly #asked: IsoDate | null;
  #date: IsoDate | null;
  #ignored = 0;
  readonly #times = new RecordedTimes();
  readonly #contracts: RecordedContract[] = [];
  readonly #contractByKey = new Map<string, Map<number, number>>();
  /** Of each contract, and of each ticker: the newest time read. */
  #newest: number[] = [];
  readonly #newestTick = TICKERS.map(() => Number.NEGATIVE_INFINITY);
  readonly #quotes = new GrowingColumns(QUOTE_COLUMNS);
  readonly #ticks = new GrowingColumns(TICK_COLUMNS);
  /** Prices of underlyings that came beside quotes: used where underlying.csv is silent. */
  readonly #sideTicks = new GrowingColumns(TICK_COLUMNS);
  readonly #trades = new GrowingColumns(TRADE_COLUMNS);
  readonly #openInterest = new Map<number, number>();
  readonly #otherExpiries = new OtherExpiries();

  constructor(asked: IsoDate | null) {
    this.#asked = asked;
    this.#date = asked;
  }

  /** The first file must have something to play; what a later one has wrong is a problem. */
  async quotes(folder: string, files: readonly string[]): Promise<void> {
    const [first, ...later] = files;
    if (first === undefined) throw new FeedRefused(folder, 'has no quotes.csv, quotes.csv.gz, quotes.parquet or quotes-0001.parquet');
    this.#quotes.reserve(await rowsIn(files));
    const path = later.length === 0 ? first : folder;
    const seen = new Set<IsoDate>();
    if (later.length === 0) await this.#quotesOf(first, false, seen);
    else {
      await this.optional(first, () => this.#quotesOf(first, false, seen));
      for (const file of later) await this.optional(file, () => this.#quotesOf(file, true, seen));
    }
    if (this.#quotes.count > 0) return;
    const dates = [...seen].sort();
    if (dates.length > 0) throw new FeedRefused(path, `has no quotes of ${this.#asked ?? ''}; its dates are ${dates.join(', ')}`);
    const [problem] = this.#problems.kept;
    const reason = problem === undefined ? 'no row is of SPY, QQQ or IWM options that expire on the day they are quoted' : `line ${problem.line}: ${problem.reason}`;
    throw new FeedRefused(path, `has no usable row (${reason})`);
  }

  /** A later segment begins with the newest quote of each contract, which those before it have already. */
  async #quotesOf(file: string, isLater: boolean, seen: Set<IsoDate>): Promise<void> {
    const lastSide = new Map<Underlying, string>();
    await readTable(file, QUOTES, this.#problems, (row) => {
      const time = row.time(this.#times);
      const date = this.#times.date;
      const underlying = underlyingOf(row);
      if (date === null || underlying === null) return this.#ignore();
      const expiry = expiryOf(row);
      if (expiry !== date) {
        if (expiry > date) this.#otherExpiries.quote(time, underlying, expiry, rightOf(row), strikeOf(row), row.number('bid', 0), row.number('ask', 0));
        return this.#ignore();
      }
      const bid = row.number('bid', 0);
      const ask = row.number('ask', 0);
      const bidSize = row.number('bid_size', 0);
      const askSize = row.number('ask_size', 0);
      const last = row.number('last', 0);
      const volume = row.number('volume', 0);
      const openInterest = row.number('open_interest', 0);
      const right = rightOf(row);
      const strike = strikeOf(row);
      const spot = row.number('underlying_price', 0);
      seen.add(date);
      if (!this.#accepts(date)) return this.#ignore();
      const contract = this.#contract(underlying, strike, right);
      if (isLater && time <= (this.#newest[contract] as number)) return;
      this.#newest[contract] = time;
      this.#quotes.push(time, contract, bid, ask, bidSize, askSize, last, volume, openInterest);
      if (!(spot > 0)) return;
      const side = `${time} ${spot}`;
      if (lastSide.get(underlying) === side) return;
      lastSide.set(underlying, side);
      this.#sideTicks.push(time, TICKERS.indexOf(underlying), Number.NaN, Number.NaN, spot, Number.NaN, Number.NaN);
    });
  }

  async underlying(file: string): Promise<void> {
    const before = [...this.#newestTick];
    await readTable(file, UNDERLYING, this.#problems, (row) => {
      const time = row.time(this.#times);
      const ticker = TICKERS.indexOf(row.text('symbol').toUpperCase() as Ticker);
      if (ticker < 0 || this.#times.date !== this.#date) return this.#ignore();
      const bid = row.number('bid', 0);
      const ask = row.number('ask', 0);
      const last = row.number('last', 0);
      const volume = row.number('volume', 0);
      const previousClose = row.number('previous_close', 0);
      if (time <= (before[ticker] as number)) return;
      this.#newestTick[ticker] = Math.max(time, this.#newestTick[ticker] as number);
      this.#ticks.push(time, ticker, positive(bid), positive(ask), positive(last), volume, positive(previousClose));
    });
  }

  async trades(file: string): Promise<void> {
    await readTable(file, TRADES, this.#problems, (row) => {
      const time = row.time(this.#times);
      const contract = this.#known(row);
      const price = row.number('price', 0);
      const size = row.number('size', 0);
      if (contract === undefined || this.#times.date !== this.#date) return this.#ignore();
      this.#trades.push(time, contract, price, size);
    });
  }

  async openInterest(file: string): Promise<void> {
    await readTable(file, OPEN_INTEREST, this.#problems, (row) => {
      const contract = this.#known(row);
      const interest = row.number('open_interest', 0);
      if (contract === undefined) return this.#ignore();
      this.#openInterest.set(contract, interest);
    });
  }

  /** An extra file that cannot be used at all is a problem, not a refusal. */
  async optional(file: string, load: () => Promise<void>): Promise<void> {
    try {
      await load();
    } catch (error) {
      if (!(error instanceof FeedRefused)) throw error;
      this.#problems.add(file, 1, error.message);
    }
  }

  finish(name: string, about: RecordingAbout | null): Recording {
    const date = this.#date;
    if (date === null) throw new FeedRefused(name, 'no quotes were read');
    const quotes = this.#quotes.sortedBy('time');
    this.#carryTrades(quotes);
    for (let i = 0; i < quotes.openInterest.length; i += 1) {
      if (!Number.isNaN(quotes.openInterest[i])) continue;
      quotes.openInterest[i] = this.#openInterest.get(quotes.contract[i] as number) ?? Number.NaN;
    }
    this.#useSideTicks();
    return {
      name,
      date,
      contracts: this.#contracts,
      quotes,
      ticks: this.#ticks.sortedBy('time'),
      problems: { kept: [...this.#problems.kept], total: this.#problems.total },
      ignored: this.#ignored,
      otherExpiries: this.#otherExpiries.finish().filter(({ time }) => dateInNewYork(time) === date),
      about: about?.date === date ? about : null,
    };
  }

  /** A trade shows with the next quote of its contract that does not say itself: it must not make a quote look fresh. */
  #carryTrades(quotes: Recording['quotes']): void {
    const trades = this.#trades.sortedBy('time');
    const last = new Float64Array(this.#contracts.length).fill(Number.NaN);
    const volume = new Float64Array(this.#contracts.length).fill(Number.NaN);
    let next = 0;
    for (let i = 0; i < quotes.time.length && trades.time.length > 0; i += 1) {
      for (; next < trades.time.length && (trades.time[next] as number) <= (quotes.time[i] as number); next += 1) {
        const contract = trades.contract[next] as number;
        const size = trades.size[next] as number;
        last[contract] = trades.price[next] as number;
        if (!Number.isNaN(size)) volume[contract] = (Number.isNaN(volume[contract]) ? 0 : (volume[contract] as number)) + size;
      }
      const contract = quotes.contract[i] as number;
      if (Number.isNaN(quotes.last[i])) quotes.last[i] = last[contract] as number;
      if (Number.isNaN(quotes.volume[i])) quotes.volume[i] = volume[contract] as number;
    }
  }

  #useSideTicks(): void {
    const given = new Set(this.#ticks.sortedBy('time').ticker);
    const side = this.#sideTicks.sortedBy('time');
    for (let i = 0; i < side.time.length; i += 1) {
      if (given.has(side.ticker[i] as number)) continue;
      this.#ticks.push(...TICK_COLUMNS.map((column) => side[column][i] as number));
    }
  }

  /** Without an asked date the earliest so far counts; an earlier one starts over. */
  #accepts(date: IsoDate): boolean {
    if (this.#asked !== null) return date === this.#asked;
    if (this.#date === null || date < this.#date) {
      this.#ignored += this.#quotes.count;
      this.#date = date;
      this.#quotes.clear();
      this.#sideTicks.clear();
      this.#contracts.length = 0;
      this.#newest = [];
      this.#contractByKey.clear();
    }
    return date === this.#date;
  }

  #contract(underlying: Underlying, strike: number, right: Right): number {
    const known = this.#contractByKey.get(sideOf(underlying, right))?.get(strike);
    if (known !== undefined) return known;
    const row = this.#contracts.filter((contract) => contract.underlying === underlying).length;
    const index = this.#contracts.push({ underlying, strike, right, row }) - 1;
    this.#newest.push(Number.NEGATIVE_INFINITY);
    const strikes = this.#contractByKey.get(sideOf(underlying, right)) ?? new Map<number, number>();
    this.#contractByKey.set(sideOf(underlying, right), strikes.set(strike, index));
    return index;
  }

  /** The quoted contract that a row of another file is about. */
  #known(row: TableRow): number | undefined {
    const underlying = underlyingOf(row);
    if (underlying === null || expiryOf(row) !== this.#date) return undefined;
    return this.#contractByKey.get(sideOf(underlying, rightOf(row)))?.get(strikeOf(row));
  }

  #ignore(): void {
    this.#ignored += 1;
  }
}

/** Of all contracts, those that only differ by their strike. */
function sideOf(underlying: Underlying, right: Right): string {
  return right === 'call' ? CALLS[underlying] : PUTS[underlying];
}

function underlyingOf(row: TableRow): Underlying | null {
  const text = row.text('underlying');
  if (isUnderlying(text)) return text;
  const upper = text.toUpperCase();
  return isUnderlying(upper) ? upper : null;
}

function expiryOf(row: TableRow): IsoDate {
  return parseIsoDate(row.text('expiry'));
}

function rightOf(row: TableRow): Right {
  const given = row.text('right');
  if (given === 'C') return 'call';
  if (given === 'P') return 'put';
  const text = given.toLowerCase();
  if (text === 'c' || text === 'call') return 'call';
  if (text === 'p' || text === 'put') return 'put';
  throw new RangeError(`right "${row.text('right')}" is not C, P, call or put`);
}

/** A strike must fit an option symbol: up to three decimals. */
function strikeOf(row: TableRow): number {
  const strike = row.number('strike', 0.001);
  if (!(strike < 100_000) || Math.abs(strike * 1000 - Math.round(strike * 1000)) > 1e-6) {
    throw new RangeError(`strike "${row.text('strike')}" is not a price with at most three decimals`);
  }
  return strike;
}

/** A recorded price of zero is no price. */
function positive(price: number): number {
  return price > 0 ? price : Number.NaN;
}
