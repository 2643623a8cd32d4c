import { callerOf } from '../../support/callers.ts';
import { expect, it } from 'vitest';
import { sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import type { CandlesView } from '../../../src-core/contract/charts.ts';
import { MINUTE, parseIsoDate, SECOND } from '../../../src-core/time.ts';
import { SessionClock } from '../../../src-main/market-data/session-pump.ts';
import { TickerState } from '../../../src-main/market-data/ticker-state.ts';
import { createChartStreams } from '../../../src-main/operations/charts-operations.ts';
import { Signal } from '../../../src-main/operations/stream-taps.ts';

it('tells all minutes first, then the running one and those after it', () => {
  const session = sessionOn(parseIsoDate('2026-11-20'));
  if (session === null) throw new Error('a session');
  const state = new TickerState('SPY', session);
  const clock = new SessionClock(session.open);
  const readingBeat = new Signal();
  const streams = createChartStreams({ market: { tickerState: () => state }, session, clock, readingBeat });
  const trade = (after: number, last: number, volume: number): void => {
    const time = session.open + after;
    clock.set(time);
    state.update({ ticker: 'SPY', time, bid: Number.NaN, ask: Number.NaN, last, volume, previousClose: Number.NaN });
  };
  let told = 0;
  const tap = streams.candles({ ticker: 'SPY' }, 1, () => (told += 1), () => callerOf());
  const take = (): CandlesView | null => {
    const payload = tap.take();
    return payload?.kind === 'value' ? (payload.value as CandlesView) : null;
  };
  trade(SECOND, 600, 100);
  trade(20 * SECOND, 601, 250);
  trade(40 * SECOND, 599.5, 300);
  trade(2 * MINUTE, 602, 420);
  expect(take()).toEqual({
    ticker: 'SPY',
    date: session.date,
    fresh: true,
    candles: [
      { time: session.open, open: 600, high: 601, low: 599.5, close: 599.5, volume: 300 },
      { time: session.open + 2 * MINUTE, open: 602, high: 602, low: 602, close: 602, volume: 120 },
    ],
  });
  expect(take()).toBeNull();
  trade(2 * MINUTE + SECOND, 603, 430);
  trade(3 * MINUTE, 604, 431);
  readingBeat.fire();
  expect(told).toBe(1);
  expect(take()?.candles.map(({ open, close, volume }) => [open, close, volume])).toEqual([
    [602, 603, 130],
    [604, 604, 1],
  ]);
  tap.close();
  readingBeat.fire();
  expect(told).toBe(1);
});
