import { sql } from 'kysely';
import type pg from 'pg';
import { DESK_KEYS } from '../../../../src-core/access/config-keys.ts';
import type { RecordTable } from '../relational-store.ts';
import { partitionOf } from '../postgres/partitions.ts';
import { pagesOf, putInOrder, ServerWriter } from './copy-tables.ts';
import { deskAccountId } from './desk-profile.ts';
import { Interrupted, type RelayLink } from './relay-link.ts';
import type { ReplicaSnapshot } from './replica-snapshot.ts';
import { type Gap, readPositions, setGap, setPosition } from './server-positions.ts';
import { BOOKS, COMMON, FOLLOWED, type TableName } from './shared-tables.ts';

/** Another workstation has taken the lease: what is here may be older than what it has. */
export class LeaseIsNewer extends Interrupted {
  override name = 'LeaseIsNewer';
  readonly epoch: number;

  constructor(epoch: number) {
    super(`the lease has epoch ${epoch}`);
    this.epoch = epoch;
  }
}

export interface ReseedParts {
  readonly link: RelayLink;
  readonly origin: string;
  readonly account: string;
  /** The lease that this replica was written under; null where another workstation holds a newer one. */
  readonly epoch: number | null;
  /** The last entry that the server had. */
  readonly acknowledged: number;
}

/**
 * Gives a server that lost rows what the replica has, in one transaction: with the account's books where this
 * workstation has the newest, else only what belongs to nobody's. Records and the audit are marked to be copied after
 * it. Returns the last entry that the server has now. Throws LeaseIsNewer, or the server's own error.
 */
export async function reseed(parts: ReseedParts, snapshot: ReplicaSnapshot): Promise<number> {
  const { link, origin, account, epoch, acknowledged } = parts;
  const { client } = link;
  const accountId = deskAccountId(account);
  const sequence = epoch === null ? acknowledged : await snapshot.lastSequence();
  const audited = await snapshot.db.selectFrom('audit_logs').select(({ fn }) => fn.max<number | null>('created_at').as('last')).executeTakeFirst();
  const records = await Promise.all((['market_data_snapshots', 'options_chains'] as const).map(async (table) => ({ table, to: await lastRecord(snapshot, table, sequence) })));
  await makeMetricsPartitions(link, snapshot);
  await link.transaction(async () => {
    const writer = new ServerWriter(client);
    const known = await readPositions(client, origin, account);
    if (epoch !== null && known.epoch > epoch) throw new LeaseIsNewer(known.epoch);
    await copy(snapshot, writer, COMMON.filter((table) => !FOLLOWED.includes(table)), null, 'kept');
    if (epoch !== null) {
      await copy(snapshot, writer, BOOKS, accountId, 'replaced');
      const { db } = snapshot;
      const transactions = await db.selectFrom('ledger_transactions').select('id').where('account_id', '=', accountId).orderBy('sequence').execute();
      await putInOrder(client, 'ledger_transactions', transactions.map(({ id }) => id), accountId);
      const sessions = await db.selectFrom('market_sessions').select('id').orderBy('sequence').execute();
      await putInOrder(client, 'market_sessions', sessions.map(({ id }) => id), null);
    }
    await client.query("SELECT setval(pg_get_serial_sequence('tickers', 'id'), greatest(max(id), 1)) FROM tickers");
    for (const { table, to } of records) {
      const { from } = known.lanes[table];
      await setGap(client, origin, table, { from: Math.min(from, to), to });
    }
    await copy(snapshot, writer, ['audit_beginnings'], null, 'kept');
    await giveBackAccess(client, snapshot, writer);
    const audit: Gap = { from: 0, to: audited?.last ?? 0 };
    await setGap(client, origin, 'audit_logs', audit);
    await setPosition(client, origin, sequence);
    // Last, so that the lease is locked for a moment only.
    const { rows } = await client.query<{ epoch: string }>('SELECT epoch FROM trading_leases WHERE account = $1 FOR KEY SHARE', [account]);
    const now = Number(rows[0]?.epoch ?? 0);
    if (epoch !== null && now > epoch) throw new LeaseIsNewer(now);
  });
  return sequence;
}

/**
 * Rights and the desk's configuration, where the server's version is behind that of the copy here: it lost them. Of one that
 * did not, the copy may have what was ended there since. Sessions are given back by those who have them.
 */
async function giveBackAccess(client: pg.Client, snapshot: ReplicaSnapshot, writer: ServerWriter): Promise<void> {
  const { rows } = await client.query<{ version: string }>('SELECT version FROM access_version WHERE id = 1');
  const here = await snapshot.db.selectFrom('access_version').select('version').executeTakeFirst();
  if (Number(rows[0]?.version ?? 0) >= (here?.version ?? 0)) return;
  await copy(snapshot, writer, ['account_grants'], null, 'kept');
  for await (const page of pagesOf(snapshot.db, 'system_config', null)) {
    const ofDesk = page.filter((row) => DESK_KEYS.some((key) => key === row['config_key'])).map(({ id: _id, ...row }) => row);
    await writer.write('system_config', ofDesk, 'kept');
  }
  await client.query('INSERT INTO access_version (id, version) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET version = access_version.version + 1');
}

async function copy(snapshot: ReplicaSnapshot, writer: ServerWriter, tables: readonly TableName[], account: string | null, present: 'kept' | 'replaced'): Promise<void> {
  for (const table of tables) {
    for await (const rows of pagesOf(snapshot.db, table, account)) await writer.write(table, rows, present);
  }
}

/** The newest record that no later entry will bring. */
async function lastRecord(snapshot: ReplicaSnapshot, table: RecordTable, sequence: number): Promise<number> {
  const waiting = await snapshot.db
    .selectFrom('outbox')
    .select(({ fn }) => fn.min<number | null>('first_id').as('first'))
    .where('appended_table', '=', table)
    .where('sequence', '>', sequence)
    .executeTakeFirst();
  const first = waiting?.first ?? null;
  return first === null ? snapshot.lastRecord(table) : first - 1;
}

async function makeMetricsPartitions(link: RelayLink, snapshot: ReplicaSnapshot): Promise<void> {
  const { rows } = await sql<{ start: string }>`select distinct period_start as start from performance_metrics`.execute(snapshot.db);
  const partitions = rows.map(({ start }) => partitionOf('performance_metrics', Date.parse(start)));
  await link.makePartitions([...new Map(partitions.map((partition) => [partition.name, partition])).values()]);
}
