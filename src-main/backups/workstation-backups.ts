import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { BackupEntry, BackupsView, Exported } from '../../src-core/contract/access.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import { type Clock, HOUR, MINUTE } from '../../src-core/time.ts';
import type { ConfigDesk } from '../access/config-desk.ts';
import type { Pacer } from '../market-data/session-pump.ts';
import type { Restart } from '../restart.ts';
import type { Backup } from '../stores/relational/sqlite/backups.ts';
import type { Examination } from '../stores/relational/sqlite/examination.ts';
import type { SqliteStore } from '../stores/relational/sqlite/sqlite-store.ts';
import type { BackupDesk } from './backup-desk.ts';
import { EXPORT_FOLDER } from '../export-folder.ts';

export const SHORTEST_PASSPHRASE = 12;

export interface WorkstationBackupsParts {
  /** The local profile's, or a desk's replica here. */
  readonly store: Pick<SqliteStore, 'file' | 'backup' | 'backups' | 'examine'>;
  readonly dataDir: string;
  readonly config: Pick<ConfigDesk, 'value' | 'onChange'>;
  /** The machine's. */
  readonly clock: Clock;
  readonly pacer: Pick<Pacer, 'after'>;
  readonly restart: Restart;
  /** Why nothing can be put back here now, as a sentence; null where it can. */
  readonly restoreBan: () => string | null;
  /** Writes the export; or why none can be made here, as a sentence. */
  readonly exporting: ((folder: string, passphrase: string, signal: AbortSignal) => Promise<Exported>) | string;
  /** A backup that the clock asked for failed. */
  readonly tell: (problem: string) => void;
}

/** Between two looks at the clock: a machine that slept is noticed. */
const LOOK_MS = MINUTE;
const NOBODY_RESTARTS = 'nobody can start this terminal anew: it runs without a window';

/** Copies of this workstation's database: made by the clock and by hand, read through, put back, and exported. */
export class WorkstationBackups implements BackupDesk {
  readonly #parts: WorkstationBackupsParts;
  readonly #closing = new AbortController();
  readonly #stopConfig: () => void;
  #cancelLook: () => void;
  #working: Promise<unknown> = Promise.resolve();
  #isExporting = false;
  /** One that the clock asked for is being made. */
  #isDueMade = false;
  #told = '';

  constructor(parts: WorkstationBackupsParts) {
    this.#parts = parts;
    const { config, store } = parts;
    const read = (): void => {
      store.backups.keep = config.value('backup.keep');
    };
    read();
    this.#stopConfig = config.onChange(read);
    // The start's own may have been made before it was known how many stay.
    store.backups.prune();
    this.#cancelLook = this.#later();
  }

  async view(): Promise<BackupsView> {
    const { store, dataDir } = this.#parts;
    const entries = store.backups.list().map(entryOf);
    // One that is damaged is never the first that is offered.
    const isDamaged = ({ state }: BackupEntry): boolean => state === 'damaged';
    return {
      backups: [...entries.filter((entry) => !isDamaged(entry)), ...entries.filter(isDamaged)],
      folder: store.backups.directory,
      exportFolder: join(dataDir, EXPORT_FOLDER),
      restoreBan: this.#ban(),
      bytes: sizeOf(store.file) + sizeOf(`${store.file}-wal`),
    };
  }

  async make(): Promise<void> {
    await this.#tried('no backup could be made', () => this.#parts.store.backup('manual'));
  }

  async verify(name: string): Promise<void> {
    await this.#read(this.#find(name));
  }

  async restore(name: string): Promise<void> {
    const ban = this.#ban();
    const { restart } = this.#parts;
    if (ban !== null || restart === null) throw new ContractFailure({ code: 'conflict', message: ban ?? NOBODY_RESTARTS });
    const backup = this.#find(name);
    const { fault } = await this.#read(backup);
    if (fault !== null) throw new ContractFailure({ code: 'conflict', message: `${name} is damaged and was not put back: ${fault.text}` });
    restart({ reason: `the backup ${name} is put back`, restore: backup.path });
  }

