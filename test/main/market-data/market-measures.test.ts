import { expect, test } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import type { Bar } from '../../../src-core/contract/connections.ts';
import { type Ticker, type Underlying } from '../../../src-core/instruments/instrument.ts';
import { type EpochMs, MINUTE, parseIsoDate } from '../../../src-core/time.ts';
import type { FeedSink } from '../../../src-main/market-data/feed.ts';
import { readFormerDays } from '../../../src-main/market-data/former-days.ts';
import { MarketMeasures } from '../../../src-main/market-data/market-measures.ts';
import { SimulatedFeed } from '../../../src-main/market-data/simulated-feed.ts';
import { TickerState } from '../../../src-main/market-data/ticker-state.ts';
import { tradingSession } from './session.ts';

const session = tradingSession('2026-11-20');

/** Prices of a simulated session by minute, as the market keeps them. */
class Prices implements FeedSink {
  readonly #states: Readonly<Record<Ticker, TickerState>> = {
    SPY: new TickerState('SPY', session),
    QQQ: new TickerState('QQQ', session),
    IWM: new TickerState('IWM', session),
    VIX: new TickerState('VIX', session),
  };
  readonly tickerState = (ticker: Ticker): TickerState => this.#states[ticker];
  list(): void {}
  quotes(): void {}
  ticker(tick: Parameters<FeedSink['ticker']>[0]): void {
    this.#states[tick.ticker].update(tick);
  }
}

function bar(time: EpochMs, close: number): Bar {
  return { time, open: null, high: null, low: null, close, volume: null };
}

/** A hundred minutes of a day on which QQQ goes with SPY and IWM against it. */
function minutesOf(underlying: Underlying, date: string): readonly Bar[] {
  const slope = { SPY: 1, QQQ: 2, IWM: -1 }[underlying];
  const open = newYorkTime(parseIsoDate(date), '09:30');
  // The moment within the minute differs, as it does where sessions run at different speeds.
  return Array.from({ length: 100 }, (_, minute) => bar(open + minute * MINUTE + (minute % 7) * 1_000, 100 * Math.exp(0.001 * slope * Math.sin(minute))));
}

test('a session that is resumed has the values of one that ran through', async () => {
  const time = session.open + 95 * MINUTE + 20_000;
  const through = new Prices();
  const feed = new SimulatedFeed({ seed: 1, session });
  const running = new MarketMeasures({ session, market: through });
  for (let now = session.open; now <= time; now += 10_000) {
    feed.advance(now, through);
    running.step(now);
  }
  const again = new Prices();
  new SimulatedFeed({ seed: 1, session }).seek(time, again);
  const resumed = new MarketMeasures({ session, market: again });
  resumed.step(time);
  expect(resumed.correlations()).toEqual(running.correlations());
  expect(resumed.regime()).toEqual(running.regime());
  const value = running.correlations().get('SPY_QQQ')?.correlation ?? Number.NaN;
  expect(value).toBeGreaterThan(0.5);
  expect(value).toBeLessThan(1);
});

test('rolling values are absent until the former days came, and then are of calendar days', async () => {
  const prices = new Prices();
  const asked: (readonly [string, string])[] = [];
  const days = ['2026-11-18', '2026-11-19'];
  const measures = new MarketMeasures({ session, market: prices });
  const former = await readFormerDays(session.date, (underlying, from, to) => {
    asked.push([new Date(from).toISOString(), new Date(to).toISOString()]);
    return Promise.resolve(days.flatMap((date) => minutesOf(underlying, date)));
  });
  const pair = (name: 'SPY_QQQ' | 'SPY_IWM') => measures.correlations().get(name);
  for (let minute = 0; minute < 30; minute += 1) {
    for (const [ticker, last] of [['SPY', 600], ['QQQ', 500], ['IWM', 220]] as const) {
      const slope = ticker === 'IWM' ? -1 : 1;
      prices.ticker({ ticker, time: session.open + minute * MINUTE, last: last * Math.exp(0.001 * slope * Math.cos(minute)), bid: Number.NaN, ask: Number.NaN, volume: Number.NaN, previousClose: Number.NaN });
    }
  }
  measures.step(session.open + 30 * MINUTE);
  expect(pair('SPY_QQQ')?.correlation).toBeCloseTo(1, 9);
  expect(pair('SPY_QQQ')?.rolling7d).toBeNaN();
  measures.learn(former);
  expect(new Set(asked.map(String))).toEqual(new Set(['2026-10-22T04:00:00.000Z,2026-11-20T05:00:00.000Z']));
  expect(pair('SPY_QQQ')?.rolling7d).toBeGreaterThan(0.9);
  expect(pair('SPY_IWM')?.rolling7d).toBeCloseTo(-1, 9);
  expect(pair('SPY_IWM')?.rolling30d).toBeNaN();
});

test('the first minutes say nothing of correlation, and of the regime what the previous close said', () => {
  const prices = new Prices();
  const measures = new MarketMeasures({ session, market: prices });
  expect(measures.regime()).toBeNull();
  const vix = (time: EpochMs, last: number) =>
    prices.ticker({ ticker: 'VIX', time, last, bid: Number.NaN, ask: Number.NaN, volume: Number.NaN, previousClose: 26 });
  vix(session.open, 24.8);
  measures.step(session.open + 1_000);
  expect(measures.regime()).toEqual({ type: 'high', factor: 0.7 });
  measures.step(session.open + MINUTE);
  expect(measures.regime()?.type).toBe('high');
  vix(session.open + MINUTE, 24.4);
  measures.step(session.open + 2 * MINUTE);
  expect(measures.regime()?.type).toBe('normal');
  expect([...measures.correlations().values()].every(({ correlation }) => Number.isNaN(correlation))).toBe(true);
});
