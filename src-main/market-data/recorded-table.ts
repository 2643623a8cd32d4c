import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpochMs } from '../../src-core/time.ts';
import { FeedRefused, type ProblemLog, readCsvTable } from './csv-table.ts';
import type { RecordedTimes } from './recorded-time.ts';

/** One row of a recorded table, read by column name; the object is reused. */
export interface TableRow {
  /** '' when the column or the value is missing. */
  text(column: string): string;
  /** NaN when the column or the value is missing. Throws RangeError on anything but a number of at least `least`. */
  number(column: string, least: number): number;
  /** The column `time`, read with `times`, which knows its date then. Throws RangeError on anything else than a time. */
  time(times: RecordedTimes): EpochMs;
}

/** What a table must have, and what it may have. */
export interface TableShape {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** What a recorded table's file may end in. */
export const TABLE_ENDINGS = ['.csv', '.csv.gz', '.parquet'] as const;

export function isTableFile(name: string): boolean {
  return TABLE_ENDINGS.some((ending) => name.endsWith(ending));
}

/**
 * Hands every row of a table, in CSV or Parquet, to `use`; a row that `use` throws RangeError on is logged and left out, and
 * so is what follows a break in the file. Throws FeedRefused when a required column is missing or nothing can be read at all.
 */
export async function readTable(path: string, shape: TableShape, problems: ProblemLog, use: (row: TableRow) => void): Promise<void> {
  if (!path.endsWith('.parquet')) return readCsvTable(path, shape.required, problems, use);
  // Loaded by those who have such a file.
  const { readParquetTable } = await import('./recordings/parquet-table.ts');
  return readParquetTable(path, shape, problems, use);
}

/**
 * The files of a table in a recording's folder: one in CSV or Parquet, or else segments in Parquet (quotes-0001.parquet …) in
 * the order of their numbers. Empty where there is none.
 */
export async function tableFiles(folder: string, table: string): Promise<readonly string[]> {
  for (const ending of TABLE_ENDINGS) {
    const file = join(folder, `${table}${ending}`);
    if ((await stat(file).catch(() => null))?.isFile() === true) return [file];
  }
  const number = (name: string): number => Number(/-(\d+)\.parquet$/.exec(name)?.[1]);
  const segments = (await readdir(folder)).filter((name) => new RegExp(`^${table}-\\d+\\.parquet$`).test(name));
  return segments.sort((left, right) => number(left) - number(right)).map((name) => join(folder, name));
}

/** How many rows those files say they have together: what to make room for. 0 where they do not say. */
export async function rowsIn(files: readonly string[]): Promise<number> {
  let rows = 0;
  for (const file of files.filter((name) => name.endsWith('.parquet'))) {
    const { parquetRows } = await import('./recordings/parquet-table.ts');
    rows += await parquetRows(file).catch((error: unknown) => {
      if (error instanceof FeedRefused) return 0;
      throw error;
    });
  }
  return rows;
}
