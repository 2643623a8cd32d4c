import { join } from 'node:path';
import type { ContractHost } from '../src-core/contract/host.ts';
import type { RiskLimits } from '../src-core/risk/limits.ts';
import type { Clock } from '../src-core/time.ts';
import type { ConnectionOrigin } from './access/caller.ts';
import { startOnDatabase, type ToldOfDatabase } from './backups/database-on-trial.ts';
import { startLocal } from './composition/local.ts';
import type { AppDesk } from './app/app-desk.ts';
import type { Vault } from './connections/vault.ts';
import type { MarketFeed } from './market-data/feed.ts';
import type { Engines } from './operations/engines.ts';
import { programFiles } from './program-files.ts';
import type { Restart } from './restart.ts';
import type { Settings } from './settings.ts';
import type { Detector } from './signals/detector.ts';
import { BACKUP_FOLDER, LOCAL_DATABASE } from './stores/relational/sqlite/local-store.ts';
import { realClock } from './real-clock.ts';

export interface Terminal {
  /** The one door, for one connection. */
  host(origin: ConnectionOrigin): ContractHost;
  /** Of the terminal that trades. Throws StartFailure while it watches another workstation. */
  readonly engines: Engines;
  /** A device's session was revoked: what its shell keeps of it must go as well, and its connections end. */
  onRevoked(listener: (tokenHash: string) => void): () => void;
  /** The machine is about to sleep: nothing moves until `woke`. */
  sleeps(): void;
  /** It is awake again, or its clock was set. Answers with what was compared and found, sentences. */
  woke(): Promise<string>;
  /** Ends the session where it is; the next start goes on from there. */
  close(): Promise<void>;
}

export interface TerminalHooks {
  /** False leaves the session standing at its start. */
  readonly autoplay?: boolean;
  /** Another feed than the flags ask for. */
  readonly feed?: MarketFeed;
  /** Other detectors than the program's. */
  readonly detectors?: readonly Detector[];
  /** What risk parameters are where the account never set them, in the place of the program's own. */
  readonly limits?: Partial<RiskLimits>;
  /** Where passwords are kept; a file in the data directory unless the shell has a keychain. */
  readonly vault?: Vault;
  /** Ends this terminal and starts it anew; null or absent where nobody can. */
  readonly restart?: Restart;
  /** What stands around the core; nothing unless given. */
  readonly app?: AppDesk;
  /** A backup's file to put in the place of the database before the start; null or absent for none. */
  readonly restore?: string | null;
  /** What windows are told of the database that this start goes on with; null or absent for nothing. */
  readonly told?: ToldOfDatabase | null;
  /** The machine's time, by which a session's date is chosen. */
  readonly machineClock?: Clock;
}

const REPLICA: ToldOfDatabase = { level: 'error', text: 'no backup was put back: on a desk the books are those of its database, and what is here is read from there again' };

/**
 * Builds the whole program: opens the stores of its profile, recovers the books, chooses the session and starts its
 * clock. Throws StartFailure; nothing is left open then.
 */
export async function startTerminal(settings: Settings, hooks: TerminalHooks): Promise<Terminal> {
  const { desk, dataDir } = settings;
  const restore = hooks.restore ?? null;
  if (desk === null) {
    const clock = hooks.machineClock ?? realClock;
    const database = { file: join(dataDir, LOCAL_DATABASE), backupDir: join(dataDir, BACKUP_FOLDER), sqliteWorker: programFiles().sqliteWorker, clock };
    return startOnDatabase(database, restore, (told) => startLocal(settings, { ...hooks, told }));
  }
  // What speaks to servers is loaded where there are any.
  const { startDesk } = await import('./composition/desk.ts');
  return startDesk(settings, desk, { ...hooks, told: restore === null ? null : REPLICA });
}
