import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { Redis } from 'ioredis';
import type { ConnectionTest } from '../../../../src-core/contract/connections.ts';
import type { ServerAccess } from '../../../desk-settings.ts';
import { keyOf } from '../key-families.ts';
import { answerOf, writeKey } from './key-commands.ts';
import { BadRedisUrl, parseRedisAddress, type RedisAddress, redisPlace } from './redis-address.ts';
import { clientOptions } from './redis-connection.ts';
import { type RedisFailure, redisFailure } from './redis-failure.ts';

const LEAST_VERSION = 6;
const LIMIT_MS = 3_000;
/** What the probe leaves behind goes by itself, should the connection break before it is removed. */
const PROBE_MS = 5_000;
const PLAIN_MS = 1_000;
const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

const ADVICE: Readonly<Record<RedisFailure['outcome'], string>> = {
  unreachable: 'Start it, or correct the host and the port.',
  wrong_password: 'Give the password of that user; the user is part of the URL, and is "default" without one.',
  unknown_database: 'Without other settings Redis has the databases 0 to 15.',
  no_permission: 'It needs to read, write, run scripts, publish and subscribe, and INFO: ~* &* +@read +@write +@scripting +@pubsub +@connection +@transaction +info.',
  tls: 'Use rediss:// where it speaks TLS, with a certificate that this machine trusts, and redis:// where it does not.',
  busy: 'Try again in a moment.',
  other: '',
};

/** Tries what the real-time store does, and removes it again. Never rejects; ends within a few seconds. */
export async function testRedis(access: ServerAccess): Promise<ConnectionTest> {
  const from = performance.now();
  const found = await tryRedis(access);
  return { ...found, milliseconds: Math.round(performance.now() - from) };
}

async function tryRedis(access: ServerAccess): Promise<Omit<ConnectionTest, 'milliseconds'>> {
  let address: RedisAddress;
  try {
    address = parseRedisAddress(access);
  } catch (error) {
    if (!(error instanceof BadRedisUrl)) throw error;
    return { outcome: 'bad_url', text: error.message, version: null };
  }
  const redis = new Redis({ ...clientOptions(address), commandTimeout: LIMIT_MS, connectTimeout: LIMIT_MS, lazyConnect: true, retryStrategy: () => null });
  let wasOpened = false;
  const errors: unknown[] = [];
  redis.on('connect', () => {
    wasOpened = true;
  });
  redis.on('error', (error: unknown) => errors.push(error));
  let version: string | null = null;
  const failed = async (error: unknown): Promise<Omit<ConnectionTest, 'milliseconds'>> => {
    let failure: Pick<RedisFailure, 'outcome' | 'text'> = redisFailure(error, address);
    if (wasOpened && isClosed(error)) failure = closedAtOnce(address);
    else if (address.tls && failure.outcome === 'unreachable' && (await speaksPlainly(address))) failure = plainlyThere(address);
    return { outcome: failure.outcome, text: `${failure.text}. ${ADVICE[failure.outcome]}`.trim(), version };
  };
  try {
    await redis.connect();
    if (errors.length > 0) return await failed(errors[0]);
    const number = /^redis_version:(\S+)/m.exec(await redis.info('server'))?.[1] ?? '';
    version = `Redis ${number}`;
    if (Number.parseInt(number, 10) < LEAST_VERSION) {
      return { outcome: 'too_old', text: `${redisPlace(address)} is ${version}; ${LEAST_VERSION}.0 or newer is needed.`, version };
    }
    await probe(redis);
    const plain = address.tls || LOOPBACK.includes(address.host) ? '' : ' What goes there is not encrypted.';
    return { outcome: 'good', text: `${redisPlace(address)} can be used.${plain}`, version };
  } catch (error) {
    return await failed(errors[0] ?? error);
  } finally {
    redis.disconnect();
  }
}

/** Each kind of command that the store and the witness give, on keys of theirs. */
async function probe(redis: Redis): Promise<void> {
  const key = keyOf('connection', { id: `test-${randomUUID()}` });
  const hash = keyOf('connection', { id: `test-${randomUUID()}` });
  try {
    await redis.set(key, '0', 'PX', PROBE_MS);
    await redis.get(key);
    const written = { key: hash, version: 0, kind: 'fields', fields: [['field', '0']], whole: true, ends: PROBE_MS } as const;
    const pipeline = redis.pipeline();
    writeKey(pipeline, written, 0);
    const answer = answerOf(written, (await pipeline.exec()) ?? []);
    if (answer instanceof Error) throw answer;
    await redis.hgetall(hash);
    await redis.eval("return redis.call('GET', KEYS[1])", 1, key);
    await redis.publish(key, '');
    await redis.subscribe(key);
    await redis.unsubscribe(key);
  } finally {
    await redis.del(key, hash).catch(() => 0);
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof Error && (error.message === 'Connection is closed.' || ('code' in error && error.code === 'ECONNRESET'));
}

/** Something takes connections there, and says nothing in the words of Redis. */
function closedAtOnce(address: RedisAddress): Pick<RedisFailure, 'outcome' | 'text'> {
  return { outcome: 'tls', text: `${redisPlace(address)} closed the connection without an answer, as one does that speaks TLS only` };
}

function plainlyThere(address: RedisAddress): Pick<RedisFailure, 'outcome' | 'text'> {
  return { outcome: 'tls', text: `${redisPlace(address)} does not speak TLS there` };
}

/** A Redis without TLS takes the beginning of TLS for half a command and waits for the rest. */
function speaksPlainly({ host, port }: RedisAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const answer = (isPlain: boolean): void => {
      socket.destroy();
      resolve(isPlain);
    };
    socket.setTimeout(PLAIN_MS, () => answer(false));
    socket.on('error', () => answer(false));
    socket.on('close', () => answer(false));
    socket.on('connect', () => socket.write('PING\r\n'));
    socket.on('data', (bytes) => answer(/^[+-]/.test(bytes.toString('latin1'))));
  });
}
