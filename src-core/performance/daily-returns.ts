import type { EquityPoint } from './equity-curve.ts';

/** Moments of daily returns; standard deviation with n - 1, skew and kurtosis (3 for normal ones) with n. */
export interface ReturnMoments {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  /** Root of the mean over all days of the squares of what was lost. */
  readonly downside: number;
  readonly skew: number;
  readonly kurtosis: number;
}

/** Each day's net over the equity at the day's start; null where that is not above 0 on some day, as nothing is earned on it. */
export function dailyReturns(curve: readonly EquityPoint[], startEquity: number): number[] | null {
  let before = startEquity;
  const returns: number[] = [];
  for (const { net, equity } of curve) {
    if (!(before > 0)) return null;
    returns.push(net / before);
    before = equity;
  }
  return returns;
}

/** NaN where there are too few, or where they do not differ. */
export function returnMoments(returns: readonly number[]): ReturnMoments {
  const count = returns.length;
  let sum = 0;
  for (const each of returns) sum += each;
  const mean = sum / count;
  let [second, third, fourth, lost] = [0, 0, 0, 0];
  for (const each of returns) {
    const distance = each - mean;
    const square = distance * distance;
    second += square;
    third += square * distance;
    fourth += square * square;
    if (each < 0) lost += each * each;
  }
  const variance = second / count;
  return {
    count,
    mean,
    deviation: Math.sqrt(second / (count - 1)),
    downside: Math.sqrt(lost / count),
    skew: third / count / variance ** 1.5,
    kurtosis: fourth / count / (variance * variance),
  };
}
