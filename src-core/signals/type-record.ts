import { clusteredMean } from '../statistics/clustered-mean.ts';
import { winRate } from '../statistics/win-rate.ts';
import type { TypeRecord } from './calibration-view.ts';
import type { SettledSignal } from './signal.ts';

/** How settled signals, of one type or any, did. Intervals are over sessions; sums run in the order given. */
export function typeRecordOf(settled: readonly SettledSignal[], about: Pick<TypeRecord, 'detector' | 'title' | 'state'>): TypeRecord {
  const sessionOf = settled.map((signal) => signal.date);
  const rate = winRate(settled.map((signal) => signal.won), sessionOf);
  const result = clusteredMean(settled.map((signal) => signal.result), sessionOf);
  const exits = { target: 0, stop: 0, expiry: 0 };
  for (const { exit } of settled) if (exit !== 'unsettled') exits[exit] += 1;
  return {
    detector: about.detector,
    title: about.title,
    state: about.state,
    settled: settled.length,
    sessions: rate.sessions,
    wins: rate.wins,
    winRate: rate.rate,
    winRateInterval: rate.interval,
    implied: mean(settled.map((signal) => signal.implied)),
    confidence: mean(settled.map((signal) => signal.confidence)),
    expectancy: result.mean,
    expectancyInterval: result.interval,
    expectancyAtExpectedFill: mean(settled.map((signal) => signal.expectedResult)),
    perRisk: resultPerRisk(settled),
    brier: mean(settled.map((signal) => (signal.confidence - Number(signal.won)) ** 2)),
    exits,
  };
}

/** Mean of result over maximum loss of those that could lose; null for none. */
export function resultPerRisk(settled: readonly SettledSignal[]): number | null {
  return mean(settled.filter((signal) => signal.maximumLoss > 0).map((signal) => signal.result / signal.maximumLoss));
}

function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
