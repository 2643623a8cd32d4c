import type { AlertCondition } from '../../../src-core/alerts/alert.ts';
import type { AlertReadings } from '../alert-readings.ts';
import type { Look } from './look.ts';

/** Trading goes on after the reference time, and a rule of 0 minutes is told then. */
const MINUTES_AFTER = 15;

/** Holds from so many minutes before the reference time until trading has ended: what is over is not told of any more. */
export function lookAtTime({ minutesBefore }: Extract<AlertCondition, { kind: 'time' }>, readings: AlertReadings): Look | null {
  const minutes = readings.minutesToReference();
  if (minutes === null) return null;
  const left = Math.ceil(minutes);
  return {
    holds: minutes <= minutesBefore && minutes > -MINUTES_AFTER,
    text: left > 0 ? `${left} ${left === 1 ? 'minute' : 'minutes'} to the reference time.` : 'The reference time is reached.',
  };
}
