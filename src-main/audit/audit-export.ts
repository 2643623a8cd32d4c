import { setImmediate } from 'node:timers/promises';
import Papa from 'papaparse';
import type { MadeFile } from '../../src-core/contract/performance.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { AuditReads } from './audit-reads.ts';
import { type AuditFilter, type KeptRow, searchedRows, shown } from './audit-search.ts';

/** Entries, and bytes, in one file at most: it goes to a window in one message. */
const MOST: Most = { entries: 200_000, bytes: 64 * 2 ** 20 };
interface Most {
  readonly entries: number;
  readonly bytes: number;
}

const COLUMNS = [
  'time_utc', 'chain', 'sequence', 'id', 'user_id', 'username', 'action', 'resource_type', 'resource_id', 'outcome', 'origin', 'address', 'agent', 'old_values', 'new_values', 'previous_hash', 'hash', 'seal',
] as const;
type Line = Readonly<Record<(typeof COLUMNS)[number], unknown>>;

/**
 * The entries that are looked for, newest first, whatever page was asked for. Where there are more than a file holds,
 * its name and its last line say so.
 */
export async function exportedEntries(reads: AuditReads, query: AuditFilter, userId: string | null, format: 'csv' | 'jsonl', at: EpochMs, most = MOST): Promise<MadeFile> {
  const write = format === 'csv' ? csvText : jsonText;
  const pieces: Buffer[] = format === 'csv' ? [Buffer.from(csvText([Object.fromEntries(COLUMNS.map((column) => [column, column]))]))] : [];
  let [count, bytes] = [0, 0];
  let isWhole = true;
  for await (const rows of searchedRows(reads, query, userId)) {
    const some = rows.slice(0, bytes > most.bytes ? 0 : most.entries - count);
    count += some.length;
    const piece = Buffer.from(some.length === 0 ? '' : write(some.map(lineOf)));
    bytes += piece.length;
    pieces.push(piece);
    isWhole = some.length === rows.length;
    if (!isWhole) break;
    await setImmediate();
  }
  if (!isWhole) pieces.push(Buffer.from(write([{ action: `not all: these are the newest ${count} entries that were asked for; ask for a shorter time` }])));
  const name = `audit-${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}${isWhole ? '' : `-newest-${count}`}.${format}`;
  return { name, mediaType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8', base64: Buffer.concat(pieces).toString('base64') };
}

function lineOf(row: KeptRow): Line {
  const { time, userId: user_id, resourceType: resource_type, resourceId: resource_id, old: old_values, new: new_values, ...others } = shown(row);
  const { previous_hash, hash, seal } = row;
  return { ...others, time_utc: new Date(time).toISOString(), user_id, resource_type, resource_id, old_values, new_values, previous_hash, hash, seal };
}

function jsonText(lines: readonly Partial<Line>[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** RFC 4180: CRLF, and quotes where a cell needs them. */
function csvText(lines: readonly Partial<Line>[]): string {
  return `${Papa.unparse(lines.map((line) => COLUMNS.map((column) => cellOf(line[column]))), { newline: '\r\n' })}\r\n`;
}

/** A spreadsheet takes a cell that begins like this for a formula, which an entry's words must not become. */
const FORMULA = /^[=+\-@\t\r]/;

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return FORMULA.test(text) ? `'${text}` : text;
}
