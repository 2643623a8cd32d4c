import { randomUUID } from 'node:crypto';
import { type Selectable, sql, type SqlBool } from 'kysely';
import type pg from 'pg';
import { z } from 'zod';
import type { Clock } from '../../../../src-core/time.ts';
import { entryOf } from '../../../audit/audit-rows.ts';
import { MovedChain, movedChain } from '../../../audit/moved-chain.ts';
import { StartFailure } from '../../../start-failure.ts';
import type { Migration } from '../migrations.ts';
import { copyRows } from '../postgres/copy-rows.ts';
import { KnownPartitions } from '../postgres/known-partitions.ts';
import { migrate } from '../postgres/migrate.ts';
import { openingFailure } from '../postgres/opening-failure.ts';
import { partitionOf, partitionsAhead, partitionsOfRows } from '../postgres/partitions.ts';
import { clientConfig, connect, type Limits } from '../postgres/postgres-connection.ts';
import { placeOf, type ServerAddress } from '../postgres/server-address.ts';
import { recordColumns } from '../record-columns.ts';
import type { RecordTable, RowColumns } from '../relational-store.ts';
import { NO_PASSWORD } from '../local-profile.ts';
import type { Database } from '../schema.ts';
import type { SqliteStore } from '../sqlite/sqlite-store.ts';
import { pagesOf, type Row, ServerWriter } from './copy-tables.ts';
import { deskUserId } from './desk-profile.ts';
import { checkMoved, type MovedSum, type MovedTable } from './migration-check.ts';
import { movedIdentities, type MovedIdentities } from './moved-identities.ts';
import { ReplicaState } from './replica-state.ts';
import { setPosition } from './server-positions.ts';
import { BOOKS, COMMON, type TableName } from './shared-tables.ts';

const LIMITS: Limits = { connect: 5_000, statement: 120_000 };
const PAGE_RECORDS = 10_000;
const PAGE_AUDIT = 500;

const rowSchema = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
const RECORDS = ['market_data_snapshots', 'options_chains'] as const satisfies readonly RecordTable[];

/** What is moved in one transaction; how people signed in stays where they did. */
const IN_ONE_TRANSACTION = [...COMMON.filter((table) => table !== 'user_sessions'), ...BOOKS];

export interface MoveParts {
  /** The local profile's database, which this program alone has open. */
  readonly source: SqliteStore;
  readonly file: string;
  readonly address: ServerAddress;
  readonly migrations: readonly Migration[];
  /** Whose account it becomes. */
  readonly owner: string;
  /** The account's number; null for the one that it has. */
  readonly number: string | null;
  readonly clock: Clock;
  /** Told what is being done, a line each. */
  readonly progress: (line: string) => void;
}

export interface MoveReport {
  readonly account: string;
  readonly tables: readonly MovedTable[];
  readonly sums: readonly MovedSum[];
  /** Everything that the history holds is there, and adds up to the same. */
  readonly isComplete: boolean;
}

/**
 * Copies a local profile's history into a desk, under the desk's ids, and compares the two. Rows that are there stay as
 * they are, unless the history has a later state of them. Throws a StartFailure where nothing was moved.
 */
export async function moveToDesk(parts: MoveParts): Promise<MoveReport> {
  const { source, file, address, owner, number, progress } = parts;
  const identities = await movedIdentities(source, file, owner, number);
  const client = await opened(parts);
  try {
    await refuseOtherBooks(client, source, identities, placeOf(address));
    progress(`moving the books of ${identities.from.number} to ${identities.account} in ${placeOf(address)}`);
    const partitions = new KnownPartitions();
    const written = new Map<TableName, number>(await moveBooks(client, parts, identities, partitions));
    written.set('audit_logs', await moveAudit(client, parts, identities, partitions));
    for (const table of RECORDS) written.set(table, await moveRecords(client, parts, identities, table, partitions));
    progress('comparing');
    return { account: identities.account, ...(await checkMoved(client, source, identities, [...IN_ONE_TRANSACTION, 'audit_logs'], RECORDS, written)) };
  } finally {
    await client.end();
  }
}

