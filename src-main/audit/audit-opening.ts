import type { RelationalStore } from '../stores/relational/relational-store.ts';
import type { EpochMs } from '../../src-core/time.ts';
import { NO_HASH } from './audit-entry.ts';
import type { AuditHead, Head } from './audit-head.ts';
import { type ChainPlace, isSealed } from './audit-seal.ts';

/** Where the next entry of a chain goes. */
export interface ChainEnd extends ChainPlace {
  /** Of the last entry; null where there is none. */
  readonly id: string | null;
  readonly createdAt: EpochMs | null;
}

export interface OpenedChain {
  readonly end: ChainEnd;
  /** What a start must put on record before anything else, as sentences. */
  readonly irregularities: readonly string[];
  /** Why a chain of another name than the workstation's is begun; null where none is. */
  readonly begun: string | null;
}

/** More keys than one data directory sees: each shell has its own vault. */
const MOST_CHAINS = 9;

/**
 * The workstation's chain under this key. A data directory that is opened with another key (another shell's keychain, a
 * vault that was lost) has another chain for each, so that each is whole under its own.
 */
export async function openChain(store: Pick<RelationalStore, 'db'>, workstation: string, key: Buffer, head: AuditHead): Promise<OpenedChain> {
  const heads = head.read();
  const known = heads === 'unreadable' ? [] : heads;
  for (let number = 1; ; number += 1) {
    const chain = number === 1 ? workstation : `${workstation}/${number}`;
    const end = await endOf(store, chain);
    const own = known.find((each) => each.chain === chain) ?? null;
    const isOurs = end.sequence === 0 ? own === null || isSealed(key, 'head', own) : (own !== null && isSealed(key, 'head', own)) || (await isSealedHere(store, chain, key));
    if (!isOurs && number < MOST_CHAINS) continue;
    const begun = number > 1 && end.sequence === 0 && own === null ? `entries of this workstation are sealed under another key: they were written by another shell, or the key was lost` : null;
    return { ...(await placed(store, end, own, heads === 'unreadable', key)), begun };
  }
}

/** The last entry of a chain that is on disk, or what it begins after; sequence 0 where there is nothing. */
export async function endOf({ db }: Pick<RelationalStore, 'db'>, chain: string): Promise<ChainEnd> {
  const last = await db.selectFrom('audit_logs').select(['id', 'sequence', 'hash', 'created_at']).where('chain', '=', chain).orderBy('sequence', 'desc').limit(1).executeTakeFirst();
  if (last !== undefined) return { chain, sequence: last.sequence ?? 0, hash: last.hash ?? '', id: last.id, createdAt: last.created_at };
  const beginning = await db.selectFrom('audit_beginnings').select(['sequence', 'hash']).where('chain', '=', chain).orderBy('sequence', 'desc').limit(1).executeTakeFirst();
  return { chain, sequence: beginning?.sequence ?? 0, hash: beginning?.hash ?? NO_HASH, id: null, createdAt: null };
}

/** Either end of the chain was sealed under the key: somebody may have changed the other. */
export async function isSealedHere({ db }: Pick<RelationalStore, 'db'>, chain: string, key: Buffer): Promise<boolean> {
  const ends = await Promise.all(
    (['asc', 'desc'] as const).map((order) => db.selectFrom('audit_logs').select(['sequence', 'hash', 'seal']).where('chain', '=', chain).orderBy('sequence', order).limit(1).executeTakeFirst()),
  );
  return ends.some((row) => row !== undefined && isSealed(key, 'entry', { chain, sequence: row.sequence ?? 0, hash: row.hash ?? '', seal: row.seal }));
}

/** A head that is further than the database is gone on from: what is between was lost, and stays a gap that anybody can see. */
async function placed({ db }: Pick<RelationalStore, 'db'>, end: ChainEnd, own: Head | null, isUnreadable: boolean, key: Buffer): Promise<Omit<OpenedChain, 'begun'>> {
  const { chain, sequence } = end;
  const alone = (...irregularities: readonly string[]): Omit<OpenedChain, 'begun'> => ({ end, irregularities });
  if (isUnreadable) return alone('the file of heads could not be read; whether the end of the record was cut off before this start is not known');
  if (own === null) return sequence === 0 ? alone() : alone('there was no head of this chain beside its database; whether the end of the record was cut off before this start is not known');
  if (!isSealed(key, 'head', own)) return alone('the head of this chain was not sealed under this workstation’s key; whether the end of the record was cut off before this start is not known');
  if (own.sequence > sequence) {
    return {
      end: { chain, sequence: own.sequence, hash: own.hash, id: null, createdAt: end.createdAt },
      irregularities: [`entries ${sequence + 1} to ${own.sequence} had been written and were not in the database at this start: its end was cut off, or a backup was put in its place`],
    };
  }
  if (own.sequence === 0) return alone();
  const known = await db.selectFrom('audit_logs').select('hash').where('chain', '=', chain).where('sequence', '=', own.sequence).executeTakeFirst();
  return known === undefined || known.hash === own.hash ? alone() : alone(`entry ${own.sequence} is another than the one that had been written`);
}
