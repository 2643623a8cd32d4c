import type { AlertCondition } from '../../../src-core/alerts/alert.ts';
import type { AlertReadings } from '../alert-readings.ts';
import { crossing, type Look } from './look.ts';

export function lookAtPrice({ ticker, when, threshold }: Extract<AlertCondition, { kind: 'price' }>, readings: AlertReadings): Look | null {
  const price = readings.priceOf(ticker);
  return price === null ? null : crossing(ticker, price, when, threshold, (value) => value.toFixed(2));
}
