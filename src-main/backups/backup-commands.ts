import { existsSync, renameSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Clock } from '../../src-core/time.ts';
import { CONFIG_FILE } from '../connections/config-file.ts';
import { createFileVault } from '../connections/file-vault.ts';
import { StartFailure } from '../start-failure.ts';
import { type Backup, Backups } from '../stores/relational/sqlite/backups.ts';
import { copyInThread, examineInThread } from '../stores/relational/sqlite/database-files.ts';
import { BACKUP_FOLDER, DESK_DATABASE, LOCAL_DATABASE } from '../stores/relational/sqlite/local-store.ts';
import { DatabaseInUse } from '../stores/relational/store-failure.ts';
import { SqliteFailure } from '../stores/relational/sqlite/worker-client.ts';
import { BadArchive } from './archive/bad-archive.ts';
import { putInPlace } from './database-on-trial.ts';
import { exportWorkstation } from './workstation-export.ts';
import { importWorkstation } from './workstation-import.ts';
import { SHORTEST_PASSPHRASE } from './workstation-backups.ts';

export const COMMANDS = ['list', 'make', 'verify', 'restore', 'export', 'import'] as const;
export type Command = (typeof COMMANDS)[number];

export interface CommandRequest {
  readonly command: Command;
  /** A backup's name, or a file; null for `list` and `make`. */
  readonly subject: string | null;
  readonly dataDir: string;
  readonly replace: boolean;
}

export interface CommandParts {
  readonly sqliteWorker: URL;
  readonly archiveWorker: URL;
  readonly clock: Clock;
  readonly hostname: string;
  readonly passphrase: (isNew: boolean) => Promise<string>;
  /** As PackRequest has it; a test takes less. */
  readonly workFactor?: number;
}

/** What a command came to: for a program as `report`, for a person as lines; `isGood` false ends the process with 1. */
export interface CommandResult {
  readonly report: unknown;
  readonly lines: readonly string[];
  readonly isGood: boolean;
}

const OF_A_DESK = 'a desk’s books are those of its PostgreSQL, and what is here is read from there: nothing is put back or exported';

/** Works a data directory's backups without a terminal. Throws StartFailure. */
export async function runBackupCommand({ command, subject, dataDir, replace }: CommandRequest, parts: CommandParts): Promise<CommandResult> {
  if (command === 'import') return importing(subject ?? '', dataDir, replace, parts);
  const { sqliteWorker, clock } = parts;
  const isDesk = !existsSync(join(dataDir, LOCAL_DATABASE)) && existsSync(join(dataDir, DESK_DATABASE));
  const file = join(dataDir, isDesk ? DESK_DATABASE : LOCAL_DATABASE);
  // How many stay is the terminal's to say.
  const backups = new Backups(file, join(dataDir, BACKUP_FOLDER), Number.POSITIVE_INFINITY);
  if (!existsSync(file) && command !== 'list' && command !== 'restore') throw new StartFailure(`--data-dir "${dataDir}": there is no database in it`);
  switch (command) {
    case 'list':
      return listed(backups.list());
    case 'make': {
      const path = await backups.add(clock.now(), 'manual', (to) => copyInThread(sqliteWorker, file, to)).catch(refused('no backup could be made'));
      return listed(backups.list().filter((backup) => backup.path === path));
    }
    case 'verify': {
      const backup = find(backups, subject);
      backups.noteOf(backup, clock.now(), await examineInThread(sqliteWorker, backup.path));
      const result = listed([find(backups, subject)]);
      return { ...result, isGood: find(backups, subject).state === 'sound' };
    }
    case 'restore': {
      if (isDesk) throw new StartFailure(OF_A_DESK);
      const backup = find(backups, subject);
      const former = await putInPlace({ file, backupDir: backups.directory, sqliteWorker, clock }, backup.path).catch(refused(`${backup.name} was not put back`, file));
      const kept = former === '' ? '' : `; what was there before is ${former}`;
      return { report: { restored: backup.name, former: former === '' ? null : former }, lines: [`${backup.name} was put back${kept}`], isGood: true };
    }
    case 'export': {
      if (isDesk) throw new StartFailure(OF_A_DESK);
      return exporting(subject ?? '', dataDir, file, parts);
    }
  }
}

