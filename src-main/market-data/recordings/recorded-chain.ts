import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FileMetaData } from 'hyparquet';
import type { Right, Underlying } from '../../../src-core/instruments/instrument.ts';
import type { EpochMs, IsoDate } from '../../../src-core/time.ts';
import { tableFiles } from '../recorded-table.ts';
import { opened, type ParquetFile, readColumns } from './parquet-table.ts';
import { readAbout, segmentFile } from './recording-about.ts';

export interface RecordedChainQuery {
  readonly date: IsoDate;
  readonly underlying: Underlying;
  readonly time: EpochMs;
}

/** One contract's newest quote at a moment, dollars and contracts; NaN where absent. */
export interface RecordedQuote {
  readonly strike: number;
  readonly right: Right;
  readonly time: EpochMs;
  readonly bid: number;
  readonly ask: number;
  readonly bidSize: number;
  readonly askSize: number;
  readonly last: number;
  readonly volume: number;
  readonly openInterest: number;
}

/** A chain as a recording has it at a moment. */
export interface RecordedChain {
  /** The recording's name. */
  readonly source: string;
  /** Of the newest quote in it. */
  readonly time: EpochMs;
  /** Dollars per share; NaN where the recording has no price of the underlying. */
  readonly spot: number;
  /** By strike, calls before puts. */
  readonly quotes: readonly RecordedQuote[];
}

const QUOTE_COLUMNS = ['time', 'underlying', 'right', 'strike', 'bid', 'ask', 'bid_size', 'ask_size', 'last', 'volume', 'open_interest'];
const PRICE_COLUMNS = ['time', 'symbol', 'last'];

/**
 * The chain at a moment of a recording that this program made: the newest quote of each contract as of then. It reads the
 * segment of that moment alone. null where the recording is of another date, or had not begun; throws FeedRefused for a
 * file that cannot be read.
 */
export async function readChainAt(folder: string, { date, underlying, time }: RecordedChainQuery): Promise<RecordedChain | null> {
  const about = readAbout(folder);
  if (about === null || about.date !== date) return null;
  const segment = await segmentAt(folder, time);
  if (segment === null) return null;
  const newest = new Map<string, RecordedQuote>();
  await eachRow(segment.quotes, QUOTE_COLUMNS, time, (at, number, text) => {
    if (text('underlying', at) !== underlying) return;
    const right = text('right', at) === 'C' ? 'call' : 'put';
    const strike = number('strike', at);
    newest.set(`${right}${strike}`, {
      strike,
      right,
      time: number('time', at),
      bid: number('bid', at),
      ask: number('ask', at),
      bidSize: number('bid_size', at),
      askSize: number('ask_size', at),
      last: number('last', at),
      volume: number('volume', at),
      openInterest: number('open_interest', at),
    });
  });
  if (newest.size === 0) return null;
  let spot = Number.NaN;
  await eachRow(segment.underlying, PRICE_COLUMNS, time, (at, number, text) => {
    const last = number('last', at);
    if (text('symbol', at) === underlying && last > 0) spot = last;
  });
  const quotes = [...newest.values()].sort((left, right) => left.strike - right.strike || (left.right < right.right ? -1 : 1));
  return { source: folder.split(/[\\/]/).at(-1) ?? folder, time: quotes.reduce((latest, quote) => Math.max(latest, quote.time), 0), spot, quotes };
}

/**
 * As readChainAt, of the recordings in a folder: of a day that several are of, the one written first that has the moment.
 */
export async function readChainIn(root: string, query: RecordedChainQuery): Promise<RecordedChain | null> {
  let names: string[];
  try {
    names = readdirSync(root).filter((name) => name.startsWith(`${query.date}_`));
  } catch {
    return null;
  }
  for (const name of names.sort((left, right) => left.length - right.length || (left < right ? -1 : 1))) {
    const chain = await readChainAt(join(root, name), query);
    if (chain !== null) return chain;
  }
  return null;
}

interface SegmentFiles {
  readonly quotes: string;
  readonly underlying: string;
}

/** The last segment that begins at the moment or before; null before the first. */
async function segmentAt(folder: string, time: EpochMs): Promise<SegmentFiles | null> {
  let found: SegmentFiles | null = null;
  for (const file of await tableFiles(folder, 'quotes')) {
    const number = Number(/-(\d+)\.parquet$/.exec(file)?.[1]);
    if (Number.isNaN(number)) continue;
    const { metadata } = await opened(file);
    const from = Date.parse(metadata.key_value_metadata?.find(({ key }) => key === 'from')?.value ?? '');
    if (!(from <= time)) break;
    found = { quotes: file, underlying: join(folder, segmentFile('underlying', number)) };
  }
  return found;
}

/** Hands over each row up to a moment, oldest first; groups that begin later are not read. */
async function eachRow(
  path: string,
  columns: readonly string[],
  until: EpochMs,
  use: (at: number, number: (column: string, at: number) => number, text: (column: string, at: number) => string) => void,
): Promise<void> {
  const { file, metadata } = await opened(path);
  let first = 0;
  for (const group of metadata.row_groups) {
    const count = Number(group.num_rows);
    if (beginningOf(group) > until) return;
    await eachOf(file, metadata, columns, first, count, until, use);
    first += count;
  }
}

async function eachOf(
  file: ParquetFile,
  metadata: FileMetaData,
  columns: readonly string[],
  first: number,
  count: number,
  until: EpochMs,
  use: Parameters<typeof eachRow>[3],
): Promise<void> {
  const read = await readColumns(file, metadata, columns, first, first + count);
  const number = (column: string, at: number): number => {
    const value = read.get(column)?.[at];
    return typeof value === 'number' ? value : Number.NaN;
  };
  const text = (column: string, at: number): string => String(read.get(column)?.[at] ?? '');
  for (let at = 0; at < count && number('time', at) <= until; at += 1) use(at, number, text);
}

/** Of a row group by its statistics; rows are in order of time. */
function beginningOf({ columns }: FileMetaData['row_groups'][number]): EpochMs {
  const least = columns.find(({ meta_data: data }) => data?.path_in_schema[0] === 'time')?.meta_data?.statistics?.min_value;
  if (least instanceof Date) return least.getTime();
  return typeof least === 'bigint' || typeof least === 'number' ? Number(least) : Number.NEGATIVE_INFINITY;
}
