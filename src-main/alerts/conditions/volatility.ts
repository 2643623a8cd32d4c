import type { AlertCondition } from '../../../src-core/alerts/alert.ts';
import type { AlertReadings } from '../alert-readings.ts';
import { crossing, type Look } from './look.ts';

export function lookAtVolatility({ underlying, when, threshold }: Extract<AlertCondition, { kind: 'volatility' }>, readings: AlertReadings): Look | null {
  const volatility = readings.volatilityOf(underlying);
  if (volatility === null) return null;
  return crossing(`The volatility at the money of ${underlying}`, volatility * 100, when, threshold, (value) => `${value.toFixed(1)} %`);
}
