import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { DirectoryChange, DirectoryState, Grant, User, UserSession } from './access-directory.ts';

export function directoryState(users: Iterable<User>, sessions: Iterable<UserSession>, grants: readonly Grant[], readOnly: string | null): DirectoryState {
  return {
    users: new Map([...users].map((user) => [user.id, user])),
    sessions: new Map([...sessions].map((session) => [session.id, session])),
    grants,
    readOnly,
  };
}

/**
 * The directory as it is once the changes are written; `state` stays as it was. Throws ContractFailure 'conflict' where a
 * username or an address would be two people's.
 */
export function afterChanges(state: DirectoryState, changes: readonly DirectoryChange[]): DirectoryState {
  const users = new Map(state.users);
  const sessions = new Map(state.sessions);
  let grants = state.grants;
  for (const change of changes) {
    switch (change.kind) {
      case 'user':
        mustBeOnesOwn(change.user, users.values());
        users.set(change.user.id, change.user);
        break;
      case 'signed_in': {
        const user = users.get(change.userId);
        if (user === undefined) break;
        const isRehashed = change.rehashed !== null && user.passwordHash === change.rehashed.from;
        users.set(user.id, { ...user, lastLogin: change.time, passwordHash: isRehashed ? change.rehashed.to : user.passwordHash });
        break;
      }
      case 'session':
        sessions.set(change.session.id, change.session);
        break;
      case 'session_seen': {
        const session = sessions.get(change.id);
        if (session !== undefined) sessions.set(change.id, { ...session, lastSeen: change.lastSeen, expiresAt: change.expiresAt });
        break;
      }
      case 'session_ended':
        sessions.delete(change.id);
        break;
      case 'grant':
        if (!grants.some((each) => isSame(each, change.grant))) grants = [...grants, change.grant];
        break;
      case 'grant_ended':
        grants = grants.filter((each) => !isSame(each, change.grant));
        break;
    }
  }
  return { users, sessions, grants, readOnly: state.readOnly };
}

function mustBeOnesOwn({ id, username, email }: User, users: Iterable<User>): void {
  for (const other of users) {
    if (other.id === id) continue;
    if (other.username === username) throw new ContractFailure({ code: 'conflict', message: `there is a user "${username}" already; choose another name`, field: 'username' });
    if (other.email === email) throw new ContractFailure({ code: 'conflict', message: `the address ${email} is another user’s; give one of their own`, field: 'email' });
  }
}

function isSame(one: Grant, other: Grant): boolean {
  return one.accountId === other.accountId && one.userId === other.userId;
}
