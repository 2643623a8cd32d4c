import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TICKERS, UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import type { IsoDate } from '../../../src-core/time.ts';
import { type EncodedColumn, encodeParquet } from './parquet-encoder.ts';
import { ABOUT_FILE, type RecordedEnd, type RecordedSessionAbout, type RecordingAbout, segmentFile } from './recording-about.ts';
import type { RecordedSegment } from './recorded-segment.ts';

/** Writes a segment's two files into its recording's folder; each appears whole or not at all. */
export function writeSegment(folder: string, number: number, segment: RecordedSegment, { date, program }: Pick<RecordedSessionAbout, 'date' | 'program'>): void {
  const write = (table: 'quotes' | 'underlying', rows: number, columns: readonly EncodedColumn[]): void =>
    writeDurably(
      join(folder, segmentFile(table, number)),
      encodeParquet({ rows, columns, createdBy: `Smart 0DTE ${program}`, notes: { from: moment(segment.from), to: moment(segment.to) } }),
    );
  // A folder without the prices of its underlyings is played all the same; one without quotes is not.
  write('underlying', segment.tickCount, underlyingColumns(segment));
  write('quotes', segment.quoteCount, quoteColumns(segment, date));
}

/** The recording's description with what was written since. */
export function withSegment(about: RecordingAbout, number: number, { from, to, quoteCount, tickCount }: RecordedSegment, end: RecordedEnd): RecordingAbout {
  const segment = { number, from: moment(from), to: moment(to), quotes: quoteCount, underlying: tickCount };
  return {
    ...about,
    ...end,
    from: about.from ?? segment.from,
    to: segment.to,
    rows: { quotes: about.rows.quotes + quoteCount, underlying: about.rows.underlying + tickCount },
    segments: [...about.segments, segment],
  };
}

export function writeAbout(folder: string, about: RecordingAbout): void {
  writeDurably(join(folder, ABOUT_FILE), new TextEncoder().encode(`${JSON.stringify(about, null, 2)}\n`));
}

function writeDurably(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.tmp`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  syncFolder(dirname(path));
}

/** The new name is on disk too, where the system lets a folder be synced. */
function syncFolder(folder: string): void {
  let file: number;
  try {
    file = openSync(folder, 'r');
  } catch {
    return;
  }
  try {
    fsyncSync(file);
  } catch {
    // Windows syncs no folders, and needs none.
  } finally {
    closeSync(file);
  }
}

function quoteColumns({ contracts, quoteCount, quotes }: RecordedSegment, date: IsoDate): readonly EncodedColumn[] {
  const order = timeOrder(quotes.time, quoteCount);
  const contract = ordered(quotes.contract, order);
  const ofContract = (name: string, values: readonly string[] | readonly number[], codeOf: readonly number[]): EncodedColumn => ({
    kind: 'coded',
    name,
    codes: coded(contract, codeOf),
    values,
  });
  const strikes = [...new Set(contracts.map(({ strike }) => strike))];
  const figures = (name: string, column: Float64Array): EncodedColumn => ({ kind: 'figures', name, figures: ordered(column, order) });
  return [
    { kind: 'times', name: 'time', times: ordered(quotes.time, order) },
    ofContract('underlying', UNDERLYINGS, contracts.map(({ underlying }) => UNDERLYINGS.indexOf(underlying))),
    { kind: 'day', name: 'expiry', date },
    ofContract('right', ['C', 'P'], contracts.map(({ right }) => (right === 'call' ? 0 : 1))),
    ofContract('strike', strikes, contracts.map(({ strike }) => strikes.indexOf(strike))),
    figures('bid', quotes.bid),
    figures('ask', quotes.ask),
    figures('bid_size', quotes.bidSize),
    figures('ask_size', quotes.askSize),
    figures('last', quotes.last),
    figures('volume', quotes.volume),
    figures('open_interest', quotes.openInterest),
  ];
}

function underlyingColumns({ tickCount, ticks }: RecordedSegment): readonly EncodedColumn[] {
  const order = timeOrder(ticks.time, tickCount);
  const figures = (name: string, column: Float64Array): EncodedColumn => ({ kind: 'figures', name, figures: ordered(column, order) });
  return [
    { kind: 'times', name: 'time', times: ordered(ticks.time, order) },
    { kind: 'coded', name: 'symbol', codes: coded(ordered(ticks.ticker, order), TICKERS.map((_, ticker) => ticker)), values: TICKERS },
    figures('last', ticks.last),
    figures('bid', ticks.bid),
    figures('ask', ticks.ask),
    figures('volume', ticks.volume),
    figures('previous_close', ticks.previousClose),
  ];
}

/** Row numbers by time; rows of one time as they came. */
function timeOrder(time: Float64Array, count: number): Uint32Array {
  const order = new Uint32Array(count);
  for (let row = 0; row < count; row += 1) order[row] = row;
  return order.sort((left, right) => (time[left] as number) - (time[right] as number) || left - right);
}

function ordered(column: Float64Array, order: Uint32Array): Float64Array {
  const values = new Float64Array(order.length);
  for (let at = 0; at < order.length; at += 1) values[at] = column[order[at] as number] as number;
  return values;
}

/** What each index stands for. */
function coded(indices: Float64Array, codeOf: readonly number[]): Uint32Array {
  const codes = new Uint32Array(indices.length);
  for (let at = 0; at < indices.length; at += 1) codes[at] = codeOf[indices[at] as number] as number;
  return codes;
}

function moment(time: number): string {
  return new Date(time).toISOString();
}
