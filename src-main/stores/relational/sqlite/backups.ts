import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { EpochMs } from '../../../../src-core/time.ts';

/** The copies of one database, named after it and the time they were made. */
export class Backups {
  readonly #directory: string;
  readonly #stem: string;
  readonly #keep: number;

  /** `keep` is how many stay when a new one is made. */
  constructor(file: string, directory: string, keep: number) {
    this.#directory = directory;
    this.#stem = basename(file, extname(file));
    this.#keep = keep;
  }

  /** Lets `copy` write a file, gives it its name once whole, and drops the oldest. Returns its path. */
  async add(now: EpochMs, copy: (to: string) => Promise<void>): Promise<string> {
    mkdirSync(this.#directory, { recursive: true });
    const stamp = new Date(now).toISOString().replaceAll(/[-:.]/g, '');
    const path = join(this.#directory, `${this.#stem}-${stamp}.sqlite`);
    const partial = `${path}.partial`;
    this.#dropPartial();
    try {
      await copy(partial);
    } catch (error) {
      this.#dropPartial();
      throw error;
    }
    renameSync(partial, path);
    for (const old of this.newestFirst().slice(this.#keep)) rmSync(old, { force: true });
    return path;
  }

  /** When the newest was made; null when there is none. */
  newestTime(): EpochMs | null {
    const [newest] = this.newestFirst();
    if (newest === undefined) return null;
    return Date.parse(newest.slice(-'YYYYMMDDTHHMMSSmmmZ.sqlite'.length).replace(/^(.{4})(..)(..T..)(..)(..)(...Z).*$/, '$1-$2-$3:$4:$5.$6'));
  }

  /** Copies that were given up, with their journals; one is made at a time. */
  #dropPartial(): void {
    for (const name of readdirSync(this.#directory)) {
      if (name.startsWith(`${this.#stem}-`) && name.includes('.sqlite.partial')) rmSync(join(this.#directory, name), { force: true });
    }
  }

  newestFirst(): readonly string[] {
    if (!existsSync(this.#directory) || !statSync(this.#directory).isDirectory()) return [];
    return readdirSync(this.#directory)
      .filter((name) => name.startsWith(`${this.#stem}-`) && /^\d{8}T\d{9}Z\.sqlite$/.test(name.slice(this.#stem.length + 1)))
      .sort()
      .reverse()
      .map((name) => join(this.#directory, name));
  }
}

/**
 * Puts a backup in the place of a database that is not open. The damaged file is kept beside it with a suffix, and so
 * are its -wal and -shm, which would otherwise be played into the backup. Returns the path of the damaged file.
 */
export function restoreBackup(file: string, backup: string): string {
  let number = 1;
  while (existsSync(`${file}.damaged-${number}`)) number += 1;
  const aside = `${file}.damaged-${number}`;
  const fresh = `${file}.restoring`;
  copyFileSync(backup, fresh);
  for (const companion of ['-wal', '-shm', '']) {
    if (existsSync(file + companion)) renameSync(file + companion, aside + companion);
  }
  renameSync(fresh, file);
  return aside;
}
