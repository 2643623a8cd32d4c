import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';

export interface DirectoryLock {
  release(): void;
}

/**
 * Holds `file`.lock so that one program at a time has the database open; answers with the holder's process id
 * (null when it is not known) when another has it. The lock is the operating system's own, on an empty SQLite file:
 * it ends with the process that held it, however that ended, so a stale lock cannot exist.
 */
export function lockDatabase(file: string): DirectoryLock | { readonly heldBy: number | null } {
  const pidFile = `${file}.pid`;
  const lock = new Database(`${file}.lock`, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return { heldBy: readPid(pidFile) };
    throw error;
  }
  writeFileSync(pidFile, String(process.pid));
  return {
    release() {
      rmSync(pidFile, { force: true });
      lock.close();
    },
  };
}

function readPid(pidFile: string): number | null {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}
