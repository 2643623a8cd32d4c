import { type CompiledQuery, type Kysely, type Selectable, sql } from 'kysely';
import type { EpochMs } from '../../../../src-core/time.ts';
import type { DirectoryState, Grant, User, UserSession } from '../../../access/access-directory.ts';
import { NO_PASSWORD } from '../local-profile.ts';
import type { Database } from '../schema.ts';
import { rowOf, sessionRowOf } from './directory-rows.ts';

export type AccountRow = Selectable<Database['trading_accounts']>;

/**
 * Frees the addresses of people who are written next: one may get what was another's. Belongs in the same transaction,
 * which gives them theirs.
 */
export function addressesFreed(db: Kysely<Database>, ids: readonly string[]): readonly CompiledQuery[] {
  return ids.length === 0 ? [] : [db.updateTable('users').set({ email: sql<string>`id` }).where('id', 'in', ids).compile()];
}

/** Writes into a replica's copy what differs from `before`. Rows that the books refer to are never taken away. */
export function copyQueries(db: Kysely<Database>, before: DirectoryState, after: DirectoryState, now: EpochMs): readonly CompiledQuery[] {
  const users = changed(before.users, after.users);
  const sessions = changed(before.sessions, after.sessions);
  const gone = [...before.sessions.keys()].filter((id) => !after.sessions.has(id));
  const grants = after.grants.filter((grant) => !has(before.grants, grant));
  return [
    ...addressesFreed(db, users.map(({ id }) => id)),
    ...users.map((user) => userQuery(db, user, now)),
    ...[...before.users.keys()].filter((id) => !after.users.has(id)).map((id) => db.updateTable('users').set({ is_active: false, password_hash: NO_PASSWORD }).where('id', '=', id).compile()),
    ...(gone.length === 0 ? [] : [db.deleteFrom('user_sessions').where('id', 'in', gone).compile()]),
    ...sessions.map((session) => sessionQuery(db, session)),
    ...before.grants
      .filter((grant) => !has(after.grants, grant))
      .map(({ accountId, userId }) => db.deleteFrom('account_grants').where('account_id', '=', accountId).where('user_id', '=', userId).compile()),
    ...grants.map((grant) => grantQuery(db, grant, now)),
  ];
}

/** Adds accounts that a grant may speak of. What the books here know better stays. */
export function accountQueries(db: Kysely<Database>, accounts: readonly AccountRow[]): readonly CompiledQuery[] {
  return accounts.map((account) =>
    db
      .insertInto('trading_accounts')
      .values({ ...account, is_active: Boolean(account.is_active), api_credentials: jsonText(account.api_credentials) })
      .onConflict((conflict) => conflict.doNothing())
      .compile(),
  );
}

function userQuery(db: Kysely<Database>, user: User, now: EpochMs): CompiledQuery {
  const row = { ...rowOf(user), updated_at: now };
  return db
    .insertInto('users')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .compile();
}

function sessionQuery(db: Kysely<Database>, session: UserSession): CompiledQuery {
  const row = sessionRowOf(session);
  return db
    .insertInto('user_sessions')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .compile();
}

/** Nothing where the account has not come here yet: its grants are written with it. */
function grantQuery(db: Kysely<Database>, { accountId, userId }: Grant, now: EpochMs): CompiledQuery {
  return db
    .insertInto('account_grants')
    .columns(['account_id', 'user_id', 'created_at'])
    .expression(db.selectFrom('trading_accounts').where('id', '=', accountId).select(({ val }) => ['id', val(userId).as('user_id'), val(now).as('created_at')]))
    .onConflict((conflict) => conflict.doNothing())
    .compile();
}

function changed<Each>(before: ReadonlyMap<string, Each>, after: ReadonlyMap<string, Each>): readonly Each[] {
  return [...after].filter(([id, each]) => JSON.stringify(before.get(id)) !== JSON.stringify(each)).map(([, each]) => each);
}

function has(grants: readonly Grant[], { accountId, userId }: Grant): boolean {
  return grants.some((grant) => grant.accountId === accountId && grant.userId === userId);
}

function jsonText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
