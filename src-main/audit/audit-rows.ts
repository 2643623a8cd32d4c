import type { CompiledQuery, Insertable, Kysely, Selectable } from 'kysely';
import type { JsonValue } from '../../src-core/contract/schemas.ts';
import type { Database } from '../stores/relational/schema.ts';
import type { AuditEntry } from './audit-entry.ts';

type Rows = Database['audit_logs'];

/** The entry as a row to insert. */
export function rowOf(entry: AuditEntry, hash: string, seal: string): Insertable<Rows> {
  return {
    id: entry.id,
    user_id: entry.userId,
    action: entry.action,
    resource_type: entry.resourceType,
    resource_id: entry.resourceId,
    old_values: textOf(entry.oldValues),
    new_values: textOf(entry.newValues),
    ip_address: entry.ipAddress,
    user_agent: entry.userAgent,
    created_at: entry.createdAt,
    chain: entry.chain,
    sequence: entry.sequence,
    previous_hash: entry.previousHash,
    hash,
    seal,
  };
}

export function insertOf(db: Kysely<Database>, entry: AuditEntry, hash: string, seal: string): CompiledQuery {
  return db.insertInto('audit_logs').values(rowOf(entry, hash, seal)).compile();
}

/** A row of a chain as the entry it says it is; null where it is in no chain. */
export function entryOf(row: Selectable<Rows>): AuditEntry | null {
  if (row.chain === null || row.sequence === null) return null;
  return {
    chain: row.chain,
    sequence: row.sequence,
    previousHash: row.previous_hash ?? '',
    id: row.id,
    userId: row.user_id,
    action: row.action,
    resourceType: row.resource_type,
    resourceId: row.resource_id,
    oldValues: jsonIn(row.old_values),
    newValues: jsonIn(row.new_values),
    ipAddress: row.ip_address,
    userAgent: row.user_agent,
    createdAt: row.created_at,
  };
}

/** Either database hands JSON over as text. Text that is none, which somebody put there, stays text. */
export function jsonIn(column: unknown): JsonValue | null {
  if (typeof column !== 'string') return null;
  try {
    const value: JsonValue = JSON.parse(column);
    return value;
  } catch {
    return column;
  }
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
