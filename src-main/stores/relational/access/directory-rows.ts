import { type CompiledQuery, type Kysely, type Selectable, sql } from 'kysely';
import type { EpochMs } from '../../../../src-core/time.ts';
import type { DirectoryChange, Grant, User, UserSession } from '../../../access/access-directory.ts';
import { NO_PASSWORD } from '../local-profile.ts';
import type { Database } from '../schema.ts';

export type UserRow = Selectable<Database['users']>;
export type SessionRow = Selectable<Database['user_sessions']>;
export type GrantRow = Selectable<Database['account_grants']>;

export function userOf(row: UserRow): User {
  return {
    id: row.id,
    username: row.username,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    role: row.role,
    isActive: Boolean(row.is_active),
    passwordHash: row.password_hash === NO_PASSWORD ? null : row.password_hash,
    createdAt: row.created_at,
    lastLogin: row.last_login,
  };
}

/** The row's columns but the moment of its change. */
export function rowOf(user: User): Omit<UserRow, 'updated_at' | 'is_active'> & { readonly is_active: boolean } {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    role: user.role,
    is_active: user.isActive,
    password_hash: user.passwordHash ?? NO_PASSWORD,
    created_at: user.createdAt,
    last_login: user.lastLogin,
  };
}

/** Sessions from before there was a `last_seen` were seen when they began. */
export function sessionOf(row: SessionRow): UserSession {
  return {
    id: row.id,
    userId: row.user_id,
    tokenHash: row.token_hash,
    createdAt: row.created_at,
    lastSeen: row.last_seen ?? row.created_at,
    expiresAt: row.expires_at,
    address: row.ip_address,
    agent: row.user_agent ?? '',
    place: row.place,
  };
}

export function sessionRowOf(session: UserSession): SessionRow {
  return {
    id: session.id,
    user_id: session.userId,
    token_hash: session.tokenHash,
    created_at: session.createdAt,
    last_seen: session.lastSeen,
    expires_at: session.expiresAt,
    ip_address: session.address,
    user_agent: session.agent,
    place: session.place,
  };
}

export function grantOf(row: Pick<GrantRow, 'account_id' | 'user_id'>): Grant {
  return { accountId: row.account_id, userId: row.user_id };
}

/** The whole directory. */
export function directoryReads(db: Kysely<Database>) {
  return {
    users: db.selectFrom('users').selectAll(),
    sessions: db.selectFrom('user_sessions').selectAll(),
    grants: db.selectFrom('account_grants').selectAll(),
  };
}

/** One change as a statement that either database takes; `now` is the machine's time. */
export function changeQuery(db: Kysely<Database>, change: DirectoryChange, now: EpochMs): CompiledQuery {
  switch (change.kind) {
    case 'user': {
      const row = { ...rowOf(change.user), updated_at: now };
      const { id: _id, created_at: _createdAt, ...changing } = row;
      return db
        .insertInto('users')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(changing))
        .compile();
    }
    case 'signed_in': {
      const { userId, time, rehashed } = change;
      const query = db.updateTable('users').set({ last_login: time }).where('id', '=', userId);
      if (rehashed === null) return query.compile();
      // Another workstation may have set another password meanwhile: that one stays.
      return query.set({ password_hash: sql<string>`CASE WHEN password_hash = ${rehashed.from} THEN ${rehashed.to} ELSE password_hash END` }).compile();
    }
    case 'session':
      return db
        .insertInto('user_sessions')
        .values(sessionRowOf(change.session))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .compile();
    case 'session_seen':
      return db.updateTable('user_sessions').set({ last_seen: change.lastSeen, expires_at: change.expiresAt }).where('id', '=', change.id).compile();
    case 'session_ended':
      return db.deleteFrom('user_sessions').where('id', '=', change.id).compile();
    case 'grant':
      return db
        .insertInto('account_grants')
        .values({ account_id: change.grant.accountId, user_id: change.grant.userId, granted_by: change.by, created_at: now })
        .onConflict((conflict) => conflict.columns(['account_id', 'user_id']).doNothing())
        .compile();
    case 'grant_ended':
      return db.deleteFrom('account_grants').where('account_id', '=', change.grant.accountId).where('user_id', '=', change.grant.userId).compile();
  }
}

/** Counts a change, for workstations that ask whether there is something new. Belongs in the change's transaction. */
export function versionQuery(db: Kysely<Database>): CompiledQuery {
  return db
    .updateTable('access_version')
    .set((expression) => ({ version: expression('version', '+', 1) }))
    .where('id', '=', 1)
    .compile();
}
