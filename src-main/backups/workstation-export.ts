import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Exported } from '../../src-core/contract/access.ts';
import { SERVERS } from '../../src-core/contract/connections.ts';
import type { Clock, EpochMs } from '../../src-core/time.ts';
import { readConfigFile, writeConfigFile } from '../connections/config-file.ts';
import { readServerUrl } from '../connections/server-url.ts';
import { type FileTexts, URL_PATHS } from '../connections/setting-paths.ts';
import type { Vault } from '../connections/vault.ts';
import { renameDurablyLater } from '../stores/file-durability.ts';
import { copyInThread } from '../stores/relational/sqlite/database-files.ts';
import { packInThread } from './archive/archive-thread.ts';
import { type ArchivedFile, TRAVELLING_SECRETS, type TravellingSecrets } from './archive/manifest.ts';

export interface WorkstationExportParts {
  readonly dataDir: string;
  /** The local profile's database; it may be in use. */
  readonly database: string;
  readonly configFile: string;
  readonly vault: Vault;
  /** The workstation's name. */
  readonly workstation: string;
  readonly sqliteWorker: URL;
  readonly archiveWorker: URL;
  readonly clock: Clock;
  /** As PackRequest has it; a test takes less. */
  readonly workFactor?: number;
}

const WORK_FACTOR = 18;
const MAKING = '.making-';

/**
 * Writes what another machine needs into one encrypted file of `folder`: a fresh copy of the database that was read
 * through, the time series, the config file without passwords, where the audit ends, and the two keys that the data is
 * of no use without. Throws where the copy is not sound; nothing is left then.
 */
export async function exportWorkstation(parts: WorkstationExportParts, folder: string, passphrase: string, signal?: AbortSignal): Promise<Exported> {
  const { dataDir, database, configFile, vault, workstation, sqliteWorker, archiveWorker, clock, workFactor = WORK_FACTOR } = parts;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) {
    if (name.startsWith(MAKING)) await rm(join(folder, name), { recursive: true, force: true });
  }
  const making = mkdtempSync(join(folder, MAKING));
  try {
    const at = (name: ArchivedFile): string => join(making, name);
    const names: ArchivedFile[] = ['smart-0dte.sqlite'];
    const add = (name: ArchivedFile): string => {
      names.push(name);
      return at(name);
    };
    // Before the database: an audit that ends earlier than its head would look cut off.
    const head = join(dataDir, 'audit-head.json');
    if (existsSync(head)) writeFileSync(add('audit-head.json'), readFileSync(head), { mode: 0o600 });
    const copied = await copyInThread(sqliteWorker, database, at('smart-0dte.sqlite'), signal);
    if (copied.fault !== null) throw new Error(`the database is damaged: ${copied.fault.text}`);
    const timeSeries = join(dataDir, 'timeseries.sqlite');
    if (existsSync(timeSeries)) await copyInThread(sqliteWorker, timeSeries, add('timeseries.sqlite'), signal);
    if (existsSync(configFile)) writeConfigFile(add('config.json'), withoutPasswords(readConfigFile(configFile)));
    const secrets = await secretsOf(vault);
    if (Object.keys(secrets).length > 0) writeFileSync(add('secrets.json'), JSON.stringify(secrets), { mode: 0o600 });

    const createdAt = clock.now();
    const { orders, newestEntry } = copied;
    const made = join(making, 'export');
    const files = names.map((name) => ({ name, path: at(name) }));
    const bytes = await packInThread(archiveWorker, { files, about: { createdAt, workstation, orders, newestEntry }, to: made, passphrase, workFactor }, signal);
    const path = freePath(folder, createdAt);
    await renameDurablyLater(made, path);
    return { path, bytes, files: names };
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

/** smart-0dte-20261120-143000.tar.gz.age, in UTC; of two in a second the later has a later second. */
function freePath(folder: string, now: EpochMs): string {
  for (let time = now; ; time += 1_000) {
    const [date = '', clock = ''] = new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').split('T');
    const path = join(folder, `smart-0dte-${date}-${clock}.tar.gz.age`);
    if (!existsSync(path)) return path;
  }
}

/** A start refuses a config file with passwords; one that was edited since may have some. */
function withoutPasswords(texts: Partial<FileTexts>): Partial<FileTexts> {
  const kept: Partial<Record<keyof FileTexts, string>> = { ...texts };
  for (const server of SERVERS) {
    const path = URL_PATHS[server];
    const text = kept[path] ?? '';
    if (text === '') continue;
    const reading = readServerUrl(server, text);
    if (reading.good) kept[path] = reading.url;
    else delete kept[path];
  }
  return kept;
}

async function secretsOf(vault: Vault): Promise<TravellingSecrets> {
  const secrets: Record<string, string> = {};
  for (const name of TRAVELLING_SECRETS) {
    const secret = await vault.get(name);
    if (secret !== null) secrets[name] = secret;
  }
  return secrets;
}
