import type { AlertCondition } from '../../../src-core/alerts/alert.ts';
import { toDollars } from '../../../src-core/money.ts';
import type { AlertReadings } from '../alert-readings.ts';
import { crossing, dollarWords, type Look } from './look.ts';

export function lookAtResult({ tradeId, when, threshold }: Extract<AlertCondition, { kind: 'result' }>, readings: AlertReadings): Look | null {
  const result = readings.resultOf(tradeId);
  if (result === null) return null;
  const subject = tradeId === null ? 'The day\'s result' : `The result of ${readings.positionName(tradeId) ?? 'the position'}`;
  return crossing(subject, toDollars(result), when, threshold, dollarWords);
}
