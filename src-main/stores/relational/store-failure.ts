import { StartFailure } from '../../start-failure.ts';

// Why a store could not be opened. Each message says what is wrong and what to do about it.

/** What holds the books, and what another choice of would help. */
type Place = 'data directory' | 'database';

/** The database was written by a newer version of the program. It was left untouched. */
export class NewerDatabase extends StartFailure {
  override name = 'NewerDatabase';
  readonly found: number;
  readonly known: number;

  /** `programs` are the versions of the one that wrote it last, null where that is not known, and of the one that runs. */
  constructor(file: string, found: number, known: number, { place = 'data directory', programs }: { readonly place?: Place; readonly programs?: { readonly wrote: string | null; readonly runs: string } } = {}) {
    const wrote = programs === undefined || programs.wrote === programs.runs ? null : programs.wrote;
    super(
      `${file} was written by a newer version of Smart 0DTE${wrote === null ? '' : `, ${wrote}`}: its schema has number ${found}, this version${programs === undefined ? '' : `, ${programs.runs},`} knows up to ${known}. ` +
        `Nothing was changed. Start ${wrote === null ? 'the newer version' : `${wrote} or a newer version`}, ${place === 'database' ? 'or choose another database' : 'choose another data directory, or put back a backup from before that version (docs/updates.md)'}.`,
    );
    this.found = found;
    this.known = known;
  }
}

/** A migration that this database has already applied is not the one this program ships. */
export class ChangedMigration extends StartFailure {
  override name = 'ChangedMigration';

  constructor(file: string, number: number, migration: string, place: Place = 'data directory') {
    super(
      `${file} was built with another text of migration ${number} (${migration}) than this version ships. ` +
        `Nothing was changed. Reinstall the program, or choose another ${place}.`,
    );
  }
}

/** The file is damaged or is no database at all. It was left as it is. */
export class CorruptDatabase extends StartFailure {
  override name = 'CorruptDatabase';
  /** The newest backup that is sound; null when there is none. */
  readonly backup: string | null;
  override readonly canRestoreBackup: boolean;

  constructor(file: string, damage: string, backup: string | null) {
    super(
      `${file} is damaged (${damage}). Nothing was changed. ` +
        (backup === null
          ? 'There is no sound backup of it.'
          : `The newest sound backup is ${backup}; start with --restore-backup to go on from it, the damaged file is kept.`),
    );
    this.backup = backup;
    this.canRestoreBackup = backup !== null;
  }
}

/** The database is to be migrated, and could not be copied before. It was left as it is. */
export class NotBackedUp extends StartFailure {
  override name = 'NotBackedUp';

  constructor(file: string, reason: string) {
    super(`${file} is of an earlier version, and cannot be copied before it is brought up to date (${reason}). Nothing was changed. Make room, or make the backups' folder writable.`);
  }
}

/** Another running program has this database open. */
export class DatabaseInUse extends StartFailure {
  override name = 'DatabaseInUse';
  override readonly isInUse = true;
  /** null when that program did not say. */
  readonly pid: number | null;

  constructor(file: string, pid: number | null) {
    super(
      `${file} is in use by ${pid === null ? 'another program' : `process ${pid}`}. ` +
        'Close that one first, or choose another data directory.',
    );
    this.pid = pid;
  }
}

/** The directory of the database cannot be written to. */
export class DirectoryNotWritable extends StartFailure {
  override name = 'DirectoryNotWritable';

  constructor(directory: string, reason: string) {
    super(`${directory} cannot be written to (${reason}). Choose a data directory that can.`);
  }
}

/** A database server cannot be used as it is. The message never holds the password. */
export class ServerRefused extends StartFailure {
  override name = 'ServerRefused';
  readonly reason: ServerRefusal;

  constructor(reason: ServerRefusal, message: string) {
    super(message);
    this.reason = reason;
  }
}

export type ServerRefusal =
  | 'bad_url'
  | 'unreachable'
  | 'wrong_password'
  | 'unknown_database'
  | 'no_permission'
  | 'too_old'
  | 'tls'
  | 'busy'
  | 'other';
