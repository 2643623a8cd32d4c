import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';

/** Tables that grow without end. Each has whole numbers as ids. */
export const LARGE_TABLES: readonly string[] = ['market_data_snapshots', 'options_chains'];

/** Ids read at a time, so that a thread that reads can be ended. */
const PIECE = 50_000;
const BUSY_TIMEOUT_MS = 5_000;

/**
 * What is wrong with a database file, or null. Opens it for reading only. Of the tables that grow without end 'ends' reads
 * the first and the last row, so that it takes no longer for a large file; 'all' reads every row.
 */
export function damageOf(file: string, depth: 'ends' | 'all'): string | null {
  try {
    const missing = missingEnd(file);
    if (missing !== null) return missing;
    const database = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    try {
      const tables = database.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
      for (const table of tables) {
        if (LARGE_TABLES.includes(table)) readRows(database, table, depth);
        else {
          const result = database.pragma(`quick_check("${table}")`, { simple: true });
          if (result !== 'ok') return String(result);
        }
      }
      return null;
    } finally {
      database.close();
    }
  } catch (error) {
    if (error instanceof Database.SqliteError) return error.message;
    throw error;
  }
}

/** Throws SqliteError for a page that is damaged. */
function readRows(database: Database.Database, table: string, depth: 'ends' | 'all'): void {
  const end = (order: 'ASC' | 'DESC'): number | null => {
    const row = database.prepare<[], { id: number }>(`SELECT * FROM ${table} ORDER BY id ${order} LIMIT 1`).get();
    return row?.id ?? null;
  };
  const [first, last] = [end('ASC'), end('DESC')];
  if (depth === 'ends' || first === null || last === null) return;
  const piece = database.prepare(`SELECT count(*) FROM ${table} NOT INDEXED WHERE id BETWEEN ? AND ?`);
  for (let from = first; from <= last; from += PIECE) piece.get(from, from + PIECE - 1);
}

/** Whether a file that no log completes is shorter than its own header says. */
function missingEnd(file: string): string | null {
  if (existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0) return null;
  const handle = openSync(file, 'r');
  try {
    const header = Buffer.alloc(100);
    if (readSync(handle, header, 0, header.length, 0) < header.length) return null;
    const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
    const isCounted = header.readUInt32BE(24) === header.readUInt32BE(92);
    const expected = header.readUInt32BE(28) * pageSize;
    const { size } = fstatSync(handle);
    return header.toString('latin1', 0, 15) === 'SQLite format 3' && isCounted && size < expected ? `the file has ${size} bytes of ${expected}` : null;
  } finally {
    closeSync(handle);
  }
}
