import { randomUUID } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { AuditVerification } from '../../../src-core/contract/access.ts';
import { AUDIT_HEAD_FILE, fileAuditHead } from '../../../src-main/audit/audit-head.ts';
import type { AuditRecord } from '../../../src-main/audit/audit-log.ts';
import { type AuditParts, type ChainedAuditLog, openAuditLog } from '../../../src-main/audit/chained-audit-log.ts';
import type { RelationalStore } from '../../../src-main/stores/relational/relational-store.ts';
import { TestDirectory, WORKER } from '../stores/test-store.ts';

export const KEY = Buffer.alloc(32, 7);
export const START = Date.UTC(2026, 10, 20, 14, 30);

export function recordOf(overrides: Partial<AuditRecord> = {}): AuditRecord {
  return {
    userId: null, action: 'orders.place', resourceType: 'orders', resourceId: null, oldValues: null, newValues: { origin: 'window', workstation: 'left', outcome: 'done', input: { quantity: 1 } }, ipAddress: null, userAgent: null,
    ...overrides,
  };
}

/** A workstation's data directory with its books, its log, and what somebody does to its files. */
export class AuditDirectory {
  readonly #directory = new TestDirectory();
  readonly head = fileAuditHead(join(this.#directory.path, AUDIT_HEAD_FILE));
  readonly headFile = join(this.#directory.path, AUDIT_HEAD_FILE);
  readonly file = this.#directory.file;
  now = START;
  #store: RelationalStore | null = null;

  async store(): Promise<RelationalStore> {
    this.#store ??= await this.#directory.open();
    return this.#store;
  }

  async open(parts: Partial<AuditParts> = {}): Promise<ChainedAuditLog> {
    const store = await this.store();
    return openAuditLog({
      store, file: this.file, sqliteWorker: WORKER, server: () => null, chain: 'alpha', key: KEY, head: this.head, clock: { now: () => (this.now += 1_000) }, newId: randomUUID, ...parts,
    });
  }

  /** The same files in a directory of their own; this one must be closed. */
  copy(): AuditDirectory {
    const copy = new AuditDirectory();
    for (const [from, to] of [[this.file, copy.file], [this.headFile, copy.headFile]] as const) copyFileSync(from, to);
    return copy;
  }

  async close(): Promise<void> {
    await this.#store?.close();
    this.#store = null;
  }

  /** A log with that many entries, closed again. */
  async filled(count: number, parts: Partial<AuditParts> = {}): Promise<void> {
    const log = await this.open(parts);
    await Promise.all(Array.from({ length: count }, (_, entry) => log.append(recordOf({ resourceId: String(entry + 1) }))));
    await log.close();
  }

  /** As somebody would who has the file and not the program. */
  tamper(...statements: readonly string[]): void {
    const database = new Database(this.file);
    try {
      database.exec(`DROP TRIGGER IF EXISTS audit_logs_are_not_changed; ${statements.join('; ')}`);
    } finally {
      database.close();
    }
  }

  async verify(parts: Partial<AuditParts> = {}): Promise<AuditVerification> {
    const log = await this.open(parts);
    const found = await log.verify();
    await log.close();
    return found;
  }

  remove(): Promise<void> {
    return this.#directory.remove();
  }
}
