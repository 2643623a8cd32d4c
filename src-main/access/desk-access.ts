import type { Clock } from '../../src-core/time.ts';
import type { Pacer } from '../market-data/session-pump.ts';
import type { RelationalStore } from '../stores/relational/relational-store.ts';
import { DeskConfigRows } from './desk-config-rows.ts';
import { DeskDirectory } from './desk-directory.ts';
import { DeskWatch } from './desk-watch.ts';

export interface DeskAccessParts {
  /** PostgreSQL itself; null while it is not reached: it is asked for again. */
  readonly server: () => RelationalStore | null;
  /** This workstation's own copy, without an outbox. */
  readonly replica: RelationalStore;
  /** The machine's. */
  readonly clock: Clock;
  readonly pacer: Pacer;
  /** This workstation's name. */
  readonly workstation: string;
}

export interface DeskAccess {
  /** Its end is the end of both. */
  readonly directory: DeskDirectory;
  readonly config: DeskConfigRows;
}

/**
 * People and configuration of a desk, as of the copy here; the desk's database follows as soon as it is reached, and is
 * followed from then on. No server needs to be there.
 */
export async function openDeskAccess({ server, replica, clock, pacer, workstation }: DeskAccessParts): Promise<DeskAccess> {
  const row = await replica.db.selectFrom('access_version').select('version').executeTakeFirst();
  const watch = new DeskWatch({ server, pacer, version: row?.version ?? 0 });
  const directory = await DeskDirectory.open({ watch, replica, clock, workstation });
  const config = await DeskConfigRows.open({ watch, replica, clock });
  watch.start();
  return { directory, config };
}
