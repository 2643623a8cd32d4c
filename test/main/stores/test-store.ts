import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from '../../../src-main/stores/relational/sqlite/sqlite-store.ts';

export const MIGRATIONS = fileURLToPath(new URL('../../../migrations/sqlite', import.meta.url));
export const WORKER = new URL('../../../src-main/stores/relational/sqlite/sqlite-worker.ts', import.meta.url);

/** A directory of its own, with what was opened in it: all of it goes with `remove`. */
export class TestDirectory {
  readonly path = mkdtempSync(join(tmpdir(), 'store-'));
  readonly file = join(this.path, 'books.sqlite');
  readonly backupDir = join(this.path, 'backups');
  readonly #open: SqliteStore[] = [];
  #now = Date.UTC(2026, 10, 20, 14, 30);

  /** Each backup gets a later second. */
  async open(options: Partial<SqliteStoreOptions> = {}): Promise<SqliteStore> {
    const store = await openSqliteStore({
      file: this.file,
      migrationsDir: MIGRATIONS,
      workerUrl: WORKER,
      backupDir: this.backupDir,
      keepBackups: 5,
      clock: { now: () => (this.#now += 1_000) },
      ...options,
    });
    this.#open.push(store);
    return store;
  }

  async remove(): Promise<void> {
    await Promise.all(this.#open.map((store) => store.close()));
    rmSync(this.path, { recursive: true, force: true });
  }
}
