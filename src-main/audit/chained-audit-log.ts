import type { AuditPage, AuditQuery, AuditVerification } from '../../src-core/contract/access.ts';
import type { MadeFile } from '../../src-core/contract/performance.ts';
import type { Clock, EpochMs } from '../../src-core/time.ts';
import type { RelationalStore } from '../stores/relational/relational-store.ts';
import { type AuditEntry, hashOf, storableRecord } from './audit-entry.ts';
import { exportedEntries } from './audit-export.ts';
import type { AuditHead, Head } from './audit-head.ts';
import type { AuditLog, AuditRecord } from './audit-log.ts';
import { type ChainEnd, endOf, openChain } from './audit-opening.ts';
import { type AuditReads, fileReads, storeReads } from './audit-reads.ts';
import { insertOf } from './audit-rows.ts';
import { sealOf } from './audit-seal.ts';
import { isScan, searchedPage } from './audit-search.ts';
import { IRREGULAR, verifyAudit } from './verify-audit.ts';

export interface AuditParts {
  /** The books' store: entries go into this workstation's database, and on a desk from there to the server. */
  readonly store: RelationalStore;
  /** The file of that database, and the thread that reads it beside the program. */
  readonly file: string;
  readonly sqliteWorker: URL;
  /** The desk's database, where all workstations' entries are; null where there is none, or it is away. */
  readonly server: () => Pick<RelationalStore, 'kind' | 'db'> | null;
  /** The workstation's id. */
  readonly chain: string;
  /** 32 bytes. */
  readonly key: Buffer;
  readonly head: AuditHead;
  /** The machine's. */
  readonly clock: Clock;
  readonly newId: () => string;
}

/** Entries in one commit at most. */
const BATCH = 200;
/** So many are looked through in some milliseconds. */
const FEW = 10_000;
/** How soon after an entry the head follows, in milliseconds. */
const HEAD_MS = 1_000;
/** A clock that was put back by less than this is taken for one that was corrected: entries keep their order. */
const CORRECTED_MS = 600_000;

interface Waiting {
  readonly id: string;
  readonly record: AuditRecord;
  readonly createdAt: EpochMs;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Finds where this workstation's chain ends, and opens it. What a start finds irregular is its first entry. Throws where
 * the database cannot be read or written.
 */
export async function openAuditLog(parts: AuditParts): Promise<ChainedAuditLog> {
  const { end, irregularities, begun } = await openChain(parts.store, parts.chain, parts.key, parts.head);
  const log = new ChainedAuditLog(parts, end);
  // From the first entry on, no head means that somebody took it away.
  if (end.sequence === 0) log.keepHead();
  const found = [...irregularities, ...(begun === null ? [] : [begun])];
  if (found.length > 0) {
    await log.append({
      userId: null,
      action: irregularities.length > 0 ? IRREGULAR : 'audit.began',
      resourceType: 'audit',
      resourceId: null,
      oldValues: null,
      newValues: { origin: 'program', outcome: 'done', found },
      ipAddress: null,
      userAgent: null,
    });
  }
  return log;
}

/** Entries one after another in this workstation's chain; openAuditLog makes one. */
export class ChainedAuditLog implements AuditLog {
  readonly #parts: AuditParts;
  readonly #waiting: Waiting[] = [];
  readonly #chain: string;
  /** The last entry that is known to be on disk. */
  #end: ChainEnd;
  /** What the last commit came to is not known. */
  #isUnsure = false;
  /** The head's sequence; null before it was written. */
  #kept: number | null = null;
  #writing: Promise<void> | null = null;
  #headTimer: NodeJS.Timeout | null = null;
  #headWriting: Promise<void> | null = null;
  #isClosed = false;

  constructor(parts: AuditParts, end: ChainEnd) {
    this.#parts = parts;
    this.#end = end;
    this.#chain = end.chain;
  }

  append(record: AuditRecord): Promise<void> {
    if (this.#isClosed) return Promise.reject(new Error('the audit is closed'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id: this.#parts.newId(), record: storableRecord(record), createdAt: this.#parts.clock.now(), resolve, reject });
      this.#writing ??= this.#write();
    });
  }

