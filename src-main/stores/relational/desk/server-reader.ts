import { Kysely, sql } from 'kysely';
import type pg from 'pg';
import { rowsOf, sendable } from '../postgres/postgres-connection.ts';
import { postgresDialect } from '../postgres/postgres-dialect.ts';
import type { Database } from '../schema.ts';

/** Reads over a connection of the caller's, in whatever transaction it is in. */
export function serverReader(client: pg.Client): Kysely<Database> {
  return new Kysely<Database>({
    dialect: postgresDialect(async (query) => rowsOf(await client.query<(string | null)[]>({ ...sendable(query), rowMode: 'array' }))),
  });
}

/** Bookings and steps of orders of an account. They are never taken away: of two databases, the one with fewer lost some or never had them. */
export async function stepsOf(db: Kysely<Database>, accountId: string): Promise<number> {
  const { rows } = await sql<{ steps: number }>`
    select (select count(*) from ledger_transactions where account_id = ${accountId}) +
      (select count(*) from order_history where package_id in (select id from order_packages where account_id = ${accountId})) as steps`.execute(db);
  return rows[0]?.steps ?? 0;
}
