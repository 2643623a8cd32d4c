import { CompiledQuery, Kysely, sql } from 'kysely';
import { clientConfig, connect, type Limits, rowsOf, sendable } from '../postgres/postgres-connection.ts';
import { postgresDialect } from '../postgres/postgres-dialect.ts';
import type { ServerAddress } from '../postgres/server-address.ts';
import type { Database } from '../schema.ts';
import type { SqliteStore } from '../sqlite/sqlite-store.ts';
import { deskAccountId } from './desk-profile.ts';
import { clearedOf, replicaQueries, serverRows } from './replica-rows.ts';
import { BOOKS, COMMON } from './shared-tables.ts';

/** user_sessions are how people signed in at one workstation. */
const PEOPLE = COMMON.filter((table) => table !== 'user_sessions');

/**
 * Puts an account's books as the server has them in the place of the replica's, in one transaction. 'older' where the
 * server lost some that the replica has, so that nothing was changed; a replica with refused changes has `strays` that
 * the server never had. Throws the server's own error, or why it was not reached.
 */
export async function pullBooks(store: SqliteStore, address: ServerAddress, limits: Limits, account: string, strays: boolean): Promise<'pulled' | 'older'> {
  const accountId = deskAccountId(account);
  const client = await connect(clientConfig(address, limits), limits);
  try {
    const server = new Kysely<Database>({
      dialect: postgresDialect(async (query) => rowsOf(await client.query<(string | null)[]>({ ...sendable(query), rowMode: 'array' }))),
    });
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const [there, here] = [await stepsOf(server, accountId), await stepsOf(store.db, accountId)];
    if (here > 0 && (there === 0 || (there < here && !strays))) return 'older';
    const queries: CompiledQuery[] = [...BOOKS].reverse().map((table) => clearedOf(table, accountId));
    for (const table of [...PEOPLE, ...BOOKS]) {
      const present = BOOKS.includes(table) ? 'none' : 'replaced';
      queries.push(...replicaQueries(table, await serverRows(client, table, accountId), present));
    }
    await store.commit(queries);
    return 'pulled';
  } finally {
    client.end().catch(() => undefined);
  }
}

/** Bookings and steps of orders are never taken away: who has none has lost them, or never had any. */
async function stepsOf(db: Kysely<Database>, accountId: string): Promise<number> {
  const { rows } = await sql<{ steps: number }>`
    select (select count(*) from ledger_transactions where account_id = ${accountId}) +
      (select count(*) from order_history where package_id in (select id from order_packages where account_id = ${accountId})) as steps`.execute(db);
  return rows[0]?.steps ?? 0;
}
