import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { flatClock } from '../../src-core/calendar/expiry-clock.ts';
import { scheduleOn } from '../../src-core/ledger/fees.ts';
import { type EpochMs, MINUTE } from '../../src-core/time.ts';
import { StudyBars } from '../../src-main/headless/study-bars.ts';
import { runStudySession } from '../../src-main/headless/study-session.ts';
import type { FeedSink, MarketFeed } from '../../src-main/market-data/feed.ts';
import { loadRecording, type Recording } from '../../src-main/market-data/recording.ts';
import { ReplayFeed } from '../../src-main/market-data/replay-feed.ts';
import { SimulatedFeed } from '../../src-main/market-data/simulated-feed.ts';
import { CalibrationBook } from '../../src-main/signals/calibration-book.ts';
import { QuoteTable } from '../main/market-data/quote-table.ts';
import { tradingSession } from '../main/market-data/session.ts';

const session = tradingSession('2026-08-20');
const clock = flatClock(session);
const moment = session.open + 210 * MINUTE;

const folder = mkdtempSync(join(tmpdir(), 'look-ahead-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Seen {
  /** What was known and said up to the moment, as text. */
  readonly before: readonly string[];
  readonly signalsBefore: readonly string[];
  readonly after: readonly string[];
}

async function seenOn(feed: MarketFeed, rate: number): Promise<Seen> {
  const before: string[] = [];
  const after: string[] = [];
  const { records } = await runStudySession({
    ...{ session, sessionId: 'one session', feed, clock, rate, events: [], baseline: null },
    ...{ fees: scheduleOn(session.date), bars: new StudyBars(), book: new CalibrationBook() },
    onStep: (now, { tracker, engine }) => {
      const said = JSON.stringify([now, tracker.state(), engine.marketState().detections, engine.records().map(({ status, settlement, signal: { id } }) => ({ id, status, settlement }))]);
      (now <= moment ? before : after).push(said);
    },
  });
  const signals = records.map(({ signal }) => signal).filter(({ generatedAt }) => generatedAt <= moment);
  return { before, signalsBefore: signals.map((signal) => JSON.stringify(signal)), after };
}

/** A recording of each minute of a simulated day: its feed knows nothing of where the day came from. */
async function recorded(): Promise<Recording> {
  const feed = new SimulatedFeed({ seed: 2, session, every: MINUTE, rate: 0.04, reach: 0.4 });
  const table = new QuoteTable();
  const quotes = ['time,underlying,expiry,right,strike,bid,ask,bid_size,ask_size,open_interest'];
  const underlying = ['time,symbol,last,volume,previous_close'];
  const text = (value: number): string => (Number.isNaN(value) ? '' : String(value));
  const sink: FeedSink = {
    list: (name, expiry, contracts) => table.list(name, expiry, contracts),
    ticker: (tick) => {
      underlying.push([new Date(tick.time).toISOString(), tick.ticker, text(tick.last), text(tick.volume), text(tick.previousClose)].join(','));
    },
    quotes: (batch) => {
      for (let i = 0; i < batch.count; i += 1) {
        const contract = table.contracts[batch.underlying]?.[batch.row[i] ?? -1];
        const values = [batch.bid, batch.ask, batch.bidSize, batch.askSize, batch.openInterest].map((column) => text(column[i] ?? Number.NaN));
        quotes.push([new Date(batch.time).toISOString(), batch.underlying, session.date, contract?.right, contract?.strike, ...values].join(','));
      }
    },
  };
  feed.advance(session.reference, sink);
  mkdirSync(join(folder, 'day'), { recursive: true });
  writeFileSync(join(folder, 'day', 'quotes.csv'), quotes.join('\n'));
  writeFileSync(join(folder, 'day', 'underlying.csv'), underlying.join('\n'));
  return loadRecording(join(folder, 'day'), session.date);
}

/** Gives what was recorded after the moment the values of other times after it, in a fixed disorder. */
function shuffleAfter({ quotes, ticks }: Recording, time: EpochMs): void {
  for (const [times, of, columns] of [
    [quotes.time, quotes.contract, [quotes.bid, quotes.ask, quotes.bidSize, quotes.askSize]],
    [ticks.time, ticks.ticker, [ticks.last]],
  ] as const) {
    const places = Map.groupBy([...times.keys()].filter((i) => (times[i] as number) > time), (i) => of[i] as number);
    for (const rows of places.values()) {
      for (const column of columns) {
        const values = rows.map((i) => column[i] as number);
        rows.forEach((i, at) => {
          column[i] = values[(7 * at + 3) % values.length] as number;
        });
      }
    }
  }
}

function expectSameBefore(one: Seen, other: Seen): void {
  expect(one.before.length).toBeGreaterThan(200);
  expect(one.signalsBefore.length).toBeGreaterThan(0);
  expect(other.before).toEqual(one.before);
  expect(other.signalsBefore).toEqual(one.signalsBefore);
  expect(other.after).not.toEqual(one.after);
}

describe('signals', () => {
  it.each([
    ['usual', 0.04],
    ['reverting-break', 0],
  ] as const)('of the %s market say nothing of a future: with another one they were the same, byte for byte', async (name, rate) => {
    const feed = (seed: number): MarketFeed => new SimulatedFeed({ seed: 2, session, rate, every: MINUTE, scenario: { name, splice: { at: moment, seed } } });
    const [one, again, other] = [await seenOn(feed(1), rate), await seenOn(feed(1), rate), await seenOn(feed(2), rate)];
    expect(again).toEqual(one);
    expectSameBefore(one, other);
  });

  it('of a recorded day are the same before a moment after which the recording is shuffled', async () => {
    const one = await seenOn(new ReplayFeed(await recorded()), 0.04);
    const shuffled = await recorded();
    shuffleAfter(shuffled, moment);
    expectSameBefore(one, await seenOn(new ReplayFeed(shuffled), 0.04));
  });
});
