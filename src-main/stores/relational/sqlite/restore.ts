import { constants, copyFileSync, existsSync, linkSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { EpochMs } from '../../../../src-core/time.ts';
import { renameDurably, syncDirectory, syncFile } from '../../file-durability.ts';
import type { Backups } from './backups.ts';
import { lockDatabase } from './directory-lock.ts';
import { type Examination, examine } from './examination.ts';
import { FailedRequest } from './failed-request.ts';

/** Files that SQLite keeps beside a database, and plays into it when it is opened: those of another one would spoil it. */
const COMPANIONS = ['-wal', '-shm', '-journal'] as const;

/** What has been done of a restore. Whatever ends the program at any of them leaves the old database or the new one, whole. */
export const RESTORE_STEPS = ['begun', 'kept', 'copied', 'decided', 'companions_gone', 'replaced'] as const;
export type RestoreStep = (typeof RESTORE_STEPS)[number];

export interface RestoreOptions {
  /** Keeps the database that is replaced, with what its log holds; returns where. */
  readonly keepFormer?: (file: string) => string;
  readonly onStep?: (step: RestoreStep) => void;
  /** Whoever calls has the database's lock already. */
  readonly isLocked?: boolean;
}

/**
 * Puts a backup in the place of a database that is not open, and keeps that one. Returns where it is kept. The new one
 * lies beside it, whole and read through, before anything changes; from then on it is the database's successor, and
 * finishRestore completes what was cut short before anybody opens it. Throws FailedRequest: 'in_use', or 'corrupt' for
 * a backup that is damaged.
 */
export function restoreBackup(file: string, backup: string, { keepFormer = keptAside, onStep = () => undefined, isLocked = false }: RestoreOptions = {}): string {
  const lock = isLocked ? { release: () => undefined } : lockDatabase(file);
  if ('heldBy' in lock) throw new FailedRequest({ kind: 'in_use', pid: lock.heldBy });
  try {
    finishRestore(file);
    onStep('begun');
    const former = existsSync(file) ? keepFormer(file) : '';
    onStep('kept');
    const fresh = `${file}.restoring`;
    copyFileSync(backup, fresh, constants.COPYFILE_FICLONE);
    syncFile(fresh);
    const { fault } = examine(fresh);
    if (fault !== null) {
      rmSync(fresh, { force: true });
      throw new FailedRequest({ kind: 'corrupt', damage: fault.text });
    }
    onStep('copied');
    renameDurably(fresh, successorOf(file));
    finishRestore(file, onStep);
    return former;
  } finally {
    lock.release();
  }
}

/** Completes a restore that was cut short after its decision. To be called by whoever has the database's lock, before it is opened. */
export function finishRestore(file: string, onStep: (step: RestoreStep) => void = () => undefined): void {
  const successor = successorOf(file);
  rmSync(`${file}.restoring`, { force: true });
  if (!existsSync(successor)) return;
  onStep('decided');
  for (const companion of COMPANIONS) rmSync(file + companion, { force: true });
  // Gone for good before the new file has the name that they belong to.
  syncDirectory(dirname(file));
  onStep('companions_gone');
  renameDurably(successor, file);
  onStep('replaced');
}

/** Keeps a database that is damaged as it is, with its companions, under a name beside it. Returns that name. */
export function keptAside(file: string): string {
  let number = 1;
  while (existsSync(`${file}.damaged-${number}`)) number += 1;
  const aside = `${file}.damaged-${number}`;
  for (const companion of [...COMPANIONS, '']) {
    if (existsSync(file + companion)) alsoNamed(file + companion, aside + companion);
  }
  return aside;
}

/** Keeps a database as a backup, or as it is where it is damaged. */
export function keptAsBackup(backups: Backups, now: EpochMs): (file: string) => string {
  return (file) => {
    let examination: Examination | null = null;
    try {
      return backups.addAtOnce(now, 'restore', (to) => {
        examination = copyClosedDatabase(file, to);
        if (examination.fault !== null) throw new FailedRequest({ kind: 'corrupt', damage: examination.fault.text });
        return examination;
      });
    } catch (error) {
      if (error instanceof Database.SqliteError || (error instanceof FailedRequest && error.failure.kind === 'corrupt')) return keptAside(file);
      throw error;
    }
  };
}

/** Copies a database that no program has open, with what its log holds, into one plain file on disk, and reads the copy through. */
export function copyClosedDatabase(from: string, to: string): Examination {
  for (const companion of ['', '-wal', '-journal']) {
    if (existsSync(from + companion)) copyFileSync(from + companion, to + companion, constants.COPYFILE_FICLONE);
  }
  const copy = new Database(to);
  copy.pragma('journal_mode = DELETE');
  copy.close();
  syncFile(to);
  return examine(to);
}

function successorOf(file: string): string {
  return `${file}.restored`;
}

/** A second name for the same bytes, or a copy where the file system has no second names. */
function alsoNamed(file: string, name: string): void {
  try {
    linkSync(file, name);
  } catch {
    copyFileSync(file, name);
  }
}
