import type { Role } from '../../src-core/access/permission.ts';
import { type Clock, MINUTE } from '../../src-core/time.ts';
import type { UserSession } from '../access/access-directory.ts';
import type { ToldOfSessions } from '../access/told-sessions.ts';
import type { RealtimeStore } from '../stores/realtime/realtime-store.ts';

/** Who is signed in, and how much each user changes in a minute, for whoever looks into the real-time store. */
export class CallerKeys implements ToldOfSessions {
  readonly #store: RealtimeStore;
  readonly #clock: Clock;
  readonly #counts = new Map<string, { count: number; resets: number }>();

  /** `clock` is the machine's. */
  constructor(store: RealtimeStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  changed(userId: string): void {
    const now = this.#clock.now();
    const known = this.#counts.get(userId);
    const count = known === undefined || now >= known.resets ? { count: 0, resets: now + MINUTE } : known;
    count.count += 1;
    this.#counts.set(userId, count);
    this.#store.set('rateLimit', { user: userId }, { count: count.count, reset_time: count.resets });
  }

  signedIn({ userId, tokenHash, expiresAt }: Pick<UserSession, 'userId' | 'tokenHash' | 'expiresAt'>, role: Role): void {
    this.#store.set('session', { token_hash: tokenHash }, { user_id: userId, expires_at: expiresAt, permissions: [role] }, expiresAt);
  }

  /** It was revoked, or somebody signed out. */
  signedOut(tokenHash: string): void {
    this.#store.remove('session', { token_hash: tokenHash });
  }
}
