import type { AuditPage, AuditQuery, AuditVerification } from '../../src-core/contract/access.ts';
import type { JsonValue } from '../../src-core/contract/schemas.ts';
import type { MadeFile } from '../../src-core/contract/performance.ts';

/** What is written of one act. */
export interface AuditRecord {
  /** null when nobody was signed in. */
  readonly userId: string | null;
  /** What was done, "orders.place". */
  readonly action: string;
  /** What it was done to, "order". */
  readonly resourceType: string;
  readonly resourceId: string | null;
  /** What it was before and after, without secrets. */
  readonly oldValues: JsonValue | null;
  readonly newValues: JsonValue | null;
  /** null for a window in this program. */
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

/** The record that nobody can quietly change. */
export interface AuditLog {
  /** Resolved: chained, sealed and on disk. Entries are in the order of the calls; one that cannot be written leaves no gap. */
  append(record: AuditRecord): Promise<void>;
  /** Of one user, or of everybody where `userId` is null. */
  list(query: AuditQuery, userId: string | null): Promise<AuditPage>;
  export(query: AuditQuery, userId: string | null, format: 'csv' | 'jsonl'): Promise<MadeFile>;
  verify(): Promise<AuditVerification>;
}
