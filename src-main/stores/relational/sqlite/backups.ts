import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
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
    rmSync(partial, { force: true });
    await copy(partial);
    renameSync(partial, path);
    for (const old of this.newestFirst().slice(this.#keep)) rmSync(old, { force: true });
    return path;
  }

  newestFirst(): readonly string[] {
    if (!existsSync(this.#directory)) return [];
    return readdirSync(this.#directory)
      .filter((name) => name.startsWith(`${this.#stem}-`) && /-\d{8}T\d{9}Z\.sqlite$/.test(name))
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