  async list(query: AuditQuery, userId: string | null): Promise<AuditPage> {
    const server = this.#parts.server();
    if (server !== null) return searchedPage(storeReads(server), query, userId);
    // What looks into very many entries does so where no order waits for it.
    if (!isScan(query) || this.#end.sequence <= FEW) return searchedPage(storeReads(this.#parts.store), query, userId);
    return this.#reading((reads) => searchedPage(reads, query, userId));
  }

  async export(query: AuditQuery, userId: string | null, format: 'csv' | 'jsonl'): Promise<MadeFile> {
    const at = this.#parts.clock.now();
    const server = this.#parts.server();
    if (server !== null) return exportedEntries(storeReads(server), query, userId, format, at);
    return this.#reading((reads) => exportedEntries(reads, query, userId, format, at));
  }

  async verify(): Promise<AuditVerification> {
    const { key, head, server: serverOf, file, sqliteWorker } = this.#parts;
    await this.#writing;
    const server = serverOf();
    return verifyAudit({
      embedded: () => fileReads(file, sqliteWorker),
      server: server === null ? null : storeReads(server),
      own: this.#chain,
      key,
      heads: head.read(),
    });
  }

  /** Writes what waits, and then the head. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#writing;
    if (this.#headTimer !== null) clearTimeout(this.#headTimer);
    this.#headTimer = null;
    await this.#headWriting;
    try {
      this.keepHead();
    } catch {
      // The end is held by the database alone.
    }
  }

  /** Puts down where the chain ends, as far as it is on disk. */
  keepHead(): void {
    const head = this.#nextHead();
    if (head === null) return;
    this.#parts.head.write(head);
    this.#kept = head.sequence;
  }

  /** null where it is kept already. */
  #nextHead(): Head | null {
    const { sequence, hash } = this.#end;
    if (sequence === this.#kept) return null;
    const place = { chain: this.#chain, sequence, hash };
    return { ...place, seal: sealOf(this.#parts.key, 'head', place) };
  }

  async #reading<Result>(read: (reads: AuditReads) => Promise<Result>): Promise<Result> {
    const reads = await fileReads(this.#parts.file, this.#parts.sqliteWorker);
    try {
      return await read(reads);
    } finally {
      await reads.close();
    }
  }

  async #write(): Promise<void> {
    // All that is asked for in one turn goes together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH);
      if (await this.#committed(batch)) continue;
      for (const each of batch) await this.#committed([each]);
    }
    this.#writing = null;
  }

  /** False where several were not written, and each is to be tried alone. */
  async #committed(batch: readonly Waiting[]): Promise<boolean> {
    const { store } = this.#parts;
    try {
      const missing = await this.#missing(batch);
      const entries = this.#chained(missing);
      const last = entries.at(-1);
      if (last !== undefined) {
        this.#isUnsure = true;
        await store.commit(entries.map(({ entry, hash, seal }) => insertOf(store.db, entry, hash, seal))).catch(async (error: unknown) => {
          // Whatever went wrong, what counts is what is on disk.
          if ((await this.#missing(missing)).length > 0) throw error;
        });
        this.#end = { chain: this.#chain, sequence: last.entry.sequence, hash: last.hash, id: last.entry.id, createdAt: last.entry.createdAt };
        this.#isUnsure = false;
      }
    } catch (error) {
      if (batch.length > 1) return false;
      for (const { reject } of batch) reject(error);
      return true;
    }
    for (const { resolve } of batch) resolve();
    this.#keepHeadSoon();
    return true;
  }

  /** Those that are not on disk; and where that was in doubt, the chain's end is what is there. */
  async #missing(batch: readonly Waiting[]): Promise<readonly Waiting[]> {
    if (!this.#isUnsure) return batch;
    const { store } = this.#parts;
    const ids = batch.map(({ id }) => id);
    const rows = await store.db.selectFrom('audit_logs').select('id').where('id', 'in', ids).execute();
    const end = await endOf(store, this.#chain);
    // Never behind what was written before: a shorter chain on disk was cut.
    if (end.sequence > this.#end.sequence) this.#end = end;
    this.#isUnsure = false;
    const there = new Set(rows.map(({ id }) => id));
    return batch.filter(({ id }) => !there.has(id));
  }

  #chained(batch: readonly Waiting[]): readonly { readonly entry: AuditEntry; readonly hash: string; readonly seal: string }[] {
    let { sequence, hash, createdAt } = this.#end;
    return batch.map(({ id, record, createdAt: asked }) => {
      const isCorrected = createdAt !== null && asked < createdAt && createdAt - asked <= CORRECTED_MS;
      createdAt = isCorrected ? createdAt : asked;
      sequence += 1;
      const entry: AuditEntry = { chain: this.#chain, sequence, previousHash: hash, id, ...record, createdAt: createdAt ?? asked };
      hash = hashOf(entry);
      return { entry, hash, seal: sealOf(this.#parts.key, 'entry', { chain: this.#chain, sequence, hash }) };
    });
  }

  #keepHeadSoon(): void {
    if (this.#headTimer !== null) return;
    this.#headTimer = setTimeout(() => {
      this.#headTimer = null;
      this.#tryHead();
    }, HEAD_MS);
    this.#headTimer.unref();
  }

  /** The disk may take its time: nobody waits for it. */
  #tryHead(): void {
    const head = this.#nextHead();
    if (head === null || this.#headWriting !== null) return;
    this.#headWriting = this.#parts.head
      .writeInBackground(head)
      .then(() => {
        this.#kept = head.sequence;
      })
      .catch(() => {
        // The next one tries again; until then the end is held by the database alone.
      })
      .finally(() => {
        this.#headWriting = null;
        if (!this.#isClosed && this.#end.sequence !== head.sequence) this.#keepHeadSoon();
      });
  }
}
