import { performance } from 'node:perf_hooks';
import { sql } from 'kysely';
import type { AuditVerification } from '../../src-core/contract/access.ts';
import type { EpochMs } from '../../src-core/time.ts';
import type { Head } from './audit-head.ts';
import type { AuditReads } from './audit-reads.ts';
import { isSealed } from './audit-seal.ts';
import { Problems } from './audit-problems.ts';
import { type CheckedChain, checkChain } from './check-chain.ts';
import { compareWithServer } from './compare-places.ts';

/** What a start of the log found irregular is an entry of this name, which no verification passes over. */
export { IRREGULAR } from './check-chain.ts';

export interface VerifyParts {
  /** Opens this workstation's database as it is at that moment; null where it is not looked at. */
  readonly embedded: (() => Promise<AuditReads>) | null;
  /** The desk's. */
  readonly server: AuditReads | null;
  /** The workstation's own chain, under `key`; null where it is not known. */
  readonly own: string | null;
  /** null where the vault cannot be read from here. */
  readonly key: Buffer | null;
  readonly heads: readonly Head[] | 'unreadable';
}

const ON_SERVER = 'on the desk’s server: ';

/**
 * Walks along every chain in every database there is, and compares what two of them must both have. Entries that are
 * written meanwhile are no problem. Throws as the databases do.
 */
export async function verifyAudit(parts: VerifyParts): Promise<AuditVerification> {
  const began = performance.now();
  const { server, own, key, heads } = parts;
  const problems = new Problems();
  const known = heads === 'unreadable' ? [] : heads;
  const there = server === null ? [] : await checkAll(server, { own, key, known, problems, place: ON_SERVER });
  let here: readonly CheckedChain[] = [];
  let unchained = server === null ? 0 : await unchainedIn(server);
  // Opened now, it holds whatever the server had when it was looked at.
  const embedded = (await parts.embedded?.()) ?? null;
  if (embedded !== null) {
    try {
      here = await checkAll(embedded, { own, key, known, problems, place: '' });
      if (heads === 'unreadable') problems.add(own ?? '', 'cut_off', null, 'the file of heads, audit-head.json, cannot be read: whether the end of the record was cut off is not known');
      else checkHeads(heads, own, key, here, problems);
      if (server !== null) for (const chain of here) await compareWithServer(embedded, server, chain, there.find(({ chain: name }) => name === chain.chain) ?? null, problems);
      unchained = Math.max(unchained, await unchainedIn(embedded));
    } finally {
      await embedded.close();
    }
  }
  const chains = merged([...there, ...here]);
  return {
    entries: chains.reduce((sum, { entries }) => sum + entries, 0) + unchained,
    unchained,
    chains: chains.map(({ chain, entries, first, last, seals }) => ({ chain, entries, first, last, seals })),
    problems: problems.all(),
    milliseconds: performance.now() - began,
  };
}

interface Checking {
  readonly own: string | null;
  readonly key: Buffer | null;
  readonly known: readonly Head[];
  readonly problems: Problems;
  readonly place: string;
}

async function checkAll(reads: AuditReads, { own, key, known, problems, place }: Checking): Promise<readonly CheckedChain[]> {
  const names = await chainsIn(reads);
  const checked: CheckedChain[] = [];
  for (const chain of names) {
    const isOurs = key !== null && (chain === own || known.some((head) => head.chain === chain && isSealed(key, 'head', head)));
    checked.push(await checkChain(reads, chain, isOurs ? key : null, problems, place));
  }
  await checkUnchained(reads, checked, problems, place);
  return checked;
}

