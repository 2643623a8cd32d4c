import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TICKERS, UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import type { IsoDate } from '../../../src-core/time.ts';
import { type EncodedColumn, encodeParquet, type StridedValues } from './parquet-encoder.ts';
import { ABOUT_FILE, type RecordedEnd, type RecordedSessionAbout, type RecordingAbout, segmentFile } from './recording-about.ts';
import { type RecordedSegment, SEGMENT_QUOTES, SEGMENT_TICKS } from './recorded-segment.ts';

/** Writes a segment's two files into its recording's folder; each appears whole or not at all. */
export function writeSegment(folder: string, number: number, segment: RecordedSegment, { date, program }: Pick<RecordedSessionAbout, 'date' | 'program'>): void {
  const write = (table: 'quotes' | 'underlying', order: Uint32Array, columns: readonly EncodedColumn[]): void =>
    writeDurably(
      join(folder, segmentFile(table, number)),
      encodeParquet({ order, columns, createdBy: `Smart 0DTE ${program}`, notes: { from: moment(segment.from), to: moment(segment.to) } }),
    );
  // A folder without the prices of its underlyings is played all the same; one without quotes is not.
  write('underlying', timeOrder(columnOf(SEGMENT_TICKS, segment.ticks, 'time'), segment.tickCount), underlyingColumns(segment));
  write('quotes', timeOrder(columnOf(SEGMENT_QUOTES, segment.quotes, 'time'), segment.quoteCount), quoteColumns(segment, date));
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

function quoteColumns({ contracts, quotes }: RecordedSegment, date: IsoDate): readonly EncodedColumn[] {
  const quote = (name: (typeof SEGMENT_QUOTES)[number]): StridedValues => columnOf(SEGMENT_QUOTES, quotes, name);
  const ofContract = (name: string, values: readonly string[] | readonly number[], codeOf: readonly number[]): EncodedColumn => ({ kind: 'coded', name, rows: quote('contract'), codeOf, values });
  const strikes = [...new Set(contracts.map(({ strike }) => strike))];
  return [
    { kind: 'times', name: 'time', rows: quote('time') },
    ofContract('underlying', UNDERLYINGS, contracts.map(({ underlying }) => UNDERLYINGS.indexOf(underlying))),
    { kind: 'day', name: 'expiry', date },
    ofContract('right', ['C', 'P'], contracts.map(({ right }) => (right === 'call' ? 0 : 1))),
    ofContract('strike', strikes, contracts.map(({ strike }) => strikes.indexOf(strike))),
    { kind: 'figures', name: 'bid', rows: quote('bid') },
    { kind: 'figures', name: 'ask', rows: quote('ask') },
    { kind: 'figures', name: 'bid_size', rows: quote('bidSize') },
    { kind: 'figures', name: 'ask_size', rows: quote('askSize') },
    { kind: 'figures', name: 'last', rows: quote('last') },
    { kind: 'figures', name: 'volume', rows: quote('volume') },
    { kind: 'figures', name: 'open_interest', rows: quote('openInterest') },
  ];
}

function underlyingColumns({ ticks }: RecordedSegment): readonly EncodedColumn[] {
  const tick = (name: (typeof SEGMENT_TICKS)[number]): StridedValues => columnOf(SEGMENT_TICKS, ticks, name);
  return [
    { kind: 'times', name: 'time', rows: tick('time') },
    { kind: 'coded', name: 'symbol', rows: tick('ticker'), codeOf: TICKERS.map((_, ticker) => ticker), values: TICKERS },
    { kind: 'figures', name: 'last', rows: tick('last') },
    { kind: 'figures', name: 'bid', rows: tick('bid') },
    { kind: 'figures', name: 'ask', rows: tick('ask') },
    { kind: 'figures', name: 'volume', rows: tick('volume') },
    { kind: 'figures', name: 'previous_close', rows: tick('previousClose') },
  ];
}

function columnOf<Name extends string>(names: readonly Name[], values: Float64Array, name: Name): StridedValues {
  return { values, width: names.length, offset: names.indexOf(name) };
}

/** More rows than a segment ever has. */
const MOST_ROWS = 2 ** 24;

/** Row numbers by time; rows of one time as they came. Both are one number, so that the machine's own sort does it. */
function timeOrder({ values, width, offset }: StridedValues, count: number): Uint32Array {
  if (count > MOST_ROWS) throw new RangeError(`a segment has at most ${MOST_ROWS} rows, not ${count}`);
  let first = Number.POSITIVE_INFINITY;
  for (let row = 0; row < count; row += 1) first = Math.min(first, values[row * width + offset] as number);
  const keys = new Float64Array(count);
  for (let row = 0; row < count; row += 1) keys[row] = Math.round((values[row * width + offset] as number) - first) * MOST_ROWS + row;
  keys.sort();
  const order = new Uint32Array(count);
  for (let at = 0; at < count; at += 1) order[at] = (keys[at] as number) % MOST_ROWS;
  return order;
}

function moment(time: number): string {
  return new Date(time).toISOString();
}
