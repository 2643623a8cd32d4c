import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { EpochMs } from '../../../../src-core/time.ts';
import { renameDurably, renameDurablyLater } from '../../file-durability.ts';
import { type BackupNote, type BackupReason, readNote, removeBackup, writeNote } from './backup-note.ts';
import type { Examination } from './examination.ts';

/** A copy of the database. */
export interface Backup {
  readonly name: string;
  readonly path: string;
  readonly createdAt: EpochMs;
  readonly bytes: number;
  /** null where nobody read it yet. */
  readonly note: BackupNote | null;
  /** 'unread' also where the file is not the one any more that was read. */
  readonly state: 'sound' | 'damaged' | 'unread';
}

/** A copy whose program has ended is given up after this, whatever has its process id now. */
const STALE_PARTIAL_MS = 86_400_000;

/** The copies of one database, named after it and the time they were made. */
export class Backups {
  readonly directory: string;
  /** How many stay when a new one is made. */
  keep: number;
  readonly #stem: string;

  constructor(file: string, directory: string, keep: number) {
    this.directory = directory;
    this.#stem = basename(file, extname(file));
    this.keep = keep;
  }

  /** Lets `copy` write a file to the disk and say what is in it, gives it its name once whole, and drops the oldest. Returns its path. */
  async add(now: EpochMs, reason: BackupReason, copy: (to: string) => Promise<Examination>): Promise<string> {
    const partial = this.#begin();
    try {
      const examination = await copy(partial);
      const path = this.#freePath(now);
      await renameDurablyLater(partial, path);
      return this.#kept(path, now, reason, examination);
    } catch (error) {
      this.#dropPartial();
      throw error;
    }
  }

  /** As `add`, for a copy that is made at once. Of a database that is already the newest backup of this reason no second one is kept. */
  addAtOnce(now: EpochMs, reason: BackupReason, copy: (to: string) => Examination, isSame: (backup: string, copy: string) => boolean = () => false): string {
    const partial = this.#begin();
    try {
      const examination = copy(partial);
      const newest = this.list().find(({ note }) => note?.reason === reason);
      if (newest?.state === 'sound' && isSame(newest.path, partial)) {
        this.#dropPartial();
        return newest.path;
      }
      const path = this.#freePath(now);
      renameDurably(partial, path);
      return this.#kept(path, now, reason, examination);
    } catch (error) {
      this.#dropPartial();
      throw error;
    }
  }

  /** Keeps what was found in one that was read again. */
  noteOf({ path, note }: Backup, now: EpochMs, examination: Examination): void {
    writeNote(path, note?.reason ?? 'start', now, examination);
  }

  /** When the newest was made; null when there is none. */
  newestTime(): EpochMs | null {
    return this.times()[0] ?? null;
  }

  /** When they were made, newest first. */
  times(): readonly EpochMs[] {
    return this.newestFirst().map(timeOf);
  }

  newestFirst(): readonly string[] {
    return this.#names().map((name) => join(this.directory, name));
  }

  /** Newest first. */
  list(): readonly Backup[] {
    return this.#names().map((name) => {
      const path = join(this.directory, name);
      const read = readNote(path);
      return { name, path, createdAt: timeOf(path), bytes: statSync(path).size, note: read?.note ?? null, state: read?.isCurrent === true ? read.note.state : 'unread' };
    });
  }

  /** Drops the oldest above the number that stays, but of the sound ones never the last. */
  prune(): void {
    const backups = this.list();
    const kept = backups.slice(0, this.keep);
    const isSpared = (state: Backup['state']): Backup | undefined => (kept.some((backup) => backup.state === state) ? undefined : backups.find((backup) => backup.state === state));
    const spared = isSpared('sound') ?? (backups.some(({ state }) => state === 'sound') ? undefined : isSpared('unread'));
    for (const backup of backups.slice(this.keep)) {
      if (backup !== spared) removeBackup(backup.path);
    }
  }

  #begin(): string {
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    this.#dropPartial();
    return join(this.directory, `${this.#stem}-${process.pid}.sqlite.partial`);
  }

  #freePath(now: EpochMs): string {
    let time = now;
    while (existsSync(this.#pathAt(time))) time += 1;
    return this.#pathAt(time);
  }

  #kept(path: string, now: EpochMs, reason: BackupReason, examination: Examination): string {
    writeNote(path, reason, now, examination);
    this.prune();
    return path;
  }

  #pathAt(time: EpochMs): string {
    return join(this.directory, `${this.#stem}-${new Date(time).toISOString().replaceAll(/[-:.]/g, '')}.sqlite`);
  }

  /** Copies that were given up, with their journals; a program makes one at a time. */
  #dropPartial(): void {
    for (const name of readdirSync(this.directory)) {
      const [, pid] = name.startsWith(`${this.#stem}-`) ? (/-(\w+)\.sqlite\.partial/.exec(name) ?? []) : [];
      const path = join(this.directory, name);
      if (pid !== undefined && !isAnothers(Number(pid), path)) rmSync(path, { force: true });
    }
  }

  #names(): readonly string[] {
    if (!existsSync(this.directory) || !statSync(this.directory).isDirectory()) return [];
    return readdirSync(this.directory)
      .filter((name) => name.startsWith(`${this.#stem}-`) && /^\d{8}T\d{9}Z\.sqlite$/.test(name.slice(this.#stem.length + 1)))
      .sort()
      .reverse();
  }
}

function timeOf(backup: string): EpochMs {
  return Date.parse(backup.slice(-'YYYYMMDDTHHMMSSmmmZ.sqlite'.length).replace(/^(.{4})(..)(..T..)(..)(..)(...Z).*$/, '$1-$2-$3:$4:$5.$6'));
}

/** Whether another program that runs is writing it. */
function isAnothers(pid: number, path: string): boolean {
  if (pid === process.pid || !Number.isInteger(pid)) return false;
  const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  if (age > STALE_PARTIAL_MS) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
