import type { ServerStatus } from '../../../../src-core/contract/connections.ts';
import { type Clock, type EpochMs, MINUTE, SECOND } from '../../../../src-core/time.ts';
import type { ServerAccess } from '../../../desk-settings.ts';
import { assertHash, endOf, type FamilyName, KEY_FAMILIES, keyOf, type KeyPartsOf, type ValueOf, valueOf } from '../key-families.ts';
import type { RealtimeStore } from '../realtime-store.ts';
import { answerOf, isServersAnswer, type Reply, writeKey } from './key-commands.ts';
import { type Held, type Outgoing, OutgoingKeys } from './outgoing-keys.ts';
import { parseRedisAddress } from './redis-address.ts';
import { RedisChannels } from './redis-channels.ts';
import { RedisConnection } from './redis-connection.ts';
import { type RedisFailure, redisFailure } from './redis-failure.ts';

export interface RedisLimits {
  /** Milliseconds between looks for what is to be sent. */
  readonly flushMs: number;
  /** Milliseconds after which the server counts as away. */
  readonly commandMs: number;
  /** Milliseconds a `get` waits for the server before it answers from here. */
  readonly readMs: number;
  /** Keys and fields, and characters, of one pipeline. */
  readonly items: number;
  readonly characters: number;
  /** Messages that wait for the next pipeline; the oldest are dropped. */
  readonly messages: number;
}

export interface RedisStoreOptions {
  readonly access: ServerAccess;
  /** The machine's. */
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  readonly limits?: Partial<RedisLimits>;
}

const LIMITS: RedisLimits = { flushMs: 100, commandMs: SECOND, readMs: 200, items: 1_000, characters: 512 * 1024, messages: 1_000 };
/** Between looks whether the server was emptied. */
const CHECK_MS = SECOND;
/** A refused key is said again after that. */
const REFUSED_MS = 5 * SECOND;
/** After a connection was given up with commands on their way, a server that was only slow may still carry them out. */
const LATE_MS = 3 * SECOND;
const SWEEP_MS = 10 * SECOND;
const FLOWING_MS = SECOND;
const CLOSE_MS = SECOND;

/**
 * The real-time store in Redis. What is set is kept here first and sent behind; reading asks the server, within a limit.
 * Opening waits for nothing. Throws BadRedisUrl.
 */
export function openRedisRealtimeStore(options: RedisStoreOptions): RealtimeStore {
  return new RedisRealtimeStore(options);
}

class RedisRealtimeStore implements RealtimeStore {
  readonly kind = 'redis';
  readonly #clock: Clock;
  readonly #limits: RedisLimits;
  readonly #connection: RedisConnection;
  readonly #channels: RedisChannels;
  readonly #keys = new OutgoingKeys();
  readonly #presence: string;
  readonly #timer: ReturnType<typeof setInterval>;
  #messages: (readonly [channel: string, text: string])[] = [];
  #flushing: Promise<void> | null = null;
  /** Grows with each connection. */
  #connections = 0;
  /** Everything was sent since it was connected, or found empty. */
  #isCaughtUp = false;
  /** When nothing was left to send, but for what changed meanwhile. */
  #sentAllAt: EpochMs = Number.NEGATIVE_INFINITY;
  /** The server held this process' presence when it was last looked for. */
  #isPresent = false;
  #nextCheck: EpochMs = 0;
  #nextSweep: EpochMs;
  /** When everything is to be sent once more; null when it is not. */
  #sendAgainAt: EpochMs | null = null;
  /** The last connection was given up with commands on their way. */
  #wasGivenUp = false;
  #lastRefusal: RedisFailure | null = null;
  /** Nothing of the last pipeline was taken, and that will not change by itself. */
  #isRefusing = false;
  #state: ServerStatus['state'] = 'connecting';
  #since: EpochMs;

