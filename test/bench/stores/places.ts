import { dirname, join } from 'node:path';
import { openSqliteStore, type SqliteStore } from '../../../src-main/stores/relational/sqlite/sqlite-store.ts';
import { OPEN } from './option-rows.ts';

const ROOT = join(import.meta.dirname, '../../..');

export const MIGRATIONS = { sqlite: join(ROOT, 'migrations/sqlite'), postgres: join(ROOT, 'migrations/postgres') };

export function openSqlite(file: string): Promise<SqliteStore> {
  return openSqliteStore({
    file,
    migrationsDir: MIGRATIONS.sqlite,
    workerUrl: new URL('../../../src-main/stores/relational/sqlite/sqlite-worker.ts', import.meta.url),
    backupDir: join(dirname(file), 'backups'),
    keepBackups: 1,
    clock: { now: () => OPEN },
  });
}
