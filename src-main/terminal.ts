import type { ContractHost } from '../src-core/contract/host.ts';
import type { RiskLimits } from '../src-core/risk/limits.ts';
import type { Clock } from '../src-core/time.ts';
import type { ConnectionOrigin } from './access/caller.ts';
import { startLocal } from './composition/local.ts';
import type { Vault } from './connections/vault.ts';
import type { MarketFeed } from './market-data/feed.ts';
import type { Engines } from './operations/engines.ts';
import type { Restart } from './restart.ts';
import type { Settings } from './settings.ts';
import type { Detector } from './signals/detector.ts';

export interface Terminal {
  /** The one door, for one connection. */
  host(origin: ConnectionOrigin): ContractHost;
  /** Of the terminal that trades. Throws StartFailure while it watches another workstation. */
  readonly engines: Engines;
  /** A device's session was revoked: what its shell keeps of it must go as well, and its connections end. */
  onRevoked(listener: (tokenHash: string) => void): () => void;
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
  /** The machine's time, by which a session's date is chosen. */
  readonly machineClock?: Clock;
}

/**
 * Builds the whole program: opens the stores of its profile, recovers the books, chooses the session and starts its
 * clock. Throws StartFailure; nothing is left open then.
 */
export async function startTerminal(settings: Settings, hooks: TerminalHooks): Promise<Terminal> {
  if (settings.desk === null) return startLocal(settings, hooks);
  // What speaks to servers is loaded where there are any.
  const { startDesk } = await import('./composition/desk.ts');
  return startDesk(settings, settings.desk, hooks);
}
