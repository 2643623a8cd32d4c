import { SECOND } from '../../../src-core/time.ts';
import type { DayLockWitness } from '../../risk/day-lock-witness.ts';
import type { RealtimeStore } from './realtime-store.ts';

export interface RealtimeDayLockOptions {
  readonly store: Pick<RealtimeStore, 'get' | 'set' | 'status'>;
  readonly account: string;
  /** The machine's time. */
  readonly now: () => number;
  /** Milliseconds that a read waits for the server. */
  readonly readMs?: number;
}

const LOOK_MS = 25;

/**
 * The witness of an account's locked days in the real-time store. A write is kept there and sent once the server can be
 * reached. A read fails where it cannot be reached within a second: the store then answers from this process alone.
 */
export function realtimeDayLock({ store, account, now, readMs = SECOND }: RealtimeDayLockOptions): DayLockWitness {
  /** In memory there is no server to be away. */
  const isReached = (): boolean => (store.status()?.state ?? 'connected') === 'connected';
  return {
    async read(date) {
      const until = now() + readMs;
      while (!isReached() && now() < until) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      const lockedAt = await store.get('deskDayLock', { account, date });
      if (lockedAt !== null) return true;
      if (!isReached()) throw new Error('the real-time store cannot be reached');
      return false;
    },
    async write(date) {
      store.set('deskDayLock', { account, date }, now());
    },
  };
}
