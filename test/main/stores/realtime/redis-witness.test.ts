import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LeaseWitness } from '../../../../src-main/desk/lease-witness.ts';
import { openRedisWitness } from '../../../../src-main/stores/realtime/redis/redis-witness.ts';
import { hasRedis, RedisServer } from '../../../support/redis-server.ts';

const LEASE_MS = 1_000;
const ACCOUNT = 'PAPER-1';

describe.skipIf(!hasRedis('the lease witness in Redis'))('the lease witness in Redis', () => {
  let server: RedisServer;
  let open: LeaseWitness[] = [];
  const witness = () => {
    const opened = openRedisWitness({ access: server.access, account: ACCOUNT, random: Math.random, leaseMs: LEASE_MS });
    open.push(opened);
    return opened;
  };

  beforeAll(async () => {
    server = await RedisServer.start();
  });
  beforeEach(() => server.empty());
  afterEach(async () => {
    await Promise.all(open.map((each) => each.close()));
    open = [];
  });
  afterAll(() => server.stop());

  test('says who holds it, until it is not renewed', async () => {
    const mine = witness();
    const other = witness();
    expect(await mine.renew('one', 5, 300)).toBe('begun');
    expect(await other.read()).toEqual({ holder: 'one', epoch: 5 });
    expect(JSON.parse((await server.direct.get(`lease:${ACCOUNT}`)) ?? '')).toEqual({ holder: 'one', epoch: 5 });
    expect(await server.direct.pttl(`lease:${ACCOUNT}`)).toBeGreaterThan(100);
    expect(await mine.renew('one', 5, 300)).toBe('held');
    // A second after the server began to keep count, it is sure that nobody is there.
    await vi.waitFor(async () => expect(await other.read()).toBe('none'), { timeout: 5_000, interval: 50 });
  });

  test.each([
    ['one', 5, 'held', { holder: 'one', epoch: 5 }],
    ['one', 6, 'begun', { holder: 'one', epoch: 6 }],
    ['two', 6, 'begun', { holder: 'two', epoch: 6 }],
    ['two', 5, 'taken', { holder: 'one', epoch: 5 }],
    ['one', 4, 'taken', { holder: 'one', epoch: 5 }],
  ] as const)('where one holds epoch 5, a renewal by %s at %d is %s', async (holder, epoch, answer, after) => {
    const subject = witness();
    await subject.renew('one', 5, 10_000);
    expect(await subject.renew(holder, epoch, 10_000)).toBe(answer);
    expect(await subject.read()).toEqual(after);
  });

  test('who held an older lease does not get it back once the newer one has ended, unless the server forgot', async () => {
    const subject = witness();
    await subject.renew('one', 5, 10_000);
    await subject.renew('two', 6, 1);
    await vi.waitFor(async () => expect(await server.direct.exists(`lease:${ACCOUNT}`)).toBe(0));
    expect(await subject.renew('one', 5, 10_000)).toBe('taken');
    expect(await subject.renew('two', 6, 10_000)).toBe('held');
    await server.empty();
    expect(await subject.renew('one', 5, 10_000)).toBe('begun');
  });

  test('of several that renew the same epoch at once, one gets it', async () => {
    const contenders = Array.from({ length: 8 }, (_, index) => ({ name: `desk-${index}`, witness: witness() }));
    const answers = await Promise.all(contenders.map(({ name, witness }) => witness.renew(name, 9, 10_000)));
    expect(answers.filter((answer) => answer === 'begun')).toHaveLength(1);
    const winner = contenders[answers.indexOf('begun')]?.name;
    expect(await witness().read()).toEqual({ holder: winner, epoch: 9 });
  });

  test('does not vouch for what it may have lost: emptied, or restarted', async () => {
    const subject = witness();
    await vi.waitFor(async () => expect(await subject.read()).toBe('none'), { timeout: 5_000, interval: 50 });
    await server.empty();
    expect(await subject.read()).toBe('unknown');
    await vi.waitFor(async () => expect(await subject.read()).toBe('none'), { timeout: 5_000, interval: 50 });
    await server.restart();
    // As a server that was saved to disk before it lost the newest.
    await server.direct.set(`lease:${ACCOUNT}:since`, '1');
    await vi.waitFor(async () => expect(await subject.renew('one', 1, 10_000)).not.toBe('unknown'), { timeout: 5_000 });
    await server.direct.del(`lease:${ACCOUNT}`);
    expect(await subject.read()).toBe('unknown');
  });

  test('answers unknown within half a second while the server is stopped or away, and comes back by itself', async () => {
    const subject = witness();
    expect(await subject.renew('one', 5, 10_000)).toBe('begun');
    const timed = async (): Promise<number> => {
      const from = performance.now();
      expect(await Promise.all([subject.renew('one', 5, 10_000), subject.read()])).toEqual(['unknown', 'unknown']);
      return performance.now() - from;
    };
    server.pause();
    try {
      expect(await timed()).toBeLessThan(750);
      expect(await timed()).toBeLessThan(750);
    } finally {
      server.continue();
    }
    await vi.waitFor(async () => expect(await subject.renew('one', 7, 10_000)).toBe('held'), { timeout: 10_000 });
    await server.kill();
    expect(await timed()).toBeLessThan(750);
    await server.run();
    await vi.waitFor(async () => expect(await subject.renew('one', 7, 10_000)).toBe('held'), { timeout: 10_000 });
  });

  test('takes rubbish in its key for nothing, and another kind of key for unreachable', async () => {
    const subject = witness();
    await server.direct.set(`lease:${ACCOUNT}`, 'rubbish');
    expect(await subject.read()).toBe('unknown');
    expect(await subject.renew('one', 2, 10_000)).toBe('begun');
    await server.direct.del(`lease:${ACCOUNT}`);
    await server.direct.hset(`lease:${ACCOUNT}`, 'a', 'b');
    expect(await subject.renew('one', 2, 10_000)).toBe('unknown');
  });
});
