import type { Database } from 'better-sqlite3';
import { LARGE_TABLES } from './damage.ts';

/** What does not add up in the books of a database, as a few words; null where all does. Tables of later schemas may be missing. */
export function booksFault(database: Database): string | null {
  const tables = database.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
  if (tables.includes('ledger_entries')) {
    const unbalanced = database
      .prepare<[], { transaction_id: string; total: number }>('SELECT transaction_id, sum(amount) AS total FROM ledger_entries GROUP BY account_id, transaction_id HAVING sum(amount) <> 0 LIMIT 1')
      .get();
    if (unbalanced !== undefined) return `transaction ${unbalanced.transaction_id} of the ledger adds up to ${unbalanced.total} ten-thousandths of a dollar instead of zero`;
  }
  for (const table of tables) {
    // Rows of these refer to tickers alone, and there are millions.
    if (LARGE_TABLES.includes(table)) continue;
    const [orphan] = database.prepare<[], { rowid: number | null; parent: string }>(`PRAGMA foreign_key_check("${table}")`).all();
    if (orphan !== undefined) return `row ${orphan.rowid ?? '?'} of ${table} refers to a row of ${orphan.parent} that is not there`;
  }
  return null;
}

/** Where the audit's entries do not follow one another, as a few words; null where they do. It looks at their order alone, not at seals. */
export function auditFault(database: Database): string | null {
  const columns = database.prepare<[], string>("SELECT name FROM pragma_table_info('audit_logs')").pluck().all();
  if (!columns.includes('previous_hash')) return null;
  const broken = database
    .prepare<[], { chain: string; sequence: number }>(
      `SELECT chain, sequence FROM (
         SELECT chain, sequence, previous_hash, lag(sequence) OVER one AS before, lag(hash) OVER one AS hash_before
         FROM audit_logs WHERE chain IS NOT NULL WINDOW one AS (PARTITION BY chain ORDER BY sequence)
       ) WHERE before IS NOT NULL AND (sequence <> before + 1 OR previous_hash IS NOT hash_before) LIMIT 1`,
    )
    .get();
  return broken === undefined ? null : `entry ${broken.sequence} of the audit of ${broken.chain} does not follow the one before it`;
}
