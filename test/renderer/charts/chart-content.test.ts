import { describe, expect, it } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import type { Candle } from '../../../src-core/contract/charts.ts';
import type { PackageView } from '../../../src-core/contract/schemas.ts';
import { symbolOf } from '../../../src-core/instruments/instrument.ts';
import { fromDollars, ZERO } from '../../../src-core/money.ts';
import { MINUTE, parseIsoDate } from '../../../src-core/time.ts';
import { candlesOfBars, joinCandles } from '../../../src-renderer/panels/charts/candle-intervals.ts';
import { chartRows, todayContent } from '../../../src-renderer/panels/charts/chart-content.ts';
import { OVERLAYS } from '../../../src-renderer/panels/charts/chart-settings.ts';
import { coneLines } from '../../../src-renderer/panels/charts/cone-lines.ts';
import { priceLevels, tradedOf, tradeMarks } from '../../../src-renderer/panels/charts/trade-marks.ts';
import { mergeCandles } from '../../../src-renderer/panels/charts/use-candles.ts';

const DATE = parseIsoDate('2026-11-20');
const OPEN = newYorkTime(DATE, '09:30');

const candle = (minute: number, open: number, high: number, low: number, close: number, volume: number | null = 100): Candle => ({ time: OPEN + minute * MINUTE, open, high, low, close, volume });

const leg = (right: 'call' | 'put', strike: number, quantity: number, averagePrice: number): PackageView['legs'][number] => ({
  symbol: symbolOf({ kind: 'option', underlying: 'SPY', expiry: DATE, right, strike: fromDollars(strike) }),
  quantity,
  averagePrice,
  bid: null,
  ask: null,
  mid: null,
  greeks: { delta: null, gamma: null, theta: null, vega: null },
  unrealisedMid: null,
  unrealisedLiquidation: null,
});

const held = (changes: Partial<PackageView>): PackageView => ({
  tradeId: 'a',
  underlying: 'SPY',
  strategy: 'bull put spread',
  signalId: null,
  status: 'open',
  openedAt: OPEN + 3.5 * MINUTE,
  closedAt: null,
  quantity: 2,
  entry: -0.5,
  mid: null,
  natural: null,
  legs: [leg('put', 600, -2, 0.9), leg('put', 598, 2, 0.4)],
  greeks: { delta: null, gamma: null, theta: null, vega: null },
  realised: ZERO,
  unrealised: { optimistic: null, expected: null, pessimistic: null },
  profit: { optimistic: null, expected: null, pessimistic: null },
  commission: fromDollars(2.6),
  fees: fromDollars(0.2),
  margin: ZERO,
  maximumLoss: null,
  ...changes,
});

describe('candles', () => {
  it('replaces the running minute and adds new ones', () => {
    const first = mergeCandles([], { ticker: 'SPY', date: DATE, fresh: true, candles: [candle(0, 1, 2, 1, 2), candle(1, 2, 2, 2, 2)] });
    const next = mergeCandles(first, { ticker: 'SPY', date: DATE, fresh: false, candles: [candle(1, 2, 5, 2, 4), candle(2, 4, 4, 3, 3)] });
    expect(next.map(({ close }) => close)).toEqual([2, 4, 3]);
    expect(mergeCandles(next, { ticker: 'SPY', date: DATE, fresh: true, candles: [candle(0, 9, 9, 9, 9)] })).toHaveLength(1);
  });

  it('joins minutes into intervals from the open', () => {
    const minutes = [candle(0, 1, 4, 1, 3), candle(1, 3, 5, 2, 4), candle(4, 4, 4, 0.5, 1, null), candle(5, 1, 2, 1, 2)];
    expect(joinCandles(minutes, 5, OPEN)).toEqual([
      { time: OPEN, open: 1, high: 5, low: 0.5, close: 1, volume: null },
      { time: OPEN + 5 * MINUTE, open: 1, high: 2, low: 1, close: 2, volume: 100 },
    ]);
  });

  it('draws a bar of which only the close is kept as a line', () => {
    expect(candlesOfBars([{ time: 1, open: null, high: null, low: null, close: 7, volume: null }])).toEqual([{ time: 1, open: 7, high: 7, low: 7, close: 7, volume: null }]);
  });
});

describe('what is drawn on them', () => {
  it('puts entries and exits at their candles, the result at the exit', () => {
    const over = held({ tradeId: 'b', status: 'closed', legs: [], quantity: 0, closedAt: OPEN + 9 * MINUTE, profit: { optimistic: null, expected: fromDollars(58), pessimistic: null } });
    const never = held({ tradeId: 'c', status: 'cancelled' });
    const candles = Array.from({ length: 12 }, (_, minute) => candle(minute, 1, 1, 1, 1));
    const content = todayContent({ candles, marks: tradeMarks(tradedOf([held({}), over, never])), levels: [], cone: [], interval: 2, overlays: OVERLAYS, open: OPEN });
    expect(content.marks.map(({ tradeId, kind, text, time }) => [tradeId, kind, text, (time - OPEN) / MINUTE])).toEqual([
      ['a', 'entry', 'bull put spread ×2', 2],
      ['b', 'entry', 'bull put spread', 2],
      ['b', 'exit', '+$58.00', 8],
    ]);
    const rows = chartRows(content, () => '');
    expect(rows[0]).toMatchObject({ time: '09:40', trades: '' });
    expect(rows.find(({ time }) => time === '09:38')).toMatchObject({ trades: 'out +$58.00' });
  });

  it('draws strikes with their signed contracts, and break-evens after all costs', () => {
    const levels = priceLevels([held({}), held({ tradeId: 'd', legs: [leg('call', 600, 1, 1)] })]);
    expect(levels.filter(({ kind }) => kind === 'strike')).toEqual([
      { kind: 'strike', price: 600, text: '−2 P +1 C' },
      { kind: 'strike', price: 598, text: '+2 P' },
    ]);
    // 0.50 received for each of 200 shares, less 2.80 of costs: 97.20 over 200 shares below 600.
    expect(levels.find(({ kind }) => kind === 'break-even')?.price).toBeCloseTo(600 - 97.2 / 200, 4);
  });

  it('leaves out what is switched off', () => {
    const levels = priceLevels([held({})]);
    const content = todayContent({ candles: [candle(0, 1, 1, 1, 1)], marks: tradeMarks(tradedOf([held({ openedAt: OPEN })])), levels, cone: [], interval: 1, overlays: ['strikes'], open: OPEN });
    expect(content).toMatchObject({ marks: [], withVolume: false, cone: null });
    expect(content.levels.map(({ kind }) => kind)).toEqual(['strike', 'strike']);
  });

  it('has a point of the cone at every interval to its end', () => {
    const point = (minute: number, width: number) => ({ time: OPEN + minute * MINUTE, low95: 600 - 2 * width, low68: 600 - width, high68: 600 + width, high95: 600 + 2 * width });
    const { high68, low95 } = coneLines([point(1, 0), point(11, 2), point(21, 3)], 5, OPEN);
    expect(high68.map(({ time }) => (time - OPEN) / MINUTE)).toEqual([0, 5, 10, 15, 20]);
    expect(high68.map(({ value }) => value)).toEqual([600, 600.8, 601.8, 602.4, 602.9].map((value) => expect.closeTo(value, 9)));
    expect(low95.at(-1)?.value).toBeCloseTo(594.2, 9);
  });
});
