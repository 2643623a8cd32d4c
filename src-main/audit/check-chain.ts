import { setTimeout as wait } from 'node:timers/promises';
import type { Selectable } from 'kysely';
import type { EpochMs } from '../../src-core/time.ts';
import type { Database } from '../stores/relational/schema.ts';
import { type AuditEntry, hashOf, NO_HASH } from './audit-entry.ts';
import type { Problems } from './audit-problems.ts';
import type { AuditReads } from './audit-reads.ts';
import { entryOf } from './audit-rows.ts';
import { isSealed } from './audit-seal.ts';

/** What a start of the log found irregular is an entry of this name, which no verification passes over. */
export const IRREGULAR = 'audit.irregular';

/** What a walk along a chain found. */
export interface CheckedChain {
  readonly chain: string;
  readonly entries: number;
  readonly first: number;
  readonly last: number;
  readonly lastHash: string;
  /** When its first entry was written; null where older ones were let go. */
  readonly beganAt: EpochMs | null;
  readonly seals: 'checked' | 'no_key';
}

type Row = Selectable<Database['audit_logs']>;
interface Place {
  readonly sequence: number;
  readonly hash: string;
}

/** Entries that are checked without letting anything else run: a millisecond or two. The program has as long after them. */
const AT_ONCE = 40;
const PAUSE_MS = 1;
/** How far from its place an entry is looked for that does not fit there. */
const NEARBY = 50;
/** Changed entries whose true place is looked for. */
const MOST_LOOKED_FOR = 50;

/** Walks along one chain from its beginning. `key` is null where its seals are another's. */
export async function checkChain(reads: AuditReads, chain: string, key: Buffer | null, problems: Problems, place: string): Promise<CheckedChain> {
  const walk = new ChainWalk(chain, key, problems, place);
  for (;;) {
    const page = await reads.db.selectFrom('audit_logs').selectAll().where('chain', '=', chain).where('sequence', '>', walk.last).orderBy('sequence').limit(reads.page).execute();
    if (walk.entries === 0) {
      const beginnings = await beginningsOf(reads, chain);
      walk.begin(beginnings, page[0]?.sequence ?? (beginnings[0]?.sequence ?? 0) + 1);
    }
    for (let from = 0; from < page.length; from += AT_ONCE) {
      for (const row of page.slice(from, from + AT_ONCE)) walk.step(row);
      await wait(PAUSE_MS);
    }
    if (page.length < reads.page) return walk.result();
    await checkTwins(reads, chain, walk, page.at(-1));
  }
}

interface Beginning extends Place {
  readonly seal: string;
}

async function beginningsOf({ db }: AuditReads, chain: string): Promise<readonly Beginning[]> {
  return db.selectFrom('audit_beginnings').select(['sequence', 'hash', 'seal']).where('chain', '=', chain).orderBy('sequence', 'desc').execute();
}

/** Rows of one place may lie on both sides of a page's end, where nothing keeps them apart. */
async function checkTwins({ db, kind }: AuditReads, chain: string, walk: ChainWalk, row: Row | undefined): Promise<void> {
  if (kind === 'sqlite' || row === undefined || row.sequence === null) return;
  const { count } = await db.selectFrom('audit_logs').select(({ fn }) => fn.countAll<number>().as('count')).where('chain', '=', chain).where('sequence', '=', row.sequence).executeTakeFirstOrThrow();
  if (count > walk.seenAt(row.sequence)) walk.twin(row);
}

class ChainWalk {
  readonly #chain: string;
  readonly #key: Buffer | null;
  readonly #problems: Problems;
  readonly #place: string;
  #before: Place | null = null;
  #first: number | null = null;
  #beganAt: EpochMs | null = null;
  #atLast = 0;
  #lookedFor = 0;
  /** Entries in a row whose seal does not fit. */
  #forged: { from: Row; to: Row; count: number } | null = null;
  last = -1;
  entries = 0;

  constructor(chain: string, key: Buffer | null, problems: Problems, place: string) {
    this.#chain = chain;
    this.#key = key;
    this.#problems = problems;
    this.#place = place;
  }

  /** What is known of the entries before the first that is there. */
  begin(beginnings: readonly Beginning[], first: number): void {
    if (first <= 1) {
      this.#before = { sequence: 0, hash: NO_HASH };
      return;
    }
    const beginning = beginnings.find(({ sequence }) => sequence === first - 1);
    if (beginning === undefined) {
      this.#problem('cut_off', first, `${this.#chain} begins with entry ${first}, and that older ones were let go is not on record: its beginning was cut off`);
      return;
    }
    const isOwn = this.#key === null || isSealed(this.#key, this.#place === '' ? 'beginning' : 'entry', { chain: this.#chain, ...beginning });
    if (!isOwn) this.#problem('cut_off', first, `${this.#chain} begins with entry ${first}, and the record of what was let go before it is not sealed under this workstation’s key: its beginning was cut off`);
    this.#before = beginning;
  }

