import { asyncBufferFromFile, type FileMetaData, type ParquetParsers, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { DAY, type EpochMs } from '../../../src-core/time.ts';
import { FeedRefused, type ProblemLog } from '../csv-table.ts';
import type { TableRow, TableShape } from '../recorded-table.ts';
import type { RecordedTimes } from '../recorded-time.ts';

type Cells = ArrayLike<unknown>;

/** As plain values: milliseconds for a moment, YYYY-MM-DD for a date. */
const PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis) => Number(millis),
  timestampFromMicroseconds: (micros) => Number(micros / 1_000n),
  timestampFromNanoseconds: (nanos) => Number(nanos / 1_000_000n),
  dateFromDays: (days) => new Date(days * DAY).toISOString().slice(0, 10),
};

/** Reads a Parquet file as readTable does, a row group at a time. A problem's line is the row's number, from 1. */
export async function readParquetTable(path: string, { required, optional }: TableShape, problems: ProblemLog, use: (row: TableRow) => void): Promise<void> {
  const { file, metadata } = await opened(path);
  const columns = columnsOf(path, metadata, required, optional);
  const row = new ParquetRow(isLocal(metadata));
  let first = 0;
  for (const group of metadata.row_groups) {
    const count = Number(group.num_rows);
    try {
      row.set(await readColumns(file, metadata, columns, first, first + count));
    } catch (error) {
      if (first === 0) throw new FeedRefused(path, messageOf(error));
      problems.add(path, first + 1, `the file breaks off: ${messageOf(error)}`);
      return;
    }
    for (let at = 0; at < count; at += 1) {
      row.at = at;
      try {
        use(row);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        problems.add(path, first + at + 1, error.message);
      }
    }
    first += count;
  }
}

/** Rows of a file, by its own count. Throws FeedRefused as `opened` does. */
export async function parquetRows(path: string): Promise<number> {
  return Number((await opened(path)).metadata.num_rows);
}

export type ParquetFile = Awaited<ReturnType<typeof asyncBufferFromFile>>;

/** Throws FeedRefused for a file that is no Parquet file, or was cut off. */
export async function opened(path: string): Promise<{ readonly file: ParquetFile; readonly metadata: FileMetaData }> {
  try {
    const file = await asyncBufferFromFile(path);
    return { file, metadata: await parquetMetadataAsync(file) };
  } catch (error) {
    throw new FeedRefused(path, messageOf(error));
  }
}

/** Columns of the rows from `first` up to `end`, which are a row group's. */
export async function readColumns(file: ParquetFile, metadata: FileMetaData, columns: readonly string[], first: number, end: number): Promise<ReadonlyMap<string, Cells>> {
  const pages = new Map<string, Cells[]>();
  await parquetRead({
    file,
    metadata,
    columns: [...columns],
    rowStart: first,
    rowEnd: end,
    parsers: PARSERS,
    onChunk: ({ columnName, columnData }) => void pages.set(columnName, [...(pages.get(columnName) ?? []), columnData]),
  });
  return new Map(columns.map((name) => [name, exact(joined(pages.get(name) ?? []), metadata, name)]));
}

/** Decimals come as products of a power of ten that is not exact. */
function exact(cells: Cells, { schema }: FileMetaData, column: string): Cells {
  const element = schema.find(({ name }) => name === column);
  if (element?.converted_type !== 'DECIMAL') return cells;
  const unit = 10 ** (element.scale ?? 0);
  return Array.from(cells, (cell) => (typeof cell === 'number' ? Math.round(cell * unit) / unit : cell));
}

function columnsOf(path: string, metadata: FileMetaData, required: readonly string[], optional: readonly string[]): readonly string[] {
  const own = metadata.schema.slice(1).filter((element) => element.num_children === undefined || element.num_children === 0);
  const names = own.map(({ name }) => name);
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new FeedRefused(path, `has no column ${missing.join(', ')}; its columns are ${names.join(', ')}`);
  return [...required, ...optional].filter((name) => names.includes(name));
}

/** Times without a zone are New York wall time, as in a CSV file. */
function isLocal({ schema }: FileMetaData): boolean {
  const logical = schema.find(({ name }) => name === 'time')?.logical_type;
  return logical?.type === 'TIMESTAMP' && !logical.isAdjustedToUTC;
}

function joined(pages: readonly Cells[]): Cells {
  const [only] = pages;
  if (pages.length === 1 && only !== undefined) return only;
  return pages.flatMap((page) => Array.from(page));
}

/** Shares its shape with a row of a CSV file. */
class ParquetRow implements TableRow {
  readonly #isLocal: boolean;
  #columns: ReadonlyMap<string, Cells> = new Map();
  at = 0;

  constructor(isLocal: boolean) {
    this.#isLocal = isLocal;
  }

  set(columns: ReadonlyMap<string, Cells>): void {
    this.#columns = columns;
  }

  text(column: string): string {
    const value = this.#columns.get(column)?.[this.at];
    if (typeof value === 'string') return value;
    return value === undefined || value === null ? '' : String(value);
  }

  number(column: string, least: number): number {
    const value = this.#columns.get(column)?.[this.at];
    if (value === undefined || value === null || Number.isNaN(value)) return Number.NaN;
    const read = typeof value === 'number' ? value : Number(value);
    if (!(read >= least) || read === Number.POSITIVE_INFINITY) throw new RangeError(`${column} "${String(value)}" is not a number of at least ${least}`);
    return read;
  }

  time(times: RecordedTimes): EpochMs {
    const value = this.#columns.get('time')?.[this.at];
    if (typeof value !== 'number') return times.read(value === undefined || value === null ? '' : String(value));
    return this.#isLocal ? times.read(new Date(value).toISOString().slice(0, -1)) : times.at(value);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
