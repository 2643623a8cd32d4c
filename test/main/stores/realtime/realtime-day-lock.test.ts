import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseIsoDate } from '../../../../src-core/time.ts';
import { createMemoryRealtimeStore } from '../../../../src-main/stores/realtime/memory-store.ts';
import { realtimeDayLock } from '../../../../src-main/stores/realtime/realtime-day-lock.ts';
import { openRedisRealtimeStore } from '../../../../src-main/stores/realtime/redis/redis-store.ts';
import { hasRedis, RedisServer } from '../../../support/redis-server.ts';

const DATE = parseIsoDate('2026-01-15');
const now = (): number => Date.now();

test('a locked day is that of one account and one date', async () => {
  const store = createMemoryRealtimeStore({ clock: { now } });
  const lock = realtimeDayLock({ store, account: 'PAPER-1', now });
  expect(await lock.read(DATE)).toBe(false);
  await lock.write(DATE);
  expect(await lock.read(DATE)).toBe(true);
  expect(await lock.read(parseIsoDate('2026-01-16'))).toBe(false);
  expect(await realtimeDayLock({ store, account: 'PAPER-2', now }).read(DATE)).toBe(false);
  await store.close();
});

describe.skipIf(!hasRedis('the witness of the day lock in Redis'))('in Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.stop());

  test('another workstation reads the lock, one that cannot reach the server does not say that there is none', async () => {
    const options = { access: server.access, clock: { now }, random: Math.random };
    const store = openRedisRealtimeStore(options);
    await realtimeDayLock({ store, account: 'PAPER-1', now }).write(DATE);
    await vi.waitFor(() => expect(store.status()?.state).toBe('connected'));
    const other = openRedisRealtimeStore(options);
    const lock = realtimeDayLock({ store: other, account: 'PAPER-1', now });
    await vi.waitFor(async () => expect(await lock.read(DATE)).toBe(true));
    expect(await lock.read(parseIsoDate('2026-01-16'))).toBe(false);
    await server.stop();
    const lost = openRedisRealtimeStore(options);
    await expect(realtimeDayLock({ store: lost, account: 'PAPER-1', now, readMs: 200 }).read(DATE)).rejects.toThrow('the real-time store cannot be reached');
    await Promise.all([store.close(), other.close(), lost.close()]);
  });
});
