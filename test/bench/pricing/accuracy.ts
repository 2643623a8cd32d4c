import { median } from '../../support/figures.ts';
import type { Grid } from './grids.ts';

/** Above this the price says too little about the volatility. */
export const MOST_CONDITION = 50;
const OFF = 1e-4;

/** Of the rows whose price carries information on the volatility. */
export interface Accuracy {
  readonly rows: number;
  /** No positive volatility where there is one. */
  readonly failures: number;
  /** Share of the rows, from 0 to 1, that are wrong by more than 0.0001 or have failed. */
  readonly off: number;
  /** Of those that have not failed: |implied - true|, 1.00 = 100 %; `null` of none. */
  readonly max: number | null;
  readonly median: number | null;
  /** The same, relative, in units of (1 + condition) · 2.2e-16: what the rounding of the quote alone may cost. */
  readonly maxUnits: number | null;
  readonly medianUnits: number | null;
}

export function accuracyOf({ volatility, condition }: Grid, iv: Float64Array): Accuracy {
  const errors: number[] = [];
  const units: number[] = [];
  let rows = 0;
  for (let row = 0; row < volatility.length; row += 1) {
    const wanted = volatility[row] as number;
    const c = condition[row] as number;
    const found = iv[row] as number;
    if (!(c < MOST_CONDITION)) continue;
    rows += 1;
    if (!(found > 0 && Number.isFinite(found))) continue;
    errors.push(Math.abs(found - wanted));
    units.push(Math.abs(found - wanted) / (wanted * (1 + c) * 2.2e-16));
  }
  const failures = rows - errors.length;
  const of = (statistic: (values: readonly number[]) => number, values: readonly number[]): number | null => (values.length === 0 ? null : statistic(values));
  const largest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0);
  return {
    rows,
    failures,
    off: (failures + errors.filter((error) => error > OFF).length) / rows,
    max: of(largest, errors),
    median: of(median, errors),
    maxUnits: of(largest, units),
    medianUnits: of(median, units),
  };
}
