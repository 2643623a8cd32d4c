import { beforeEach, expect, test } from 'vitest';
import { flatClock } from '../../../src-core/calendar/expiry-clock.ts';
import { fromDollars, money } from '../../../src-core/money.ts';
import { Market } from '../../../src-main/market-data/market.ts';
import { SessionRecord } from '../../../src-main/session-record.ts';
import type { MarketSession } from '../../../src-main/stores/relational/session-repository.ts';
import { ReferencePrices } from '../../../src-main/trading/reference-prices.ts';
import { SESSION, TEN, TestClock } from '../trading/trading-fixture.ts';

let saved: MarketSession[];
let save: () => Promise<void>;
let clock: TestClock;
let market: Market;
let reference: ReferencePrices;
beforeEach(() => {
  saved = [];
  save = async () => undefined;
  clock = new TestClock(TEN);
  market = new Market({ session: SESSION, clock: flatClock(SESSION), rate: 0.04, staleAfterMs: 15_000, quoting: 'changes' });
  reference = new ReferencePrices(SESSION, {});
});

function record(settledAt: number | null = null): SessionRecord {
  const repository = {
    liveReferences: async () => new Map(), haveTraded: async () => false,
    newest: async () => null,
    markSettled: async () => undefined,
    save: (session: MarketSession) => {
      saved.push(session);
      return save();
    },
  };
  const feed = { kind: 'simulated', detail: 'seed 3' } as const;
  const previousCloses = { SPY: money(6_000_000), IWM: money(2_300_000) };
  return new SessionRecord(repository, { id: 'a', date: SESSION.date, feed, seed: 3, settledAt, previousCloses, market, clock, reference });
}

test('keeps where the session stands: its clock, last prices, those before them where there is none, and the reference', async () => {
  const session = record();
  market.ticker({ ticker: 'SPY', time: TEN, bid: Number.NaN, ask: Number.NaN, last: 612.34, volume: Number.NaN, previousClose: Number.NaN });
  await session.save();
  expect(saved).toEqual([
    {
      id: 'a',
      date: SESSION.date,
      feed: { kind: 'simulated', detail: 'seed 3' },
      seed: 3,
      now: TEN,
      previousCloses: { SPY: money(6_000_000), IWM: money(2_300_000) },
      closes: { SPY: fromDollars(612.34), IWM: money(2_300_000) },
      referencePrices: {},
      settledAt: null,
    },
  ]);
  reference.set(market);
  await session.save();
  expect(saved[1]?.referencePrices).toEqual({ SPY: fromDollars(612.34) });
});

test('is settled at the session’s time, and stays so', async () => {
  const session = record();
  expect(session.isSettled).toBe(false);
  clock.set(SESSION.lastTrade);
  await session.settled();
  expect([session.isSettled, saved[0]?.settledAt]).toEqual([true, SESSION.lastTrade]);
  clock.set(SESSION.lastTrade + 5);
  await session.save();
  expect(saved[1]?.settledAt).toBe(SESSION.lastTrade);
  expect(record(SESSION.lastTrade).isSettled).toBe(true);
});

test('saves in the background only what moved, one save at a time, and outlives a save that fails', async () => {
  const session = record();
  await session.save();
  session.saveInBackground();
  expect(saved).toHaveLength(1);
  clock.set(TEN + 1);
  const { promise, reject } = Promise.withResolvers<void>();
  save = () => promise;
  session.saveInBackground();
  session.saveInBackground();
  expect(saved).toHaveLength(2);
  reject(new Error('disk full'));
  await promise.catch(() => undefined);
  await new Promise((resolve) => setImmediate(resolve));
  save = async () => undefined;
  // It failed, so the same moment is tried again.
  session.saveInBackground();
  expect(saved.map(({ now }) => now)).toEqual([TEN, TEN + 1, TEN + 1]);
});
