import { clusteredVariance } from './clustered-mean.ts';
import { studentQuantile } from './student-quantile.ts';
import { type Interval, NORMAL_95, wilsonInterval } from './wilson-interval.ts';

export interface WinRate {
  readonly wins: number;
  readonly count: number;
  readonly sessions: number;
  /** null without an outcome. */
  readonly rate: number | null;
  /** So many independent outcomes would tell as much. */
  readonly effective: number;
  /** 95 %; null without an outcome. */
  readonly interval: Interval | null;
}

/**
 * How often something was won, with Wilson's interval at an effective sample: the count divided by how much more the
 * sessions' sums vary than independent outcomes would (L. Kish's design effect, at least 1), with Student's quantile over
 * sessions. Where that cannot be told, because all were won or none, or all are of one session, a session counts as one outcome.
 */
export function winRate(won: readonly boolean[], sessionOf: readonly string[]): WinRate {
  const count = won.length;
  const outcomes = won.map(Number);
  let wins = 0;
  for (const outcome of outcomes) wins += outcome;
  if (count === 0) return { wins, count, sessions: 0, rate: null, effective: 0, interval: null };
  const rate = wins / count;
  const { variance, clusters: sessions } = clusteredVariance(outcomes, rate, sessionOf);
  const independent = (rate * (1 - rate)) / count;
  const told = independent > 0 && sessions > 1;
  const effective = told ? count / Math.max(1, variance / independent) : sessions;
  return { wins, count, sessions, rate, effective, interval: wilsonInterval(rate, effective, told ? studentQuantile(0.95, sessions - 1) : NORMAL_95) };
}
