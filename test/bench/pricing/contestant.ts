import { greekColumns } from '../../support/greek-columns.ts';
import type { GreekColumns } from '../../../src-core/pricing/batch.ts';
import type { Grid } from './grids.ts';

/** Who takes part: each has loops of its own over the rows, so that none spoils the compiled code of another. */
export interface Contestant {
  readonly name: string;
  /** How many derivatives `all` finds beside the price. */
  readonly greeks: number;
  /** Every so many rows are timed. */
  readonly every: number;
  /** Writes `iv` from the quotes, NaN where it fails; null where it comes only with `all`. */
  readonly implied: Loop | null;
  /** Writes `value` from the volatilities; null where it was not to be measured. */
  readonly values: Loop | null;
  /** Writes `iv`, from it `value`, and the derivatives on offer, in whatever units; null as above. */
  readonly all: Loop | null;
}

export type Loop = (grid: Grid, results: Results) => void;

/** Columns by row. */
export interface Results extends GreekColumns {
  readonly value: Float64Array;
  /** Codes of `Solution`, where it is ours. */
  readonly solution: Uint8Array;
}

export function emptyResults(size: number): Results {
  return {
    ...greekColumns(size, 0),
    value: new Float64Array(size),
    solution: new Uint8Array(size),
  };
}
