import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Right, type Ticker, TICKERS, type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import type { ContractListing } from '../../src-core/market/chain.ts';
import { type IsoDate, parseIsoDate } from '../../src-core/time.ts';
import { type CsvRow, FeedRefused, ProblemLog, readTable } from './csv-table.ts';
import { GrowingColumns } from './growing-columns.ts';
import { RecordedTimes } from './recorded-time.ts';

const QUOTE_COLUMNS = ['time', 'contract', 'bid', 'ask', 'bidSize', 'askSize', 'last', 'volume', 'openInterest'] as const;
const TICK_COLUMNS = ['time', 'ticker', 'bid', 'ask', 'last', 'volume', 'previousClose'] as const;
const TRADE_COLUMNS = ['time', 'contract', 'price', 'size'] as const;

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
  readonly problems: ProblemLog;
  /** Rows of other dates, expiries and underlyings. */
  readonly ignored: number;
}

/**
 * Loads a directory in the replay layout (docs/replay-format.md), or a single file of quotes. Without a date, the first on
 * which something expires. Throws FeedRefused when there is nothing to play.
 */
export async function loadRecording(path: string, date?: IsoDate): Promise<Recording> {
  const kind = await stat(path).catch(() => null);
  if (kind === null) throw new FeedRefused(path, 'there is no such file or directory');
  const quotesFile = kind.isDirectory() ? await tableIn(path, 'quotes') : path;
  if (quotesFile === null) throw new FeedRefused(path, 'has no quotes.csv or quotes.csv.gz');
  const loader = new RecordingLoader(date ?? null);
  await loader.quotes(quotesFile);
  if (kind.isDirectory()) {
    await loader.optional(await tableIn(path, 'underlying'), (file) => loader.underlying(file));
    await loader.optional(await tableIn(path, 'trades'), (file) => loader.trades(file));
    await loader.optional(await tableIn(path, 'open_interest'), (file) => loader.openInterest(file));
  }
  return loader.finish(basename(path));
}

async function tableIn(directory: string, name: string): Promise<string | null> {
  for (const file of [join(directory, `${name}.csv`), join(directory, `${name}.csv.gz`)]) {
    const found = await stat(file).catch(() => null);
    if (found?.isFile() === true) return file;
  }
  return null;
}

class RecordingLoader {
  readonly #problems = new ProblemLog();
  readonly #asked: IsoDate | null;
  #date: IsoDate | null;
  #ignored = 0;
  readonly #times = new RecordedTimes();
  readonly #contracts: RecordedContract[] = [];
  readonly #contractByKey = new Map<string, number>();
  readonly #quotes = new GrowingColumns(QUOTE_COLUMNS);
  readonly #ticks = new GrowingColumns(TICK_COLUMNS);
  /** Prices of underlyings that came beside quotes: used where underlying.csv is silent. */
  readonly #sideTicks = new GrowingColumns(TICK_COLUMNS);
  readonly #trades = new GrowingColumns(TRADE_COLUMNS);
  readonly #openInterest = new Map<number, number>();

  constructor(asked: IsoDate | null) {
    this.#asked = asked;
    this.#date = asked;
  }

