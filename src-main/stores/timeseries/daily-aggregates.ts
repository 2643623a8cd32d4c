import { dateInNewYork, newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { DAY, type EpochMs, HOUR, type IsoDate, parseIsoDate } from '../../../src-core/time.ts';
import type { Measurement } from './measurements.ts';

export type DailyFunction = 'first' | 'last' | 'min' | 'max' | 'mean';

/** A field of a daily aggregate: which field of the detail it is made of, and how. */
export interface DailyField {
  readonly name: string;
  readonly of: string;
  readonly by: DailyFunction;
}

const last = (name: string): DailyField => ({ name, of: name, by: 'last' });

/**
 * What is kept of a day when its detail goes, by measurement; the aggregate of market_data is market_data_daily, with the
 * same tags and the day's midnight in New York as its time. Options have none: their contracts live for a day, and the
 * relational store archives their chains.
 */
export const DAILY = {
  market_data: [
    { name: 'open', of: 'price', by: 'first' },
    { name: 'high', of: 'price', by: 'max' },
    { name: 'low', of: 'price', by: 'min' },
    { name: 'close', of: 'price', by: 'last' },
    // The detail carries the day's running total.
    { name: 'volume', of: 'volume', by: 'max' },
  ],
  correlations: [
    last('correlation'),
    { name: 'high', of: 'correlation', by: 'max' },
    { name: 'low', of: 'correlation', by: 'min' },
    { name: 'mean', of: 'correlation', by: 'mean' },
    last('rolling_30d'),
    last('rolling_7d'),
  ],
  portfolio_performance: [
    last('pnl'),
    { name: 'highest_pnl', of: 'pnl', by: 'max' },
    { name: 'lowest_pnl', of: 'pnl', by: 'min' },
    last('unrealized_pnl'),
    last('position_count'),
    { name: 'highest_exposure', of: 'exposure', by: 'max' },
  ],
  risk_metrics: [
    last('value'),
    { name: 'high', of: 'value', by: 'max' },
    { name: 'low', of: 'value', by: 'min' },
    last('threshold'),
  ],
} as const satisfies { readonly [Name in Measurement]?: readonly DailyField[] };

export type DailyMeasurement = keyof typeof DAILY;
export const DAILY_MEASUREMENTS: readonly DailyMeasurement[] = ['market_data', 'correlations', 'portfolio_performance', 'risk_metrics'];

export function dailyName(measurement: DailyMeasurement): `${DailyMeasurement}_daily` {
  return `${measurement}_daily`;
}

export interface NewYorkDay {
  readonly date: IsoDate;
  /** Midnight in New York, and the next one. */
  readonly start: EpochMs;
  readonly end: EpochMs;
}

export function newYorkDay(time: EpochMs): NewYorkDay {
  const date = dateInNewYork(time);
  return { date, start: newYorkTime(date, '00:00'), end: newYorkTime(nextDate(date), '00:00') };
}

function nextDate(date: IsoDate): IsoDate {
  return parseIsoDate(new Date(Date.parse(`${date}T12:00:00Z`) + DAY).toISOString().slice(0, 10));
}

/** The first midnight in New York that is not before `time`. */
export function midnightFrom(time: EpochMs): EpochMs {
  const { start, end } = newYorkDay(time);
  return start === time ? start : end;
}

/** New York is a whole number of hours from UTC, so hours of UTC never lie in two of its days. */
export const WITHIN_A_DAY = HOUR;
