import { join } from 'node:path';
import type { Clock } from '../../../../src-core/time.ts';
import type { RelationalStore } from '../relational-store.ts';
import { CorruptDatabase } from '../store-failure.ts';
import { restoreBackup } from './backups.ts';
import { openSqliteStore } from './sqlite-store.ts';

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
  const file = join(options.directory, 'smart-0dte.sqlite');
  const open = (): Promise<RelationalStore> =>
    openSqliteStore({
      file,
      migrationsDir: options.migrations,
      workerUrl: options.sqliteWorker,
      backupDir: join(options.directory, 'backups'),
      keepBackups: BACKUPS_KEPT,
      clock: options.clock,
    });
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof CorruptDatabase) || error.backup === null || !options.restoreBackup) throw error;
    restoreBackup(file, error.backup);
    return open();
  }
}
