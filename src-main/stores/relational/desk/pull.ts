import type { CompiledQuery } from 'kysely';
import { clientConfig, connect, type Limits } from '../postgres/postgres-connection.ts';
import type { ServerAddress } from '../postgres/server-address.ts';
import type { SqliteStore } from '../sqlite/sqlite-store.ts';
import { deskAccountId } from './desk-profile.ts';
import { addressesFreed } from '../access/replica-copy.ts';
import { clearedOf, replicaQueries, serverRows, valuesOf } from './replica-rows.ts';
import { serverReader, stepsOf } from './server-reader.ts';
import { BOOKS, COMMON, FOLLOWED } from './shared-tables.ts';

/** Whom and what the books refer to. */
const PEOPLE = COMMON.filter((table) => !FOLLOWED.includes(table));

/**
 * Puts an account's books as the server has them in the place of the replica's, in one transaction. 'older' where the
 * server lost some that the replica has, so that nothing was changed; a replica with refused changes has `strays` that
 * the server never had. Throws the server's own error, or why it was not reached.
 */
export async function pullBooks(store: SqliteStore, address: ServerAddress, limits: Limits, account: string, strays: boolean): Promise<'pulled' | 'older'> {
  const accountId = deskAccountId(account);
  const client = await connect(clientConfig(address, limits), limits);
  try {
    const server = serverReader(client);
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const [there, here] = [await stepsOf(server, accountId), await stepsOf(store.db, accountId)];
    if (here > 0 && (there === 0 || (there < here && !strays))) return 'older';
    const queries: CompiledQuery[] = [...BOOKS].reverse().map((table) => clearedOf(table, accountId));
    for (const table of [...PEOPLE, ...BOOKS]) {
      const present = BOOKS.includes(table) ? 'none' : 'replaced';
      const rows = await serverRows(client, table, accountId);
      // An address may be another person's now.
      if (table === 'users') queries.push(...addressesFreed(store.db, valuesOf(rows, 'id')));
      queries.push(...replicaQueries(table, rows, present));
    }
    await store.commit(queries);
    return 'pulled';
  } finally {
    client.end().catch(() => undefined);
  }
}
