import type { Money } from '../../../src-core/money.ts';
import type { EpochMs, IsoDate } from '../../../src-core/time.ts';

/** A column of an exported table and what it holds; null is unknown in every kind. */
export type Column<Row> = { readonly name: string } & (
  | { readonly kind: 'text'; readonly of: (row: Row) => string | null }
  | { readonly kind: 'count'; readonly of: (row: Row) => number | null }
  | { readonly kind: 'figure'; readonly of: (row: Row) => number | null }
  /** Dollars to the ten-thousandth. */
  | { readonly kind: 'money'; readonly of: (row: Row) => Money | null }
  | { readonly kind: 'date'; readonly of: (row: Row) => IsoDate | null }
  /** A moment: in CSV two columns, `name`_utc and `name`_new_york; in Parquet one, in UTC. */
  | { readonly kind: 'moment'; readonly of: (row: Row) => EpochMs | null }
);

/** Writes rows piece by piece, so that others get their turn between two. */
export interface TableWriter<Row> {
  write(rows: readonly Row[]): void;
  finish(): Uint8Array;
}