  step(row: Row): void {
    const entry = entryOf(row);
    if (entry === null) return;
    this.entries += 1;
    this.#first ??= entry.sequence;
    if (entry.sequence === 1) this.#beganAt = entry.createdAt;
    if (entry.sequence === this.last) {
      this.twin(row);
      return;
    }
    this.last = entry.sequence;
    this.#atLast = 1;
    const isWhole = this.#isWhole(row, entry);
    this.#follows(row, entry, isWhole);
    if (isWhole) this.#checkSeal(row);
    if (entry.action === IRREGULAR) this.#problem('cut_off', entry.sequence, `${named(row)} says what a start found: ${foundIn(entry)}`);
    this.#before = { sequence: entry.sequence, hash: row.hash ?? '' };
  }

  twin(row: Row): void {
    this.#atLast += 1;
    this.#problem('reordered', row.sequence, `${named(row)} is at a place where another entry is`);
  }

  seenAt(sequence: number): number {
    return sequence === this.last ? this.#atLast : 0;
  }

  result(): CheckedChain {
    this.#tellForged();
    const { sequence: last, hash: lastHash } = this.#before ?? { sequence: 0, hash: NO_HASH };
    return { chain: this.#chain, entries: this.entries, first: this.#first ?? 0, last, lastHash, beganAt: this.#beganAt, seals: this.#key === null ? 'no_key' : 'checked' };
  }

  #isWhole(row: Row, entry: AuditEntry): boolean {
    if (hashOf(entry) === row.hash) return true;
    const truly = this.#trueSequence(row, entry);
    if (truly === null) this.#problem('changed', entry.sequence, `${named(row)} is not what was written: it does not fit its hash`);
    else this.#problem('reordered', entry.sequence, `${named(row)} was written as entry ${truly}`);
    return false;
  }

  #trueSequence(row: Row, entry: AuditEntry): number | null {
    if (this.#lookedFor === MOST_LOOKED_FOR) return null;
    this.#lookedFor += 1;
    for (let sequence = Math.max(1, entry.sequence - NEARBY); sequence <= entry.sequence + NEARBY; sequence += 1) {
      if (hashOf({ ...entry, sequence }) === row.hash) return sequence;
    }
    return null;
  }

  #follows(row: Row, entry: AuditEntry, isWhole: boolean): void {
    const before = this.#before;
    if (before === null) return;
    const missing = entry.sequence - before.sequence - 1;
    if (missing > 0) {
      const which = missing === 1 ? `entry ${before.sequence + 1}` : `entries ${before.sequence + 1} to ${entry.sequence - 1}`;
      this.#problem('missing', before.sequence + 1, `${which} of ${this.#chain} ${missing === 1 ? 'is' : 'are'} missing before ${named(row)}`);
    } else if (entry.previousHash !== before.hash && isWhole) {
      this.#problem('reordered', entry.sequence, `${named(row)} does not follow the entry before it`);
    }
  }

  #checkSeal(row: Row): void {
    const key = this.#key;
    if (key === null) return;
    if (isSealed(key, 'entry', { chain: this.#chain, sequence: row.sequence ?? 0, hash: row.hash ?? '', seal: row.seal })) {
      this.#tellForged();
      return;
    }
    if (this.#forged === null) this.#forged = { from: row, to: row, count: 1 };
    else this.#forged = { ...this.#forged, to: row, count: this.#forged.count + 1 };
  }

  #tellForged(): void {
    const forged = this.#forged;
    this.#forged = null;
    if (forged === null) return;
    const { from, to, count } = forged;
    const which = count === 1 ? `${named(from)} is` : `${count} entries, from ${named(from)} to ${named(to)}, are`;
    this.#problem('forged', from.sequence, `${which} not sealed under this workstation’s key: somebody else wrote it${count === 1 ? '' : ', or the key was another'}`);
  }

  #problem(kind: Parameters<Problems['add']>[1], sequence: number | null, text: string): void {
    this.#problems.add(this.#chain, kind, sequence, `${this.#place}${text}`);
  }
}

/** "entry 12 of alpha, orders.place at 2026-11-20T14:30:00.000Z". */
function named({ chain, sequence, action, created_at: time }: Row): string {
  return `entry ${sequence ?? '?'} of ${chain ?? '?'}, ${action} at ${new Date(time).toISOString()}`;
}

function foundIn({ newValues }: AuditEntry): string {
  const values: unknown = newValues;
  const found: unknown = typeof values === 'object' && values !== null ? Reflect.get(values, 'found') : null;
  return Array.isArray(found) ? found.filter((each) => typeof each === 'string').join('; ') : 'nothing that can be read';
}
