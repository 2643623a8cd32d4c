import { join } from 'node:path';
import type { Clock } from '../../../../src-core/time.ts';
import type { RelationalStore } from '../relational-store.ts';
import { CorruptDatabase } from '../store-failure.ts';
import { restoreBackup } from './backups.ts';
import { openSqliteStore, type SqliteStore } from './sqlite-store.ts';

export interface LocalStoreOptions {
  /** The data directory. */
  readonly directory: string;
  readonly migrations: string;
  readonly sqliteWorker: URL;
  readonly clock: Clock;
  /** Puts the newest sound backup in the place of a damaged database, which is kept beside it. */
  readonly restoreBackup: boolean;
}

const BACKUPS_KEPT = 5;

/** Opens the local profile's database in the data directory. Throws StoreFailure. */
export async function openLocalStore(options: LocalStoreOptions): Promise<RelationalStore> {
  return (await openInDirectory(options, 'smart-0dte.sqlite')).store;
}

/** Opens a database of the data directory; says whether it is a backup that took a damaged one's place. Throws StoreFailure. */
export async function openInDirectory(options: LocalStoreOptions, name: string): Promise<{ readonly store: SqliteStore; readonly restored: boolean }> {
  const file = join(options.directory, name);
  const open = (): Promise<SqliteStore> =>
    openSqliteStore({
      file,
      migrationsDir: options.migrations,
      workerUrl: options.sqliteWorker,
      backupDir: join(options.directory, 'backups'),
      keepBackups: BACKUPS_KEPT,
      clock: options.clock,
    });
  try {
    return { store: await open(), restored: false };
  } catch (error) {
    if (!(error instanceof CorruptDatabase) || error.backup === null || !options.restoreBackup) throw error;
    restoreBackup(file, error.backup);
    return { store: await open(), restored: true };
  }
}
