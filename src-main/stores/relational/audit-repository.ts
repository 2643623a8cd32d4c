import type { CompiledQuery } from 'kysely';
import type { Clock } from '../../../src-core/time.ts';
import type { RelationalStore } from './relational-store.ts';
import type { JsonValue } from './settings-repository.ts';

export interface AuditRecord {
  /** null when nobody was signed in. */
  readonly userId: string | null;
  /** What was done, "orders.place". */
  readonly action: string;
  /** What it was done to, "order". */
  readonly resourceType: string;
  readonly resourceId: string | null;
  readonly oldValues: JsonValue | null;
  readonly newValues: JsonValue | null;
  /** null for a window in this program. */
  readonly ipAddress: string | null;
}

export interface AuditRepository {
  /** Writes one entry; entries are never changed. */
  append(record: AuditRecord): Promise<void>;
  /** The same entry as a query, for a caller that commits it together with what it records. */
  query(record: AuditRecord): CompiledQuery;
}

/** `clock` is the machine's: an audit says when somebody really did something. */
export function createAuditRepository(store: RelationalStore, clock: Clock, newId: () => string): AuditRepository {
  const query = (record: AuditRecord): CompiledQuery =>
    store.db
      .insertInto('audit_logs')
      .values({
        id: newId(),
        user_id: record.userId,
        action: record.action,
        resource_type: record.resourceType,
        resource_id: record.resourceId,
        old_values: record.oldValues === null ? null : JSON.stringify(record.oldValues),
        new_values: record.newValues === null ? null : JSON.stringify(record.newValues),
        ip_address: record.ipAddress,
        created_at: clock.now(),
      })
      .compile();
  return { query, append: (record) => store.commit([query(record)]) };
}
