import Database from 'better-sqlite3';
import type { EpochMs } from '../../../../src-core/time.ts';
import { booksFault, auditFault } from './books-faults.ts';
import { damageOf } from './damage.ts';

/** A damaged file has more to say than anybody reads. */
const MOST_LETTERS = 300;

/** What was found in a database file that was read through. */
export interface Examination {
  /** What is wrong with its pages or its books, in a few words; null where it is sound. */
  readonly fault: { readonly of: 'pages' | 'books'; readonly text: string } | null;
  /** What is worth knowing of one that is sound; empty for nothing. */
  readonly remark: string;
  /** Orders of its accounts; null where that could not be read. */
  readonly orders: number | null;
  /** When the newest transaction of its ledger is from; null where there is none. */
  readonly newestEntry: EpochMs | null;
}

/** Reads every page and row of a database file, and adds its books up. Opens it for reading only. Throws where there is no such file. */
export function examine(file: string): Examination {
  const damage = damageOf(file, 'all');
  if (damage !== null) return unreadable(damage);
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const count = (sql: string, table: string): number | null => {
      const isThere = database.prepare<[string]>("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(table);
      return isThere === undefined ? null : (database.prepare<[], number | null>(sql).pluck().get() ?? null);
    };
    const fault = booksFault(database);
    return {
      fault: fault === null ? null : { of: 'books', text: fault },
      remark: auditFault(database) ?? '',
      orders: count('SELECT count(*) FROM order_packages', 'order_packages'),
      newestEntry: count('SELECT max(time) FROM ledger_transactions', 'ledger_transactions'),
    };
  } catch (error) {
    if (error instanceof Database.SqliteError) return unreadable(error.message);
    throw error;
  } finally {
    database.close();
  }
}

function unreadable(text: string): Examination {
  return { fault: { of: 'pages', text: text.replaceAll('\n', '; ').slice(0, MOST_LETTERS) }, remark: '', orders: null, newestEntry: null };
}
