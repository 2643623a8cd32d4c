import type { Clock, EpochMs } from '../../src-core/time.ts';
import { DAY } from '../../src-core/time.ts';
import { changeQuery, directoryReads, grantOf, sessionOf, userOf } from '../stores/relational/access/directory-rows.ts';
import type { RelationalStore } from '../stores/relational/relational-store.ts';
import type { AccessDirectory, DirectoryState } from './access-directory.ts';
import { afterChanges, directoryState } from './directory-state.ts';

/** The directory in this workstation's own database; `clock` is the machine's. Expired sessions are cleared away as it opens, and daily. */
export async function openLocalDirectory(store: RelationalStore, clock: Clock): Promise<AccessDirectory> {
  const { db } = store;
  const expired = (now: EpochMs) => db.deleteFrom('user_sessions').where('expires_at', '<=', now).compile();
  let clearedAt = clock.now();
  await store.commit([expired(clearedAt)]);
  const reads = directoryReads(db);
  const [users, sessions, grants] = await Promise.all([reads.users.execute(), reads.sessions.execute(), reads.grants.execute()]);
  let state: DirectoryState = directoryState(users.map(userOf), sessions.map(sessionOf), grants.map(grantOf), null);
  const listeners = new Set<() => void>();
  return {
    state: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async change(changes) {
      afterChanges(state, changes);
      const now = clock.now();
      // A program that runs for days writes at least that somebody is there.
      const isDue = now - clearedAt >= DAY;
      await store.commit([...changes.map((change) => changeQuery(db, change, now)), ...(isDue ? [expired(now)] : [])]);
      state = afterChanges(state, changes);
      if (isDue) {
        clearedAt = now;
        state = { ...state, sessions: new Map([...state.sessions].filter(([, { expiresAt }]) => expiresAt > now)) };
      }
      for (const listener of [...listeners]) listener();
    },
    async close() {
      listeners.clear();
    },
  };
}
