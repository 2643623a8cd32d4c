import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../src-core/time.ts';
import { createFileVault } from '../connections/file-vault.ts';
import { writeOwnerFile } from '../connections/owner-file.ts';
import { StartFailure } from '../start-failure.ts';
import { renameDurably } from '../stores/file-durability.ts';
import { Backups } from '../stores/relational/sqlite/backups.ts';
import { lockDatabase } from '../stores/relational/sqlite/directory-lock.ts';
import { examine } from '../stores/relational/sqlite/examination.ts';
import { BACKUP_FOLDER, LOCAL_DATABASE } from '../stores/relational/sqlite/local-store.ts';
import { keptAsBackup, restoreBackup } from '../stores/relational/sqlite/restore.ts';
import { DatabaseInUse } from '../stores/relational/store-failure.ts';
import { unpackInThread } from './archive/archive-thread.ts';
import { BadArchive } from './archive/bad-archive.ts';
import { type Manifest, secretsSchema, TRAVELLING_SECRETS } from './archive/manifest.ts';

export interface WorkstationImportParts {
  readonly archive: string;
  readonly passphrase: string;
  readonly dataDir: string;
  /** Whether what the directory holds may be replaced; it is kept. */
  readonly replace: boolean;
  readonly archiveWorker: URL;
  readonly clock: Clock;
}

export interface Imported {
  readonly manifest: Manifest;
  /** Where the database is kept that was replaced; null where there was none. */
  readonly former: string | null;
  /** Other files that were replaced, by the names they have now. */
  readonly aside: readonly string[];
}

const VAULT_FILES = ['credentials.json', 'credentials-encrypted.json'] as const;
const OWN_FILES = [LOCAL_DATABASE, 'desk.sqlite', 'timeseries.sqlite', 'config.json', 'audit-head.json', ...VAULT_FILES] as const;
const STAGING = '.import-';

/**
 * Takes an export into a data directory, all of it or nothing: it is unpacked, compared with its manifest and read
 * through before anything in the directory changes. Throws StartFailure where the directory is in use or not empty, and
 * BadArchive for an export that cannot be taken.
 */
export async function importWorkstation({ archive, passphrase, dataDir, replace, archiveWorker, clock }: WorkstationImportParts): Promise<Imported> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const present = OWN_FILES.find((name) => existsSync(join(dataDir, name)));
  if (present !== undefined && !replace) {
    throw new StartFailure(`--data-dir "${dataDir}": holds data already (${present}); expected an empty directory, or --replace, which keeps what is there`);
  }
  const file = join(dataDir, LOCAL_DATABASE);
  const lock = lockDatabase(file);
  if ('heldBy' in lock) throw new DatabaseInUse(file, lock.heldBy);
  const staging = mkdtempSync(join(dataDir, STAGING));
  try {
    const manifest = await unpackInThread(archiveWorker, { from: archive, into: staging, passphrase });
    const has = (name: Manifest['files'][number]['name']): boolean => manifest.files.some((listed) => listed.name === name);
    for (const name of ['smart-0dte.sqlite', 'timeseries.sqlite'] as const) {
      const fault = has(name) ? examine(join(staging, name)).fault : null;
      if (fault !== null) throw new BadArchive(`"${name}" in the export is damaged: ${fault.text}`);
    }
    const secrets = has('secrets.json') ? secretsSchema.parse(JSON.parse(readFileSync(join(staging, 'secrets.json'), 'utf8'))) : {};

    const aside: string[] = [];
    const setAside = (name: string, how: typeof renameSync): void => {
      const kept = keptName(dataDir, name);
      how(join(dataDir, name), join(dataDir, kept));
      aside.push(kept);
    };
    // The database last, in one step: until then the directory has its own.
    const vault = createFileVault(dataDir);
    for (const name of VAULT_FILES) {
      if (existsSync(join(dataDir, name))) setAside(name, copyFileSync);
    }
    forgetEncrypted(dataDir);
    for (const name of TRAVELLING_SECRETS) await vault.set(name, secrets[name] ?? null);
    for (const name of ['timeseries.sqlite-wal', 'timeseries.sqlite-shm', 'timeseries.sqlite', 'config.json', 'audit-head.json'] as const) {
      if (existsSync(join(dataDir, name))) setAside(name, renameSync);
    }
    for (const name of ['timeseries.sqlite', 'config.json', 'audit-head.json'] as const) {
      if (has(name)) renameDurably(join(staging, name), join(dataDir, name));
    }
    const backups = new Backups(file, join(dataDir, BACKUP_FOLDER), Number.POSITIVE_INFINITY);
    const former = restoreBackup(file, join(staging, LOCAL_DATABASE), { keepFormer: keptAsBackup(backups, clock.now()), isLocked: true });
    return { manifest, former: former === '' ? null : former, aside };
  } finally {
    rmSync(staging, { recursive: true, force: true });
    lock.release();
  }
}

/** A keychain's copy of the keys would be read before those that were imported. */
function forgetEncrypted(dataDir: string): void {
  const path = join(dataDir, 'credentials-encrypted.json');
  if (!existsSync(path)) return;
  const kept: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (typeof kept !== 'object' || kept === null) return;
  const others = Object.entries(kept).filter(([name]) => !TRAVELLING_SECRETS.some((travelling) => travelling === name));
  writeOwnerFile(path, `${JSON.stringify(Object.fromEntries(others), null, 2)}\n`);
}

function keptName(dataDir: string, name: string): string {
  for (let number = 1; ; number += 1) {
    const kept = `${name}.replaced-${number}`;
    if (!existsSync(join(dataDir, kept))) return kept;
  }
}
