import { expect, test } from 'vitest';
import type { Ticker } from '../../../src-core/instruments/instrument.ts';
import { Chain } from '../../../src-core/market/chain.ts';
import { MINUTE, parseIsoDate, SECOND } from '../../../src-core/time.ts';
import { type ChainSnapshot, type MarketArchive, Recorder, type RecordedMarket, type TickerSnapshot } from '../../../src-main/market-data/recorder.ts';

const OPEN = Date.UTC(2026, 10, 20, 14, 30);

class FakeMarket implements RecordedMarket {
  last = 600;
  readonly spy = new Chain('SPY', parseIsoDate('2026-11-20'));

  constructor() {
    this.spy.list([{ strike: 600, right: 'call' }]);
  }

  tickerState(ticker: Ticker) {
    const none = Number.NaN;
    return { ticker, last: ticker === 'SPY' ? this.last : none, bid: none, ask: none, volume: none, open: none, high: none, low: none, previousClose: none };
  }

  chain(underlying: string) {
    return underlying === 'SPY' ? this.spy : null;
  }
}

class FakeArchive implements MarketArchive {
  readonly tickers: TickerSnapshot[] = [];
  readonly chains: ChainSnapshot[] = [];
  write: () => Promise<void> = () => Promise.resolve();

  async saveTickers(snapshots: readonly TickerSnapshot[]): Promise<void> {
    await this.write();
    this.tickers.push(...snapshots);
  }

  async saveChain(snapshot: ChainSnapshot): Promise<void> {
    await this.write();
    this.chains.push(snapshot);
  }
}

test('tickers every minute and chains every five, at the first step of each', async () => {
  const archive = new FakeArchive();
  const recorder = new Recorder({ market: new FakeMarket(), archive, maximumBacklog: 100 });
  for (let now = OPEN + 250; now < OPEN + 11 * MINUTE; now += 700) recorder.step(now);
  await recorder.flush();
  const minutes = (times: readonly number[]) => times.map((time) => (time - OPEN) / MINUTE).map(Math.floor);
  expect(minutes(archive.tickers.map(({ time }) => time))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(minutes(archive.chains.map(({ time }) => time))).toEqual([0, 5, 10]);
  expect(new Set(archive.tickers.map(({ ticker }) => ticker))).toEqual(new Set(['SPY']));
  expect(recorder.skipped).toBe(0);
});

test('what waits to be written is what the market was', async () => {
  const market = new FakeMarket();
  const archive = new FakeArchive();
  const recorder = new Recorder({ market, archive, maximumBacklog: 100 });
  market.spy.columns.bid[0] = 1.5;
  recorder.step(OPEN);
  market.last = 601;
  market.spy.columns.bid[0] = 9;
  await recorder.flush();
  expect(archive.tickers.map(({ last }) => last)).toEqual([600]);
  expect([...(archive.chains[0]?.columns.bid ?? [])]).toEqual([1.5]);
});

test('a slow archive never holds the market up: the backlog is bounded and what is skipped is counted', async () => {
  const archive = new FakeArchive();
  const slow = Promise.withResolvers<void>();
  archive.write = () => slow.promise;
  const recorder = new Recorder({ market: new FakeMarket(), archive, maximumBacklog: 3 });
  for (let minute = 0; minute < 10; minute += 1) recorder.step(OPEN + minute * MINUTE + SECOND);
  expect(recorder.backlog).toBe(3);
  expect(recorder.skipped).toBe(9);
  expect(recorder.lastProblem).toContain('3 snapshots');
  slow.resolve();
  await recorder.flush();
  expect(recorder.backlog).toBe(0);
  expect(archive.tickers.length + archive.chains.length).toBe(3);
});

test('a write that fails is counted and the next goes on', async () => {
  const archive = new FakeArchive();
  const recorder = new Recorder({ market: new FakeMarket(), archive, maximumBacklog: 3 });
  archive.write = () => Promise.reject(new Error('disk full'));
  recorder.step(OPEN + MINUTE);
  await recorder.flush();
  expect([recorder.skipped, recorder.lastProblem]).toEqual([2, 'disk full']);
  archive.write = () => Promise.resolve();
  recorder.step(OPEN + 2 * MINUTE);
  await recorder.flush();
  expect(archive.tickers).toHaveLength(1);
  expect(recorder.skipped).toBe(2);
});
