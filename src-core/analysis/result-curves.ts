import { NO_SHIFT, type PositionGreekValues, type PositionPricer, type TimeLeft } from '../risk/position-pricer.ts';
import type { PacedTimeLeft } from './clock-grid.ts';

/** Dollars from `low` to `high` in even steps, into `prices`. */
export function evenPrices(low: number, high: number, prices: Float64Array): void {
  const steps = prices.length - 1;
  for (let i = 0; i <= steps; i += 1) prices[i] = low + ((high - low) * i) / steps;
}

/**
 * Dollars gained at each price and one moment with all volatilities shifted (0.01 = a point), into `results`: the value
 * of the position that the pricer has loaded, less `cost`.
 */
export function resultsOver(pricer: PositionPricer, prices: Float64Array, shift: number, left: TimeLeft, cost: number, results: Float64Array): void {
  for (let i = 0; i < prices.length; i += 1) results[i] = pricer.valueAt(prices[i] as number, shift, left) - cost;
}

/** {@link resultsOver} at the reference time. */
export function payoffsOver(pricer: PositionPricer, prices: Float64Array, cost: number, results: Float64Array): void {
  for (let i = 0; i < prices.length; i += 1) results[i] = pricer.payoffAt(prices[i] as number) - cost;
}

/** Greeks along an axis, a column each: delta in shares, gamma per 1.00, theta dollars a calendar day, vega dollars a point. */
export interface GreekColumns {
  readonly value: Float64Array;
  readonly delta: Float64Array;
  readonly gamma: Float64Array;
  readonly theta: Float64Array;
  readonly vega: Float64Array;
}

export function greekColumns(count: number): GreekColumns {
  const column = (): Float64Array => new Float64Array(count);
  return { value: column(), delta: column(), gamma: column(), theta: column(), vega: column() };
}

export function noGreeks(): PositionGreekValues {
  return { value: Number.NaN, delta: Number.NaN, gamma: Number.NaN, theta: Number.NaN, vega: Number.NaN };
}

/** By price, at one moment. */
export function greeksOver(pricer: PositionPricer, prices: Float64Array, shift: number, left: PacedTimeLeft, columns: GreekColumns): void {
  const greeks = noGreeks();
  for (let i = 0; i < prices.length; i += 1) {
    pricer.greeksAt(prices[i] as number, shift, left, left.pace, greeks);
    write(columns, i, greeks);
  }
}

/** Through the day, at one price. */
export function greeksThrough(pricer: PositionPricer, price: number, shift: number, moments: readonly PacedTimeLeft[], columns: GreekColumns): void {
  const greeks = noGreeks();
  for (const [i, left] of moments.entries()) {
    pricer.greeksAt(price, shift, left, left.pace, greeks);
    write(columns, i, greeks);
  }
}

function write(columns: GreekColumns, i: number, greeks: PositionGreekValues): void {
  columns.value[i] = greeks.value;
  columns.delta[i] = greeks.delta;
  columns.gamma[i] = greeks.gamma;
  columns.theta[i] = greeks.theta;
  columns.vega[i] = greeks.vega;
}

/** Dollars gained by price and shift of the volatilities at one moment, a row of shifts for each price, into `results`. */
export function resultSurface(pricer: PositionPricer, prices: Float64Array, shifts: Float64Array, left: TimeLeft, cost: number, results: Float64Array): void {
  for (let i = 0; i < prices.length; i += 1) pricer.valuesAt(prices[i] as number, shifts, left, results, i * shifts.length);
  for (let i = 0; i < results.length; i += 1) results[i] = (results[i] as number) - cost;
}

/** Dollars gained at each price (a row) and each moment (a column), the last one as `payoffsOver` has it where no time is left. */
export function scenarioResults(pricer: PositionPricer, prices: Float64Array, shift: number, moments: readonly TimeLeft[], cost: number): Float64Array {
  const results = new Float64Array(prices.length * moments.length);
  const shifts = shift === 0 ? NO_SHIFT : Float64Array.of(shift);
  for (let i = 0; i < prices.length; i += 1) {
    for (const [j, left] of moments.entries()) {
      const at = i * moments.length + j;
      pricer.valuesAt(prices[i] as number, shifts, left, results, at);
      results[at] = (results[at] as number) - cost;
    }
  }
  return results;
}

const MOST_HALVINGS = 60;
/** Dollars: closer than the last digit shown. */
const PRICE_TOLERANCE = 1e-7;

/**
 * The prices within those of a curve where its result changes its sign, ascending, solved for with `resultAt`, which must
 * be what `results` are of. A result that only touches zero, or crosses it twice between two neighbours, is not found.
 */
export function breakEvensAt(prices: Float64Array, results: Float64Array, resultAt: (price: number) => number): number[] {
  const found: number[] = [];
  for (let i = 1; i < prices.length; i += 1) {
    const before = results[i - 1] as number;
    const after = results[i] as number;
    if (before === 0 && (i === 1 || (results[i - 2] as number) * after < 0)) found.push(prices[i - 1] as number);
    if (before * after < 0) found.push(bisected(prices[i - 1] as number, prices[i] as number, Math.sign(before), resultAt));
  }
  return found;
}

function bisected(low: number, high: number, sign: number, resultAt: (price: number) => number): number {
  let from = low;
  let to = high;
  for (let step = 0; step < MOST_HALVINGS && to - from > PRICE_TOLERANCE; step += 1) {
    const middle = (from + to) / 2;
    if (Math.sign(resultAt(middle)) === sign) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}
