import { randomUUID } from 'node:crypto';
import type { AuditHead, Head } from '../../src-main/audit/audit-head.ts';
import { type AuditParts, type ChainedAuditLog, openAuditLog } from '../../src-main/audit/chained-audit-log.ts';
import { programFiles } from '../../src-main/program-files.ts';
import type { RelationalStore } from '../../src-main/stores/relational/relational-store.ts';

/** Keeps heads in memory. */
export function memoryHead(): AuditHead & { readonly heads: Map<string, Head> } {
  const heads = new Map<string, Head>();
  return { heads, read: () => [...heads.values()], write: (head) => void heads.set(head.chain, head), writeInBackground: async (head) => void heads.set(head.chain, head) };
}

/** A log in a store of a test's own. */
export function auditLogIn(store: RelationalStore, parts: Partial<AuditParts> = {}): Promise<ChainedAuditLog> {
  return openAuditLog({
    store, file: '', sqliteWorker: programFiles().sqliteWorker, server: () => null, chain: 'alpha', key: Buffer.alloc(32, 7), head: memoryHead(), clock: { now: () => Date.now() }, newId: randomUUID, ...parts,
  });
}
