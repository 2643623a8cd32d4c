import { Redis } from 'ioredis';
import { type RedisAddress, redisPlace } from './redis-address.ts';
import { type RedisFailure, redisFailure } from './redis-failure.ts';

export type RedisAvailability =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'up' }
  /** Tried again by itself. */
  | { readonly kind: 'down'; readonly failure: RedisFailure };

export interface RedisConnectionOptions {
  readonly address: RedisAddress;
  /** 0 to 1, for the jitter. */
  readonly random: () => number;
  /** Milliseconds a command may take. */
  readonly commandTimeout: number;
  /** Shown by the server's CLIENT LIST. */
  readonly name: string;
}

const CONNECT_TIMEOUT = 2_000;
/** Milliseconds a connection that was given up has to say goodbye. */
const GOODBYE = 100;
const RETRY = { least: 100, most: 2_000, afterRefusal: 10_000 };

/** Where and who, and that nothing is ever queued or sent twice. */
export function clientOptions({ host, port, database, user, password, tls }: RedisAddress) {
  return {
    host,
    port,
    db: database,
    ...(user !== null && { username: user }),
    ...(password !== null && { password }),
    ...(tls && { tls: {} }),
    disconnectTimeout: GOODBYE,
    keepAlive: 5_000,
    enableOfflineQueue: false,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    enableReadyCheck: false,
    maxRetriesPerRequest: null,
  };
}

/**
 * One connection that comes back by itself. Nothing is queued and nothing is sent twice: a command is refused at once
 * while the connection is away.
 */
export class RedisConnection {
  readonly address: RedisAddress;
  readonly redis: Redis;
  readonly #listeners = new Set<(now: RedisAvailability) => void>();
  #availability: RedisAvailability = { kind: 'connecting' };
  /** Why the attempt under way is not good. */
  #failure: RedisFailure | null = null;
  #closed = false;

  constructor({ address, random, commandTimeout, name }: RedisConnectionOptions) {
    this.address = address;
    this.redis = new Redis({
      ...clientOptions(address),
      connectionName: name,
      connectTimeout: CONNECT_TIMEOUT,
      commandTimeout,
      retryStrategy: (attempt) => {
        const most = this.#failure?.needsPerson === true ? RETRY.afterRefusal : RETRY.most;
        return Math.min(RETRY.least * 2 ** Math.min(attempt - 1, 10), most) * (0.5 + random() / 2);
      },
    });
    this.redis.on('error', (error: unknown) => {
      this.#failure ??= redisFailure(error, address);
    });
    this.redis.on('ready', () => {
      // A database that could not be chosen is said as an error and then ignored: nothing may be written to another one.
      if (this.#failure === null) this.#become({ kind: 'up' });
      else this.redis.disconnect(true);
    });
    this.redis.on('close', () => {
      const failure = this.#failure ?? redisFailure(new Error('Connection is closed.'), address);
      this.#failure = null;
      this.#become({ kind: 'down', failure });
    });
  }

  get availability(): RedisAvailability {
    return this.#availability;
  }

  get isUp(): boolean {
    return this.#availability.kind === 'up';
  }

  get place(): string {
    return redisPlace(this.address);
  }

  /** Hears of every change. */
  onChange(listener: (now: RedisAvailability) => void): void {
    this.#listeners.add(listener);
  }

  /** True once it is up, false when `milliseconds` went by before. */
  whenUp(milliseconds: number): Promise<boolean> {
    if (this.isUp) return Promise.resolve(true);
    return new Promise((resolve) => {
      const answer = (isUp: boolean): void => {
        clearTimeout(timer);
        this.#listeners.delete(listener);
        resolve(isUp);
      };
      const timer = setTimeout(() => answer(false), milliseconds);
      const listener = ({ kind }: RedisAvailability): void => {
        if (kind === 'up') answer(true);
      };
      this.#listeners.add(listener);
    });
  }

  /** Gives the connection up and makes another: what was asked on it may or may not have been done. */
  renew(error: unknown): void {
    if (!this.isUp) return;
    this.#failure = redisFailure(error, this.address);
    this.#become({ kind: 'down', failure: this.#failure });
    this.redis.disconnect(true);
  }

  close(): void {
    this.#closed = true;
    this.#listeners.clear();
    this.redis.disconnect();
  }

  #become(next: RedisAvailability): void {
    this.#availability = next;
    if (this.#closed) return;
    for (const listener of [...this.#listeners]) listener(next);
  }
}