  async export(passphrase: string | null): Promise<Exported> {
    const { config, dataDir, exporting } = this.#parts;
    if (typeof exporting === 'string') throw new ContractFailure({ code: 'conflict', message: exporting });
    const secret = passphrase ?? config.value('backup.export_passphrase');
    if (secret.length < SHORTEST_PASSPHRASE) {
      const message = secret === '' ? 'no passphrase is given, and none is configured (backup.export_passphrase)' : `expected a passphrase of at least ${SHORTEST_PASSPHRASE} letters`;
      throw new ContractFailure({ code: 'bad_input', message, field: 'passphrase' });
    }
    if (this.#isExporting) throw new ContractFailure({ code: 'conflict', message: 'an export is being written already' });
    this.#isExporting = true;
    try {
      return await this.#tried('no export could be written', () => exporting(join(dataDir, EXPORT_FOLDER), secret, this.#closing.signal));
    } finally {
      this.#isExporting = false;
    }
  }

  /** Gives up what is being read or exported. To be called before the store closes. */
  async close(): Promise<void> {
    this.#cancelLook();
    this.#stopConfig();
    this.#closing.abort(new Error('the terminal is closing'));
    await this.#working;
  }

  #later(): () => void {
    return this.#parts.pacer.after(LOOK_MS, () => {
      this.#look();
      this.#cancelLook = this.#later();
    });
  }

  /** A clock that was set back, or backups of a machine whose clock was ahead, keep none from being made. */
  #look(): void {
    const { clock, config, store, tell } = this.#parts;
    const now = clock.now();
    if (this.#isDueMade) return;
    const newest = store.backups.times().find((time) => time <= now) ?? Number.NEGATIVE_INFINITY;
    if (now - newest < config.value('backup.every_hours') * HOUR) return;
    this.#isDueMade = true;
    const making = store.backup('scheduled').then(
      () => {
        this.#told = '';
      },
      (error: unknown) => {
        const problem = `no backup could be made: ${messageOf(error)}`;
        if (problem !== this.#told && !this.#closing.signal.aborted) tell(problem);
        this.#told = problem;
      },
    );
    this.#keepWorking(
      making.finally(() => {
        this.#isDueMade = false;
      }),
    );
  }

  #ban(): string | null {
    const { restart, restoreBan } = this.#parts;
    return restoreBan() ?? (restart === null ? NOBODY_RESTARTS : null);
  }

  #find(name: string): Backup {
    const found = this.#parts.store.backups.list().find((backup) => backup.name === name);
    if (found === undefined) throw new ContractFailure({ code: 'not_found', message: `there is no backup "${name}"` });
    return found;
  }

  async #read(backup: Backup): Promise<Examination> {
    const { clock, store } = this.#parts;
    const examination = await this.#tried(`${backup.name} could not be read`, () => store.examine(backup.path));
    store.backups.noteOf(backup, clock.now(), examination);
    return examination;
  }

  async #tried<Answer>(refusal: string, act: () => Promise<Answer>): Promise<Answer> {
    const acting = act();
    this.#keepWorking(acting.catch(() => undefined));
    try {
      return await acting;
    } catch (error) {
      if (error instanceof ContractFailure) throw error;
      throw new ContractFailure({ code: 'unavailable', message: `${refusal}: ${messageOf(error)}` });
    }
  }

  #keepWorking(work: Promise<unknown>): void {
    this.#working = Promise.all([this.#working, work]);
  }
}

function entryOf({ name, createdAt, bytes, note, state }: Backup): BackupEntry {
  const isRead = state !== 'unread';
  return {
    name,
    createdAt,
    bytes,
    reason: note?.reason ?? 'start',
    state,
    detail: isRead ? (note?.detail ?? '') : 'nobody read it through yet',
    orders: isRead ? (note?.orders ?? null) : null,
    newestEntry: isRead ? (note?.newestEntry ?? null) : null,
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