/** Those of entries, and those of which every entry was let go. */
async function chainsIn({ db }: AuditReads): Promise<readonly string[]> {
  const names = new Set((await db.selectFrom('audit_beginnings').select('chain').distinct().execute()).map(({ chain }) => chain));
  // Each from the index: for DISTINCT either database would read every entry.
  for (let last: string | null = null; ; ) {
    let next = db.selectFrom('audit_logs').select('chain').where('chain', 'is not', null).orderBy('chain').limit(1);
    if (last !== null) next = next.where('chain', '>', last);
    const row = await next.executeTakeFirst();
    if (row === undefined || row.chain === null) return [...names].sort();
    last = row.chain;
    names.add(last);
  }
}

/** Entries from before there was a chain are older than every chain; what says to be one and is younger was taken out of a chain. */
async function checkUnchained({ db }: AuditReads, chains: readonly CheckedChain[], problems: Problems, place: string): Promise<void> {
  const bound = Math.max(...chains.map(({ beganAt }) => beganAt ?? Number.NEGATIVE_INFINITY));
  const suspicious = db
    .selectFrom('audit_logs')
    .select(['id', 'action', 'created_at'])
    .where('chain', 'is', null)
    .where(({ eb, or }) => or([eb('hash', 'is not', null), eb('seal', 'is not', null), eb('sequence', 'is not', null), ...(Number.isFinite(bound) ? [eb('created_at', '>', bound)] : [])]));
  for (const { id, action, created_at: time } of await suspicious.orderBy('created_at').limit(1_000).execute()) {
    problems.add('', 'unchained', null, `${place}the entry ${id}, ${action} at ${momentOf(time)}, is in no chain, and was written when there was one: it was taken out`);
  }
}

/** What was written must be there, whatever a database says. */
function checkHeads(known: readonly Head[], own: string | null, key: Buffer | null, here: readonly CheckedChain[], problems: Problems): void {
  for (const head of known) {
    const { chain, sequence, hash } = head;
    // One data directory may have another database beside this one, with a chain of its own.
    if (own === null || !(isChainOf(own.split('/')[0] ?? own, chain) || here.some(({ chain: name }) => name === chain))) continue;
    if (key !== null && chain === own && !isSealed(key, 'head', head)) {
      problems.add(chain, 'forged', null, `the head of ${chain} in audit-head.json is not sealed under this workstation’s key: whether the end of the record was cut off is not known`);
      continue;
    }
    const found = here.find(({ chain: name }) => name === chain);
    const last = found?.last ?? 0;
    if (last < sequence) problems.add(chain, 'cut_off', last + 1, `entries ${last + 1} to ${sequence} of ${chain} were written and are not there: the end of the record was cut off`);
    else if (found?.lastHash !== undefined && last === sequence && found.lastHash !== hash) problems.add(chain, 'forged', sequence, `entry ${sequence} of ${chain} is another than the one that was written`);
  }
  const chain = here.find(({ chain: name }) => name === own);
  if (chain !== undefined && !known.some((head) => head.chain === own)) {
    problems.add(chain.chain, 'cut_off', null, `there is no head of ${chain.chain} in audit-head.json: whether the end of the record was cut off is not known`);
  }
}

/** A workstation has a chain of its name, and one for each further key that its directory was opened with. */
export function isChainOf(workstation: string, chain: string): boolean {
  return chain === workstation || chain.startsWith(`${workstation}/`);
}

async function unchainedIn({ db }: AuditReads): Promise<number> {
  const { count } = await db.selectFrom('audit_logs').select(sql<number>`count(*)`.as('count')).where('chain', 'is', null).executeTakeFirstOrThrow();
  return count;
}

/** A chain that is in two databases is told of once, as the one that has more of it. */
function merged(chains: readonly CheckedChain[]): readonly CheckedChain[] {
  const longest = new Map<string, CheckedChain>();
  for (const each of chains) {
    const other = longest.get(each.chain);
    if (other === undefined || each.entries > other.entries) longest.set(each.chain, each);
  }
  return [...longest.values()].sort((left, right) => (left.chain < right.chain ? -1 : 1));
}

export function momentOf(time: EpochMs): string {
  return new Date(time).toISOString();
}
