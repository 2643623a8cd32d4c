import { fromDollars, toDollars, ZERO, add } from '../money.ts';
import { clusteredMean } from '../statistics/clustered-mean.ts';
import type { CalibrationView } from './calibration-view.ts';
import { FATES, type SettledSignal } from './signal.ts';

/**
 * What was done with signals, in money: every fate there is, one package each, whether it was traded or not. Only settled
 * signals are known here, so `count` is `settled`.
 */
export function fateRecordsOf(settled: readonly SettledSignal[]): CalibrationView['fates'] {
  const byFate = Map.groupBy(settled, (signal) => signal.fate);
  return FATES.map((fate) => {
    const ofFate = byFate.get(fate) ?? [];
    const { mean, interval } = clusteredMean(ofFate.map((signal) => signal.result), ofFate.map((signal) => signal.date));
    let total = ZERO;
    for (const signal of ofFate) total = add(total, fromDollars(signal.result));
    return { fate, count: ofFate.length, settled: ofFate.length, wins: ofFate.filter((signal) => signal.won).length, total: toDollars(total), mean, interval };
  });
}
