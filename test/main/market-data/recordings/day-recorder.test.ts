import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flatClock } from '../../../../src-core/calendar/expiry-clock.ts';
import { TICKERS, type Ticker, UNDERLYINGS } from '../../../../src-core/instruments/instrument.ts';
import { type EpochMs, MINUTE, SECOND } from '../../../../src-core/time.ts';
import type { MarketFeed } from '../../../../src-main/market-data/feed.ts';
import { Market } from '../../../../src-main/market-data/market.ts';
import { recordedDates } from '../../../../src-main/market-data/recorded-dates.ts';
import { DayRecorder } from '../../../../src-main/market-data/recordings/day-recorder.ts';
import { readAbout } from '../../../../src-main/market-data/recordings/recording-about.ts';
import { keepWithin } from '../../../../src-main/market-data/recordings/recordings-folder.ts';
import { RecordingsThread } from '../../../../src-main/market-data/recordings/recordings-thread.ts';
import { openReplay, ReplayFeed } from '../../../../src-main/market-data/replay-feed.ts';
import { SIMULATED_RATE, SimulatedFeed } from '../../../../src-main/market-data/simulated-feed.ts';
import { programFiles } from '../../../../src-main/program-files.ts';
import { tradingSession } from '../session.ts';

const session = tradingSession('2026-07-28');
const NAME = '2026-07-28_simulated_seed-1';
/** The program is stopped here, and goes on. */
const STOPPED = session.open + 21 * MINUTE + 30 * SECOND;
const END = session.open + 32 * MINUTE;
const LOOKED_AT = [session.open, session.open + 1_000, session.open + 14 * MINUTE + 59_000, session.open + 15 * MINUTE, session.open + 15 * MINUTE + 1_000, STOPPED - 1_000, STOPPED + 1_000, END];

let directory = '';
let folder = '';
const thread = new RecordingsThread(programFiles().recordingsWorker);
/** What the market was when it was recorded. */
const seen = new Map<EpochMs, unknown>();
const problems: string[] = [];

const simulated = (): MarketFeed => new SimulatedFeed({ seed: 1, session, rate: SIMULATED_RATE, reach: 0.3 });
const marketOf = ({ description: { staleAfterMs, quoting } }: MarketFeed): Market => new Market({ session, clock: flatClock(session), rate: 0.04, staleAfterMs, quoting });
const sinkOf = (feed: MarketFeed, id: string) => {
  const { kind, label, detail, quoting, staleAfterMs } = feed.description;
  const about = { program: '1.2.3', session: id, date: session.date, feed: { kind, label, detail }, quoting, staleAfterMs, rate: 0.04, resolutionMs: 1_000 };
  return thread.sink({ root: directory, kind, maximumBytes: 1e9, about, end: () => ({ settled: false, referencePrices: { SPY: 612.3 } }), onRemoved: () => {} });
};

/** Everything that was quoted, as values: what is computed of it follows from it. */
function pictureOf(market: Market): unknown {
  const chains = UNDERLYINGS.map((underlying) => {
    const chain = market.chain(underlying);
    if (chain === null) return null;
    const rows = Array.from({ length: chain.count }, (_, row) => {
      const { bid, ask, bidSize, askSize, last, volume, openInterest } = chain.columns;
      return [chain.strike[row], chain.isCall[row], ...[chain.quoteTime, bid, ask, bidSize, askSize, last, volume, openInterest].map((column) => column[row])].join(' ');
    });
    return { underlying, lastUpdate: chain.lastUpdate, rows: rows.sort() };
  });
  const tickers = TICKERS.map((ticker: Ticker) => {
    const { last, bid, ask, volume, previousClose, time } = market.tickerState(ticker);
    return { ticker, last, bid, ask, volume, previousClose, time };
  });
  return { chains, tickers };
}

async function record(feed: MarketFeed, market: Market, until: EpochMs): Promise<void> {
  const recorder = new DayRecorder({ market, sink: sinkOf(feed, 'first'), end: session.lastTrade, onProblem: (problem) => problems.push(problem) });
  for (let time = feed.nextTime(); time !== null && time <= until; time = feed.nextTime()) {
    await recorder.pending();
    feed.advance(time, market);
    if (LOOKED_AT.includes(time)) seen.set(time, pictureOf(market));
    recorder.step(time);
  }
  await recorder.close();
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'recordings-'));
  folder = join(directory, NAME);
  const first = simulated();
  await record(first, marketOf(first), STOPPED);
  const again = simulated();
  const market = marketOf(again);
  again.seek(STOPPED, market);
  await record(again, market, END);
}, 60_000);
afterAll(async () => {
  await thread.close();
  rmSync(directory, { recursive: true });
});

