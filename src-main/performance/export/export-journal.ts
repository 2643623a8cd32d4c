import type { ExportRequest } from '../../../src-core/contract/journal.ts';
import type { MadeFile } from '../../../src-core/contract/performance.ts';
import type { DailyResult } from '../../../src-core/performance/daily-result.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import type { JournalLine } from '../journal-row.ts';
import type { JournalRecords } from '../journal-records.ts';
import { csvTable } from './csv-table.ts';
import { DAY_COLUMNS } from './day-columns.ts';
import { FILL_COLUMNS, fillRows } from './fill-columns.ts';
import { PACKAGE_COLUMNS } from './package-columns.ts';
import { parquetTable } from './parquet-table.ts';
import type { Column } from './table.ts';

/** Rows written between two pauses, and packages whose fills are read at once. */
const ROWS_AT_ONCE = 500;
const PACKAGES_AT_ONCE = 150;

export interface ExportParts {
  readonly records: Pick<JournalRecords, 'exported'>;
  readonly base64: (bytes: Uint8Array) => string;
  readonly breathe: () => Promise<void>;
}

export interface Exported {
  readonly account: { readonly id: string; readonly number: string };
  /** All that match, in the order asked for. */
  readonly lines: readonly JournalLine[];
  readonly days: readonly DailyResult[];
}

/** Writes what was asked for to a file (docs/journal-format.md), with pauses. */
export async function exportJournal({ what, format }: ExportRequest, { account, lines, days }: Exported, parts: ExportParts, now: EpochMs): Promise<MadeFile> {
  const name = `smart-0dte-${what}-${account.number.replaceAll(/[^\w-]+/g, '-')}-${new Date(now).toISOString().slice(0, 10)}.${format}`;
  const bytes = await bytesOf();
  return { name, mediaType: format === 'csv' ? 'text/csv;charset=utf-8' : 'application/vnd.apache.parquet', base64: parts.base64(bytes) };

  function bytesOf(): Promise<Uint8Array> {
    switch (what) {
      case 'packages':
        return written(PACKAGE_COLUMNS, pieces(lines.map(({ row }) => ({ account: account.number, row }))));
      case 'days':
        return written(DAY_COLUMNS, pieces(days.map((day) => ({ account: account.number, day }))));
      case 'fills':
        return written(FILL_COLUMNS, fillPieces());
    }
  }

  async function written<Row>(columns: readonly Column<Row>[], rows: AsyncIterable<readonly Row[]>): Promise<Uint8Array> {
    const table = format === 'csv' ? csvTable(columns) : parquetTable(columns);
    for await (const some of rows) {
      table.write(some);
      await parts.breathe();
    }
    return table.finish();
  }

  /** By the packages' openings, whatever order they are listed in: the file tells what happened. */
  async function* fillPieces() {
    const inTime = lines.toSorted((left, right) => left.row.openedAt - right.row.openedAt);
    for (const some of slices(inTime, PACKAGES_AT_ONCE)) {
      const trades = new Map(some.map(({ row }) => [row.tradeId, row]));
      const { fills, transactions } = await parts.records.exported(account.id, [...trades.keys()]);
      yield* pieces(fillRows(account.number, trades, fills, transactions));
    }
  }
}

async function* pieces<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield* slices(rows, ROWS_AT_ONCE);
}

function* slices<Row>(rows: readonly Row[], size: number): Generator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += size) yield rows.slice(from, from + size);
}
