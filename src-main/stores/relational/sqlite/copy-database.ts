import Database from 'better-sqlite3';
import { syncFile } from '../../file-durability.ts';
import { type Examination, examine } from './examination.ts';

const PAGES_AT_A_TIME = 1_000;

/**
 * Copies a database as it is now while others write to it, and reads the copy through. Blocks its thread for a step at a
 * time, and leaves the disk to others for as long as it took it. The copy is on disk when it is done. Says what is in it,
 * and throws where pages of it are damaged.
 */
export async function copyDatabase(from: string, to: string): Promise<Examination> {
  const source = new Database(from, { readonly: true, fileMustExist: true });
  try {
    // One moment for the whole copy: what is written meanwhile stays in the log.
    source.exec('BEGIN');
    source.prepare('SELECT 1 FROM sqlite_master').get();
    const pause = new Int32Array(new SharedArrayBuffer(4));
    let since = performance.now();
    await source.backup(to, {
      progress({ remainingPages }) {
        if (remainingPages > PAGES_AT_A_TIME) Atomics.wait(pause, 0, 0, performance.now() - since);
        since = performance.now();
        return PAGES_AT_A_TIME;
      },
    });
  } finally {
    source.close();
  }
  // A copy in WAL mode would need companion files to be read; this leaves one plain file.
  const copy = new Database(to);
  copy.pragma('journal_mode = DELETE');
  copy.close();
  syncFile(to);
  const examination = examine(to);
  if (examination.fault?.of === 'pages') throw new Error(`the copy is damaged, and so may the database be: ${examination.fault.text}`);
  return examination;
}
