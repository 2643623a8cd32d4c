import type { EpochMs } from '../../src-core/time.ts';
import { readLines, splitFields } from './csv.ts';
import type { FeedProblem } from './feed.ts';
import type { TableRow } from './recorded-table.ts';
import type { RecordedTimes } from './recorded-time.ts';

/** A recording that cannot be played; the message names the file and the reason. */
export class FeedRefused extends Error {
  readonly file: string;
  readonly reason: string;

  constructor(file: string, reason: string) {
    super(`${file}: ${reason}`);
    this.name = 'FeedRefused';
    this.file = file;
    this.reason = reason;
  }
}

const KEPT = 200;

/** What could not be used: the newest are kept, all are counted. */
export class ProblemLog {
  readonly #kept: FeedProblem[] = [];
  #total = 0;

  add(file: string, line: number, reason: string): void {
    this.#total += 1;
    this.#kept.push({ file, line, reason });
    if (this.#kept.length > KEPT) this.#kept.shift();
  }

  get kept(): readonly FeedProblem[] {
    return this.#kept;
  }

  get total(): number {
    return this.#total;
  }
}

/** One row of a CSV file. */
class CsvRow implements TableRow {
  readonly #index: ReadonlyMap<string, number>;
  #fields: readonly string[] = [];

  constructor(index: ReadonlyMap<string, number>) {
    this.#index = index;
  }

  set(fields: readonly string[]): void {
    this.#fields = fields;
  }

  text(column: string): string {
    const at = this.#index.get(column);
    return at === undefined ? '' : (this.#fields[at] ?? '').trim();
  }

  number(column: string, least: number): number {
    const text = this.text(column);
    if (text === '') return Number.NaN;
    const value = Number(text);
    if (!(value >= least) || value === Number.POSITIVE_INFINITY) throw new RangeError(`${column} "${text}" is not a number of at least ${least}`);
    return value;
  }

  time(times: RecordedTimes): EpochMs {
    return times.read(this.text('time'));
  }
}

/** Reads a CSV file, plain or gzipped, as readTable does. */
export async function readCsvTable(path: string, required: readonly string[], problems: ProblemLog, use: (row: TableRow) => void): Promise<void> {
  let line = 0;
  let width = 0;
  let row: CsvRow | null = null;
  try {
    for await (const lines of readLines(path)) {
      for (const text of lines) {
        line += 1;
        if (text === '' || text === '\r') continue;
        const fields = splitFields(text);
        if (row === null) {
          row = new CsvRow(headerOf(path, fields, required));
          width = fields.length;
          continue;
        }
        try {
          if (fields.length !== width) throw new RangeError(`${fields.length} fields, expected ${width}`);
          row.set(fields);
          use(row);
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          problems.add(path, line, error.message);
        }
      }
    }
  } catch (error) {
    if (error instanceof FeedRefused || !(error instanceof Error)) throw error;
    if (row === null) throw new FeedRefused(path, error.message);
    problems.add(path, line, `the file breaks off: ${error.message}`);
  }
  if (row === null) throw new FeedRefused(path, 'is empty');
}

function headerOf(path: string, fields: readonly string[], required: readonly string[]): ReadonlyMap<string, number> {
  const index = new Map(fields.map((name, at) => [name.replace('\uFEFF', '').trim().toLowerCase(), at]));
  const missing = required.filter((name) => !index.has(name));
  if (missing.length > 0) throw new FeedRefused(path, `has no column ${missing.join(', ')}; its columns are ${[...index.keys()].join(', ')}`);
  return index;
}
