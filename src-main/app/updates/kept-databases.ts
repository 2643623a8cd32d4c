import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../../../src-core/time.ts';
import { renameDurably, syncDirectory, syncFile } from '../../stores/file-durability.ts';
import { copyInThread, restoreInThread } from '../../stores/relational/sqlite/database-files.ts';
import { BACKUP_FOLDER, LOCAL_DATABASE } from '../../stores/relational/sqlite/local-store.ts';
import type { Kept } from './update-trial.ts';

/**
 * The books of the local profile, and the time series. A desk's replica is not among them: its books are those of the
 * desk's database, and an old copy here would lose what is still to be sent there.
 */
const TIME_SERIES = 'timeseries.sqlite';
/** What SQLite may keep beside a database that no program has open. */
const COMPANIONS = ['-wal', '-shm', '-journal'] as const;

export interface KeptDatabasesParts {
  readonly dataDir: string;
  readonly sqliteWorker: URL;
  readonly clock: Clock;
}

/** Copies the databases that are there, before a new version of the program meets them. Rejects with an Error. */
export async function keepDatabases({ dataDir, sqliteWorker }: KeptDatabasesParts, directory: string): Promise<Kept['databases']> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const kept: { file: string; copy: string }[] = [];
  const books = join(dataDir, LOCAL_DATABASE);
  if (existsSync(books)) {
    const copy = join(directory, LOCAL_DATABASE);
    await rm(copy, { force: true });
    await copyInThread(sqliteWorker, books, copy);
    kept.push({ file: books, copy });
  }
  const series = join(dataDir, TIME_SERIES);
  if (existsSync(series)) {
    const copy = join(directory, TIME_SERIES);
    await copyWithCompanions(series, copy);
    kept.push({ file: series, copy });
  }
  return kept;
}

/** Puts them back; the books that are replaced are kept as a backup. Rejects with an Error; of one database the old one or the new one is there then, whole. */
export async function putDatabasesBack({ dataDir, sqliteWorker, clock }: KeptDatabasesParts, kept: Kept['databases']): Promise<void> {
  for (const { file, copy } of kept) {
    if (basename(file) === LOCAL_DATABASE) await restoreInThread(sqliteWorker, file, copy, { as: 'backup', directory: join(dataDir, BACKUP_FOLDER), now: clock.now() });
    else await replace(file, copy);
  }
}

/** The time series, which can be lost: a start that is cut short in here finds none of them, or the old ones. */
async function replace(file: string, copy: string): Promise<void> {
  const fresh = `${file}.restoring`;
  await copyWithCompanions(copy, fresh);
  await removeWithCompanions(file);
  syncDirectory(dirname(file));
  for (const companion of COMPANIONS) if (existsSync(fresh + companion)) renameDurably(fresh + companion, file + companion);
  renameDurably(fresh, file);
}

async function copyWithCompanions(from: string, to: string): Promise<void> {
  await removeWithCompanions(to);
  for (const part of ['', ...COMPANIONS]) {
    if (!existsSync(from + part)) continue;
    await copyFile(from + part, to + part, constants.COPYFILE_FICLONE);
    syncFile(to + part);
  }
}

async function removeWithCompanions(file: string): Promise<void> {
  for (const part of ['', ...COMPANIONS]) await rm(file + part, { force: true });
}
