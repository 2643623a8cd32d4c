import type { z } from 'zod';
import type { equityPointSchema } from '../contract/performance.ts';
import { MONEY_SCALE } from '../money.ts';
import type { DayNet } from './day-net.ts';

export type EquityPoint = z.output<typeof equityPointSchema>;

/**
 * Equity at the end of each day: `startEquity` dollars and all results since, added up in ten-thousandths, so that it is exact.
 * The period's start is a peak too. A drawdown's share is null while no peak is above 0.
 */
export function equityCurve(days: readonly DayNet[], startEquity: number): EquityPoint[] {
  let equity = Math.round(startEquity * MONEY_SCALE);
  let peak = equity;
  return days.map(({ date, net }) => {
    equity += Math.round(net * MONEY_SCALE);
    peak = Math.max(peak, equity);
    const below = equity - peak;
    return { date, net, equity: equity / MONEY_SCALE, drawdown: below / MONEY_SCALE, drawdownShare: peak > 0 ? below / peak : null };
  });
}
