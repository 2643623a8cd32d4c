import type { Kysely } from 'kysely';
import { ReplicaSnapshot } from '../stores/relational/desk/replica-snapshot.ts';
import type { RelationalStore } from '../stores/relational/relational-store.ts';
import type { Database } from '../stores/relational/schema.ts';

/** A database of entries, for reading as long as it takes: nothing that trades waits for it. */
export interface AuditReads {
  readonly kind: RelationalStore['kind'];
  readonly db: Kysely<Database>;
  /** Rows to ask for at once. */
  readonly page: number;
  close(): Promise<void>;
}

const PAGE_ROWS = { sqlite: 200, postgresql: 2_000 };

/** The embedded database as of now, in a thread of its own. */
export async function fileReads(file: string, sqliteWorker: URL): Promise<AuditReads> {
  const snapshot = await ReplicaSnapshot.open(file, sqliteWorker);
  return { kind: 'sqlite', db: snapshot.db, page: PAGE_ROWS.sqlite, close: () => snapshot.close() };
}

/** A store that is open already, and stays so. */
export function storeReads({ kind, db }: Pick<RelationalStore, 'kind' | 'db'>): AuditReads {
  return { kind, db, page: PAGE_ROWS[kind], close: async () => undefined };
}
