import { z } from 'zod';
import { type CorrelationPair, PAIR_NAMES } from '../signals/market-state.ts';
import { DayCorrelation } from './correlation.ts';

/** Minute returns of the correlation that a baseline is of. */
export const BASELINE_WINDOW = 20;
/** Former sessions in which a minute must be known. */
export const LEAST_SESSIONS = 5;
/** Minutes on either side that are taken together. */
const SMOOTHING = 10;
/** What chance alone does to Fisher's transform of a correlation of so many independent normal pairs: 1/sqrt(n - 3). */
const LEAST_DEVIATION = 1 / Math.sqrt(BASELINE_WINDOW - 3);
/** Correlations of ±1 have no finite transform. */
const GREATEST = 0.999_999;

/** What the correlation ordinarily is at one minute of the day, by Fisher's transform, artanh r. */
export interface OrdinaryCorrelation {
  readonly mean: number;
  /** Standard deviation of one day's value around the mean. */
  readonly deviation: number;
  readonly days: number;
}

/** R. A. Fisher's transform ("On the probable error of a coefficient of correlation", 1921): nearly normal, of nearly the same width for all r. */
export function fisher(correlation: number): number {
  return Math.atanh(Math.max(-GREATEST, Math.min(GREATEST, correlation)));
}

/** The transformed correlation of the last 20 returns at the end of each minute of one day; NaN where it is not known. */
export function fisherByMinute(x: Float64Array, y: Float64Array): Float64Array {
  const day = new DayCorrelation([BASELINE_WINDOW]);
  return x.map((price, minute) => {
    day.minute(price, y[minute] ?? Number.NaN);
    return fisher(day.current(BASELINE_WINDOW));
  });
}

/**
 * What is ordinary at each minute, from former days' values by minute; null where fewer than `least` days know the minute.
 * Each minute is taken with those up to `smoothing` away: the mean of all, and the variance between days within a minute.
 * The deviation is that of a new day around a mean of so few, and never less than chance alone makes it.
 */
export function ordinaryCorrelations(days: readonly Float64Array[], { least = LEAST_SESSIONS, smoothing = SMOOTHING } = {}): readonly (OrdinaryCorrelation | null)[] {
  const minutes = Math.max(0, ...days.map((day) => day.length));
  const single = Array.from({ length: minutes }, (_, minute) => momentsAt(days, minute));
  return single.map(({ count: known }, minute) => {
    if (known < least) return null;
    let count = 0;
    let sum = 0;
    let squares = 0;
    let freedom = 0;
    for (const near of single.slice(Math.max(0, minute - smoothing), minute + smoothing + 1)) {
      if (near.count < least) continue;
      count += near.count;
      sum += near.count * near.mean;
      squares += near.squares;
      freedom += near.count - 1;
    }
    const spread = Math.max(LEAST_DEVIATION, Math.sqrt(squares / freedom));
    return { mean: sum / count, deviation: spread * Math.sqrt(1 + 1 / known), days: known };
  });
}

function momentsAt(days: readonly Float64Array[], minute: number): { readonly count: number; readonly mean: number; readonly squares: number } {
  const values = days.map((day) => day[minute] ?? Number.NaN).filter((value) => !Number.isNaN(value));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { count: values.length, mean, squares: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) };
}

const curveSchema = z.object({
  /** Of Fisher's transform, at each of `minutes`. */
  mean: z.array(z.number({ error: 'expected a number' })),
  deviation: z.array(z.number({ error: 'expected a deviation above 0' }).positive('expected a deviation above 0')),
  /** Sessions that were measured. */
  days: z.array(z.int({ error: 'expected a whole number of sessions' }).min(1, 'expected 1 session or more')),
});

/** The baseline that the program comes with: what is ordinary at some minutes since the open, and between them in a line. */
export const shippedBaselineSchema = z
  .object({
    window: z.literal(BASELINE_WINDOW, { error: `expected ${BASELINE_WINDOW}` }),
    /** Finished minutes since the open, ascending. */
    minutes: z.array(z.int({ error: 'expected whole minutes' }).min(1, 'expected 1 to 390').max(390, 'expected 1 to 390')).min(2, 'expected 2 minutes or more'),
    pairs: z.object({ SPY_QQQ: curveSchema, SPY_IWM: curveSchema, QQQ_IWM: curveSchema }),
    provenance: z.object({ source: z.string({ error: 'expected a text' }).min(1, 'expected a text') }),
  })
  .superRefine(({ minutes, pairs }, context) => {
    if (minutes.some((minute, i) => i > 0 && minute <= (minutes[i - 1] ?? 0))) {
      context.addIssue({ code: 'custom', path: ['minutes'], message: 'expected ascending minutes' });
    }
    for (const pair of PAIR_NAMES) {
      for (const field of ['mean', 'deviation', 'days'] as const) {
        if (pairs[pair][field].length === minutes.length) continue;
        context.addIssue({ code: 'custom', path: ['pairs', pair, field, 'length'], message: `expected ${minutes.length}, one for each of minutes` });
      }
    }
  });
export type ShippedBaseline = z.output<typeof shippedBaselineSchema>;

/** Throws RangeError that names the first field which does not fit. */
export function parseShippedBaseline(content: unknown): ShippedBaseline {
  const parsed = shippedBaselineSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RangeError(`the shipped correlation baseline: ${issue?.path.map(String).join('.') || 'the whole'}: ${issue?.message ?? 'it does not fit'}`);
}

/** After so many finished minutes; null outside the minutes it is of. */
export function shippedOrdinary({ minutes, pairs }: ShippedBaseline, pair: CorrelationPair, minute: number): OrdinaryCorrelation | null {
  const after = minutes.findIndex((knot) => knot >= minute);
  const right = minutes[after];
  if (right === undefined) return null;
  const before = right === minute ? after : after - 1;
  const left = minutes[before];
  if (left === undefined) return null;
  const share = right === left ? 0 : (minute - left) / (right - left);
  const { mean, deviation, days } = pairs[pair];
  const between = (values: readonly number[]): number => (1 - share) * (values[before] ?? Number.NaN) + share * (values[after] ?? Number.NaN);
  return { mean: between(mean), deviation: between(deviation), days: Math.min(days[before] ?? 0, days[after] ?? 0) };
}
