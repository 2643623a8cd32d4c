import { DAY, MINUTE } from '../../src-core/time.ts';
import type { Clock } from '../../src-core/time.ts';
import type { RealtimeStore } from '../stores/realtime/realtime-store.ts';

/** A browser's cookie ends with the browser, which nobody tells; it is shown as signed in for a day. */
const SHOWN_FOR = DAY;

/** Who is signed in, and how much each user changes in a minute, for whoever looks into the real-time store. */
export class CallerKeys {
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

  /** `expiresAt` is null where the session ends with the browser. */
  signedIn(userId: string, role: string, tokenHash: string, expiresAt: number | null): void {
    const ends = expiresAt ?? this.#clock.now() + SHOWN_FOR;
    this.#store.set('session', { token_hash: tokenHash }, { user_id: userId, expires_at: ends, permissions: [role] }, ends);
  }
}