  constructor({ access, clock, random, limits }: RedisStoreOptions) {
    const address = parseRedisAddress(access);
    const sender = Array.from({ length: 12 }, () => Math.floor(random() * 36).toString(36)).join('');
    this.#clock = clock;
    this.#since = clock.now();
    this.#nextSweep = clock.now() + SWEEP_MS;
    this.#limits = { ...LIMITS, ...limits };
    const { commandMs, flushMs } = this.#limits;
    this.#presence = keyOf('connection', { id: sender });
    this.#connection = new RedisConnection({ address, random, commandTimeout: commandMs, name: 'smart-0dte' });
    this.#channels = new RedisChannels({ address, random, commandTimeout: commandMs, sender });
    this.#connection.onChange(({ kind }) => {
      if (kind === 'up') this.#begin();
      this.#tell();
    });
    this.#timer = setInterval(() => void this.#flush(), flushMs).unref();
  }

  set<Family extends FamilyName>(family: Family, parts: KeyPartsOf<Family>, value: ValueOf<Family>, expiresAt?: number): void {
    const now = this.#clock.now();
    const key = keyOf(family, parts);
    const ends = endOf(family, now, expiresAt);
    if (KEY_FAMILIES[family].type === 'hash') this.#keys.setHash(family, key, textsOf(value), ends);
    else this.#keys.setText(family, key, JSON.stringify(value), ends, now);
  }

  setFields<Family extends FamilyName>(family: Family, parts: KeyPartsOf<Family>, fields: Partial<ValueOf<Family>>): void {
    assertHash(family);
    const now = this.#clock.now();
    this.#keys.setFields(family, keyOf(family, parts), textsOf(fields), endOf(family, now, undefined), now);
  }

  remove<Family extends FamilyName>(family: Family, parts: KeyPartsOf<Family>): void {
    this.#keys.remove(family, keyOf(family, parts));
  }

  forget(families: readonly FamilyName[]): void {
    this.#keys.forget(families);
  }

  async get<Family extends FamilyName>(family: Family, parts: KeyPartsOf<Family>): Promise<ValueOf<Family> | null> {
    const key = keyOf(family, parts);
    const held = this.#keys.read(key, this.#clock.now());
    const isNewest = held.kind === 'removed' || (held.kind !== 'absent' && !held.isSent);
    const there = isNewest ? null : await this.#read(key, KEY_FAMILIES[family].type);
    return valueOf(family, parsed(there ?? held));
  }

  publish(channel: string, message: string): void {
    const text = this.#channels.send(channel, message);
    if (!this.#connection.isUp) return;
    this.#messages.push([channel, text]);
    if (this.#messages.length > this.#limits.messages) this.#messages.shift();
  }

  subscribe(channel: string, listener: (message: string) => void): () => void {
    return this.#channels.subscribe(channel, listener);
  }

  status(): ServerStatus {
    this.#tell();
    // What moves all the time is on its way within a flush, and counts once it has waited longer.
    const isFlowing = this.#state === 'connected' && this.#clock.now() - this.#sentAllAt < FLOWING_MS;
    const backlog = isFlowing ? this.#keys.refused : this.#keys.backlog;
    return { server: 'redis', state: this.#state, since: this.#since, backlog, unit: 'keys', thinned: 0, detail: this.#detail() };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    const goodbye = async (): Promise<void> => {
      await this.#flushing;
      await this.#flush();
      if (this.#connection.isUp) await this.#connection.redis.del(this.#presence).catch(() => 0);
    };
    await within(goodbye(), CLOSE_MS);
    this.#channels.close();
    this.#connection.close();
  }

  /** A new connection: nothing is known of what the server has. */
  #begin(): void {
    const now = this.#clock.now();
    this.#connections += 1;
    this.#sendAgainAt = this.#wasGivenUp ? now + LATE_MS : null;
    this.#wasGivenUp = false;
    this.#isPresent = false;
    this.#nextCheck = now;
    this.#sendAgain();
    void this.#flush();
  }

  #sendAgain(): void {
    this.#isRefusing = false;
    this.#isCaughtUp = false;
    this.#keys.soilAll();
  }

  #flush(): Promise<void> {
    this.#flushing ??= this.#sendAll().finally(() => {
      this.#flushing = null;
      this.#tell();
    });
    return this.#flushing;
  }

  /** Sends what waits, a pipeline after another, until nothing does. */
  async #sendAll(): Promise<void> {
    const now = this.#clock.now();
    if (now >= this.#nextSweep) {
      this.#nextSweep = now + SWEEP_MS;
      this.#keys.sweep(now);
    }
    if (!this.#connection.isUp) this.#messages = [];
    try {
      while (this.#connection.isUp && (await this.#sendSome())) {
        // The next pipeline waits for the answers to the last, so a slow server has one on its way.
      }
    } catch (error) {
      this.#giveUp(error);
    }
  }

  /** One pipeline; false when nothing was left to send, or it was not answered. */
  async #sendSome(): Promise<boolean> {
    const now = this.#clock.now();
    if (this.#sendAgainAt !== null && now >= this.#sendAgainAt) {
      this.#sendAgainAt = null;
      this.#keys.soilAll();
    }
    const { taken, isAll } = this.#keys.take(now, this.#limits);
    // Who is told of a change reads it at once, so messages come after the keys.
    const messages = isAll ? this.#messages.splice(0) : [];
    const isCheck = now >= this.#nextCheck;
    if (taken.length === 0 && messages.length === 0 && !isCheck) {
      this.#isCaughtUp = true;
      this.#sentAllAt = now;
      return false;
    }
    const connection = this.#connections;
    const pipeline = this.#connection.redis.pipeline();
    if (isCheck) pipeline.get(this.#presence).set(this.#presence, now, 'PX', MINUTE);
    const counts = taken.map((outgoing) => writeKey(pipeline, outgoing, now));
    for (const [channel, text] of messages) pipeline.publish(channel, text);
    const replies: readonly Reply[] = (await pipeline.exec()) ?? [];
    // Another connection has begun afresh.
    if (connection !== this.#connections || !this.#connection.isUp) return false;
    const lost = replies.find(([error]) => error !== null && !isServersAnswer(error));
    if (lost !== undefined) {
      this.#giveUp(lost[0]);
      return false;
    }
    const answers = replies.slice(isCheck ? 2 : 0);
    this.#settle(taken, counts, answers, now);
    if (isCheck) this.#checked(replies.slice(0, 2), now);
    if (isAll) this.#sentAllAt = now;
    if (isAll && this.#keys.backlog <= this.#keys.refused) this.#isCaughtUp = true;
    return !isAll;
  }

  #giveUp(error: unknown): void {
    this.#wasGivenUp = true;
    this.#connection.renew(error);
  }

  #settle(taken: readonly Outgoing[], counts: readonly number[], replies: readonly Reply[], now: EpochMs): void {
    let at = 0;
    let refusals = 0;
    taken.forEach((outgoing, index) => {
      const answer = answerOf(outgoing, replies.slice(at, (at += counts[index] ?? 0)));
      if (answer === 'taken') this.#keys.confirm(outgoing);
      else if (answer === 'lost') this.#keys.lost(outgoing);
      else {
        refusals += 1;
        this.#lastRefusal = redisFailure(answer, this.#connection.address);
        this.#keys.refuse(outgoing, now + REFUSED_MS);
      }
    });
    if (taken.length > 0) this.#isRefusing = refusals === taken.length && this.#lastRefusal?.needsPerson === true;
  }

  /** A server that is connected and has lost what it had is sent everything again. */
  #checked(presence: readonly Reply[], now: EpochMs): void {
    this.#nextCheck = now + CHECK_MS;
    // Where looking is not allowed, nothing is concluded from it.
    const isAllowed = presence.every(([error]) => error === null);
    if (this.#isPresent && isAllowed && presence[0]?.[1] === null) this.#sendAgain();
    this.#isPresent = isAllowed;
  }

  async #read(key: string, type: 'json' | 'number' | 'hash'): Promise<Held | null> {
    if (!this.#connection.isUp) return null;
    const { redis } = this.#connection;
    try {
      if (type === 'hash') {
        const fields = new Map(Object.entries((await within(redis.hgetall(key), this.#limits.readMs)) ?? {}));
        return fields.size === 0 ? null : { kind: 'hash', fields, isSent: true };
      }
      const text = (await within(redis.get(key), this.#limits.readMs)) ?? null;
      return text === null ? null : { kind: 'text', text, isSent: true };
    } catch {
      // Refused, or gone: what is kept here is the answer.
      return null;
    }
  }

  #tell(): void {
    const state = this.#stateNow();
    if (state === this.#state) return;
    this.#state = state;
    this.#since = this.#clock.now();
  }

  #stateNow(): ServerStatus['state'] {
    const { availability } = this.#connection;
    switch (availability.kind) {
      case 'connecting':
        return 'connecting';
      case 'down':
        return availability.failure.needsPerson ? 'failed' : 'down';
      case 'up':
        if (this.#isRefusing) return 'failed';
        return this.#isCaughtUp ? 'connected' : 'catching_up';
    }
  }

  #detail(): string {
    const { availability, place } = this.#connection;
    if (availability.kind === 'down') return availability.failure.text;
    const { failure } = this.#channels;
    if (failure !== null) return `${failure.text} (messages)`;
    const { refused } = this.#keys;
    if (refused === 0 || this.#lastRefusal === null) return place;
    return `${this.#lastRefusal.text} (${refused === 1 ? '1 key' : `${refused} keys`})`;
  }
}

/** Each field of a hash as it is kept. */
function textsOf(fields: NonNullable<unknown>): ReadonlyMap<string, string> {
  return new Map(Object.entries(fields).map(([field, value]) => [field, JSON.stringify(value)]));
}

/** What a key holds; null where it holds nothing, and undefined where that is no JSON. */
function parsed(held: Held): unknown {
  try {
    switch (held.kind) {
      case 'absent':
      case 'removed':
        return null;
      case 'text':
        return JSON.parse(held.text);
      case 'hash':
        return Object.fromEntries([...held.fields].map(([field, text]) => [field, JSON.parse(text)]));
    }
  } catch {
    return undefined;
  }
}

/** Its result, or undefined where that takes longer. */
async function within<T>(work: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