test('a session that was recorded is played as it was at every second, over a restart too', async () => {
  expect(problems).toEqual([]);
  expect(readdirSync(folder).filter((name) => name.startsWith('quotes'))).toEqual(['quotes-0001.parquet', 'quotes-0002.parquet', 'quotes-0003.parquet', 'quotes-0004.parquet']);
  const feed = new ReplayFeed(await thread.load(folder, null));
  expect(feed.description).toMatchObject({ kind: 'replay', detail: NAME, date: session.date, quoting: 'changes', staleAfterMs: 15 * SECOND });
  expect(feed.problems().total).toBe(0);
  const market = marketOf(feed);
  for (const time of LOOKED_AT) {
    feed.advance(time, market);
    expect(pictureOf(market)).toEqual(seen.get(time));
  }
  // In whichever thread it is read, and whether it is walked or sought.
  const other = await openReplay(folder);
  const sought = marketOf(other);
  other.seek(STOPPED - 1_000, sought);
  expect(pictureOf(sought)).toEqual(seen.get(STOPPED - 1_000));
});

test('about.json tells what was recorded', () => {
  const about = readAbout(folder);
  expect(about).toMatchObject({
    program: '1.2.3',
    date: '2026-07-28',
    feed: { kind: 'simulated', label: 'SIMULATED', detail: 'seed 1' },
    from: new Date(session.open).toISOString(),
    to: new Date(END).toISOString(),
    referencePrices: { SPY: 612.3 },
  });
  expect(about?.segments.map(({ from, to }) => `${from.slice(11, 19)} ${to.slice(11, 19)}`)).toEqual(['13:30:00 13:45:00', '13:45:01 13:51:30', '13:51:30 14:00:00', '14:00:01 14:02:00']);
  expect(about?.segments.reduce((sum, { quotes }) => sum + quotes, 0)).toBe(about?.rows.quotes);
});

test('DuckDB reads the files as they were meant', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const rows = async (query: string) => (await connection.runAndReadAll(query)).getRowObjectsJson();
  const glob = `'${folder.replaceAll("'", "''")}/quotes-*.parquet'`;
  const { quotes } = await thread.load(folder, null);
  const sum = (column: Float64Array): number => column.reduce((total, value) => total + (Number.isNaN(value) ? 0 : value), 0);
  // Each file begins with the newest quote of every contract: taken once, they are what is played.
  const [found] = await rows(`SELECT count(*)::INTEGER AS count, sum(bid) AS bid, sum(ask_size) AS ask_size, min(time)::VARCHAR AS first FROM (SELECT DISTINCT * FROM read_parquet(${glob}))`);
  expect(found?.['count']).toBe(quotes.time.length);
  expect(found?.['bid']).toBeCloseTo(sum(quotes.bid), 4);
  expect(found?.['ask_size']).toBeCloseTo(sum(quotes.askSize), 4);
  const [all] = await rows(`SELECT count(*)::INTEGER AS count FROM read_parquet(${glob})`);
  expect(all?.['count']).toBe(readAbout(folder)?.rows.quotes);
  const columns = await rows(`DESCRIBE SELECT * FROM read_parquet(${glob})`);
  expect(columns.map(({ column_name: name, column_type: type }) => `${name} ${type}`)).toEqual([
    'time TIMESTAMP WITH TIME ZONE', 'underlying VARCHAR', 'expiry DATE', 'right VARCHAR', 'strike DOUBLE', 'bid DOUBLE', 'ask DOUBLE', 'bid_size DOUBLE', 'ask_size DOUBLE', 'last DOUBLE', 'volume DOUBLE', 'open_interest DOUBLE',
  ]);
  const kinds = await rows(`SELECT DISTINCT underlying, "right", expiry::VARCHAR AS expiry FROM read_parquet(${glob}) ORDER BY ALL`);
  expect(kinds.map((kind) => Object.values(kind).join(' '))).toEqual(['IWM C 2026-07-28', 'IWM P 2026-07-28', 'QQQ C 2026-07-28', 'QQQ P 2026-07-28', 'SPY C 2026-07-28', 'SPY P 2026-07-28']);
  const [span] = await rows(`SELECT epoch_ms(min(time))::DOUBLE AS first, epoch_ms(max(time))::DOUBLE AS last FROM read_parquet(${glob})`);
  expect([span?.['first'], span?.['last']]).toEqual([quotes.time[0], quotes.time.at(-1)]);
  const [prices] = await rows(`SELECT count(DISTINCT symbol)::INTEGER AS symbols, count(bid)::INTEGER AS bids, count(*)::INTEGER AS count FROM read_parquet('${folder}/underlying-*.parquet')`);
  expect(prices).toMatchObject({ symbols: 4 });
  expect(Number(prices?.['bids'])).toBeLessThan(Number(prices?.['count']));
  connection.closeSync();
});

