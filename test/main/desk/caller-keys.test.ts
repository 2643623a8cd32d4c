import { expect, test } from 'vitest';
import { HOUR } from '../../../src-core/time.ts';
import { CallerKeys } from '../../../src-main/desk/caller-keys.ts';
import { createMemoryRealtimeStore } from '../../../src-main/stores/realtime/memory-store.ts';

test('a session’s key is there until it expires, or ends before', async () => {
  const clock = { time: 1_000, now: () => clock.time };
  const store = createMemoryRealtimeStore({ clock });
  const keys = new CallerKeys(store, clock);
  const read = (tokenHash: string) => store.get('session', { token_hash: tokenHash });
  keys.signedIn({ userId: 'ada', tokenHash: 'one', expiresAt: HOUR }, 'trader');
  keys.signedIn({ userId: 'ada', tokenHash: 'two', expiresAt: HOUR }, 'viewer');
  expect(await read('one')).toEqual({ user_id: 'ada', expires_at: HOUR, permissions: ['trader'] });
  keys.signedOut('one');
  expect([await read('one'), (await read('two'))?.permissions]).toEqual([null, ['viewer']]);
  clock.time = HOUR;
  expect(await read('two')).toBeNull();
});
