import Papa from 'papaparse';
import { dateInNewYork, newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { formatMoney } from '../../../src-core/money.ts';
import { type EpochMs, HOUR, MINUTE } from '../../../src-core/time.ts';
import type { Column, TableWriter } from './table.ts';

/** RFC 4180 in UTF-8: a header, CRLF, an empty cell for what is unknown, dollars with four decimals and a point. */
export function csvTable<Row>(columns: readonly Column<Row>[]): TableWriter<Row> {
  const encoder = new TextEncoder();
  const header = columns.flatMap(({ kind, name }) => (kind === 'moment' ? [`${name}_utc`, `${name}_new_york`] : [name]));
  const pieces: Uint8Array[] = [encoder.encode(`${Papa.unparse([header])}\r\n`)];
  return {
    write(rows) {
      if (rows.length === 0) return;
      const cells = rows.map((row) => columns.flatMap((column) => cellsOf(column, row)));
      pieces.push(encoder.encode(`${Papa.unparse(cells, { newline: '\r\n' })}\r\n`));
    },
    finish: () => joined(pieces),
  };
}

function cellsOf<Row>(column: Column<Row>, row: Row): readonly string[] {
  switch (column.kind) {
    case 'moment': {
      const time = column.of(row);
      return time === null ? ['', ''] : [new Date(time).toISOString(), newYorkIso(time)];
    }
    case 'money': {
      const amount = column.of(row);
      return [amount === null ? '' : formatMoney(amount, 4)];
    }
    case 'figure':
    case 'count': {
      const figure = column.of(row);
      return [figure === null || Number.isNaN(figure) ? '' : String(figure)];
    }
    case 'text':
      return [column.of(row) ?? ''];
    case 'date':
      return [column.of(row) ?? ''];
  }
}

/** "2026-11-24T10:31:07.250-05:00", as a New York clock shows it. */
export function newYorkIso(time: EpochMs): string {
  const offset = offsetAt(time);
  const minutes = Math.abs(offset) / MINUTE;
  const two = (count: number): string => String(count).padStart(2, '0');
  return `${new Date(time + offset).toISOString().slice(0, -1)}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Of New York from UTC. Its noon tells it but on the day on which clocks change. */
function offsetAt(time: EpochMs): number {
  const date = dateInNewYork(time);
  const noon = newYorkTime(date, '12:00');
  const midnight = newYorkTime(date, '00:00');
  const utc = Date.parse(`${date}T00:00:00Z`);
  const [early, late] = [utc - midnight, utc + 12 * HOUR - noon];
  return early === late || time >= midnight + 2 * HOUR ? late : early;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
