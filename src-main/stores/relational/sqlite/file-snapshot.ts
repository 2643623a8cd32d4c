import Database from 'better-sqlite3';
import type { Statement } from './worker-protocol.ts';

/** A database as it was when this was made, however it is written to meanwhile. */
export class FileSnapshot {
  readonly #database: Database.Database;

  constructor(file: string) {
    this.#database = new Database(file, { readonly: true, fileMustExist: true });
    this.#database.exec('BEGIN');
    // The first read says which moment it is.
    this.#database.prepare('SELECT 1 FROM sqlite_master').get();
  }

  read({ sql, parameters }: Statement): readonly unknown[] {
    return this.#database.prepare<unknown[]>(sql).all(...parameters);
  }

  close(): void {
    this.#database.close();
  }
}