async function opened({ address, migrations, clock }: MoveParts): Promise<pg.Client> {
  try {
    // The migrations set limits of their own on their connection.
    const first = await connect({ ...clientConfig(address, LIMITS), query_timeout: 300_000 }, LIMITS);
    try {
      await migrate(first, placeOf(address), migrations, clock.now());
    } finally {
      await first.end();
    }
    const client = await connect(clientConfig(address, LIMITS), LIMITS);
    await new KnownPartitions().make(client, partitionsAhead(clock.now()));
    return client;
  } catch (error) {
    throw openingFailure(error, address);
  }
}

/** Two histories of one account cannot be told apart afterwards. */
async function refuseOtherBooks(client: pg.Client, source: SqliteStore, { account, accountId }: MovedIdentities, place: string): Promise<void> {
  const mine = await source.db.selectFrom('order_packages').select('id').execute();
  const { rows } = await client.query<{ count: string }>('SELECT count(*) AS count FROM order_packages WHERE account_id = $1 AND NOT id = ANY($2::text[])', [accountId, mine.map(({ id }) => id)]);
  const count = Number(rows[0]?.count ?? 0);
  if (count > 0) {
    throw new StartFailure(`${account} in ${place} has ${count} orders of its own that this history has not: nothing was moved. Name another account with --account.`);
  }
}

