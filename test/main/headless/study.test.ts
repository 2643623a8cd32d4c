import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IsoDate, MINUTE, parseIsoDate } from '../../../src-core/time.ts';
import { runStudy, type StudyOptions } from '../../../src-main/headless/study.ts';
import { StudyBars } from '../../../src-main/headless/study-bars.ts';
import { describedStudy } from '../../../src-main/headless/study-report.ts';
import { recordedDates } from '../../../src-main/market-data/recorded-dates.ts';
import { SimulatedFeed } from '../../../src-main/market-data/simulated-feed.ts';
import { TickerState } from '../../../src-main/market-data/ticker-state.ts';
import { StartFailure } from '../../../src-main/start-failure.ts';
import { QuoteTable } from '../market-data/quote-table.ts';
import { tradingSession } from '../market-data/session.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'study-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const options = (given: Partial<StudyOptions> = {}): StudyOptions => ({
  feed: { kind: 'simulated' },
  seed: 3,
  date: null,
  rate: 0.04,
  clock: 'variance',
  study: { sessions: 2, scenario: 'fair' },
  ...given,
});

/** Records the state of each tenth minute of a simulated day. */
function record(path: string, date: IsoDate): void {
  const session = tradingSession(date);
  const feed = new SimulatedFeed({ seed: 5, session, every: 10 * MINUTE, rate: 0.04 });
  const quotes = ['time,underlying,expiry,right,strike,bid,ask,open_interest'];
  const underlying = ['time,symbol,last,volume'];
  const table = new QuoteTable();
  for (let next = feed.nextTime(); next !== null && next <= session.reference; next = feed.nextTime()) {
    feed.advance(next, table);
    const time = new Date(next).toISOString();
    for (const [key, { bid, ask, openInterest }] of Object.entries(table.rows)) {
      const [name = '', right = '', strike = ''] = key.split(' ');
      quotes.push([time, name, date, right, strike, Number.isNaN(bid) ? '' : bid, ask, openInterest].join(','));
    }
    for (const { ticker, last, volume } of Object.values(table.tickers)) underlying.push([time, ticker, last, Number.isNaN(volume) ? '' : volume].join(','));
  }
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'quotes.csv.gz'), gzipSync(`${quotes.join('\n')}\n`));
  writeFileSync(join(path, 'underlying.csv'), `${underlying.join('\n')}\n`);
}

describe('study', () => {
  it('reports the same in every run of the same flags, and something else for another seed', async () => {
    const [one, again, other] = [await runStudy(options()), await runStudy(options()), await runStudy(options({ seed: 4 }))];
    expect(JSON.stringify(again.report)).toBe(JSON.stringify(one.report));
    expect(JSON.stringify(other.report)).not.toBe(JSON.stringify(one.report));
    expect(one.report).toMatchObject({ market: { kind: 'simulated', scenario: 'fair', seed: 3 }, rate: 0, sessions: 2, from: '2025-03-03', to: '2025-03-04' });
    expect(one.report.signals).toBeGreaterThan(0);
    // Every signal is settled, whatever became of it.
    expect(one.report.settled).toBe(one.report.signals);
    expect(one.settled.length).toBe(one.report.settled);
    const lines = describedStudy(one.report).split('\n');
    for (const { title } of one.report.types) expect(lines.some((line) => line.startsWith(title))).toBe(true);
  });

  it('learns from earlier sessions, and never from later ones', async () => {
    const [short, long] = [await runStudy(options()), await runStudy(options({ study: { sessions: 3, scenario: 'fair' } }))];
    expect(long.settled.slice(0, short.settled.length)).toEqual(short.settled);
  });

  it('runs every recorded session of a folder, in order, from a date on', async () => {
    record(join(folder, 'sessions', 'b'), parseIsoDate('2026-08-20'));
    record(join(folder, 'sessions', 'a'), parseIsoDate('2026-08-21'));
    writeFileSync(join(folder, 'sessions', 'notes.csv'), 'a,b\n1,2\n');
    const path = join(folder, 'sessions');
    expect(await recordedDates(path)).toEqual([
      { path: join(path, 'b'), date: '2026-08-20' },
      { path: join(path, 'a'), date: '2026-08-21' },
    ]);
    const recorded = options({ feed: { kind: 'replay', path }, study: { sessions: null, scenario: 'usual' } });
    expect((await runStudy(recorded)).report).toMatchObject({ market: { kind: 'replay', path }, rate: 0.04, sessions: 2, from: '2026-08-20', to: '2026-08-21' });
    expect((await runStudy({ ...recorded, date: parseIsoDate('2026-08-21') })).report).toMatchObject({ sessions: 1, from: '2026-08-21' });
    await expect(runStudy({ ...recorded, date: parseIsoDate('2026-09-01') })).rejects.toThrow(/--date "2026-09-01": nothing was recorded then or later/);
  });

  it('says before it begins what cannot be run', async () => {
    const refused = (given: Partial<StudyOptions>, told: RegExp) => expect(runStudy(options(given))).rejects.toThrow(told);
    await refused({ study: { sessions: 5_000, scenario: 'fair' } }, /--sessions "5000": the exchange's calendar is known for \d+ sessions from 2025-03-03 on/);
    await refused({ date: parseIsoDate('2026-08-22') }, /--date "2026-08-22": the exchange is closed that day/);
    await refused({ date: parseIsoDate('2024-08-21') }, /no session of 2024-08-21 can be traded/);
    await refused({ feed: { kind: 'replay', path: mkdtempSync(join(folder, 'empty-')) } }, /--feed: .*holds no recording/);
    await expect(runStudy(options({ date: parseIsoDate('2026-08-22') }))).rejects.toBeInstanceOf(StartFailure);
  });
});

describe('bars of former sessions', () => {
  it('are read by time, with the shares of each minute; a day given again replaces its first', () => {
    const bars = new StudyBars();
    const [first, second] = [tradingSession('2026-08-20'), tradingSession('2026-08-21')];
    for (const [session, price] of [[first, 600], [second, 610], [second, 620]] as const) {
      const spy = new TickerState('SPY', session);
      for (let minute = 0; minute < 395; minute += 1) {
        spy.update({ ticker: 'SPY', time: session.open + minute * MINUTE, bid: Number.NaN, ask: Number.NaN, last: price + minute / 100, volume: 10 * (minute + 1), previousClose: Number.NaN });
      }
      bars.add(session, { tickerState: (ticker) => (ticker === 'SPY' ? spy : new TickerState(ticker, session)) });
    }
    const read = bars.minutes('SPY', first.open + 5 * MINUTE, second.open + 2 * MINUTE);
    expect(read).toHaveLength(387);
    expect(read[0]).toMatchObject({ time: first.open + 5 * MINUTE, close: 600.05, volume: 10 });
    expect(read.at(-1)).toMatchObject({ time: second.open + MINUTE, close: 620.01 });
    expect(bars.days('SPY', first.open, second.open + 1).map(({ close }) => close)).toEqual([603.89, 623.89]);
    expect(bars.minutes('VIX', 0, second.lastTrade)).toEqual([]);
  });
});
