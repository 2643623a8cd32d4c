import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Clock } from '../../../../src-core/time.ts';
import { createMemoryRealtimeStore } from '../../../../src-main/stores/realtime/memory-store.ts';
import type { RealtimeStore } from '../../../../src-main/stores/realtime/realtime-store.ts';
import { openRedisRealtimeStore } from '../../../../src-main/stores/realtime/redis/redis-store.ts';
import { hasRedis, RedisServer } from '../../../support/redis-server.ts';
import { allSent } from './all-sent.ts';
import { eachSample, OPTION, SAMPLES } from './family-samples.ts';

const clock: Clock = { now: () => Date.now() };

/** What every adapter of the port does. `settled` waits until what was set can be read by anybody. */
function behavesAsRealtimeStore(open: () => RealtimeStore, settled: (store: RealtimeStore) => Promise<void>): void {
  let store: RealtimeStore;
  beforeEach(() => {
    store = open();
  });
  afterEach(() => store.close());

  eachSample((sample) => {
    test(`keeps ${sample.key} as it was given`, async () => {
      const { family, parts, value } = sample;
      expect(await store.get(family, parts)).toBeNull();
      store.set(family, parts, value, clock.now() + 60_000);
      expect(await store.get(family, parts)).toEqual(value);
      await settled(store);
      expect(await store.get(family, parts)).toEqual(value);
    });
  });

  test('keeps a value until it ends', async () => {
    store.set('signalsActive', {}, ['sig_1'], clock.now() + 250);
    await settled(store);
    expect(await store.get('signalsActive', {})).toEqual(['sig_1']);
    await vi.waitFor(async () => expect(await store.get('signalsActive', {})).toBeNull(), { timeout: 2_000, interval: 20 });
    store.set('signalsActive', {}, ['sig_2'], clock.now() - 1);
    expect(await store.get('signalsActive', {})).toBeNull();
  });

  test('writes fields over a hash, and a whole hash in its place', async () => {
    const { parts } = SAMPLES.options;
    store.setFields('options', parts, { '600': OPTION });
    await settled(store);
    store.setFields('options', parts, { '601': OPTION, '600': { ...OPTION, bid: 1.1 } });
    expect(await store.get('options', parts)).toEqual({ '600': { ...OPTION, bid: 1.1 }, '601': OPTION });
    await settled(store);
    expect(await store.get('options', parts)).toEqual({ '600': { ...OPTION, bid: 1.1 }, '601': OPTION });
    store.set('options', parts, { '602': OPTION });
    await settled(store);
    expect(await store.get('options', parts)).toEqual({ '602': OPTION });
  });

  test('removes', async () => {
    store.set('position', { id: 'pos_1' }, SAMPLES.position.value);
    await settled(store);
    store.remove('position', { id: 'pos_1' });
    expect(await store.get('position', { id: 'pos_1' })).toBeNull();
    await settled(store);
    expect(await store.get('position', { id: 'pos_1' })).toBeNull();
  });

  test('forgets what another terminal sets from now on', async () => {
    store.set('positions', { user: 'user_1' }, ['pos_1']);
    store.set('vix', {}, 18.5);
    store.forget(['positions', 'position']);
    await settled(store);
    expect(await store.get('positions', { user: 'user_1' })).toBeNull();
    expect(await store.get('vix', {})).toBe(18.5);
  });

  test('refuses fields of what has none, and an end that is not given', () => {
    expect(() => store.setFields('regime', {}, { adaptation_factor: 1 })).toThrow(/regime has no fields/);
    expect(() => store.set('signalsActive', {}, [])).toThrow(/signalsActive needs the time/);
  });

  test('delivers each message once to every listener, until it has ended', async () => {
    const heard: string[] = [];
    const ends = ['a', 'b'].map((name) => store.subscribe('desk:1:changes', (message) => heard.push(`${name} ${message}`)));
    store.subscribe('desk:2:changes', (message) => heard.push(message));
    await settled(store);
    store.publish('desk:1:changes', 'x:1');
    await vi.waitFor(() => expect(heard).toEqual(['a x:1', 'b x:1']));
    ends[0]?.();
    store.publish('desk:1:changes', 'x:2');
    await settled(store);
    store.publish('desk:1:changes', 'x:3');
    await settled(store);
    expect(heard).toEqual(['a x:1', 'b x:1', 'b x:2', 'b x:3']);
  });
}

describe('in memory', () => {
  behavesAsRealtimeStore(
    () => createMemoryRealtimeStore({ clock }),
    async () => undefined,
  );

  test('forgets what has ended, by the clock it is given', async () => {
    let now = 0;
    const store = createMemoryRealtimeStore({ clock: { now: () => now } });
    store.set('vix', {}, 18.5);
    store.setFields('options', SAMPLES.options.parts, { '600': OPTION });
    now = 59_999;
    expect(await store.get('vix', {})).toBe(18.5);
    now = 60_000;
    expect(await store.get('vix', {})).toBeNull();
    now = 29 * 60_000;
    store.setFields('options', SAMPLES.options.parts, { '601': OPTION });
    now = 58 * 60_000;
    expect(Object.keys((await store.get('options', SAMPLES.options.parts)) ?? {})).toEqual(['600', '601']);
  });
});

describe.skipIf(!hasRedis('the real-time store in Redis'))('in Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start({ password: 'pass:wörd@/' });
  });
  beforeEach(() => server.empty());
  afterAll(() => server.stop());

  behavesAsRealtimeStore(
    () => openRedisRealtimeStore({ access: server.access, clock, random: Math.random }),
    (store) => allSent(store, server),
  );
});