async function moveBooks(client: pg.Client, { source, owner, progress }: MoveParts, identities: MovedIdentities, partitions: KnownPartitions): Promise<readonly (readonly [TableName, number])[]> {
  const metrics = await source.db.selectFrom('performance_metrics').select('period_start').distinct().execute();
  await partitions.make(client, distinct(metrics.map(({ period_start }) => partitionOf('performance_metrics', Date.parse(period_start)))));
  const writer = new ServerWriter(client);
  const written: (readonly [TableName, number])[] = [];
  await client.query('BEGIN');
  try {
    const isSetUp = await hasPeople(client);
    await writer.write('users', [{ id: deskUserId(owner), username: owner, email: `${owner}@localhost`, password_hash: NO_PASSWORD, role: 'trader' }], 'kept');
    for (const table of IN_ONE_TRANSACTION) {
      let rows = 0;
      for await (const page of pagesOf(source.db, table, null)) rows += await writer.write(table, page.map((row) => identities.move(table, row)), BOOKS.includes(table) ? 'newer' : 'kept');
      written.push([table, rows]);
      if (rows > 0) progress(`${table}: ${rows} rows`);
    }
    const isNamed = !isSetUp && (await nameFirstAdmin(client, source));
    // Workstations look again at who is there.
    if (isNamed || written.some(([table, rows]) => rows > 0 && COMMON.some((common) => common === table))) await client.query('UPDATE access_version SET version = version + 1 WHERE id = 1');
    await client.query('COMMIT');
    return written;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/**
 * Whoever was alone with a history that has a password becomes the first admin of a desk where nobody has one yet: there
 * would be nobody who could name another. In a desk that has people, everybody stays what they are there. False where nobody
 * was named.
 */
async function nameFirstAdmin(client: pg.Client, { db }: SqliteStore): Promise<boolean> {
  const people = await db.selectFrom('users').select(['username', 'password_hash']).where('password_hash', '!=', NO_PASSWORD).execute();
  for (const { username, password_hash } of people) {
    await client.query("UPDATE users SET password_hash = $2, role = 'admin', updated_at = CURRENT_TIMESTAMP WHERE id = $1", [deskUserId(username), password_hash]);
  }
  return people.length > 0;
}

async function hasPeople(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query('SELECT FROM users WHERE password_hash <> $1 LIMIT 1', [NO_PASSWORD]);
  return rows.length > 0;
}

/** Chains go in their order, hashed anew: their users have other ids in the desk. */
async function moveAudit(client: pg.Client, { source, progress }: MoveParts, identities: MovedIdentities, partitions: KnownPartitions): Promise<number> {
  const writer = new ServerWriter(client);
  const chains = new Map<string, MovedChain>();
  let rows = 0;
  for await (const page of auditPages(source)) {
    await partitions.make(client, distinct(page.map((row) => partitionOf('audit_logs', row.created_at))));
    const moved = page.map((row): Row => {
      const there = identities.move('audit_logs', rowSchema.parse(row));
      const entry = entryOf(row);
      if (entry === null) return there;
      const chain = chains.get(entry.chain) ?? new MovedChain();
      chains.set(entry.chain, chain);
      const userId = there['user_id'];
      const { previousHash, hash } = chain.next(entry, row.hash ?? '', { ...entry, userId: typeof userId === 'string' ? userId : null });
      return { ...there, chain: movedChain(entry.chain), previous_hash: previousHash, hash };
    });
    rows += await writer.write('audit_logs', moved, 'kept');
    if (rows > 0) progress(`audit_logs: ${rows} rows`);
  }
  const beginnings = await source.db.selectFrom('audit_beginnings').selectAll().execute();
  await writer.write('audit_beginnings', beginnings.map((row) => ({ ...row, chain: movedChain(row.chain) })), 'kept');
  return rows;
}

/** Entries of no chain first. */
async function* auditPages({ db }: SqliteStore): AsyncGenerator<readonly Selectable<Database['audit_logs']>[]> {
  const ofNone = db.selectFrom('audit_logs').selectAll().where('chain', 'is', null).orderBy('id').limit(PAGE_AUDIT);
  const chained = db.selectFrom('audit_logs').selectAll().where('chain', 'is not', null).orderBy('chain').orderBy('sequence').limit(PAGE_AUDIT);
  for (let page = await ofNone.execute(); page.length > 0; page = await ofNone.where('id', '>', page.at(-1)?.id ?? '').execute()) yield page;
  let page = await chained.execute();
  while (page.length > 0) {
    yield page;
    const { chain, sequence } = page.at(-1) ?? {};
    page = await chained.where(sql<SqlBool>`(chain, sequence) > (${chain}, ${sequence})`).execute();
  }
}

/** A page at a time; how far it came is kept in the transaction of each page, so that none is copied twice. */
async function moveRecords(client: pg.Client, { source, clock, progress }: MoveParts, identities: MovedIdentities, table: RecordTable, partitions: KnownPartitions): Promise<number> {
  const state = await ReplicaState.open(source);
  const origin = state.text('origin') ?? randomUUID();
  await state.keep('origin', origin);
  const lane = `migrate/${origin}/${identities.account}/${table}`;
  const { rows: reached } = await client.query<{ sequence: string }>('SELECT sequence FROM outbox_positions WHERE origin = $1', [lane]);
  let from = Number(reached[0]?.sequence ?? 0);
  let copied = 0;
  for (;;) {
    const next = await source.db.selectFrom(table).select(({ fn }) => fn.min<number | null>('id').as('id')).where('id', '>', from).executeTakeFirst();
    const first = next?.id ?? null;
    if (first === null) return copied;
    const last = first + PAGE_RECORDS - 1;
    const rows = withDeskTickers(await source.appended(table, { first, last }), identities);
    await partitions.make(client, partitionsOfRows(table, rows, clock.now()));
    await client.query('BEGIN');
    try {
      await copyRows(client, table, rows.count, recordColumns(table, rows));
      await setPosition(client, lane, last);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
    copied += rows.count;
    from = last;
    progress(`${table}: ${copied} rows`);
  }
}

function withDeskTickers(rows: RowColumns, { tickers }: MovedIdentities): RowColumns {
  const moved = Object.entries(rows.columns).map(([column, values]): [string, Float64Array | readonly (string | null)[]] =>
    values instanceof Float64Array && (column === 'ticker_id' || column === 'underlying_ticker_id') ? [column, values.map((id) => tickers.get(id) ?? id)] : [column, values],
  );
  return { count: rows.count, columns: Object.fromEntries(moved) };
}

function distinct<Partition extends { readonly name: string }>(partitions: readonly Partition[]): readonly Partition[] {
  return [...new Map(partitions.map((partition) => [partition.name, partition])).values()];
}
