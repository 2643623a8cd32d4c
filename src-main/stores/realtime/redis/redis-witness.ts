import { z } from 'zod';
import type { LeaseWitness } from '../../../desk/lease-witness.ts';
import type { ServerAccess } from '../../../desk-settings.ts';
import { keyOf, leaseSchema } from '../key-families.ts';
import { parseRedisAddress } from './redis-address.ts';
import { RedisConnection } from './redis-connection.ts';

export interface RedisWitnessOptions {
  readonly access: ServerAccess;
  /** Of the account whose lease it is. */
  readonly account: string;
  readonly random: () => number;
  /** The longest time a lease is renewed for: a server that is back for less than that may have lost one. */
  readonly leaseMs: number;
  /** Milliseconds a call may take. */
  readonly callMs?: number;
}

const CALL_MS = 500;

/**
 * KEYS: the lease, since when the server can vouch for it, the newest lease there was. ARGV: holder, epoch, milliseconds.
 * Answers 2 when ours is there and was the newest already, 1 when it is there now, 0 when a newer epoch or another holder
 * of the same one is or was.
 */
const PUT = `
local function now() local t = redis.call('TIME') return t[1] * 1000 + math.floor(t[2] / 1000) end
if redis.call('EXISTS', KEYS[2]) == 0 then redis.call('SET', KEYS[2], string.format('%.0f', now())) end
local epoch = tonumber(ARGV[2])
local answer = 1
for _, key in ipairs({ KEYS[1], KEYS[3] }) do
  local text = redis.call('GET', key)
  if text then
    local read, lease = pcall(cjson.decode, text)
    if read and type(lease) == 'table' and type(lease.epoch) == 'number' then
      if lease.epoch > epoch or (lease.epoch == epoch and lease.holder ~= ARGV[1]) then return 0 end
      if key == KEYS[3] and lease.epoch == epoch then answer = 2 end
    end
  end
end
local ours = cjson.encode({ holder = ARGV[1], epoch = epoch })
redis.call('SET', KEYS[1], ours, 'PX', ARGV[3])
redis.call('SET', KEYS[3], ours)
return answer`;

/** KEYS: the first two of these. Answers the lease or nothing, and for how many milliseconds the server can vouch for that. */
const READ = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local since = tonumber(redis.call('GET', KEYS[2]) or '')
if not since or since > now then
  since = now
  redis.call('SET', KEYS[2], string.format('%.0f', now))
end
return { redis.call('GET', KEYS[1]) or '', string.format('%.0f', now - since) }`;

/** What an EVAL of READ and an INFO answer. */
const readingSchema = z.tuple([z.tuple([z.null(), z.tuple([z.string(), z.coerce.number()])]), z.tuple([z.null(), z.string()])]);

/** The witness of an account's lease in Redis. Every call ends within half a second. Throws BadRedisUrl. */
export function openRedisWitness(options: RedisWitnessOptions): LeaseWitness {
  const { access, account, random, leaseMs, callMs = CALL_MS } = options;
  const connection = new RedisConnection({ address: parseRedisAddress(access), random, commandTimeout: callMs, name: 'smart-0dte-lease' });
  const { redis } = connection;
  const lease = keyOf('lease', { account });
  const since = keyOf('leaseSince', { account });
  const newest = keyOf('leaseNewest', { account });

  const bounded = async <T>(ask: () => Promise<T>): Promise<T | 'unknown'> => {
    const deadline = performance.now() + callMs;
    if (!(await connection.whenUp(callMs))) return 'unknown';
    const left = Math.max(0, deadline - performance.now());
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<'unknown'>((resolve) => {
      timer = setTimeout(() => {
        connection.renew(new Error('Command timed out'));
        resolve('unknown');
      }, left);
    });
    try {
      return await Promise.race([ask(), late]);
    } catch {
      // Refused, or the connection went away.
      return 'unknown';
    } finally {
      clearTimeout(timer);
    }
  };
  const put = (holder: string, epoch: number, ttlMs: number): Promise<unknown> =>
    bounded(() => redis.eval(PUT, 3, lease, since, newest, holder, epoch, Math.ceil(ttlMs)));

  return {
    async renew(holder, epoch, ttlMs) {
      switch (await put(holder, epoch, ttlMs)) {
        case 2:
          return 'held';
        case 1:
          return 'begun';
        case 0:
          return 'taken';
        default:
          return 'unknown';
      }
    },
    read: () =>
      bounded(async () => {
        const replies = await redis.pipeline().eval(READ, 2, lease, since).info('server').exec();
        const [[, [text, vouched]], [, info]] = readingSchema.parse(replies);
        if (text !== '') return leaseSchema.parse(JSON.parse(text));
        const uptime = Number(/^uptime_in_seconds:(\d+)/m.exec(info)?.[1] ?? Number.NaN) * 1_000;
        return vouched >= leaseMs && uptime >= leaseMs ? 'none' : 'unknown';
      }),
    close: async () => connection.close(),
  };
}