test('the chain of a moment is read from the segment that has it', async () => {
  const time = session.open + 15 * MINUTE + 1_000;
  const chain = await thread.chainAt(directory, { date: session.date, underlying: 'QQQ', time });
  const feed = simulated();
  const market = marketOf(feed);
  feed.advance(time, market);
  const told = market.chain('QQQ');
  expect(chain).toMatchObject({ source: NAME, time: told?.lastUpdate, spot: market.tickerState('QQQ').last });
  expect(chain?.quotes).toHaveLength(told?.count ?? 0);
  for (const { strike, right, bid, ask, openInterest } of chain?.quotes ?? []) {
    const row = told?.row(strike, right) ?? -1;
    expect([bid, ask, openInterest]).toEqual([told?.columns.bid[row], told?.columns.ask[row], told?.columns.openInterest[row]]);
  }
  expect(await thread.chainAt(directory, { date: session.date, underlying: 'QQQ', time: session.open - 1 })).toBeNull();
  expect(await thread.chainAt(join(directory, 'nowhere'), { date: session.date, underlying: 'QQQ', time })).toBeNull();
});

test('a segment that is cut off is told, and the others are played', async () => {
  const cut = join(directory, 'cut');
  mkdirSync(cut);
  for (const name of readdirSync(folder)) copyFileSync(join(folder, name), join(cut, name));
  const file = join(cut, 'quotes-0002.parquet');
  truncateSync(file, readFileSync(file).length - 100);
  const recording = await thread.load(cut, null);
  expect(recording.problems.kept.map(({ file: name }) => name)).toEqual([file]);
  const feed = new ReplayFeed(recording);
  const market = marketOf(feed);
  feed.advance(END, market);
  expect(pictureOf(market)).toEqual(seen.get(END));
  for (const name of readdirSync(cut).filter((entry) => entry.startsWith('quotes'))) writeFileSync(join(cut, name), 'PAR1');
  await expect(thread.load(cut, null)).rejects.toThrow(/has no usable row/);
  rmSync(cut, { recursive: true });
});

test('another session of the same day and feed is kept beside it', async () => {
  const feed = simulated();
  const sink = sinkOf(feed, 'second');
  expect(await sink.open()).toBeNull();
  expect(readAbout(join(directory, `${NAME}_2`))).toMatchObject({ session: 'second', rows: { quotes: 0 } });
  expect((await recordedDates(directory)).map(({ path }) => path)).toEqual([folder]);
});

test('what was recorded longest ago goes first, and never what is recorded now', () => {
  const root = join(directory, 'many');
  for (const [day, hour] of [['2026-07-28', 3], ['2026-07-29', 1], ['2026-07-30', 2]] as const) {
    const path = join(root, `${day}_simulated_seed-1`);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'quotes-0001.parquet'), Buffer.alloc(1_000));
    utimesSync(join(path, 'quotes-0001.parquet'), hour * 3_600, hour * 3_600);
  }
  writeFileSync(join(root, 'notes.txt'), 'mine');
  const running = join(root, '2026-07-29_simulated_seed-1');
  expect(keepWithin(root, 3_000, running)).toEqual([]);
  expect(keepWithin(root, 2_999, running)).toEqual([{ name: '2026-07-30_simulated_seed-1', bytes: 1_000 }]);
  expect(keepWithin(root, 10, running)).toEqual([{ name: '2026-07-28_simulated_seed-1', bytes: 1_000 }]);
  expect(readdirSync(root).sort()).toEqual(['2026-07-29_simulated_seed-1', 'notes.txt']);
});
