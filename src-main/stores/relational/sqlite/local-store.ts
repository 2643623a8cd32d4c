import { join } from 'node:path';
import type { Clock } from '../../../../src-core/time.ts';
import { CorruptDatabase } from '../store-failure.ts';
import { restoreInThread } from './database-files.ts';
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

/** The local profile's database in the data directory, and a desk's replica. */
export const LOCAL_DATABASE = 'smart-0dte.sqlite';
export const DESK_DATABASE = 'desk.sqlite';
/** Of the data directory: the folder of backups. */
export const BACKUP_FOLDER = 'backups';

/** Until the configuration is read, which says how many. */
const BACKUPS_KEPT = 200;

/** Opens the local profile's database in the data directory. Throws StoreFailure. */
export async function openLocalStore(options: LocalStoreOptions): Promise<SqliteStore> {
  return (await openInDirectory(options, LOCAL_DATABASE)).store;
}

/** Opens a database of the data directory; says whether it is a backup that took a damaged one's place. Throws StoreFailure. */
export async function openInDirectory(options: LocalStoreOptions, name: string): Promise<{ readonly store: SqliteStore; readonly restored: boolean }> {
  const file = join(options.directory, name);
  const open = (): Promise<SqliteStore> =>
    openSqliteStore({
      file,
      migrationsDir: options.migrations,
      workerUrl: options.sqliteWorker,
      backupDir: join(options.directory, BACKUP_FOLDER),
      keepBackups: BACKUPS_KEPT,
      clock: options.clock,
    });
  try {
    return { store: await open(), restored: false };
  } catch (error) {
    if (!(error instanceof CorruptDatabase) || error.backup === null || !options.restoreBackup) throw error;
    await restoreInThread(options.sqliteWorker, file, error.backup, { as: 'aside' });
    return { store: await open(), restored: true };
  }
}
