import { type Interval, NORMAL_95 } from '../statistics/wilson-interval.ts';
import type { ReturnMoments } from './daily-returns.ts';
import { SESSIONS_A_YEAR } from './metrics.ts';

/**
 * The annual Sharpe ratio of daily returns over a risk-free rate of 0, with its 95 % interval: the variance of the daily
 * ratio s is (1 - skew·s + (kurtosis - 1)/4·s²) / n. E. Mertens, "Comments on variance of the IID estimator in Lo (2002)"
 * (2002); for normal returns it is (1 + s²/2) / n, as in A. Lo, "The statistics of Sharpe ratios", Financial Analysts Journal
 * 58 (2002). Results of sold options are skewed to losses, which makes it wider than Lo's.
 */
export function sharpeRatio({ count, mean, deviation, skew, kurtosis }: ReturnMoments): { readonly ratio: number; readonly interval: Interval } {
  const daily = mean / deviation;
  const variance = (1 - skew * daily + ((kurtosis - 1) / 4) * daily * daily) / count;
  const year = Math.sqrt(SESSIONS_A_YEAR);
  const half = NORMAL_95 * Math.sqrt(Math.max(0, variance)) * year;
  return { ratio: daily * year, interval: { low: daily * year - half, high: daily * year + half } };
}
