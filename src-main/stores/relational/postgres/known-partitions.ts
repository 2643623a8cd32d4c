import type pg from 'pg';
import { creationOf, type Partition, PARTITION_LOCK } from './partitions.ts';

const PARTITION_NAMES = `
  SELECT child.relname AS name FROM pg_inherits
  JOIN pg_class child ON child.oid = inhrelid
  JOIN pg_class parent ON parent.oid = inhparent
  WHERE parent.relkind = 'p' AND child.relkind = 'r' AND parent.relnamespace = current_schema()::regnamespace`;

/** The partitions known to be on a server. */
export class KnownPartitions {
  /** null when not asked since the last failure. */
  #names: Set<string> | null = null;

  /** Makes those that are not there, in a transaction of their own. Throws the server's own error. */
  async make(client: pg.Client, partitions: readonly Partition[]): Promise<void> {
    this.#names ??= new Set((await client.query<{ name: string }>(PARTITION_NAMES)).rows.map(({ name }) => name));
    const known = this.#names;
    const missing = partitions.filter(({ name }) => !known.has(name));
    if (missing.length === 0) return;
    // Several statements sent at once are one transaction.
    await client.query([`SELECT pg_advisory_xact_lock(${PARTITION_LOCK})`, ...missing.map(creationOf)].join('; '));
    for (const { name } of missing) known.add(name);
  }

  /** They may be gone: the next making asks. */
  forget(): void {
    this.#names = null;
  }
}