async function exporting(target: string, dataDir: string, database: string, parts: CommandParts): Promise<CommandResult> {
  const { sqliteWorker, archiveWorker, clock, hostname, passphrase, workFactor } = parts;
  const full = resolve(target);
  const isFolder = statSync(full, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder && existsSync(full)) throw new StartFailure(`"${target}" is there already; expected the name of a new file, or a folder`);
  const secret = await passphrase(true);
  if (secret.length < SHORTEST_PASSPHRASE) throw new StartFailure(`expected a passphrase of at least ${SHORTEST_PASSPHRASE} letters`);
  const vault = createFileVault(dataDir);
  const exported = await exportWorkstation(
    { dataDir, database, configFile: join(dataDir, CONFIG_FILE), vault, workstation: hostname, sqliteWorker, archiveWorker, clock, ...(workFactor !== undefined && { workFactor }) },
    isFolder ? full : dirname(full),
    secret,
  ).catch(refused('no export could be written'));
  if (!isFolder) renameSync(exported.path, full);
  const path = isFolder ? exported.path : full;
  const inKeychain = existsSync(join(dataDir, 'credentials-encrypted.json')) && !exported.files.includes('secrets.json');
  const lines = [`${path}: ${exported.bytes} bytes (${exported.files.join(', ')})`];
  if (inKeychain) lines.push('The keys of the audit and of sensitive settings are in the keychain, which only the desktop app opens: export from its window to take them along.');
  return { report: { ...exported, path }, lines, isGood: true };
}

async function importing(archive: string, dataDir: string, replace: boolean, { archiveWorker, clock, passphrase }: CommandParts): Promise<CommandResult> {
  const full = resolve(archive);
  if (!existsSync(full)) throw new StartFailure(`"${archive}": there is no such file; expected an export (.tar.gz.age)`);
  const secret = await passphrase(false);
  const { manifest, former, aside } = await importWorkstation({ archive: full, passphrase: secret, dataDir, replace, archiveWorker, clock }).catch(refused('nothing was imported'));
  const lines = [
    `${manifest.orders ?? 'no'} orders of ${manifest.workstation}, as of ${new Date(manifest.createdAt).toISOString()}, are in ${dataDir} now`,
    ...(former === null ? [] : [`what was there before is kept as ${former}`]),
    ...(aside.length === 0 ? [] : [`and ${aside.join(', ')}`]),
  ];
  return { report: { manifest, former, aside }, lines, isGood: true };
}

function find(backups: Backups, name: string | null): Backup {
  const found = backups.list().find((backup) => backup.name === name);
  if (found === undefined) throw new StartFailure(`there is no backup "${name ?? ''}" in ${backups.directory}; expected a name from "npm run backup -- list"`);
  return found;
}

function listed(backups: readonly Backup[]): CommandResult {
  const rows = backups.map(({ name, createdAt, bytes, note, state }) => ({ name, createdAt, bytes, reason: note?.reason ?? null, state, detail: note?.detail ?? '', orders: note?.orders ?? null, newestEntry: note?.newestEntry ?? null }));
  const lines = rows.map(({ name, bytes, reason, state, orders, detail }) => `${name}  ${String(bytes).padStart(12)}  ${state.padEnd(7)}  ${(reason ?? '–').padEnd(9)}  ${orders ?? '–'} orders${detail === '' ? '' : `  ${detail}`}`);
  return { report: rows, lines: lines.length === 0 ? ['there are no backups'] : lines, isGood: true };
}

/** Turns what a thread or an export says into one line. */
function refused(what: string, file?: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof StartFailure) throw error;
    if (error instanceof SqliteFailure && error.failure.kind === 'in_use' && file !== undefined) throw new DatabaseInUse(file, error.failure.pid);
    if (error instanceof SqliteFailure || error instanceof BadArchive || error instanceof Error) throw new StartFailure(`${what}: ${error.message}`, { cause: error });
    throw error;
  };
}