  async quotes(file: string): Promise<void> {
    const seen = new Set<IsoDate>();
    const lastSide = new Map<Underlying, string>();
    await readTable(file, ['time', 'underlying', 'expiry', 'right', 'strike', 'bid', 'ask'], this.#problems, (row) => {
      const time = this.#times.read(row.text('time'));
      const date = this.#times.date;
      const underlying = underlyingOf(row);
      if (date === null || underlying === null || expiryOf(row) !== date) return this.#ignore();
      const bid = row.number('bid', 0);
      const ask = row.number('ask', 0);
      const sizes = [row.number('bid_size', 0), row.number('ask_size', 0), row.number('last', 0), row.number('volume', 0), row.number('open_interest', 0)];
      const right = rightOf(row);
      const strike = strikeOf(row);
      const spot = row.number('underlying_price', 0);
      seen.add(date);
      if (!this.#accepts(date)) return this.#ignore();
      this.#quotes.push(time, this.#contract(underlying, strike, right), bid, ask, ...sizes);
      const side = `${time} ${spot}`;
      if (!(spot > 0) || lastSide.get(underlying) === side) return;
      lastSide.set(underlying, side);
      this.#sideTicks.push(time, TICKERS.indexOf(underlying), Number.NaN, Number.NaN, spot, Number.NaN, Number.NaN);
    });
    if (this.#quotes.count > 0) return;
    const dates = [...seen].sort();
    if (dates.length > 0) throw new FeedRefused(file, `has no quotes of ${this.#asked ?? ''}; its dates are ${dates.join(', ')}`);
    const [first] = this.#problems.kept;
    const reason = first === undefined ? 'no row is of SPY, QQQ or IWM options that expire on the day they are quoted' : `line ${first.line}: ${first.reason}`;
    throw new FeedRefused(file, `has no usable row (${reason})`);
  }

  async underlying(file: string): Promise<void> {
    await readTable(file, ['time', 'symbol'], this.#problems, (row) => {
      const time = this.#times.read(row.text('time'));
      const ticker = TICKERS.indexOf(row.text('symbol').toUpperCase() as Ticker);
      if (ticker < 0 || this.#times.date !== this.#date) return this.#ignore();
      const bid = row.number('bid', 0);
      const ask = row.number('ask', 0);
      const last = row.number('last', 0);
      const volume = row.number('volume', 0);
      const previousClose = row.number('previous_close', 0);
      this.#ticks.push(time, ticker, positive(bid), positive(ask), positive(last), volume, positive(previousClose));
    });
  }

  async trades(file: string): Promise<void> {
    await readTable(file, ['time', 'underlying', 'expiry', 'right', 'strike', 'price', 'size'], this.#problems, (row) => {
      const time = this.#times.read(row.text('time'));
      const contract = this.#known(row);
      const price = row.number('price', 0);
      const size = row.number('size', 0);
      if (contract === undefined || this.#times.date !== this.#date) return this.#ignore();
      this.#trades.push(time, contract, price, size);
    });
  }

  async openInterest(file: string): Promise<void> {
    await readTable(file, ['underlying', 'expiry', 'right', 'strike', 'open_interest'], this.#problems, (row) => {
      const contract = this.#known(row);
      const interest = row.number('open_interest', 0);
      if (contract === undefined) return this.#ignore();
      this.#openInterest.set(contract, interest);
    });
  }

  /** An extra file that cannot be used at all is a problem, not a refusal. */
  async optional(file: string | null, load: (file: string) => Promise<void>): Promise<void> {
    if (file === null) return;
    try {
      await load(file);
    } catch (error) {
      if (!(error instanceof FeedRefused)) throw error;
      this.#problems.add(file, 1, error.message);
    }
  }

  finish(name: string): Recording {
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
      problems: this.#problems,
      ignored: this.#ignored,
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
      this.#contractByKey.clear();
    }
    return date === this.#date;
  }

  #contract(underlying: Underlying, strike: number, right: Right): number {
    const key = `${underlying}${right}${strike}`;
    const known = this.#contractByKey.get(key);
    if (known !== undefined) return known;
    const row = this.#contracts.filter((contract) => contract.underlying === underlying).length;
    this.#contractByKey.set(key, this.#contracts.length);
    return this.#contracts.push({ underlying, strike, right, row }) - 1;
  }

  /** The quoted contract that a row of another file is about. */
  #known(row: CsvRow): number | undefined {
    const underlying = underlyingOf(row);
    if (underlying === null || expiryOf(row) !== this.#date) return undefined;
    return this.#contractByKey.get(`${underlying}${rightOf(row)}${strikeOf(row)}`);
  }

  #ignore(): void {
    this.#ignored += 1;
  }
}

function underlyingOf(row: CsvRow): Underlying | null {
  const text = row.text('underlying').toUpperCase();
  return UNDERLYINGS.find((underlying) => underlying === text) ?? null;
}

function expiryOf(row: CsvRow): IsoDate {
  return parseIsoDate(row.text('expiry'));
}

function rightOf(row: CsvRow): Right {
  const text = row.text('right').toLowerCase();
  if (text === 'c' || text === 'call') return 'call';
  if (text === 'p' || text === 'put') return 'put';
  throw new RangeError(`right "${row.text('right')}" is not C, P, call or put`);
}

/** A strike must fit an option symbol: up to three decimals. */
function strikeOf(row: CsvRow): number {
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
