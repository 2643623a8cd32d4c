import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseIsoDate } from '../../../src-core/time.ts';
import { FeedRefused, openReplay } from '../../../src-main/market-data/replay-feed.ts';
import { QuoteTable } from './quote-table.ts';

let root = '';
beforeAll(() => void (root = mkdtempSync(join(tmpdir(), 'replay-'))));
afterAll(() => rmSync(root, { recursive: true }));

let count = 0;
function recording(files: Record<string, string | Buffer>): string {
  const folder = mkdtempSync(join(root, `r${(count += 1)}-`));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

const HEADER = 'time,underlying,expiry,right,strike,bid,ask,bid_size,ask_size';
const quotes = (...rows: readonly string[]): string => [HEADER, ...rows, ''].join('\n');
const at = (clock: string): number => Date.parse(`2026-07-28T${clock}-04:00`);
const row = (clock: string, right: string, strike: number, bid: string, ask: string, sizes = '5,7'): string =>
  `2026-07-28T${clock},SPY,2026-07-28,${right},${strike},${bid},${ask},${sizes}`;

async function played(path: string): Promise<QuoteTable> {
  const table = new QuoteTable();
  (await openReplay(path)).advance(Number.POSITIVE_INFINITY, table);
  return table;
}

describe('replay feed', () => {
  it('plays rows of any order in the order of their times, prices before quotes', async () => {
    const path = recording({
      'quotes.csv.gz': gzipSync(quotes(row('09:35:00', 'C', 740, '1.00', '1.02'), row('09:30:00', 'put', 740, '2.00', '2.03'), row('09:35:00', 'P', 740, '', '2.05', ','))),
      'underlying.csv': 'last,symbol,time\n739.5,SPY,2026-07-28T13:35:00.000Z\n16.5,VIX,2026-07-28T09:31:00-04:00\n17,VXN,2026-07-28T09:31:00\n',
      'open_interest.csv': 'underlying,expiry,right,strike,open_interest\nSPY,2026-07-28,call,740,120\n',
      'trades.csv': 'time,underlying,expiry,right,strike,price,size\n2026-07-28T09:34:59,SPY,2026-07-28,C,740,1.01,3\n2026-07-28T09:32:00,SPY,2026-07-28,C,740,1.03,4\n',
    });
    const feed = await openReplay(path);
    const table = new QuoteTable();
    expect(feed.nextTime()).toBe(at('09:30:00'));
    feed.advance(at('09:30:00'), table);
    expect(feed.nextTime()).toBe(at('09:31:00'));
    feed.advance(at('10:00:00'), table);
    expect(feed.nextTime()).toBeNull();
    expect(table.ordered).toBe(true);
    expect(table.tickers.VIX?.last).toBe(16.5);
    expect(table.tickers.SPY).toMatchObject({ time: at('09:35:00'), last: 739.5, bid: Number.NaN });
    expect(table.rows).toEqual({
      'SPY put 740': { bid: Number.NaN, ask: 2.05, bidSize: Number.NaN, askSize: Number.NaN, last: Number.NaN, volume: Number.NaN, openInterest: Number.NaN },
      'SPY call 740': { bid: 1, ask: 1.02, bidSize: 5, askSize: 7, last: 1.01, volume: 7, openInterest: 120 },
    });
    expect(feed.description).toMatchObject({ kind: 'replay', label: 'REPLAY', date: '2026-07-28', from: at('09:30:00'), to: at('09:35:00') });
    expect(feed.ignoredRows).toBe(1);
    expect(feed.problems().total).toBe(0);
  });

  it('reports bad rows by file and line and plays the rest, crossed quotes and duplicates with it', async () => {
    const path = recording({
      'quotes.csv': quotes(
        row('09:30:00', 'C', 740, '1.10', '1.00'),
        row('09:30:00', 'C', 740, '1.10', '1.00'),
        row('9:30', 'C', 740, '1', '2'),
        row('09:30:00', 'X', 740, '1', '2'),
        row('09:30:00', 'C', -1, '1', '2'),
        row('09:30:00', 'C', 741, 'abc', '2'),
        row('09:30:00', 'C', 741, '-1', '2'),
        '2026-07-28T09:30:00,SPY',
        row('09:30:00', 'C', 742, '1', '2').replace('2026-07-28,C', '2026-02-30,C'),
        '"2026-07-28T09:30:00","SPY","2026-07-28","C","743","1","2","3","4"\r',
      ),
    });
    const feed = await openReplay(path);
    const table = new QuoteTable();
    feed.advance(Number.POSITIVE_INFINITY, table);
    expect(table.quoteCount).toBe(3);
    expect(table.rows['SPY call 743']).toMatchObject({ bid: 1, ask: 2, askSize: 4 });
    const { kept, total } = feed.problems();
    expect(total).toBe(7);
    expect(kept.map(({ line }) => line)).toEqual([4, 5, 6, 7, 8, 9, 10]);
    for (const problem of kept) expect(problem.file).toBe(join(path, 'quotes.csv'));
    expect(kept[3]?.reason).toContain('bid "abc"');
  });

  it('plays only what expires on its day, and the day that is asked for', async () => {
    const other = row('09:30:00', 'C', 750, '1', '2').replaceAll('2026-07-28', '2026-07-27');
    const path = recording({
      'quotes.csv': quotes(row('09:30:00', 'C', 740, '1', '2'), row('09:30:00', 'C', 741, '1', '2').replace('SPY,2026-07-28', 'SPY,2026-07-29'), other),
    });
    const first = await openReplay(path);
    expect(first.description.date).toBe('2026-07-27');
    expect(first.ignoredRows).toBe(2);
    const asked = await openReplay(path, parseIsoDate('2026-07-28'));
    const table = new QuoteTable();
    asked.advance(Number.POSITIVE_INFINITY, table);
    expect(Object.keys(table.rows)).toEqual(['SPY call 740']);
    await expect(openReplay(path, parseIsoDate('2026-07-30'))).rejects.toThrow(/2026-07-30.*2026-07-27, 2026-07-28/);
  });

  it.each([
    ['an empty directory', {}, /has no quotes\.csv/],
    ['an empty file', { 'quotes.csv': '' }, /quotes\.csv: is empty/],
    ['a missing column', { 'quotes.csv': 'time,underlying,expiry,right,bid,ask\n' }, /quotes\.csv: has no column strike/],
    ['no usable row', { 'quotes.csv': quotes(row('25:00', 'C', 1, '1', '2')) }, /quotes\.csv: has no usable row \(line 2: "25:00" is not a time/],
    ['other underlyings only', { 'quotes.csv': quotes(row('09:30:00', 'C', 1, '1', '2').replace('SPY', 'DIA')) }, /no row is of SPY/],
    ['what is not gzip', { 'quotes.csv.gz': 'plain' }, /quotes\.csv\.gz: /],
  ])('refuses %s and says why', async (_, files, message) => {
    const failure = await openReplay(recording(files)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FeedRefused);
    expect(String(failure)).toMatch(message);
  });

  it('refuses a path that does not exist', async () => {
    await expect(openReplay(join(root, 'nowhere'))).rejects.toThrow(/nowhere: there is no such file/);
  });

  it('plays a truncated file up to where it breaks off, and survives a useless extra file', async () => {
    const rows = Array.from({ length: 4000 }, (_, i) => row('09:30:00', 'C', 600 + i / 8, `${1 + Math.sin(i)}`, `${3 + Math.cos(i)}`));
    const bytes = gzipSync(quotes(...rows));
    const path = recording({ 'quotes.csv.gz': bytes.subarray(0, bytes.length / 2), 'underlying.csv': 'price\n1\n' });
    const feed = await openReplay(path);
    const table = new QuoteTable();
    feed.advance(Number.POSITIVE_INFINITY, table);
    expect(table.quoteCount).toBeGreaterThan(500);
    expect(table.quoteCount).toBeLessThan(4000);
    const reasons = feed.problems().kept.map(({ reason }) => reason).join('\n');
    expect(reasons).toContain('breaks off');
    expect(reasons).toContain('no column time, symbol');
  });

  it('plays a single file with the underlying beside the quotes', async () => {
    const path = recording({ 'book.csv': `${HEADER},underlying_price\n${row('09:30:00', 'C', 740, '1', '2')},739.25\n${row('09:30:00', 'P', 740, '1', '2')},739.25\n` });
    const table = await played(join(path, 'book.csv'));
    expect(table.events).toBe(2);
    expect(table.tickers.SPY).toMatchObject({ last: 739.25, time: at('09:30:00') });
  });

  it('tells recordings that repeat their books from those of changes, and how soon a quote is stale', async () => {
    const books = ['09:30:00', '09:35:00', '09:40:00', '10:40:00'].flatMap((clock) => [row(clock, 'C', 740, '1', '2'), row(clock, 'P', 740, '1', '2')]);
    expect((await openReplay(recording({ 'quotes.csv': quotes(...books) }))).description).toMatchObject({ quoting: 'snapshot', staleAfterMs: 900_000 });
    const strikes = Array.from({ length: 20 }, (_, i) => row('09:30:00', 'C', 700 + i, '1', '2'));
    const changes = Array.from({ length: 50 }, (_, i) => row(`09:30:${String(i + 1).padStart(2, '0')}`, 'C', 700 + (i % 20), `${1 + i / 100}`, '2'));
    expect((await openReplay(recording({ 'quotes.csv': quotes(...strikes, ...changes) }))).description).toMatchObject({ quoting: 'changes', staleAfterMs: 5000 });
  });

  it('seeks to the newest quote of every contract, each with its own time, and goes on the same', async () => {
    const path = recording({
      'quotes.csv': quotes(
        row('09:30:00', 'C', 740, '1', '2'),
        row('09:30:00', 'P', 740, '1.1', '2'),
        row('09:35:00', 'C', 740, '1.2', '2'),
        row('09:40:00', 'C', 741, '1.3', '2'),
        row('09:45:00', 'C', 740, '1.4', '2'),
      ),
      'underlying.csv': 'time,symbol,last\n2026-07-28T09:30:00,SPY,739\n2026-07-28T09:41:00,SPY,740\n2026-07-28T09:50:00,SPY,741\n',
    });
    const feed = await openReplay(path);
    const table = new QuoteTable();
    feed.seek(at('09:42:00'), table);
    expect(table.ordered).toBe(true);
    expect(table.batches).toEqual([
      { time: at('09:30:00'), underlying: 'SPY', count: 1 },
      { time: at('09:35:00'), underlying: 'SPY', count: 1 },
      { time: at('09:40:00'), underlying: 'SPY', count: 1 },
    ]);
    expect(table.tickers.SPY?.last).toBe(740);
    expect(feed.nextTime()).toBe(at('09:45:00'));
    feed.advance(Number.POSITIVE_INFINITY, table);
    expect(table.rows).toEqual((await played(path)).rows);
    feed.seek(at('09:29:00'), new QuoteTable());
    expect(feed.nextTime()).toBe(at('09:30:00'));
  });
});
