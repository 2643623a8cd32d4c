import { newYorkTime, sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import type { PerformanceView } from '../../../src-core/contract/performance.ts';
import { symbolOf } from '../../../src-core/instruments/instrument.ts';
import { fromDollars, type Money, money, toDollars, ZERO } from '../../../src-core/money.ts';
import type { DailyResult } from '../../../src-core/performance/daily-result.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import type { DayReportParts, ReportOrder } from '../../../src-main/performance/report/day-report.ts';
import { MADE_DATE, madeEntry } from '../../support/made-journal.ts';

/** All that a report of the made day is made of: eight packages, three underlyings, a denied order, a locked day, shares left. */
export function madeReportParts(changes: Partial<DayReportParts> = {}): DayReportParts {
  const hours = sessionOn(MADE_DATE);
  if (hours === null) throw new Error('the made day has a session');
  const packages = Array.from({ length: 8 }, (_, number) => madeEntry(number));
  const sumOf = (rows: typeof packages, of: (entry: (typeof packages)[number]) => Money): Money => money(rows.reduce((sum, entry) => sum + of(entry), 0));
  const rowOf = (underlying: DailyResult['underlying']): DailyResult => {
    const chosen = packages.filter(({ row }) => underlying === null || row.underlying === underlying);
    const realised = sumOf(chosen, ({ row }) => row.realised);
    const commission = sumOf(chosen, ({ row }) => row.commission);
    const fees = sumOf(chosen, ({ row }) => row.fees);
    // The shares are of SPY: 100 at a mark 2.27 above their cost.
    const unrealised = underlying === 'QQQ' || underlying === 'IWM' ? ZERO : fromDollars(227);
    const over = chosen.filter(({ row }) => row.status !== 'open');
    return {
      date: MADE_DATE, underlying, realised, unrealised, unrealisedAtEnd: unrealised, commission, fees,
      net: money(realised + unrealised - commission - fees),
      trades: over.length, winners: over.filter(({ row }) => row.net > 0).length, losers: over.filter(({ row }) => row.net < 0).length, state: 'closed',
    };
  };
  const rows = [rowOf(null), rowOf('SPY'), rowOf('QQQ'), rowOf('IWM')];
  const account = { id: 'own', number: 'PAPER-1', kind: 'paper', broker: 'paper', own: true, from: parseIsoDate('2026-11-02'), to: MADE_DATE, trades: 112 } as const;
  const start = 25_312.4;
  const net = toDollars(rows[0]?.net ?? ZERO);
  const view = (metrics: PerformanceView['metrics'], startEquity: number, days: PerformanceView['days']): PerformanceView => ({
    account, from: MADE_DATE, to: MADE_DATE, basis: 'account', startEquity, metrics, days, daily: rows.slice(0, 1), histograms: [], scatter: { total: 0, points: [] },
  });
  const metric = (name: 'win_rate' | 'sharpe' | 'holding_time', value: number | null, sample: number, interval: readonly [number, number] | null = null, because: string | null = null) =>
    ({ name, value, sample, low: interval?.[0] ?? null, high: interval?.[1] ?? null, because });
  const dates = ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19'].map(parseIsoDate);
  return {
    account,
    date: MADE_DATE,
    hours,
    session: {
      feed: { kind: 'simulated', detail: 'seed 7' },
      now: hours.exerciseCutOff,
      settledAt: hours.lastTrade + 1_000,
      prices: [
        { ticker: 'SPY', previousClose: fromDollars(609.13), open: fromDollars(609.53), high: fromDollars(613.02), low: fromDollars(608.4), close: fromDollars(612.27), reference: fromDollars(612.27) },
        { ticker: 'QQQ', previousClose: fromDollars(544.88), open: null, high: null, low: null, close: fromDollars(548.9), reference: fromDollars(548.9) },
        { ticker: 'VIX', previousClose: fromDollars(17.45), open: fromDollars(17.2), high: fromDollars(17.9), low: fromDollars(16.5), close: fromDollars(16.84), reference: null },
      ],
    },
    rows,
    day: view([metric('win_rate', 0.571, 7, [0.25, 0.84]), metric('sharpe', null, 1, null, 'It takes 20 days.'), metric('holding_time', 3_120_000, 7)], start, []),
    toDate: view([metric('win_rate', 0.613, 112, [0.52, 0.7]), metric('sharpe', null, 15, null, 'It takes 20 days.'), metric('holding_time', 2_460_000, 112)], 25_000, [
      ...dates.map((date, at) => ({ date, net: 78.1, equity: 25_000 + 78.1 * (at + 1), drawdown: 0, drawdownShare: 0 })),
      { date: MADE_DATE, net, equity: start + net, drawdown: 0, drawdownShare: 0 },
    ]),
    definitions: [
      { name: 'win_rate', title: 'Win rate', definition: 'Trades that gained, costs included, of all that are over.', unit: 'share' },
      { name: 'sharpe', title: 'Sharpe ratio', definition: 'Mean of daily returns over their deviation, times √252.', unit: 'ratio' },
      { name: 'holding_time', title: 'Holding time', definition: 'Mean from opening to end.', unit: 'milliseconds' },
    ],
    packages,
    orders: [
      ...packages.flatMap(({ orders }) => orders).map((order, at): ReportOrder => ({ ...order, sequence: at + 1, filledNetTotal: money(Math.round((order.averageNet ?? 0) * order.filledQuantity * 10_000)) })),
      deniedOrder(packages[1]?.orders[0]),
    ],
    events: [{ id: 'event', time: newYorkTime(MADE_DATE, '13:02'), type: 'breaker_day_loss', severity: 'critical', description: 'The day lost 2,410 dollars of 2,400', value: 2_410, threshold: 2_400, action: 'the day is locked', resolvedAt: null }],
    held: [{ symbol: symbolOf({ kind: 'shares', underlying: 'SPY' }), quantity: 100, cost: fromDollars(61_000) }],
    ...changes,
  };
}

function deniedOrder(like: ReturnType<typeof madeEntry>['orders'][number] | undefined): ReportOrder {
  if (like === undefined) throw new Error('the made day has orders');
  return { ...like, id: 'denied', sequence: 99, state: 'DENIED', filledQuantity: 0, filledNetTotal: ZERO, reason: 'day_loss: the day is locked, 2,410 of 2,400 dollars are lost' };
}
