import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../../src-core/time.ts';
import { type FamilyName, KEY_FAMILIES, keyOf } from '../../../../src-main/stores/realtime/key-families.ts';
import type { RealtimeStore } from '../../../../src-main/stores/realtime/realtime-store.ts';
import { openRedisRealtimeStore, type RedisLimits } from '../../../../src-main/stores/realtime/redis/redis-store.ts';
import { hasRedis, RedisServer, type RedisServerOptions } from '../../../support/redis-server.ts';
import { allSent } from './all-sent.ts';
import { eachSample, OPTION, SAMPLES } from './family-samples.ts';

const DOCUMENT = join(import.meta.dirname, '../../../../../shared/seed/database-schema.md');
const clock = { now: () => Date.now() };
const PATIENT = { timeout: 15_000, interval: 20 };

let server: RedisServer;
let open: RealtimeStore[] = [];

function store(limits: Partial<RedisLimits> = {}, access = server.access): RealtimeStore {
  const opened = openRedisRealtimeStore({ access, clock, random: Math.random, limits });
  open.push(opened);
  return opened;
}

const settled = (subject: RealtimeStore): Promise<void> => allSent(subject, server);

function serve(options: RedisServerOptions = {}): void {
  beforeAll(async () => {
    server = await RedisServer.start(options);
  });
  afterAll(() => server.stop());
}

afterEach(async () => {
  await Promise.all(open.map((each) => each.close()));
  open = [];
});

/** What Redis holds: JSON parsed, a hash as its fields. */
async function held(key: string): Promise<unknown> {
  const kind = await server.direct.type(key);
  if (kind === 'string') return JSON.parse((await server.direct.get(key)) ?? '');
  if (kind !== 'hash') return undefined;
  return Object.fromEntries(Object.entries(await server.direct.hgetall(key)).map(([field, text]) => [field, JSON.parse(text)]));
}

