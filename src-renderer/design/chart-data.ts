import Papa from 'papaparse';
import { ABSENT } from './format.ts';

export type ChartValue = string | number | null;

/** What a chart draws, one row a point, bar or cell; null is absent. */
export type ChartRow = Readonly<Record<string, ChartValue>>;

export interface ChartColumn {
  readonly key: string;
  /** With its unit: "Net, $". */
  readonly title: string;
  /** The value as the table shows it; a file has it as it is. Absent, text as it is and numbers in full. */
  readonly format?: ((value: ChartValue) => string) | undefined;
}

export function cellText({ key, format }: ChartColumn, row: ChartRow): string {
  const value = row[key] ?? null;
  if (value === null || (typeof value === 'number' && !Number.isFinite(value))) return ABSENT;
  return format === undefined ? String(value) : format(value);
}

/** True where the column's values are numbers, to be set to the right. */
export function isNumeric({ key }: ChartColumn, rows: readonly ChartRow[]): boolean {
  return rows.some((row) => typeof row[key] === 'number') && rows.every((row) => typeof row[key] !== 'string');
}

/** RFC 4180 with a line of titles; absent values are empty. Text that a spreadsheet would take for a formula gets a quote before it. */
export function chartCsv(columns: readonly ChartColumn[], rows: readonly ChartRow[]): string {
  const data = rows.map((row) => columns.map(({ key }) => finite(row[key] ?? null)));
  return `${Papa.unparse({ fields: columns.map(({ title }) => title), data }, { newline: '\r\n', escapeFormulae: true })}\r\n`;
}

function finite(value: ChartValue): ChartValue {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}
