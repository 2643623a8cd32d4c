import type { EpochMs } from '../../src-core/time.ts';
import { DAY } from '../../src-core/time.ts';
import type { Problems } from './audit-problems.ts';
import type { AuditReads } from './audit-reads.ts';
import type { CheckedChain } from './check-chain.ts';

/** An entry and the note that it is to be sent have the times of two readings of one clock. */
const APART_MS = 60_000;
/** Seven years, less the month that two clocks and the server's weeks may be apart. */
const KEPT_MS = (2_557 - 31) * DAY;

/**
 * Compares a chain of this workstation's database with the same on the desk's server, as it was before that database
 * was opened. Either holds the other: who changes one must change both.
 */
export async function compareWithServer(embedded: AuditReads, server: AuditReads, here: CheckedChain, there: CheckedChain | null, problems: Problems): Promise<void> {
  const { chain } = here;
  const add = (kind: Parameters<Problems['add']>[1], sequence: number, text: string): void => problems.add(chain, kind, sequence, text);
  if (there !== null && there.last > here.last) {
    add('cut_off', here.last + 1, `entries ${here.last + 1} to ${there.last} of ${chain} are on the desk’s server and not here: the end of the record here was cut off, or a backup was put in its place`);
  }
  const common = Math.min(here.last, there?.last ?? 0);
  const [mine, other] = await Promise.all([hashAt(embedded, chain, common), hashAt(server, chain, common)]);
  if (mine !== null && other !== null && mine !== other) add('forged', common, `entry ${common} of ${chain} is another here than on the desk’s server`);
  await checkSent(embedded, server, here, add);
  await checkBeginning(embedded, here, there, add);
}

type Add = (kind: Parameters<Problems['add']>[1], sequence: number, text: string) => void;

/** What was written here and no longer waits to be sent must be there. */
async function checkSent(embedded: AuditReads, server: AuditReads, { chain }: CheckedChain, add: Add): Promise<void> {
  const waiting = await embedded.db
    .selectFrom('outbox')
    .select(({ fn }) => fn.min<EpochMs | null>('created_at').as('created_at'))
    .where('statements', 'like', '%audit_logs%')
    .executeTakeFirst();
  let sent = embedded.db.selectFrom('audit_logs').select(({ fn }) => fn.max<number | null>('sequence').as('sequence')).where('chain', '=', chain);
  const since = waiting?.created_at ?? null;
  if (since !== null) sent = sent.where('created_at', '<', since - APART_MS);
  const expected = (await sent.executeTakeFirst())?.sequence ?? 0;
  const last = (await server.db.selectFrom('audit_logs').select(({ fn }) => fn.max<number | null>('sequence').as('sequence')).where('chain', '=', chain).executeTakeFirst())?.sequence ?? 0;
  if (expected > last) add('cut_off', last + 1, `on the desk’s server: entries ${last + 1} to ${expected} of ${chain} were sent and are not there: the end of the record there was cut off`);
}

/** The server lets older entries go by whole weeks, as this database does one by one: neither is much ahead of the other. */
async function checkBeginning({ db }: AuditReads, here: CheckedChain, there: CheckedChain | null, add: Add): Promise<void> {
  if (there === null || there.entries === 0 || there.first <= here.first) return;
  const before = await db.selectFrom('audit_logs').select('created_at').where('chain', '=', here.chain).where('sequence', '=', there.first - 1).executeTakeFirst();
  const newest = await db.selectFrom('audit_logs').select('created_at').where('chain', '=', here.chain).orderBy('sequence', 'desc').limit(1).executeTakeFirst();
  if (before === undefined || newest === undefined || newest.created_at - before.created_at >= KEPT_MS) return;
  add('cut_off', there.first, `on the desk’s server: ${here.chain} begins with entry ${there.first}, and the one before it is younger than what is let go: its beginning was cut off`);
}

async function hashAt({ db }: AuditReads, chain: string, sequence: number): Promise<string | null> {
  const row = await db.selectFrom('audit_logs').select('hash').where('chain', '=', chain).where('sequence', '=', sequence).executeTakeFirst();
  return row?.hash ?? null;
}
