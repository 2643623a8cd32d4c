import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { AuditVerification } from '../../src-core/contract/access.ts';
import type { Vault } from '../connections/vault.ts';
import type { ServerAccess } from '../desk-settings.ts';
import { StartFailure } from '../start-failure.ts';
import { serverReader } from '../stores/relational/desk/server-reader.ts';
import { openingFailure } from '../stores/relational/postgres/opening-failure.ts';
import { clientConfig, connect, type Limits } from '../stores/relational/postgres/postgres-connection.ts';
import { parseAddress } from '../stores/relational/postgres/server-address.ts';
import type { Database } from '../stores/relational/schema.ts';
import { AUDIT_HEAD_FILE, fileAuditHead, type Head } from './audit-head.ts';
import { keptAuditKey } from './audit-key.ts';
import { isSealedHere } from './audit-opening.ts';
import { type AuditReads, fileReads, storeReads } from './audit-reads.ts';
import { isSealed } from './audit-seal.ts';
import { isChainOf, verifyAudit } from './verify-audit.ts';

export interface WorkstationToVerify {
  readonly dataDir: string;
  /** The database's name there. */
  readonly database: string;
  readonly sqliteWorker: URL;
  readonly vault: Vault;
  /** The desk's database; null to leave it out. */
  readonly server: ServerAccess | null;
}

export interface VerifiedWorkstation {
  readonly found: AuditVerification;
  /** What was not looked at and why, sentences. */
  readonly notes: readonly string[];
}

const LIMITS: Limits = { connect: 5_000, statement: 60_000 };

/** Verifies the audit of a data directory, whether its terminal runs or not. Changes nothing. Throws StartFailure where it cannot be read. */
export async function verifyWorkstation({ dataDir, database, sqliteWorker, vault, server }: WorkstationToVerify): Promise<VerifiedWorkstation> {
  const file = join(dataDir, database);
  if (!existsSync(file)) throw new StartFailure(`there is no ${database} in ${dataDir}; expected the data directory of a terminal that was started once, in --data-dir`);
  const heads = fileAuditHead(join(dataDir, AUDIT_HEAD_FILE)).read();
  const kept = await keptAuditKey(vault);
  const embedded = (): Promise<AuditReads> => fileReads(file, sqliteWorker);
  const notes: string[] = [];
  const open = server === null ? null : await openServer(server);
  try {
    const { own, key } = await ownChain(embedded, heads, kept);
    if (key === null) {
      notes.push(
        kept === null
          ? 'seals were not looked at: this workstation’s key is not in its file of credentials; where it is in the keychain, the audit panel of the desktop app looks at them'
          : 'seals were not looked at: the key in the file of credentials is that of no chain here; where another is in the keychain, the audit panel of the desktop app looks at them',
      );
    }
    return { found: await verifyAudit({ embedded, server: open?.reads ?? null, own, key, heads }), notes };
  } catch (error) {
    if (error instanceof StartFailure) throw error;
    throw new StartFailure(`${file} cannot be verified: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  } finally {
    await open?.close();
  }
}

/** The chain that goes on in this database, with the key where it is that chain's. */
async function ownChain(open: () => Promise<AuditReads>, heads: readonly Head[] | 'unreadable', kept: Buffer | null): Promise<{ readonly own: string | null; readonly key: Buffer | null }> {
  const reads = await open();
  try {
    const workstations = await workstationsIn(reads.db);
    const isHere = (chain: string): boolean => workstations.some((workstation) => isChainOf(workstation, chain));
    const named = heads === 'unreadable' ? [] : heads.filter(({ chain }) => isHere(chain));
    const rows = await reads.db.selectFrom('audit_logs').select(['chain', ({ fn }) => fn.max<number>('sequence').as('sequence')]).where('chain', 'is not', null).groupBy('chain').orderBy('sequence', 'desc').execute();
    const chains = rows.flatMap(({ chain }) => (chain !== null && isHere(chain) ? [chain] : []));
    if (kept !== null) {
      const head = named.find((each) => isSealed(kept, 'head', each));
      if (head !== undefined) return { own: head.chain, key: kept };
      for (const chain of chains) if (await isSealedHere(reads, chain, kept)) return { own: chain, key: kept };
    }
    return { own: named[0]?.chain ?? chains[0] ?? null, key: null };
  } finally {
    await reads.close();
  }
}

/** Names that chains of this database begin with: the desk's name for the workstation, or the local profile's user. */
async function workstationsIn(db: Kysely<Database>): Promise<readonly string[]> {
  const origin = await db.selectFrom('replica_state').select('value').where('name', '=', 'origin').executeTakeFirst();
  const users = await db.selectFrom('users').select('id').execute();
  return [...(origin === undefined ? [] : [origin.value]), ...users.map(({ id }) => id)];
}

async function openServer({ url, password }: ServerAccess): Promise<{ readonly reads: AuditReads; close(): Promise<void> }> {
  const address = parseAddress(url, password);
  try {
    const client = await connect(clientConfig(address, LIMITS, { default_transaction_read_only: 'on' }), LIMITS);
    return { reads: storeReads({ kind: 'postgresql', db: serverReader(client) }), close: () => client.end() };
  } catch (error) {
    throw openingFailure(error, address);
  }
}
