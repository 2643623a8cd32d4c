import { z } from 'zod';
import { MINUTE } from '../time.ts';
import type { EventTime } from './event-times.ts';
import type { ExchangeSession } from './exchange-calendar.ts';
import { type ExpiryClock, YEAR } from './expiry-clock.ts';

/** Minutes from open to reference of the sessions that curves are measured on. */
const REGULAR_MINUTES = 390;
/** Weights are written with few digits: their mean may differ from 1 by this much. The clock scales them exactly. */
const MEAN_TOLERANCE = 1e-3;

const weightSchema = z
  .number({ error: 'expected a weight from 0.01 to 100' })
  .min(0.01, 'expected a weight from 0.01 to 100')
  .max(100, 'expected a weight from 0.01 to 100');

/**
 * How the variance of a regular session without events is spread over it: one weight for each `bucketMinutes` from the
 * open on, 1 for the mean. A minute within a bucket counts as much as any other of it.
 */
export const varianceCurveSchema = z
  .object({
    bucketMinutes: z
      .int({ error: 'expected whole minutes that divide 390' })
      .min(1, 'expected whole minutes that divide 390')
      .max(30, 'expected 30 minutes at most')
      .refine((minutes) => REGULAR_MINUTES % minutes === 0, 'expected whole minutes that divide 390'),
    weights: z.array(weightSchema, { error: 'expected a list of weights' }),
    provenance: z.object({ source: z.string({ error: 'expected a text' }).min(1, 'expected a text') }),
  })
  .superRefine(({ bucketMinutes, weights }, context) => {
    const buckets = REGULAR_MINUTES / bucketMinutes;
    if (weights.length !== buckets) {
      context.addIssue({ code: 'custom', path: ['weights', 'length'], message: `expected ${buckets} weights of ${bucketMinutes} minutes` });
    } else if (Math.abs(sum(weights) / buckets - 1) > MEAN_TOLERANCE) {
      context.addIssue({ code: 'custom', path: ['weights'], message: `expected weights of mean 1, found ${(sum(weights) / buckets).toFixed(4)}` });
    }
  });

export type VarianceCurve = z.output<typeof varianceCurveSchema>;

/**
 * Counts minutes by the variance that is expected in them.
 *
 * A session without events weighs what it does on the flat clock: at its open both clocks show the same, so that their
 * volatilities are on one scale. Before the open time is flat. An event adds its extra variance, so that at the open of
 * its day this clock shows more years, and a volatility on it is the ordinary one without the event. An early close
 * compresses the whole curve: of the ways to shorten a day it came nearest to the one early close in the bars.
 *
 * `events` are the session's, earliest first. The answers are read from sums made here, by the minute; a query
 * allocates nothing.
 * Throws RangeError unless the session lasts whole minutes.
 */
export function varianceClock(session: ExchangeSession, curve: VarianceCurve, events: readonly EventTime[]): ExpiryClock {
  const { open, reference } = session;
  const minutes = (reference - open) / MINUTE;
  if (!Number.isInteger(minutes) || minutes <= 0) {
    throw new RangeError(`the session ${session.date} lasts ${minutes} minutes; expected whole minutes`);
  }
  const within = events.filter(({ at }) => at >= open && at < reference);
  const years = yearsPerMinute(curve, minutes, (reference - open) / YEAR);
  for (const event of within) addEvent(years, event, (event.at - open) / MINUTE, (reference - open) / YEAR);
  // left[i]: years from the start of minute i to the reference.
  const left = new Float64Array(minutes + 1);
  for (let i = minutes - 1; i >= 0; i -= 1) left[i] = (left[i + 1] as number) + (years[i] as number);
  const whole = left[0] as number;
  return {
    name: 'variance',
    label: ['variance clock', ...eventLabels(within)].join(' · '),
    yearsLeft: (now) => {
      if (now >= reference) return 0;
      if (now < open) return whole + (open - now) / YEAR;
      const elapsed = (now - open) / MINUTE;
      const i = Math.floor(elapsed);
      return (left[i + 1] as number) + (i + 1 - elapsed) * (years[i] as number);
    },
    speed: (now) => {
      if (now >= reference) return 0;
      return now < open ? 1 : (years[Math.floor((now - open) / MINUTE)] as number) * (YEAR / MINUTE);
    },
  };
}

/** The curve stretched or compressed over `minutes`, with `whole` years in all. */
function yearsPerMinute(curve: VarianceCurve, minutes: number, whole: number): Float64Array {
  const { weights, bucketMinutes } = curve;
  const before = new Float64Array(weights.length + 1);
  for (const [bucket, weight] of weights.entries()) before[bucket + 1] = (before[bucket] as number) + weight;
  const total = before[weights.length] as number;
  const shareBefore = (minute: number): number => {
    const position = (minute * REGULAR_MINUTES) / (minutes * bucketMinutes);
    const bucket = Math.min(weights.length - 1, Math.floor(position));
    return ((before[bucket] as number) + (position - bucket) * (weights[bucket] as number)) / total;
  };
  return Float64Array.from({ length: minutes }, (_, minute) => (shareBefore(minute + 1) - shareBefore(minute)) * whole);
}

/** Spreads the event's extra variance, halving every half-life, over the minutes from `start` to the reference. */
function addEvent(years: Float64Array, event: EventTime, start: number, ordinary: number): void {
  const decay = (minute: number): number => 2 ** (-(minute - start) / event.halfLifeMinutes);
  const scale = (event.extraVariance * ordinary) / (1 - decay(years.length));
  for (let minute = Math.floor(start); minute < years.length; minute += 1) {
    const from = Math.max(start, minute);
    years[minute] = (years[minute] as number) + scale * (decay(from) - decay(minute + 1));
  }
}

/** Each name with the first of its times. */
function eventLabels(events: readonly EventTime[]): string[] {
  const first = new Map<string, string>();
  for (const { label, time } of events) {
    if (!first.has(label)) first.set(label, time);
  }
  return [...first].map(([label, time]) => `${label} ${time}`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
