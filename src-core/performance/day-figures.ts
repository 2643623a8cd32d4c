import { MONEY_SCALE } from '../money.ts';
import { dailyReturns, returnMoments } from './daily-returns.ts';
import type { DayNet } from './day-net.ts';
import { deepestDrawdown, drawdowns } from './drawdown.ts';
import { type EquityPoint, equityCurve } from './equity-curve.ts';
import { figure, type Figure, noFigure } from './figure.ts';
import type { MetricName } from './metric.ts';
import { SESSIONS_A_YEAR } from './metrics.ts';
import { sharpeRatio } from './sharpe-ratio.ts';

const DAYS = 'session days';
const NO_EQUITY = 'The equity at the period’s start is not above 0.';
const LOST_ALL = 'The equity was not above 0 at the start of a day.';
const NO_DRAWDOWN = 'The equity was never below its peak.';

type DayMetric = Extract<
  MetricName,
  | 'net_result' | 'total_return' | 'sharpe' | 'sortino' | 'calmar' | 'volatility'
  | 'max_drawdown' | 'max_drawdown_dollars' | 'max_drawdown_duration' | 'max_drawdown_recovery'
>;

/** The figures that days are the sample of. */
export function dayFigures(days: readonly DayNet[], startEquity: number): Readonly<Record<DayMetric, Figure>> {
  const count = days.length;
  const curve = equityCurve(days, startEquity);
  let units = 0;
  for (const { net } of days) units += Math.round(net * MONEY_SCALE);
  const net = units / MONEY_SCALE;
  return {
    net_result: figure(net, count, DAYS),
    total_return: startEquity > 0 ? figure(net / startEquity, count, DAYS) : noFigure(NO_EQUITY, count, DAYS),
    ...returnFigures(curve, startEquity),
    ...drawdownFigures(curve),
    calmar: calmar(curve, net / startEquity, startEquity),
  };
}

function returnFigures(curve: readonly EquityPoint[], startEquity: number): Readonly<Record<'sharpe' | 'sortino' | 'volatility', Figure>> {
  const count = curve.length;
  const returns = dailyReturns(curve, startEquity);
  if (returns === null) {
    const none = noFigure(startEquity > 0 ? LOST_ALL : NO_EQUITY, count, DAYS);
    return { sharpe: none, sortino: none, volatility: none };
  }
  const moments = returnMoments(returns);
  const year = Math.sqrt(SESSIONS_A_YEAR);
  const { ratio, interval } = sharpeRatio(moments);
  return {
    sharpe: returns.every((each) => each === returns[0]) ? noFigure('The days’ returns do not differ.', count, DAYS) : figure(ratio, count, DAYS, interval),
    sortino: moments.downside > 0 ? figure((moments.mean / moments.downside) * year, count, DAYS) : noFigure('No day lost.', count, DAYS),
    volatility: figure(moments.deviation * year, count, DAYS),
  };
}

function drawdownFigures(curve: readonly EquityPoint[]): Readonly<Record<'max_drawdown' | 'max_drawdown_dollars' | 'max_drawdown_duration' | 'max_drawdown_recovery', Figure>> {
  const count = curve.length;
  const deepest = deepestDrawdown(drawdowns(curve));
  const none = noFigure(NO_DRAWDOWN, count, DAYS);
  const share = greatestShare(curve);
  return {
    max_drawdown: share === null ? noFigure(NO_EQUITY, count, DAYS) : figure(share, count, DAYS),
    max_drawdown_dollars: figure(deepest?.depth ?? 0, count, DAYS),
    max_drawdown_duration: deepest === null ? none : figure(deepest.length, count, DAYS),
    max_drawdown_recovery: deepest === null ? none : deepest.recovery === null ? noFigure('The equity is still below that peak.', count, DAYS) : figure(deepest.recovery, count, DAYS),
  };
}

/** null where the share is not known on some day. */
function greatestShare(curve: readonly EquityPoint[]): number | null {
  let greatest = 0;
  for (const { drawdownShare } of curve) {
    if (drawdownShare === null) return null;
    greatest = Math.max(greatest, -drawdownShare);
  }
  return greatest;
}

function calmar(curve: readonly EquityPoint[], totalReturn: number, startEquity: number): Figure {
  const count = curve.length;
  const share = greatestShare(curve);
  if (!(startEquity > 0) || share === null) return noFigure(NO_EQUITY, count, DAYS);
  if (!(totalReturn > -1)) return noFigure('All of the equity was lost: there is no annual return.', count, DAYS);
  if (share === 0) return noFigure(NO_DRAWDOWN, count, DAYS);
  return figure(((1 + totalReturn) ** (SESSIONS_A_YEAR / count) - 1) / share, count, DAYS);
}