describe.skipIf(!hasRedis('the keys of the real-time store'))('the keys', () => {
  serve();
  beforeEach(() => server.empty());

  eachSample(({ family, parts, value, key }) => {
    test(`${key} is a ${KEY_FAMILIES[family].type} that ends as the table says`, async () => {
      const subject = store();
      subject.set(family, parts, value, clock.now() + 5 * MINUTE);
      await settled(subject);
      expect(await held(key)).toEqual(value);
      expect(await server.direct.type(key)).toBe(KEY_FAMILIES[family].type === 'hash' ? 'hash' : 'string');
      const { ttl } = KEY_FAMILIES[family];
      const left = await server.direct.pttl(key);
      if (ttl === 'none') expect(left).toBe(-1);
      else {
        const whole = ttl === 'given' ? 5 * MINUTE : ttl;
        expect(left).toBeLessThanOrEqual(whole);
        expect(left).toBeGreaterThan(whole - 2_000);
      }
    });
  });

  test('numbers are kept as the document writes them', async () => {
    const subject = store();
    subject.set('correlation', { pair: 'SPY_QQQ' }, 0.85);
    subject.set('vix', {}, 18.5);
    await settled(subject);
    expect(await server.direct.mget('correlation:SPY_QQQ', 'vix:current')).toEqual(['0.85', '18.5']);
  });

  test('a hash that is written to lives on as a whole', async () => {
    const subject = store();
    const { parts, key } = SAMPLES.options;
    subject.setFields('options', parts, { '600': OPTION, '601': OPTION });
    await settled(subject);
    await server.direct.pexpire(key, 5_000);
    subject.setFields('options', parts, { '601': { ...OPTION, ask: 9 } });
    await settled(subject);
    expect(await held(key)).toEqual({ '600': OPTION, '601': { ...OPTION, ask: 9 } });
    expect(await server.direct.pttl(key)).toBeGreaterThan(29 * MINUTE);
  });

  test('what is set again unchanged is not sent again before half of its time is over', async () => {
    let now = Date.now();
    const subject = openRedisRealtimeStore({ access: server.access, clock: { now: () => now }, random: Math.random });
    open.push(subject);
    const set = (): void => {
      subject.set('vix', {}, 18.5);
      subject.setFields('options', SAMPLES.options.parts, { '600': OPTION });
    };
    set();
    await settled(subject);
    // Another's values show whether ours is sent over them.
    await server.direct.set('vix:current', '1', 'KEEPTTL');
    await server.direct.pexpire(SAMPLES.options.key, 20_000);
    now += 20_000;
    set();
    expect(subject.status()?.backlog).toBe(0);
    now += 15_000;
    set();
    await settled(subject);
    expect(await held('vix:current')).toBe(18.5);
    expect(await server.direct.pttl(SAMPLES.options.key)).toBeLessThan(30_000);
    now += 15 * MINUTE;
    set();
    await settled(subject);
    expect(await server.direct.pttl(SAMPLES.options.key)).toBeGreaterThan(29 * MINUTE);
  });

  test('a hash that the server threw out is sent whole when it is to live on', async () => {
    let now = Date.now();
    const subject = openRedisRealtimeStore({ access: server.access, clock: { now: () => now }, random: Math.random });
    open.push(subject);
    const { parts, key } = SAMPLES.options;
    subject.setFields('options', parts, { '600': OPTION, '601': OPTION });
    await settled(subject);
    await server.direct.del(key);
    now += 20 * MINUTE;
    subject.setFields('options', parts, { '600': OPTION });
    await vi.waitFor(async () => expect(await held(key)).toEqual({ '600': OPTION, '601': OPTION }), PATIENT);
  });

  test('what does not fit its family is nothing', async () => {
    const subject = store();
    await server.direct.set('regime:current', '{"type":"sleepy","adaptation_factor":1}');
    await server.direct.set('signal_performance:SPY', 'rubbish');
    await server.direct.hset(SAMPLES.options.key, '600', '{"bid":1}');
    await server.direct.set('market:QQQ:current', JSON.stringify(SAMPLES.market.value));
    await settled(subject);
    expect(await subject.get('regime', {})).toBeNull();
    expect(await subject.get('signalPerformance', { ticker: 'SPY' })).toBeNull();
    expect(await subject.get('options', SAMPLES.options.parts)).toBeNull();
    expect(await subject.get('market', { ticker: 'QQQ' })).toEqual(SAMPLES.market.value);
  });

  test('a key of another kind is put right, and one that is refused is counted without stopping the rest', async () => {
    await server.direct.set(SAMPLES.options.key, 'in the way');
    await server.direct.acl('SETUSER', 'narrow', 'on', '>secret', '~*', '&*', '+@all');
    const access = { url: `redis://narrow@127.0.0.1:${server.port}/0`, password: 'secret' };
    const subject = store({}, access);
    await settled(subject);
    await server.direct.acl('SETUSER', 'narrow', 'resetkeys', '~market:*', '~options:*', '~connection:*');
    subject.setFields('options', SAMPLES.options.parts, { '600': OPTION });
    subject.set('vix', {}, 18.5);
    subject.set('market', { ticker: 'SPY' }, SAMPLES.market.value);
    await vi.waitFor(() => expect(subject.status()).toMatchObject({ state: 'connected', backlog: 1 }), PATIENT);
    expect(subject.status()?.detail).toBe(`Redis 127.0.0.1:${server.port}/0 refuses what this user asks for (1 key)`);
    expect(await held('market:SPY:current')).toEqual(SAMPLES.market.value);
    expect(await held(SAMPLES.options.key)).toEqual({ '600': OPTION });
    await server.direct.acl('SETUSER', 'narrow', 'allkeys');
    await vi.waitFor(() => expect(subject.status()?.backlog).toBe(0), PATIENT);
    expect(subject.status()?.detail).toBe(`Redis 127.0.0.1:${server.port}/0`);
    expect(await held('vix:current')).toBe(18.5);
  });

  test('two processes hear each other once, and themselves once', async () => {
    const heard: string[] = [];
    const [one, two] = [store(), store()];
    one.subscribe('desk:1:changes', (message) => heard.push(`one ${message}`));
    two.subscribe('desk:1:changes', (message) => heard.push(`two ${message}`));
    await Promise.all([settled(one), settled(two)]);
    await vi.waitFor(async () => expect(await server.direct.pubsub('NUMSUB', 'desk:1:changes')).toEqual(['desk:1:changes', 2]), PATIENT);
    for (const count of [1, 2, 3]) {
      one.publish('desk:1:changes', `from one ${count}`);
      two.publish('desk:1:changes', `from two ${count}`);
    }
    await vi.waitFor(() => expect(heard).toHaveLength(12), PATIENT);
    // What would be heard twice came before this.
    one.publish('desk:1:changes', 'last');
    await vi.waitFor(() => expect(heard).toContain('two last'), PATIENT);
    expect(heard.filter((each) => !each.endsWith('last')).sort()).toEqual(
      ['one', 'two'].flatMap((by) => ['one', 'two'].flatMap((from) => [1, 2, 3].map((count) => `${by} from ${from} ${count}`))),
    );
  });

  test('closing sends what waits and leaves no trace of the terminal', async () => {
    const subject = store({ flushMs: 60_000 });
    await vi.waitFor(() => expect(subject.status()?.state).toBe('connected'), PATIENT);
    subject.set('vix', {}, 18.5);
    await subject.close();
    expect(await server.direct.keys('*')).toEqual(['vix:current']);
  });

  describe.skipIf(!existsSync(DOCUMENT))('of the schema document', () => {
    const TTL: Readonly<Record<string, number | 'given' | 'none'>> = {
      '1 hour': HOUR,
      '30 minutes': 30 * MINUTE,
      '5 minutes': 5 * MINUTE,
      '1 minute': MINUTE,
      '1 day': DAY,
      'until expiration': 'given',
      'based on session duration': 'given',
      'until closed': 'none',
    };
    const text = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : '';
    const section = /## Redis Schema([\s\S]*?)\n## /.exec(text)?.[1] ?? '';
    let ttl = '';
    const examples = section.split('\n').flatMap((line) => {
      ttl = /\(TTL: (.*)\)/.exec(line)?.[1] ?? ttl;
      const [, key, shape] = /^(\S+) -> (.*)$/.exec(line) ?? [];
      return key === undefined || shape === undefined ? [] : [{ key, shape, ttl }];
    });

    test('are all there', () => expect(examples.length).toBeGreaterThanOrEqual(17));

    test.each(examples)('$key', async ({ key, shape, ttl }) => {
      const subject = store();
      let family: FamilyName | undefined;
      eachSample((sample) => {
        const names = [...KEY_FAMILIES[sample.family].key.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
        const pattern = new RegExp(`^${KEY_FAMILIES[sample.family].key.replaceAll(/\{\w+\}/g, '([^:]+)')}$`);
        const values = pattern.exec(key)?.slice(1);
        if (values === undefined || 'ours' in KEY_FAMILIES[sample.family]) return;
        // The families are told apart by their first word.
        if (family !== undefined) throw new Error(`${key} is of ${family} and of ${sample.family}`);
        family = sample.family;
        const parts = { ...sample.parts, ...Object.fromEntries(names.map((name, index) => [name, values[index]])) };
        expect(KEY_FAMILIES[sample.family].parts.safeParse(parts).success).toBe(true);
        expect(keyOf(sample.family, parts)).toBe(key);
        subject.set(sample.family, parts, sample.value, clock.now() + MINUTE);
      });
      expect(family).toBeDefined();
      if (family !== undefined) expect(KEY_FAMILIES[family].ttl).toBe(TTL[ttl]);
      await settled(subject);
      const value = await held(key);
      if (/^[\d.]+$/.test(shape)) expect(typeof value).toBe('number');
      else if (shape.startsWith('[')) expect(Array.isArray(value)).toBe(true);
      else {
        const fields = /\{strike1: (\{.*?\})/.exec(shape)?.[1];
        const subjectOf = fields === undefined ? value : Object.values(value as object)[0];
        const names = [...(fields ?? shape).matchAll(/(\w+)(?=[,}:])/g)].map(([name]) => name).filter((name) => name !== 'data' && !/^[\d.]+$/.test(name));
        expect(Object.keys(subjectOf as object)).toEqual(expect.arrayContaining(names.filter((name) => name !== '0')));
        if (!shape.includes('full')) expect(names.length).toBeGreaterThan(1);
      }
    });
  });
});

describe.skipIf(!hasRedis('outages of Redis'))('outages', () => {
  serve();
  beforeEach(() => server.empty());

  const fill = (subject: RealtimeStore): void => {
    eachSample(({ family, parts, value }) => subject.set(family, parts, value, clock.now() + 5 * MINUTE));
  };
  /** Everything of the samples is at the server, with time left as the table says. */
  const isComplete = async (): Promise<void> => {
    const found = new Map<string, unknown>();
    const wanted = new Map<string, unknown>();
    for (const { key, value } of Object.values(SAMPLES)) {
      wanted.set(key, value);
      found.set(key, await held(key));
    }
    expect(found).toEqual(wanted);
    expect(await server.direct.pttl('market:SPY:current')).toBeGreaterThan(59 * MINUTE);
    expect(await server.direct.pttl(SAMPLES.options.key)).toBeGreaterThan(29 * MINUTE);
    expect(await server.direct.pttl('position:pos_1')).toBe(-1);
  };

  test('killed and restarted empty: everything that lives is sent again', async () => {
    const subject = store();
    fill(subject);
    await settled(subject);
    await server.kill();
    await vi.waitFor(() => expect(subject.status()?.state).toBe('down'), PATIENT);
    expect(subject.status()?.detail).toMatch(/^Redis 127\.0\.0\.1:\d+\/0 (closed the connection|is not there: nothing listens on that port)$/);
    subject.set('vix', {}, 19);
    subject.remove('order', { id: 'ord_1' });
    expect(await subject.get('vix', {})).toBe(19);
    expect(await subject.get('correlation', { pair: 'SPY_QQQ' })).toBe(0.85);
    await server.run();
    await settled(subject);
    expect(await held('vix:current')).toBe(19);
    expect(await server.direct.exists('order:ord_1')).toBe(0);
    subject.set('vix', {}, 18.5);
    fill(subject);
    await settled(subject);
    await isComplete();
  });

  test('emptied while connected: everything is sent again', async () => {
    const subject = store();
    fill(subject);
    await settled(subject);
    await server.empty();
    await vi.waitFor(isComplete, PATIENT);
  });

  test('there only later: opening does not wait', async () => {
    await server.kill();
    const from = performance.now();
    const subject = store();
    fill(subject);
    expect(await subject.get('vix', {})).toBe(18.5);
    expect(performance.now() - from).toBeLessThan(250);
    await vi.waitFor(() => expect(subject.status()).toMatchObject({ state: 'down', backlog: Object.keys(SAMPLES).length }), PATIENT);
    await server.run();
    await settled(subject);
    await isComplete();
  });

  test('stopped: nothing waits, nothing grows, the newest arrives afterwards', async () => {
    const subject = store();
    const listener = store();
    const heard: string[] = [];
    listener.subscribe('desk:1:changes', (message) => heard.push(message));
    fill(subject);
    await Promise.all([settled(subject), settled(listener)]);
    server.pause();
    try {
      const from = performance.now();
      expect(await subject.get('vix', {})).toBe(18.5);
      expect(performance.now() - from).toBeLessThan(250);
      await vi.waitFor(() => expect(subject.status()).toMatchObject({ state: 'down', detail: expect.stringContaining('does not answer') }), PATIENT);
      const before = memory();
      for (let count = 1; count <= 100_000; count += 1) {
        subject.set('market', { ticker: 'SPY' }, { ...SAMPLES.market.value, price: count });
        subject.set('order', { id: `ord_${count % 50}` }, { ...SAMPLES.order.value, timestamp: count });
        if (count % 5_000 === 0) await new Promise((resolve) => setImmediate(resolve));
        subject.publish('desk:1:changes', 'while it is stopped');
      }
      expect(subject.status()?.backlog).toBeLessThanOrEqual(Object.keys(SAMPLES).length + 50);
      expect(memory() - before).toBeLessThan(20e6);
      // Long enough for several attempts.
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      expect(subject.status()?.state).toBe('down');
    } finally {
      server.continue();
    }
    await settled(subject);
    expect(await held('market:SPY:current')).toEqual({ ...SAMPLES.market.value, price: 100_000 });
    expect(await held('order:ord_49')).toMatchObject({ timestamp: 99_999 });
    await vi.waitFor(async () => {
      subject.publish('desk:1:changes', 'afterwards');
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(heard).toContain('afterwards');
    }, PATIENT);
    expect(heard).not.toContain('while it is stopped');
  });

  test('many keys that waited go out bit by bit', async () => {
    await server.kill();
    const subject = store();
    const KEYS = 20_000;
    for (let count = 0; count < KEYS; count += 1) subject.set('order', { id: `ord_${count}` }, { ...SAMPLES.order.value, timestamp: count });
    await server.run();
    const backlogs = new Set<number>();
    const timer = setInterval(() => backlogs.add(subject.status()?.backlog ?? 0), 1);
    await settled(subject);
    clearInterval(timer);
    expect(await server.direct.dbsize()).toBe(KEYS + 1);
    // Other work had its turn in between.
    expect(backlogs.size).toBeGreaterThan(10);
  });

  test('what was forgotten is another\'s, also when the server is back', async () => {
    const [former, holder] = [store(), store()];
    former.set('positions', { user: 'user_1' }, ['old']);
    await settled(former);
    former.set('vix', {}, 18.5);
    server.pause();
    former.set('positions', { user: 'user_1' }, ['older still']);
    former.forget(['positions']);
    server.continue();
    holder.set('positions', { user: 'user_1' }, ['new']);
    await settled(holder);
    await server.direct.call('CLIENT', 'KILL', 'TYPE', 'normal');
    await vi.waitFor(async () => expect(await held('vix:current')).toBe(18.5), PATIENT);
    await Promise.all([settled(former), settled(holder)]);
    expect(await held('positions:user_1')).toEqual(['new']);
    expect(await former.get('positions', { user: 'user_1' })).toEqual(['new']);
  });

  test('messages reach this process while the server is away, and others when it is back', async () => {
    const [one, two] = [store(), store()];
    const heard: string[] = [];
    one.subscribe('desk:1:changes', (message) => heard.push(`one ${message}`));
    two.subscribe('desk:1:changes', (message) => heard.push(`two ${message}`));
    await Promise.all([settled(one), settled(two)]);
    await server.kill();
    await vi.waitFor(() => expect(one.status()?.state).toBe('down'), PATIENT);
    one.publish('desk:1:changes', 'alone');
    await vi.waitFor(() => expect(heard).toEqual(['one alone']));
    await server.run();
    await Promise.all([settled(one), settled(two)]);
    await vi.waitFor(async () => expect(await server.direct.pubsub('NUMSUB', 'desk:1:changes')).toEqual(['desk:1:changes', 2]), PATIENT);
    one.publish('desk:1:changes', 'again');
    await vi.waitFor(() => expect(heard).toEqual(['one alone', 'one again', 'two again']), PATIENT);
  });

  test('what ended while it waited is not sent, and ends at the server where it is older there', async () => {
    const subject = store();
    subject.set('signalsActive', {}, ['sig_1'], clock.now() + 5 * MINUTE);
    await settled(subject);
    server.pause();
    subject.set('signalsActive', {}, ['sig_2'], clock.now() + 100);
    subject.set('signal', { id: 'sig_2' }, SAMPLES.signal.value, clock.now() + 100);
    await vi.waitFor(async () => expect(await subject.get('signalsActive', {})).toBeNull(), PATIENT);
    server.continue();
    await settled(subject);
    // What was on its way when it ended lives there for as long as it would have lived.
    await vi.waitFor(async () => expect(await server.direct.exists('signals:active', 'signal:sig_2')).toBe(0), PATIENT);
  });
});

describe.skipIf(!hasRedis('passwords of Redis'))('a server that asks who is there', () => {
  serve({ password: 'pass:wörd@/' });

  test.each([
    ['no password', null, /asks for a password, and none is given$/],
    ['another password', 'wrong one', /refuses the user or the password$/],
  ])('%s fails in plain words', async (_, password, expected) => {
    const subject = store({}, { url: server.url, password });
    subject.set('vix', {}, 18.5);
    await vi.waitFor(() => expect(subject.status()?.state).toBe('failed'), PATIENT);
    expect(subject.status()?.detail).toMatch(expected);
    expect(subject.status()).not.toMatchObject({ detail: expect.stringContaining('wrong one') });
    expect(await subject.get('vix', {})).toBe(18.5);
  });

  test('goes on once the server takes the password', async () => {
    const subject = store({}, { url: server.url, password: 'another' });
    subject.set('vix', {}, 18.5);
    await vi.waitFor(() => expect(subject.status()?.state).toBe('failed'), PATIENT);
    await server.direct.call('ACL', 'SETUSER', 'default', '>another');
    await settled(subject);
    expect(await held('vix:current')).toBe(18.5);
    await server.empty();
  });

  test('messages that may not be heard are said', async () => {
    await server.direct.acl('SETUSER', 'deaf', 'on', '>secret', '~*', '&*', '+@all', '-subscribe');
    const subject = store({}, { url: `redis://deaf@127.0.0.1:${server.port}/0`, password: 'secret' });
    subject.subscribe('desk:1:changes', () => undefined);
    await vi.waitFor(() => expect(subject.status()?.detail).toContain('refuses what this user asks for (messages)'), PATIENT);
    expect(subject.status()?.state).toBe('connected');
  });

  test('a database that is not there is not replaced by another', async () => {
    const subject = store({}, { ...server.access, url: server.url.replace('/0', '/99') });
    subject.set('vix', {}, 18.5);
    await vi.waitFor(() => expect(subject.status()).toMatchObject({ state: 'failed', backlog: 1, detail: expect.stringContaining('has no database of that number') }), PATIENT);
    expect(await server.direct.dbsize()).toBe(0);
  });

  test('one that takes nothing from this user has failed', async () => {
    await server.direct.acl('SETUSER', 'reader', 'on', '>secret', '~*', '&*', '+@all', '-set');
    const subject = store({}, { url: `redis://reader@127.0.0.1:${server.port}/0`, password: 'secret' });
    subject.set('vix', {}, 18.5);
    await vi.waitFor(() => expect(subject.status()).toMatchObject({ state: 'failed', backlog: 1, detail: expect.stringContaining('refuses what this user asks for (1 key)') }), PATIENT);
  });
});

/** Bytes in use, once what is not used any more is gone: without that, what waits to be collected would be counted. */
function memory(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}
